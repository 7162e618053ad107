// The face of the training monitor: start, stop and go on; words, a curve, and samples to hear.
// All that is shown comes from Python; the page sends back `value` (whether it is to learn) and
// `plays` (a sound was started).

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// JupyterLab takes keys for its own, except from elements that say so themselves.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

function render({ model, el }) {
  const root = element("div", { class: "meantone-instrument", role: "group", "aria-label": model.get("label") });
  const controls = element("div", { class: "meantone-controls" });
  const start = element("button", { type: "button", class: "meantone-button", ...KEYS });
  const stop = element("button", { type: "button", class: "meantone-button", ...KEYS }, "Stop");
  const busy = element("progress", { "aria-label": "It is learning" });
  const say = element("p", { role: "status" });
  const picture = element("img", { alt: "" });
  const players = element("div", { class: "meantone-players" });

  function wish(value) {
    model.set("value", value);
    model.save_changes();
  }
  start.addEventListener("click", () => wish(true));
  stop.addEventListener("click", () => wish(false));

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

  // A new epoch brings a new player; those that are there stay, so that what plays plays on.
  const shown = new Map();
  function updatePlayers() {
    const sounds = model.get("sounds");
    const labels = new Set(sounds.map((sound) => sound.label));
    for (const [label, figure] of shown) {
      if (labels.has(label)) continue;
      figure.remove();
      shown.delete(label);
    }
    for (const sound of sounds) {
      if (shown.has(sound.label)) continue;
      shown.set(sound.label, player(sound));
      players.append(shown.get(sound.label));
    }
  }

  function update() {
    const learning = model.get("value");
    const hadFocus = [start, stop].includes(document.activeElement);
    start.textContent = model.get("next") || "Done";
    start.disabled = learning || !model.get("next");
    stop.disabled = !learning;
    if (hadFocus) (learning ? stop : start).focus();  // a disabled button would lose it
    busy.hidden = !learning;
    if (say.textContent !== model.get("words")) say.textContent = model.get("words");
    picture.hidden = !model.get("picture");
    if (!picture.hidden && picture.getAttribute("src") !== model.get("picture")) {
      picture.alt = model.get("alt");
      picture.src = model.get("picture");
    }
    updatePlayers();
  }

  controls.append(start, stop, busy);
  root.append(controls, say, picture, players);
  el.append(root);
  model.on("change", update);
  update();
  return () => model.off("change", update);
}

export default { render };
