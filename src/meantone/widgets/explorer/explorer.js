// The face of the explorer: what is set, one slider for each setting, and what it brings about.
// Native elements, so that keyboards and screen readers know them. All that is shown comes from
// Python; the page sends back `value` and `other` (the settings, as text), `large`, `plays`, and
// asks for a file, an end of the work, or its continuation.

const PATIENCE = 400; // milliseconds: shorter work is not announced, and holds back no other wish

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// JupyterLab takes keys for its own, except from elements that say so themselves.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

const read = (text) => Object.fromEntries(new URLSearchParams(text));
const written = (setting) => new URLSearchParams(setting).toString();

function button(text, action, attributes = {}) {
  const made = element("button", { type: "button", ...KEYS, ...attributes }, text);
  made.addEventListener("click", action);
  return made;
}

function render({ model, el }) {
  const spec = model.get("spec");
  // Each widget loads this file anew, so a count would begin anew, too.
  const id = `meantone-${Math.random().toString(36).slice(2)}`;
  const root = element("div", { class: "meantone-explorer", role: "group", "aria-label": "Explorer" });
  const [models, decoders] = [spec.models, spec.decoders].map((all) => new Map(all.map((one) => [one.name, one])));

  // --- what is set ---------------------------------------------------------------------------

  // While Python is at work only the latest wish is kept: a slider asks faster than it is answered.
  const wishes = new Map();
  let asked = model.get("answers");
  let timer = null;
  function wish(trait, text) {
    wishes.set(trait, text);
    // A moment later: two wishes of one press are one message.
    if (timer === null || model.get("answers") >= asked) queueMicrotask(send);
  }
  function send() {
    clearTimeout(timer);
    timer = null;
    if (!wishes.size) return;
    for (const [trait, text] of wishes) model.set(trait, text);
    wishes.clear();
    model.save_changes();
    asked = model.get("answers") + 1;
    timer = setTimeout(send, PATIENCE);
  }
  const set = (trait) => wishes.get(trait) ?? model.get(trait);

  function list(label, place, options) {
    const box = element("select", { id: `${id}-${place}-${label}`, ...KEYS });
    for (const option of options) box.append(element("option", { value: option }, option));
    const around = element("span", { class: "meantone-list" });
    around.append(element("label", { for: box.id }, label), box);
    return [around, box];
  }

  function panel(trait, place) {
    const legend = element("legend");
    const around = element("fieldset", { class: `meantone-side meantone-side-${place}` });
    const lists = element("div", { class: "meantone-lists" });
    const [corpusLabel, corpus] = list("Corpus", place, spec.corpora);
    const [machineLabel, machine] = list("Model", place, models.keys());
    const [orderLabel, order] = list("Order", place, spec.orders);
    const [decoderLabel, decoder] = list("Decoder", place, decoders.keys());
    lists.append(corpusLabel, machineLabel, orderLabel, decoderLabel);

    const line = element("div", { class: "meantone-line" });
    const name = element("label", { for: `${id}-${place}` });
    const slider = element("input", { id: `${id}-${place}`, type: "range", min: 0, step: 1, ...KEYS });
    const strength = element("output", { class: "meantone-strength", for: slider.id });
    const ends = [element("span", { class: "meantone-end" }), element("span", { class: "meantone-end" })];
    const says = element("span", { class: "meantone-says" });
    line.append(name, ends[0], slider, ends[1], strength, says);
    around.append(legend, lists, line);

    const now = () => read(set(trait));
    const change = (changes) => {
      const wished = { ...now(), ...changes };
      const rule = models.get(wished.model);
      if (!rule.everywhere && wished.corpus !== spec.corpora[0]) wished.model = "n-gram";
      if (decoders.get(wished.decoder).exact && !models.get(wished.model).finite) {
        wished.decoder = "beam";
        wished.strength = decoders.get("beam").start;
      }
      wish(trait, written(wished));
      show();
    };
    corpus.addEventListener("change", () => change({ corpus: corpus.value }));
    machine.addEventListener("change", () => change({ model: machine.value }));
    order.addEventListener("change", () => change({ order: order.value }));
    decoder.addEventListener("change", () => change({ decoder: decoder.value, strength: decoders.get(decoder.value).start }));
    slider.addEventListener("input", () => change({ strength: decoders.get(now().decoder).stops[slider.value] }));

    function show() {
      around.hidden = !set(trait);
      if (around.hidden) return;
      const setting = now();
      const [rule, cut] = [models.get(setting.model), decoders.get(setting.decoder)];
      legend.textContent = set("other") ? place : "Setting";
      [corpus.value, machine.value, order.value, decoder.value] = [setting.corpus, setting.model, setting.order, setting.decoder];
      order.disabled = !rule.ordered;
      for (const option of machine.options) option.disabled = !models.get(option.value).everywhere && setting.corpus !== spec.corpora[0];
      for (const option of decoder.options) option.disabled = decoders.get(option.value).exact && !rule.finite;
      const value = Number(setting.strength);
      const away = cut.stops.map((stop) => Math.abs(stop - value));
      const nearest = away.indexOf(Math.min(...away));
      slider.max = cut.stops.length - 1;
      slider.value = nearest;
      slider.disabled = cut.stops.length < 2;
      name.textContent = cut.parameter || cut.name;
      strength.textContent = cut.parameter ? value : "";
      ends.forEach((end, i) => { end.textContent = slider.disabled ? "" : cut.ends[i]; });
      says.textContent = cut.says[nearest].replaceAll(" %", "\u00a0%");
      slider.setAttribute("aria-valuetext", `${strength.textContent}: ${says.textContent}`);
    }
    return { around, show, now, change, slider };
  }

  const panels = [panel("value", "A"), panel("other", "B")];

  // --- what can be done ----------------------------------------------------------------------

  const controls = element("div", { class: "meantone-controls" });
  const another = button("Another tune", () => {
    for (const one of panels.filter((side) => !side.around.hidden)) one.change({ draw: Number(one.now().draw) + 1 });
  });
  const compare = button("Compare two", () => {
    wish("other", set("other") ? "" : set("value"));
    update();
  });
  const large = button("Large", () => {
    const on = !model.get("large");
    model.set("large", on);
    model.save_changes();
    // The whole screen where the browser lets us; large in its place where it does not.
    if (on) root.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement === root) document.exitFullscreen();
  });
  root.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement === root || !model.get("large")) return;
    model.set("large", false);
    model.save_changes();
  });
  const work = element("span", { class: "meantone-work" });
  const progress = element("progress", { max: 1 });
  const doing = element("span");
  const stop = button("Cancel", () => model.send({ do: model.get("state") === "busy" ? "cancel" : "go on" }));
  work.append(progress, doing, stop);
  controls.append(another, compare, large, work);

  // --- what is shown -------------------------------------------------------------------------

  const hearing = element("div", { class: "meantone-hearing" });
  const notice = element("p", { role: "status", class: "meantone-notice" });
  const gallery = element("div", { class: "meantone-gallery" });
  const heard = ["A", "B"].map((name) => {
    const around = element("div", { class: `meantone-heard meantone-side-${name}` });
    const player = element("div", { class: "meantone-player" });
    const say = element("p", { role: "status" });
    around.append(player, say);
    hearing.append(around);
    return { around, player, say, key: "" };
  });

  function player(part, place) {
    const parts = [];
    if (!part.source) {
      parts.push(element("em", {}, "Nothing to hear: no notes."));
    } else {
      const audio = element("audio", { controls: "", "aria-label": part.name, src: part.source, ...KEYS });
      audio.addEventListener("play", () => {
        for (const other of root.querySelectorAll("audio")) if (other !== audio) other.pause();
        model.set("plays", model.get("plays") + 1);
        model.save_changes();
      });
      parts.push(audio);
    }
    const files = element("div", { class: "meantone-files", role: "group", "aria-label": `Save ${part.label}` }, "Save: ");
    for (const [suffix, name] of [[".mid", "MIDI"], [".musicxml", "MusicXML"], [".wav", "WAV"]]) {
      files.append(button(name, () => model.send({ do: "file", suffix, part: place })));
    }
    return [...parts, files];
  }

  function sayAndPlay() {
    const parts = model.get("parts");
    const lines = model.get("words").split("\n").map((line) => line.replaceAll(" %", "\u00a0%"));
    heard.forEach((side, place) => {
      const part = parts[place];
      side.around.hidden = !part;
      if (!part) { // and it plays no longer
        side.player.replaceChildren();
        side.key = "";
        return;
      }
      const key = JSON.stringify(part.key);
      if (side.key !== key) side.player.replaceChildren(...player(part, place)); // what plays plays on
      side.key = key;
      if (side.say.textContent !== lines[place]) side.say.textContent = lines[place];
    });
  }

  // Pictures stay in their places and change what they show, so that nothing jumps.
  const pictures = new Map();
  function picture(key, shown) {
    if (!pictures.has(key)) {
      const figure = element("figure");
      figure.append(element("figcaption"), element("img", { alt: "" }));
      pictures.set(key, figure);
    }
    const figure = pictures.get(key);
    const [caption, image] = figure.children;
    if (caption.textContent !== shown.title) caption.textContent = shown.title;
    if (image.alt !== shown.alt) image.alt = shown.alt;
    if (image.getAttribute("src") !== shown.source) image.src = shown.source;
    image.hidden = !shown.source;
    return figure;
  }

  let hung = "";
  function hang() {
    const parts = model.get("parts");
    const rolls = parts.map((part, i) => [`roll${i}`, part.roll]);
    const chances = parts.map((part, i) => [`chances${i}`, part.chances]);
    const measured = ["profiles", "maps"].map((name) => model.get(name).map((one, i) => [`${name}${i}`, one]));
    const alone = parts.length < 2;
    // One: roll and chances on the left, the score below profile and map. Two: a roll below the
    // other, chances below profile and map, and the scores below all.
    const columns = alone ? [[...rolls, ...chances], ...measured] : [rolls, ...measured, ...chances.map((one) => [one])];
    const scores = parts.map((part, i) => [`score${i}`, part.score]).filter(([, shown]) => shown);
    const built = [...columns, ...scores.map((one) => [one])].map((column) => column.map(([key, shown]) => [key, picture(key, shown)]));
    const keys = JSON.stringify(built.map((column) => column.map(([key]) => key)));
    if (keys === hung) return;
    hung = keys;
    gallery.replaceChildren(...built.map((column) => {
      const division = element("div", { class: `meantone-${column[0]?.[0].replace(/\d/, "") ?? "none"}` });
      division.append(...column.map(([, figure]) => figure));
      return division;
    }));
  }

  const figures = element("details", { class: "meantone-details" });
  const table = element("table");
  const scroller = element("div", { class: "meantone-scroller", tabindex: "0", role: "region", "aria-label": "The profile in figures" });
  scroller.append(table);
  figures.append(element("summary", KEYS, "The profile in figures"), scroller);
  function tabulate() {
    const [head, ...lines] = model.get("table");
    figures.hidden = !head;
    if (!head || table.dataset.shown === JSON.stringify([head, lines])) return;
    table.dataset.shown = JSON.stringify([head, lines]);
    table.replaceChildren();
    const first = table.createTHead().insertRow();
    for (const text of head) first.append(element("th", { scope: "col" }, text));
    const body = table.createTBody();
    for (const [measure, ...cells] of lines) {
      const row = body.insertRow();
      row.append(element("th", { scope: "row" }, measure));
      for (const text of cells) row.append(element("td", {}, text));
    }
  }

  const again = element("details", { class: "meantone-details" });
  again.append(element("summary", KEYS, "This setting again: a line of code, a text for a link"));
  function copied(label) {
    const field = element("input", { type: "text", readonly: "", ...KEYS });
    const around = element("label", {}, label);
    around.append(field);
    const line = element("div", { class: "meantone-copied" });
    const done = element("span", { role: "status" });
    line.append(around, button("Copy", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        done.textContent = "Copied.";
      } catch {
        done.textContent = "Selected: copy it with Ctrl+C.";
      }
    }, { "aria-label": `Copy: ${label}` }), done);
    again.append(line);
    return (value) => {
      if (field.value === value) return;
      field.value = value;
      done.textContent = "";
    };
  }
  const showCode = copied("In a cell, after: from meantone.widgets import Explorer, Setting");
  const showText = copied("For Explorer.from_text(\"...\")");

  // --- when something changes ----------------------------------------------------------------

  let patience = null;
  function update() {
    for (const one of panels) one.show();
    compare.setAttribute("aria-pressed", String(Boolean(set("other"))));
    large.setAttribute("aria-pressed", String(model.get("large")));
    root.classList.toggle("meantone-large", model.get("large"));
    root.classList.toggle("meantone-two", model.get("parts").length > 1);
    root.classList.toggle("meantone-unmeasured", !model.get("measured"));

    const state = model.get("state");
    if (state !== "busy") {
      clearTimeout(patience);
      patience = null;
      work.classList.toggle("meantone-seen", state !== "");
    } else if (patience === null) {
      patience = setTimeout(() => work.classList.add("meantone-seen"), PATIENCE);
    }
    const hadFocus = document.activeElement === stop;
    progress.hidden = state !== "busy";
    progress.value = model.get("share");
    progress.setAttribute("aria-label", model.get("news") || "Progress");
    doing.textContent = state === "busy" ? model.get("news") : "";
    stop.textContent = state === "busy" || !state ? "Cancel" : "Go on";
    if (hadFocus && !state) another.focus(); // a button that goes would lose it

    const news = state === "cancelled" || state === "failed" ? model.get("news") : "";
    const kept = news && model.get("parts").length ? " What you see and hear is of the setting before." : "";
    if (notice.textContent !== news + kept) notice.textContent = news + kept; // said if it is new
    sayAndPlay();
    hang();
    tabulate();
    showCode(model.get("code"));
    showText([model.get("value"), model.get("other")].filter(Boolean).join(";"));
    if (model.get("answers") >= asked) send();
  }

  function save(content, buffers) {
    if (content.do !== "file") return;
    const address = URL.createObjectURL(new Blob([buffers[0]], { type: content.type }));
    const link = element("a", { href: address, download: content.name });
    root.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  const top = element("div", { class: "meantone-top" });
  top.append(...panels.map((one) => one.around), controls);
  root.append(top, notice, hearing, gallery, figures, again);
  el.append(root);
  model.on("change", update);
  model.on("msg:custom", save);
  update();
  return () => {
    clearTimeout(timer);
    clearTimeout(patience);
    model.off("change", update);
    model.off("msg:custom", save);
  };
}

export default { render };
