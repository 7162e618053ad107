// The face of the order and smoothing explorer: a table of rules and orders, words, and a tune.
// All that is shown comes from Python; the page sends back `value` (a cell was chosen), `draws`
// (another tune) and `plays` (a sound was started).

function render({ model, el }) {
  const [rules, orders, bits] = ["rules", "orders", "bits"].map((name) => model.get(name));
  const finite = bits.flat().filter((value) => value !== null);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];

  const root = element("div", { class: "meantone-page meantone-instrument" });
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
      const cell = button(value === null ? "∞" : said, () => choose(r, c),
        { class: "meantone-cell", tabindex: "-1", "aria-label": `order ${order}, ${rule}: ${said} bits per note` });
      // A third of the way to the most is as pale as it gets: the lowest cells are to differ.
      heat(cell, value === null ? 0 : 1 - (3 * (value - least)) / (most - least || 1));
      cell.addEventListener("keydown", (event) => move(event, r, c));
      line.append(element("td", { role: "gridcell" }, cell));
      return cell;
    });
  });

  const another = button("Another tune", () => count(model, "draws"));
  const answers = answersOf(model);

  function choose(r, c) {
    reach(cells, cells[r][c]);
    send(model, { value: [rules[r], orders[c]] });
  }

  function move(event, r, c) {
    const to = moved(event, [r, c], [rules.length, orders.length]);
    if (to) reach(cells, cells[to[0]][to[1]]).focus();
  }

  function update() {
    const [rule, order] = model.get("value");
    cells.forEach((line, r) => line.forEach((cell, c) => cell.setAttribute("aria-pressed", String(rules[r] === rule && orders[c] === order))));
    if (!cells.flat().includes(document.activeElement)) reach(cells, cells[rules.indexOf(rule)][orders.indexOf(order)]);
    answers.update();
  }

  scroller.append(grid);
  root.append(scroller, answers.say, element("div", { class: "meantone-controls" }, another, answers.heard));
  el.append(root);
  return follow(model, update);
}

export default { initialize, render };
