// The face of the attention explorer: a list of heads, a slider over the notes of a tune, words,
// players, a picture. Native elements, so that keyboards and screen readers know them. All that is
// shown comes from Python; the page sends back `head`, `value` (the note), `draws` and `plays`.

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// JupyterLab takes arrow keys for its own, except from elements that say so themselves.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

function render({ model, el }) {
  const root = element("div", { class: "meantone-instrument meantone-attention" });
  const controls = element("div", { class: "meantone-controls" });
  const players = element("div", { class: "meantone-players" });
  const say = element("p", { role: "status" });
  const picture = element("img", { alt: "" });

  const [headId, noteId] = [0, 1].map(() => `meantone-${Math.random().toString(36).slice(2)}`);
  const heads = element("select", { id: headId, ...KEYS });
  model.get("heads").forEach((name, place) => heads.append(element("option", { value: place }, name)));
  const note = element("input", { id: noteId, type: "range", step: 1, ...KEYS });
  const said = element("span", { class: "meantone-value" });
  const another = element("button", { type: "button", class: "meantone-button" }, "Another tune");
  controls.append(
    element("label", { for: headId }, "Head"), heads,
    element("label", { for: noteId }, model.get("label")), note, said, another,
  );

  // While Python is at work only the latest wish is kept: a slider asks faster than it is answered.
  let asked = model.get("answers");
  let waiting = false;
  function ask() {
    if (model.get("answers") < asked) {
      waiting = true;
      return;
    }
    const wish = { head: Number(heads.value), value: Number(note.value) };
    const news = Object.keys(wish).filter((name) => wish[name] !== model.get(name));
    if (!news.length) return;
    asked = model.get("answers") + 1;
    for (const name of news) model.set(name, wish[name]);
    model.save_changes();
  }
  heads.addEventListener("change", ask);
  note.addEventListener("input", () => {
    said.textContent = note.value;
    ask();
  });
  another.addEventListener("click", () => {
    model.set("draws", model.get("draws") + 1);
    model.save_changes();
  });

  function put() {
    [note.min, note.max] = model.get("between");
    heads.value = model.get("head");
    note.value = model.get("value");
    said.textContent = note.value;
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
    if (answered && !waiting) put();
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

  put();
  root.append(controls, say, players);
  el.append(root);
  model.on("change", update);
  update();
  return () => model.off("change", update);
}

export default { render };
