// What stands before each widget's own module: elements, messages to Python, players, a picture.
// Native elements, so that keyboards and screen readers know them.

// JupyterLab takes keys for its own, except from elements that say so themselves.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function button(text, action, attributes = {}) {
  const made = element("button", { type: "button", class: "meantone-button", ...KEYS, ...attributes }, text);
  made.addEventListener("click", action);
  return made;
}

// Each widget loads its module anew, so a count would begin anew, too.
const unique = () => `meantone-${Math.random().toString(36).slice(2)}`;

// A screen reader says again what is set again.
function tell(place, words) {
  const text = words.replaceAll(" %", "\u00a0%");
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

// --- messages to Python --------------------------------------------------------------------------

function send(model, values) {
  for (const [trait, value] of Object.entries(values)) model.set(trait, value);
  model.save_changes();
}

const count = (model, trait) => send(model, { [trait]: model.get(trait) + 1 });

// While Python is at work only the latest wish is kept: a slider asks faster than it is answered.
function wishes(model, wish, put) {
  let asked = model.get("answers");
  let waiting = false;
  function ask() {
    if (model.get("answers") < asked) {
      waiting = true;
      return;
    }
    const news = Object.entries(wish()).filter(([trait, value]) => String(value) !== String(model.get(trait)));
    if (!news.length) return;
    asked = model.get("answers") + 1;
    send(model, Object.fromEntries(news));
  }
  // Whether what is shown is what was wished.
  function answered() {
    if (model.get("answers") < asked) return false;
    if (!waiting) {
      put();
      return true;
    }
    waiting = false;
    ask();
    return model.get("answers") >= asked;
  }
  return { ask, answered };
}

// What anywidget calls once for each widget. It gives a module two seconds to load; where a slow
// machine needs more, the widget is shown, and is deaf to Python for good. Then messages go past
// anywidget, and what was missed is asked for.
function initialize({ model }) {
  const hear = "_handle_comm_msg"; // as Jupyter's widgets call it
  // What is given here is a part of the model; the whole of it is told with a change.
  model.on("change:initialized", async (whole) => {
    try {
      await whole[hear]({ content: { data: {} } }); // asks for nothing
    } catch {
      const plain = Object.getPrototypeOf(whole.constructor.prototype);
      whole.comm?.on_msg((message) => plain[hear].call(whole, message));
      whole.comm?.send({ method: "request_state" }, {});
    }
  });
  model.set("initialized", true);
}

// Show what is there, now and after each change; a widget returns this, to be called at its end.
function follow(model, update) {
  model.on("change", update);
  update();
  return () => model.off("change", update);
}

// --- what all of them show -----------------------------------------------------------------------

function player(model, sound) {
  const made = element("figure", {}, element("figcaption", {}, sound.label));
  if (!sound.source) {
    made.append(element("em", {}, "Nothing to hear: no notes."));
    return made;
  }
  const audio = element("audio", { controls: "", "aria-label": sound.name, src: sound.source, ...KEYS });
  audio.addEventListener("play", () => count(model, "plays"));
  made.append(audio);
  return made;
}

// Players of `sounds`. One whose sound stays is left alone, so that what plays plays on.
function players(model) {
  const box = element("div", { class: "meantone-players" });
  let shown = new Map();
  function update() {
    const next = new Map(model.get("sounds").map((sound) => {
      const key = JSON.stringify(sound);
      return [key, shown.get(key) ?? player(model, sound)];
    }));
    for (const [key, old] of shown) if (!next.has(key)) old.remove();
    [...next.values()].forEach((one, place) => {
      if (box.children[place] !== one) box.insertBefore(one, box.children[place] ?? null);
    });
    shown = next;
  }
  return { box, update };
}

// The picture, if there is one, with its words.
function picture(model) {
  const box = element("div", { class: "meantone-picture" });
  const image = element("img");
  function update() {
    const source = model.get("picture");
    image.alt = model.get("alt");
    if (source && image.getAttribute("src") !== source) image.src = source;
    if (source) box.append(image);
    else image.remove();
  }
  return { box, update };
}

// What an instrument answers with, and how it is brought up to date.
function answersOf(model) {
  const say = element("p", { role: "status" });
  const [heard, seen] = [players(model), picture(model)];
  function update(words = model.get("words")) {
    tell(say, words);
    seen.update();
    heard.update();
  }
  return { say, heard: heard.box, seen: seen.box, update };
}

// --- controls ------------------------------------------------------------------------------------

// A label, its control, and what stands beside it.
function labelled(text, control, ...more) {
  control.id = unique();
  return [element("label", { for: control.id }, text), control, ...more];
}

// A list to choose from: values with their words.
function list(choices) {
  return element("select", KEYS, ...choices.map(([value, words]) => element("option", { value }, words)));
}

const handleOf = (range) => element("input", { type: "range", ...range, ...KEYS });

// --- grids: one cell can be reached with Tab; the arrows move on from there ----------------------

const MOVES = {
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity],
};

// Where a key leads from a row and a column, or nothing.
function moved(event, place, size) {
  if (!(event.key in MOVES)) return null;
  event.preventDefault();
  event.stopPropagation();
  return place.map((from, axis) => Math.min(Math.max(from + MOVES[event.key][axis], 0), size[axis] - 1));
}

// A row made longer or shorter. What stays is the same element: one made anew under a finger would
// lose its press.
function stretch(box, row, many, make) {
  const held = row.indexOf(document.activeElement);
  while (row.length > many) row.pop().remove();
  while (row.length < many) {
    row.push(make(row.length));
    box.append(row.at(-1));
  }
  if (held >= many) row.at(-1)?.focus();
}

function reach(cells, cell) {
  for (const other of cells.flat()) other.tabIndex = -1;
  cell.tabIndex = 0;
  return cell;
}

// A cell of a heat map: how far along the scale it is, 0 to 1. Beyond `dark` its ink turns.
function heat(cell, place) {
  const dark = 0.621; // where ink and paper have the same contrast on the scale, 4.5 to 1
  const scaled = Math.min(Math.max(place, 0), 1) * 3;
  const low = Math.min(Math.floor(scaled), 2);
  const share = (100 * (scaled - low)).toFixed(1);
  cell.style.background = `color-mix(in srgb, var(--m-heat-${low + 1}) ${share}%, var(--m-heat-${low}))`;
  cell.style.color = place > dark ? "var(--m-heat-over)" : "var(--m-heat-ink)";
}
