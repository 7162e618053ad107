// Puts in place what the server has drawn, and keeps what the teacher revealed, opened and chose.

const PAUSE = 1500;
const place = (id) => document.getElementById(id);
const revealed = new Set();
const opened = new Set();
let version = "";
let begun = false;
let chosen = location.hash.slice(1);
let shown = "";

function showRevealed() {
  for (const card of document.querySelectorAll(".prediction")) {
    const shows = revealed.has(card.dataset.name);
    for (const part of card.querySelectorAll(".measured")) part.toggleAttribute("hidden", !shows);
    card.querySelector(".reveal")?.toggleAttribute("hidden", shows);
  }
  for (const part of document.querySelectorAll("details[data-keep]")) part.open = opened.has(part.dataset.keep);
}

function show(lesson) {
  shown = lesson;
  for (const section of document.querySelectorAll("section")) {
    section.toggleAttribute("hidden", section.dataset.lesson !== shown);
  }
  for (const button of place("lessons").children) {
    button.setAttribute("aria-pressed", String(button.dataset.lesson === shown));
  }
}

// The page follows the class until the teacher chooses a lesson, or uses what the page shows of one.
// That lesson stays, also when the page is loaded again.
function choose(lesson) {
  chosen = lesson;
  history.replaceState(null, "", `#${chosen}`);
  show(chosen);
}

// Buttons stay where they are, so that the one in use keeps its focus.
function showLessons(now) {
  const sections = [...document.querySelectorAll("section")];
  const numbers = sections.map((section) => section.dataset.lesson);
  const nav = place("lessons");
  if (numbers.join() !== [...nav.children].map((button) => button.dataset.lesson).join()) {
    nav.replaceChildren(...sections.map((section) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.lesson = section.dataset.lesson;
      button.textContent = section.dataset.lesson;
      button.title = section.dataset.title;
      button.setAttribute("aria-label", section.dataset.title);
      return button;
    }));
  }
  show(numbers.includes(chosen) ? chosen : now);
}

function put(state) {
  const focused = document.activeElement?.closest?.(".prediction")?.dataset.name;
  version = state.version;
  place("board").innerHTML = state.html;
  const many = state.learners === 1 ? "1 learner has" : `${state.learners} learners have`;
  place("count").textContent = state.learners ? `${many} handed in.` : "Nobody has handed in yet.";
  place("joining").hidden = !state.joining.address;
  place("address").textContent = state.joining.address ?? "";
  place("code").textContent = state.joining.code ?? "";
  place("how").hidden = !state.joining.call;
  place("call").textContent = state.joining.call ?? "";
  if (state.learners && !begun) place("how").open = false;
  begun = state.learners > 0;
  showLessons(state.lesson);
  showRevealed();
  if (focused) document.querySelector(`[data-name="${CSS.escape(focused)}"] .reveal`)?.focus();
}

// On a hub, JupyterHub wants to be shown that its own page asks; a class on a laptop sets no cookie.
function own() {
  const mark = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/);
  return mark ? { "X-XSRFToken": mark[1] } : {};
}

// What is made anew under a press would lose it: it is asked for again, a moment later.
const pressed = () => document.querySelector("#board:active, #lessons:active") !== null;

async function ask() {
  try {
    const answer = await fetch(`state?seen=${encodeURIComponent(version)}`, { headers: own() });
    const state = await answer.json();
    if (state.html !== undefined && !pressed()) put(state);
    document.body.classList.remove("away");
  } catch {
    document.body.classList.add("away");
    place("count").textContent = "The class does not answer; what is shown stays. Is it still open? On a hub, load this page again.";
    version = "";
  }
  setTimeout(ask, PAUSE);
}

place("lessons").addEventListener("click", (event) => {
  if (event.target.dataset.lesson) choose(event.target.dataset.lesson);
});
place("board").addEventListener("click", (event) => {
  if (event.target.classList.contains("reveal")) {
    revealed.add(event.target.closest(".prediction").dataset.name);
    choose(shown);
    showRevealed();
  }
});
place("board").addEventListener("toggle", (event) => {
  const name = event.target.dataset.keep;
  if (!name) return;
  choose(shown);
  opened[event.target.open ? "add" : "delete"](name);
}, true);
ask();
