// The face of the order and smoothing explorer: a table of rules and orders, words, and a tune.
// All that is shown comes from Python; the page sends back `value` (a cell was chosen), `draws`
// (another tune) and `plays` (a sound was started).

// From few bits to many: dark blue to white, the same scale as the heat maps of the charts.
const RAMP = [[11, 42, 91], [0, 114, 178], [140, 191, 224], [244, 248, 251]];

function color(place) {
  const scaled = Math.min(Math.max(place, 0), 1) * (RAMP.length - 1);
  const low = Math.min(Math.floor(scaled), RAMP.length - 2);
  const mix = RAMP[low].map((value, i) => Math.round(value + (RAMP[low + 1][i] - value) * (scaled - low)));
  return `rgb(${mix.join(",")})`;
}

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// JupyterLab takes arrow keys for its own, except from elements that say so themselves.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

function render({ model, el }) {
  const [rules, orders, bits] = ["rules", "orders", "bits"].map((name) => model.get(name));
  const finite = bits.flat().filter((value) => value !== null);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];

  const root = element("div", { class: "meantone-instrument" });
  const scroller = element("div", { class: "meantone-orders" });
  const grid = element("table", { role: "grid", "aria-label": "Bits per note on new songs: rows are rules, columns are orders" });
  const head = grid.createTHead().insertRow();
  head.append(element("th", { scope: "col" }, "bits per note, order"));
  for (const order of orders) head.append(element("th", { scope: "col" }, order));
  const body = grid.createTBody();
  const cells = rules.map((rule, r) => {
    const line = body.insertRow();
    line.append(element("th", { scope: "row" }, rule));
    return orders.map((order, c) => {
      const value = bits[r][c];
      const said = value === null ? "infinitely many" : value.toFixed(2);
      const button = element("button", { type: "button", tabindex: "-1", "aria-label": `order ${order}, ${rule}: ${said} bits per note`, ...KEYS });
      button.textContent = value === null ? "∞" : said;
      // A third of the way to the most is as pale as it gets: the lowest cells are to differ.
      const place = value === null ? 1 : (3 * (value - least)) / (most - least || 1);
      button.style.background = color(place);
      button.style.color = place < 0.37 ? "#fff" : "#000"; // so that the contrast is 4.5 to 1 or more
      button.addEventListener("click", () => choose(r, c));
      button.addEventListener("keydown", (event) => move(event, r, c));
      const cell = element("td", { role: "gridcell" });
      cell.append(button);
      line.append(cell);
      return button;
    });
  });

  const controls = element("div", { class: "meantone-controls" });
  const another = element("button", { type: "button", class: "meantone-button" }, "Another tune");
  another.addEventListener("click", () => {
    model.set("draws", model.get("draws") + 1);
    model.save_changes();
  });
  const figure = element("figure");
  const caption = element("figcaption");
  const audio = element("audio", { controls: "", ...KEYS });
  const silence = element("em", {}, "Nothing to hear: no notes.");
  audio.addEventListener("play", () => {
    model.set("plays", model.get("plays") + 1);
    model.save_changes();
  });
  figure.append(caption, audio, silence);
  controls.append(another, figure);
  const say = element("p", { role: "status" });

  function choose(r, c) {
    reach(r, c);
    model.set("value", [rules[r], orders[c]]);
    model.save_changes();
  }

  function move(event, r, c) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -c], End: [0, orders.length] };
    if (!(event.key in moves)) return;
    event.preventDefault();
    event.stopPropagation();
    const [down, right] = moves[event.key];
    reach(Math.min(Math.max(r + down, 0), rules.length - 1), Math.min(Math.max(c + right, 0), orders.length - 1)).focus();
  }

  // One cell of the grid can be reached with Tab; the arrows move on from there.
  function reach(r, c) {
    for (const button of cells.flat()) button.tabIndex = -1;
    cells[r][c].tabIndex = 0;
    return cells[r][c];
  }

  function update() {
    const [rule, order] = model.get("value");
    cells.forEach((line, r) => line.forEach((button, c) => button.setAttribute("aria-pressed", String(rules[r] === rule && orders[c] === order))));
    if (!cells.flat().includes(document.activeElement)) reach(rules.indexOf(rule), orders.indexOf(order));
    say.textContent = model.get("words");
    const [sound] = model.get("sounds");
    if (!sound) return;
    caption.textContent = sound.label;
    silence.hidden = Boolean(sound.source);
    audio.hidden = !sound.source;
    audio.setAttribute("aria-label", sound.name);
    if (audio.getAttribute("src") !== sound.source) audio.setAttribute("src", sound.source);
  }

  scroller.append(grid);
  root.append(scroller, say, controls);
  el.append(root);
  model.on("change", update);
  update();
  return () => model.off("change", update);
}

export default { render };
