// The face of the typical-set explorers: sliders with stops, words, two players, a picture.
// All that is shown comes from Python; the page sends back `value` (a stop of each slider), `draws`
// (another tune) and `plays` (a sound was started).

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// JupyterLab takes arrow keys for its own, except from elements that say so themselves.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

function slider(name, stops) {
  // Each widget loads this file anew, so a count would begin anew, too.
  const id = `meantone-${Math.random().toString(36).slice(2)}`;
  const handle = element("input", { id, type: "range", min: 0, max: stops.length - 1, step: 1, ...KEYS });
  const said = element("span", { class: "meantone-value" });
  const tell = () => {
    const text = String(stops[handle.value]);
    said.textContent = text;
    handle.setAttribute("aria-valuetext", text);
  };
  const put = (stop) => {
    handle.value = stops.indexOf(stop);
    tell();
  };
  return { label: element("label", { for: id }, name), handle, said, tell, put, read: () => stops[handle.value] };
}

function render({ model, el }) {
  const root = element("div", { class: "meantone-instrument" });
  const controls = element("div", { class: "meantone-controls" });
  const players = element("div", { class: "meantone-players" });
  const say = element("p", { role: "status" });
  const picture = element("img", { alt: "" });

  // While Python is at work only the latest wish is kept: a slider asks faster than it is answered.
  let asked = model.get("answers");
  let waiting = false;
  const sliders = model.get("names").map((name, i) => slider(name, model.get("stops")[i]));
  const wish = () => sliders.map((one) => one.read());
  function ask() {
    if (model.get("answers") < asked) {
      waiting = true;
      return;
    }
    if (String(wish()) === String(model.get("value"))) return;
    asked = model.get("answers") + 1;
    model.set("value", wish());
    model.save_changes();
  }
  for (const one of sliders) {
    one.handle.addEventListener("input", () => {
      one.tell();
      ask();
    });
    controls.append(one.label, one.handle, one.said);
  }
  const another = element("button", { type: "button", class: "meantone-button" }, "Draw another");
  another.addEventListener("click", () => {
    model.set("draws", model.get("draws") + 1);
    model.save_changes();
  });
  controls.append(another);

  function player(sound) {
    const figure = element("figure");
    const audio = element("audio", { controls: "", "aria-label": sound.name, src: sound.source, ...KEYS });
    audio.addEventListener("play", () => {
      model.set("plays", model.get("plays") + 1);
      model.save_changes();
    });
    figure.append(element("figcaption", {}, sound.label), audio);
    return figure;
  }

  let shown = [];
  function update() {
    const answered = model.get("answers") >= asked;
    if (answered && !waiting) sliders.forEach((one, i) => one.put(model.get("value")[i]));
    say.textContent = model.get("words").replaceAll(" %", "\u00a0%");
    if (picture.getAttribute("src") !== model.get("picture")) {
      picture.alt = model.get("alt");
      picture.src = model.get("picture");
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

  root.append(controls, say, picture, players);
  el.append(root);
  model.on("change", update);
  update();
  return () => model.off("change", update);
}

export default { render };
