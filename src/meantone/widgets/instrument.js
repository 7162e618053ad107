// The face of an instrument: a control (a list or a slider, if any), words, players, a picture.
// Native elements, so that keyboards and screen readers know them. All that is shown comes from
// Python; the page sends back `value`, `draws` (another tune) and `plays` (a sound was started).

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// JupyterLab takes arrow keys for its own, except from elements that say so themselves.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

// Each kind of control returns its elements, what the reader has set, and how to show a value.

function list(model, id) {
  const box = element("select", { id, ...KEYS });
  for (const [value, text] of model.get("choices")) box.append(element("option", { value }, text));
  return [[box], box, "change", () => box.value, (value) => { box.value = value; }];
}

function slider(model, id) {
  const [min, max, step] = model.get("between");
  const handle = element("input", { id, type: "range", min, max, step, ...KEYS });
  const said = element("span", { class: "meantone-value" });
  const show = (value) => {
    handle.value = value;
    said.textContent = value;
  };
  handle.addEventListener("input", () => { said.textContent = Number(handle.value); });
  return [[handle, said], handle, "input", () => Number(handle.value), show];
}

function render({ model, el }) {
  // Each widget loads this file anew, so a count would begin anew, too.
  const id = `meantone-${Math.random().toString(36).slice(2)}`;
  const root = element("div", { class: "meantone-instrument" });
  const controls = element("div", { class: "meantone-controls" });
  const players = element("div", { class: "meantone-players" });
  const say = element("p", { role: "status" });
  const picture = element("img", { alt: "" });
  let given = () => null;
  let put = () => {};

  // While Python is at work only the latest wish is kept: a slider asks faster than it is answered.
  let asked = model.get("answers");
  let waiting = false;
  function ask() {
    if (model.get("answers") < asked) {
      waiting = true;
      return;
    }
    if (given() === model.get("value")) return;
    asked = model.get("answers") + 1;
    model.set("value", given());
    model.save_changes();
  }

  if (model.get("label")) {
    const kind = model.get("choices").length ? list : slider;
    const [elements, control, event, read, write] = kind(model, id);
    [given, put] = [read, write];
    put(model.get("value"));
    control.addEventListener(event, ask);
    const another = element("button", { type: "button", class: "meantone-button" }, "Another tune");
    another.addEventListener("click", () => {
      model.set("draws", model.get("draws") + 1);
      model.save_changes();
    });
    controls.append(element("label", { for: id }, model.get("label")), ...elements, another);
    root.append(controls);
  }

  function player(sound) {
    const figure = element("figure");
    figure.append(element("figcaption", {}, sound.label));
    if (!sound.source) {
      figure.append(element("em", {}, "Nothing to hear: no notes."));
      return figure;
    }
    const audio = element("audio", { controls: "", "aria-label": sound.name, src: sound.source, ...KEYS });
    audio.addEventListener("play", () => {
      model.set("plays", model.get("plays") + 1);
      model.save_changes();
    });
    figure.append(audio);
    return figure;
  }

  let shown = [];
  function update() {
    const answered = model.get("answers") >= asked;
    if (answered && !waiting) put(model.get("value"));
    const words = (model.get("busy") || model.get("words")).replaceAll(" %", "\u00a0%");
    if (say.textContent !== words) say.textContent = words;  // said again only if it is new
    say.hidden = !words;
    if (!model.get("picture")) {
      picture.remove();
    } else if (picture.getAttribute("src") !== model.get("picture") || picture.parentNode !== root) {
      picture.alt = model.get("alt");
      picture.src = model.get("picture");
      root.append(picture);
    }
    const sounds = model.get("sounds");
    if (JSON.stringify(sounds) !== JSON.stringify(shown)) {  // a player that plays on is left alone
      players.replaceChildren(...sounds.map(player));
      shown = sounds;
    }
    if (answered && waiting) {
      waiting = false;
      ask();
    }
  }

  root.append(players, say);
  el.append(root);
  model.on("change", update);
  update();
  return () => model.off("change", update);
}

export default { render };
