// The matrix explorer's face. Everything it shows comes from Python; it sends back only
// `path` (a cell was chosen) and `draws` (the button "chance" was pressed).

const RAMP = [[255, 255, 255], [253, 231, 170], [94, 201, 98], [33, 145, 140], [59, 82, 139], [68, 1, 84]];

// Probability to color: the square root spreads the small ones, which are most of them.
function color(probability) {
  const place = Math.sqrt(probability) * (RAMP.length - 1);
  const low = Math.min(Math.floor(place), RAMP.length - 2);
  const mix = RAMP[low].map((value, i) => Math.round(value + (RAMP[low + 1][i] - value) * (place - low)));
  return `rgb(${mix.join(",")})`;
}

let audio = null;

// A soft tone made by the browser itself: immediate, and no file is needed.
function sound(pitch, when = 0) {
  audio = audio || new AudioContext();
  const start = audio.currentTime + when;
  const tone = new OscillatorNode(audio, { type: "triangle", frequency: 440 * 2 ** ((pitch - 69) / 12) });
  const level = new GainNode(audio, { gain: 0 });
  level.gain.setValueAtTime(0, start);
  level.gain.linearRampToValueAtTime(0.3, start + 0.015);
  level.gain.exponentialRampToValueAtTime(0.001, start + 0.45);
  tone.connect(level).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.5);
}

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function render({ model, el }) {
  const labels = model.get("labels");
  const table = model.get("table");
  const pitches = model.get("pitches");
  const size = labels.length;
  const columns = [...labels, "end"];
  const rows = [...labels, "start"];
  const order = [size, ...labels.keys()]; // the beginning on top: there every walk sets out
  const lines = [];
  const cells = [];

  const root = element("div", { class: "meantone-matrix" });
  const grid = element("table", { role: "grid", "aria-label": "What follows what: rows are the note before, columns the next note" });
  const head = grid.createTHead().insertRow();
  head.append(element("th", { scope: "col" }, "from \\ to"));
  for (const name of columns) head.append(element("th", { scope: "col" }, name));

  const body = grid.createTBody();
  order.forEach((r) => {
    const name = rows[r];
    const line = lines[r] = body.insertRow();
    line.append(element("th", { scope: "row" }, name));
    cells[r] = columns.map((to, c) => {
      const p = table[r][c];
      const percent = p === 0 ? "never" : p < 0.005 ? "under 1 %" : `${Math.round(100 * p)} %`;
      const button = element("button", { type: "button", tabindex: "-1", "aria-label": `from ${name} to ${to}: ${percent}` });
      button.textContent = p >= 0.1 ? Math.round(100 * p) : "";
      button.title = `${name} → ${to}: ${percent}`;
      button.style.background = color(p);
      button.style.color = p > 0.28 ? "#fff" : "#111";
      button.addEventListener("click", () => step(r, c));
      button.addEventListener("keydown", (event) => move(event, r, c));
      const cell = element("td", { role: "gridcell" });
      cell.append(button);
      line.append(cell);
      return button;
    });
  });

  const controls = element("div", { class: "meantone-controls" });
  const say = element("p", { role: "status", "aria-live": "polite" });
  const trail = element("p", { class: "meantone-trail" });
  const add = (name, action) => {
    const button = element("button", { type: "button", class: "meantone-button" }, name);
    button.addEventListener("click", action);
    controls.append(button);
    return button;
  };
  add("Chance: next note", () => { model.set("draws", model.get("draws") + 1); model.save_changes(); });
  const back = add("Back", () => setPath(model.get("path").slice(0, -1)));
  const again = add("Start again", () => setPath([]));
  const play = add("Hear the walk", () => model.get("path").filter((t) => t < size).forEach((t, i) => sound(pitches[t], i * 0.35)));

  // Python numbers the beginning size + 1 and the end size; the table here has no row for the end.
  const current = () => (model.get("row") > size ? size : model.get("row"));

  function setPath(path) {
    model.set("path", path);
    model.save_changes();
  }

  function step(r, c) {
    if (model.get("ended") || r !== current()) return;
    setPath([...model.get("path"), c]);
  }

  function move(event, r, c) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -c], End: [0, size - c] };
    if (!(event.key in moves)) return;
    event.preventDefault();
    event.stopPropagation();
    const [down, right] = moves[event.key];
    const place = Math.min(Math.max(order.indexOf(r) + down, 0), size);
    focus(order[place], Math.min(Math.max(c + right, 0), size), true);
  }

  // One cell of the grid can be reached with Tab; the arrows move on from there.
  function focus(r, c, now) {
    for (const button of cells.flat()) button.tabIndex = -1;
    cells[r][c].tabIndex = 0;
    if (now) cells[r][c].focus();
  }

  let known = model.get("path").length;
  function update() {
    const path = model.get("path");
    const ended = model.get("ended");
    lines.forEach((line, r) => line.classList.toggle("meantone-here", !ended && r === current()));
    cells.forEach((line, r) => line.forEach((button) => button.setAttribute("aria-disabled", String(ended || r !== current()))));
    say.textContent = model.get("text") + (ended ? " The tune has ended: start again, or hear the walk." : "");
    trail.textContent = path.length ? "Your walk: " + path.map((t) => columns[t]).join("  ") : "Your walk is empty. Choose a cell in the outlined row.";
    back.disabled = again.disabled = play.disabled = path.length === 0;
    const inside = cells.flat().includes(document.activeElement);
    if (!ended) focus(current(), path.length ? Math.min(path[path.length - 1], size) : 0, inside);
    if (path.length > known && path[path.length - 1] < size) sound(pitches[path[path.length - 1]]);
    known = path.length;
  }

  // The path, the row and the text arrive one by one; draw once all are there.
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; update(); });
  };
  for (const name of ["path", "row", "ended", "text"]) model.on(`change:${name}`, later);

  root.append(controls, say, grid, trail);
  el.append(root);
  update();
}

export default { render };
