// The matrix explorer's face. Everything it shows comes from Python; it sends back only
// `path` (a cell was chosen) and `draws` (the button "chance" was pressed).

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

  const root = element("div", { class: "meantone-page meantone-matrix" });
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
      const cell = button(p >= 0.1 ? Math.round(100 * p) : "", () => step(r, c),
        { class: "meantone-cell", tabindex: "-1", "aria-label": `from ${name} to ${to}: ${percent}`, title: `${name} → ${to}: ${percent}` });
      // The square root spreads the small ones, which are most of them; what never comes has no color.
      if (p > 0) heat(cell, 0.1 + 0.9 * Math.sqrt(p));
      cell.addEventListener("keydown", (event) => move(event, r, c));
      line.append(element("td", { role: "gridcell" }, cell));
      return cell;
    });
  });

  const controls = element("div", { class: "meantone-controls" });
  const say = element("p", { role: "status", "aria-live": "polite" });
  const trail = element("p", { class: "meantone-trail" });
  const chance = button("Chance: next note", () => count(model, "draws"));
  const back = button("Back", () => setPath(model.get("path").slice(0, -1)));
  const again = button("Start again", () => setPath([]));
  const play = button("Hear the walk", () => model.get("path").filter((t) => t < size).forEach((t, i) => sound(pitches[t], i * 0.35)));
  controls.append(chance, back, again, play);

  // Where the walk is, as its path says: who is quicker than Python's answer goes on from there.
  // The table has no row for the end, which is the token `size`; the beginning's row has that number.
  const ended = () => model.get("path").at(-1) === size;
  const current = () => model.get("path").at(-1) ?? size;

  const setPath = (path) => send(model, { path });

  function step(r, c) {
    if (ended() || r !== current()) return;
    setPath([...model.get("path"), c]);
  }

  function move(event, r, c) {
    const to = moved(event, [order.indexOf(r), c], [size + 1, size + 1]);
    if (to) reach(cells, cells[order[to[0]]][to[1]]).focus();
  }

  let known = model.get("path").length;
  function update() {
    const path = model.get("path");
    const over = ended();
    lines.forEach((line, r) => line.classList.toggle("meantone-here", !over && r === current()));
    cells.forEach((line, r) => line.forEach((cell) => cell.setAttribute("aria-disabled", String(over || r !== current()))));
    say.textContent = model.get("text") + (model.get("ended") ? " The tune has ended: start again, or hear the walk." : "");
    trail.textContent = path.length ? "Your walk: " + path.map((t) => columns[t]).join("  ") : "Your walk is empty. Choose a cell in the outlined row.";
    back.disabled = again.disabled = play.disabled = path.length === 0;
    if (!over) {
      const cell = cells[current()][path.length ? Math.min(path[path.length - 1], size) : 0];
      const inside = cells.flat().includes(document.activeElement);
      reach(cells, cell);
      if (inside) cell.focus();
    }
    if (path.length > known && path[path.length - 1] < size) sound(pitches[path[path.length - 1]]);
    known = path.length;
  }

  // The path and the words arrive one by one; draw once all are there.
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; update(); });
  };
  for (const name of ["path", "ended", "text"]) model.on(`change:${name}`, later);

  root.append(controls, say, grid, trail);
  el.append(root);
  update();
}

export default { initialize, render };
