// Sixteen beats, a note for each: a grid to click in, and a slider of its own for every beat.
// All that is heard and said comes from Python; the page sends back `value` and `plays`.

const REST = -1;

function render({ model, el }) {
  const degrees = model.get("degrees"); // [label, pitch], the highest first
  const labelOf = new Map(degrees.map(([label, pitch]) => [pitch, label]));
  const root = element("div", { class: "meantone-page meantone-instrument" });
  const help = element("p", {}, "Click a note, or go along the beats with ← → and up and down with ↑ ↓. "
    + "A click on a note again, or the key -, lets the note before go on; R is a rest.");
  const grid = element("div", { class: "meantone-beats", role: "group", "aria-label": "Sixteen beats of your tune" });
  const names = element("div", { class: "meantone-degrees", "aria-hidden": "true" });
  for (const [label] of degrees) names.append(element("span", {}, label));
  names.append(element("span", {}, "rest"));
  grid.append(names);

  function set(beat, pitch) {
    const value = [...model.get("value")];
    value[beat] = pitch;
    if (!value.some((one) => one !== null && one !== REST)) return; // the last note stays
    send(model, { value });
  }

  const columns = model.get("value").map((_, beat) => {
    const column = element("div", { class: "meantone-beat", role: "slider", tabindex: beat ? "-1" : "0",
      "aria-label": `beat ${beat + 1}`, "aria-orientation": "vertical", "aria-valuemin": "0", "aria-valuemax": degrees.length, ...KEYS });
    for (const pitch of [...degrees.map((row) => row[1]), REST]) {
      const cell = element("span", { class: "meantone-cell" });
      cell.dataset.pitch = pitch;
      cell.addEventListener("click", () => {
        set(beat, model.get("value")[beat] === pitch ? null : pitch);
        reach(columns, columns[beat]).focus();
      });
      column.append(cell);
    }
    column.addEventListener("keydown", (event) => press(event, beat));
    grid.append(column);
    return column;
  });

  function sounding(beat) {
    const value = model.get("value");
    for (let at = beat; at >= 0; at -= 1) if (value[at] !== null) return value[at];
    return REST;
  }

  function press(event, beat) {
    const moves = { ArrowLeft: -1, ArrowRight: 1 };
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    if (event.key in moves) {
      reach(columns, columns[Math.min(Math.max(beat + moves[event.key], 0), columns.length - 1)]).focus();
    } else if (event.key in steps) {
      const now = degrees.findIndex(([, pitch]) => pitch === sounding(beat));
      const next = now < 0 ? 7 : Math.min(Math.max(now + steps[event.key], 0), degrees.length - 1);
      set(beat, degrees[next][1]);
    } else if (event.key === "-") set(beat, null);
    else if (event.key === "r" || event.key === "R") set(beat, REST);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const answers = answersOf(model);

  function update() {
    model.get("value").forEach((pitch, beat) => {
      const column = columns[beat];
      const note = sounding(beat);
      const words = note === REST ? "rest" : (labelOf.get(note) ?? String(note));
      column.setAttribute("aria-valuetext", pitch === null ? `${words}, goes on` : words);
      column.setAttribute("aria-valuenow", degrees.length - 1 - degrees.findIndex((row) => row[1] === note));
      for (const cell of column.children) {
        const here = Number(cell.dataset.pitch) === note;
        cell.classList.toggle("meantone-on", here && pitch !== null);
        cell.classList.toggle("meantone-held", here && pitch === null);
      }
    });
    answers.update();
  }

  root.append(help, grid, answers.say, answers.heard);
  el.append(root);
  return follow(model, update);
}

export default { initialize, render };
