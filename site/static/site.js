// What the site's pages do besides being read: charts come alive, claims are filtered, one sound plays at a time, the search shows text.
"use strict";

const CHARTS = new URL("charts.js", document.currentScript.src).href;

// A chart is a picture with its words until its script is there; then it answers to the pointer.
function loaded(address) {
  loaded.once ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return loaded.once;
}

async function enliven(figure) {
  const spec = JSON.parse(figure.querySelector("script").textContent);
  await loaded(CHARTS);
  const place = document.createElement("div");
  place.className = "alive";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", figure.dataset.words);
  const picture = figure.querySelector("img");
  await window.vegaEmbed(place, spec, { actions: false, renderer: "svg", logLevel: 1 });
  picture.replaceWith(place);
  for (const inner of place.querySelectorAll("[aria-roledescription], [role='graphics-document']")) {
    inner.setAttribute("aria-hidden", "true"); // the words are on the whole
  }
  figure.dataset.alive = "yes";
  reachable();
}

function watchCharts() {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((one) => one.isIntersecting)) {
        seen.unobserve(entry.target);
        enliven(entry.target).catch(() => {}); // the picture stays
      }
    },
    { rootMargin: "600px" },
  );
  for (const figure of document.querySelectorAll("figure.chart")) seen.observe(figure);
}

// Two sounds at once are noise: who starts one stops the other.
function oneSound() {
  document.addEventListener(
    "play",
    (event) => {
      for (const other of document.querySelectorAll("audio")) if (other !== event.target) other.pause();
    },
    true,
  );
}

function filterClaims() {
  const form = document.querySelector("form.filter");
  if (!form) return;
  const rows = [...document.querySelectorAll("table.claims > tbody > tr")];
  const said = form.querySelector("output");
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const show = () => {
    const verdict = form.verdict.value;
    const lesson = form.lesson.value;
    const text = form.text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits =
        (verdict === "all" || row.dataset.verdict === verdict) &&
        (lesson === "all" || row.dataset.lesson === lesson) &&
        words.get(row).includes(text);
      row.hidden = !fits;
      shown += fits;
    }
    said.textContent = `${shown} of ${rows.length} claims`;
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  show();
}

// What is wider than the page scrolls by itself, by keys too.
function reachable() {
  for (const box of document.querySelectorAll("div.claims, .pst-scrollable-table-container, div.output, figure.chart, pre, mjx-container")) {
    if (box.scrollWidth > box.clientWidth + 1 && !box.hasAttribute("tabindex")) box.tabIndex = 0;
  }
}

// Of a page that it finds the search shows text, not the theme's menu of colors that stands above it.
function searchShowsText() {
  if (typeof Search === "undefined") return;
  const toText = Search.htmlToText;
  const menu = /<div class="bd-header-article[^]*?(?=<article class="bd-article)/;
  Search.htmlToText = (page, anchor) => toText(page.replace(menu, ""), anchor);
}

watchCharts();
oneSound();
filterClaims();
searchShowsText();
for (const moment of ["load", "resize"]) addEventListener(moment, reachable);
