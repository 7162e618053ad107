// A piano roll for two. Python keeps the sheet and does every edit; the page draws the sheet, turns
// pointers, keys and MIDI into commands, and knows which bars are chosen and how long a note will be.

const REST = -1;
const SCALE = [0, 2, 4, 5, 7, 9, 11]; // of C major, semitones
const NAMES = ["C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B"];
const LENGTHS = [[1, "an eighth"], [2, "a quarter"], [4, "a half"]];
const ROW = 11; // pixels of a semitone

const spoken = (pitch) => `${NAMES[pitch % 12]} ${Math.floor(pitch / 12) - 1}`;

// The next note of the scale above or below, within what there is room for.
function stepped(pitch, direction, low, high) {
  let next = pitch + direction;
  while (!SCALE.includes(((next % 12) + 12) % 12)) next += direction;
  return next < low || next > high ? pitch : next;
}

function render({ model, el }) {
  const [low, high, BAR, most] = model.get("span");
  const root = element("div", { class: "meantone-page meantone-instrument meantone-duet", role: "group", "aria-label": "Duet" });
  const chosen = new Set([0]);
  const [columns, tops] = [[], []]; // of the roll, and the buttons above its bars
  const queue = [];
  let asked = 0;
  let sent = null;
  let dragging = null;

  // One at a time: of what is asked while Python is at work, the lab would send the last alone.
  function hand() {
    if (sent !== null || !queue.length) return;
    const [what, given] = queue.shift();
    asked += 1;
    sent = Date.now() * 1000 + asked; // no part of an edit: it tells two equal commands apart
    send(model, { command: { do: what, ...(typeof given === "function" ? given() : given), asked: sent } });
  }
  function done() {
    if (model.get("done") === sent) sent = null;
    hand();
  }
  function command(what, given = {}) {
    queue.push([what, given]);
    hand();
  }
  const bars = () => [...chosen].filter((bar) => bar < model.get("value").length / BAR).toSorted((a, b) => a - b);

  // --- controls ------------------------------------------------------------------------------------

  const machine = list(model.get("partners").map((one) => [one, one]));
  machine.addEventListener("change", () => send(model, { partner: machine.value }));
  const length = list(LENGTHS);
  length.value = "2";
  const undo = button("Undo", () => command("undo"));
  const redo = button("Redo", () => command("redo"));
  const dial = list([["temperature", "temperature"], ["bits", "bits a note"]]);
  dial.addEventListener("change", () => {
    turned();
    command("risk", { bars: bars(), kind: dial.value, value: risk() });
  });
  const handle = handleOf({ min: 0, step: 1 });
  const said = element("span", { class: "meantone-value" });
  const risk = () => model.get("dials")[dial.value][handle.value];

  function turned() {
    handle.max = model.get("dials")[dial.value].length - 1;
    const words = String(risk());
    said.textContent = words;
    handle.setAttribute("aria-valuetext", words);
  }
  handle.addEventListener("input", turned);
  handle.addEventListener("change", () => command("risk", { bars: bars(), kind: dial.value, value: risk() }));

  const save = element("a", { class: "meantone-button", download: "duet.mid" }, "Save as MIDI");
  const file = element("input", { type: "file", accept: ".mid,.midi,audio/midi", "aria-label": "Open a MIDI file", ...KEYS });
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    const bytes = new Uint8Array(await file.files[0].arrayBuffer());
    command("open", { data: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) });
    file.value = "";
  });
  const keys = button("MIDI keyboard", connect, { "aria-pressed": "false" });
  keys.hidden = !navigator.requestMIDIAccess;

  const row = (...parts) => element("div", { class: "meantone-row" }, ...parts);
  const help = element("p", {}, "Click, tap or drag to write a note; a click on its beginning takes it away. With keys: ← → move, "
    + "↑ ↓ change the note, 1 to 7 write a degree, - lets the note before go on, R rests, B chooses the bar, Enter asks for an "
    + "answer, F fills in, Ctrl+Z takes back.");
  const legend = element("p", {}, element("span", { class: "meantone-who" }), " you  ", element("span", { class: "meantone-who meantone-machine" }), " the machine");

  // --- the roll ------------------------------------------------------------------------------------

  const heads = element("div", { class: "meantone-bars", role: "group", "aria-label": "Bars" });
  const cells = element("div", { class: "meantone-cells", role: "group", "aria-label": "Piano roll" });
  const names = element("div", { class: "meantone-names", "aria-hidden": "true" });
  for (const [pitch, name] of [[55, "5,"], [60, "1"], [64, "3"], [67, "5"], [72, "1'"], [76, "3'"]]) {
    names.append(element("span", { style: `top: ${(high - pitch) * ROW}px` }, name));
  }
  const roll = element("div", { class: "meantone-roll" }, names, cells);

  // What sounds in a cell: where it began, its pitch and its maker.
  function sounding(cell) {
    const value = model.get("value");
    let at = cell;
    while (at > 0 && value[at][0] === null) at -= 1;
    return { at, pitch: value[at][0], maker: value[at][1] };
  }

  function write(cell, pitch, lasts) {
    command("put", { cell, pitch, cells: lasts });
  }

  function focus(cell) {
    reach(columns, columns[Math.min(Math.max(cell, 0), columns.length - 1)]).focus();
  }

  function choose(bar) {
    if (chosen.has(bar)) chosen.delete(bar);
    else chosen.add(bar);
    update();
  }

  const place = (event) => {
    const box = cells.getBoundingClientRect();
    const cell = Math.floor((event.clientX - box.left) / (box.width / columns.length));
    const pitch = high - Math.floor((event.clientY - box.top) / (box.height / (high - low + 1)));
    return { cell: Math.min(Math.max(cell, 0), columns.length - 1), pitch: Math.min(Math.max(pitch, low), high) };
  };
  cells.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    dragging = place(event);
  });
  cells.addEventListener("pointerup", (event) => {
    if (!dragging) return;
    const { cell, pitch } = dragging;
    const last = place(event).cell;
    dragging = null;
    const now = sounding(cell);
    if (last === cell && now.at === cell && now.pitch === pitch) command("rest", { cell });
    else write(cell, pitch, last > cell ? last - cell + 1 : Number(length.value));
    focus(cell);
  });
  cells.addEventListener("pointercancel", () => { dragging = null; });

  // A note a step up or down, from where it is when this is asked of Python; a rest becomes a note.
  function moved(cell, direction, lasts) {
    const now = sounding(cell);
    if (now.pitch === REST) return { cell, pitch: 60, cells: lasts };
    let until = now.at + 1;
    while (until < columns.length && model.get("value")[until][0] === null) until += 1;
    return { cell: now.at, pitch: stepped(now.pitch, direction, low, high), cells: until - now.at };
  }

  function press(event, cell) {
    const lasts = Number(length.value);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) command(key === "y" || event.shiftKey ? "redo" : "undo");
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (key === "ArrowLeft" || key === "ArrowRight") focus(cell + (key === "ArrowRight" ? 1 : -1));
    else if (key === "Home" || key === "End") focus(key === "Home" ? 0 : columns.length - 1);
    else if (key === "ArrowUp" || key === "ArrowDown") {
      command("put", () => moved(cell, key === "ArrowUp" ? 1 : -1, lasts));
    } else if (key >= "1" && key <= "7") {
      write(cell, 60 + SCALE[Number(key) - 1], lasts);
      focus(cell + lasts);
    } else if (key === "-") command("hold", { cell });
    else if (key === "r" || key === "Delete" || key === "Backspace") command("rest", { cell });
    else if (key === "b") choose(Math.floor(cell / BAR));
    else if (key === "Enter") command("answer", { bars: bars() });
    else if (key === "f") command("fill", { bars: bars() });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function madeColumn(cell) {
    const column = element("div", { class: "meantone-column", role: "slider", tabindex: cell ? "-1" : "0",
      "aria-label": `bar ${Math.floor(cell / BAR) + 1}, eighth ${(cell % BAR) + 1}`, "aria-orientation": "vertical",
      "aria-valuemin": low, "aria-valuemax": high, ...KEYS });
    column.addEventListener("keydown", (event) => press(event, cell));
    column.addEventListener("focus", () => reach(columns, column));  // where a MIDI keyboard writes
    return column;
  }

  function madeHead(bar) {
    const head = element("button", { type: "button", ...KEYS });
    head.addEventListener("click", () => choose(bar));
    return head;
  }

  function build(many) {
    stretch(cells, columns, many, madeColumn);
    stretch(heads, tops, many / BAR, madeHead);
    if (columns.every((column) => column.tabIndex < 0)) reach(columns, columns.at(-1));
  }

  // --- MIDI ----------------------------------------------------------------------------------------

  async function connect() {
    try {
      const access = await navigator.requestMIDIAccess();
      for (const input of access.inputs.values()) input.onmidimessage = struck;
      keys.setAttribute("aria-pressed", "true");
      keys.textContent = `MIDI keyboards: ${access.inputs.size}`;
      outputs = [...access.outputs.values()];
      if (outputs.length) keys.after(out);
    } catch {
      keys.textContent = "MIDI was refused";
    }
  }
  let outputs = [];
  const out = button("Play on the MIDI device", () => play(outputs[0]));

  function struck({ data: [status, pitch, force] }) {
    if ((status & 0xf0) !== 0x90 || !force) return;
    const here = Math.max(columns.findIndex((column) => column.tabIndex === 0), 0);
    const lasts = Number(length.value);
    write(here, Math.min(Math.max(pitch, low), high), lasts);
    reach(columns, columns[Math.min(here + lasts, columns.length - 1)]);
  }

  function play(output) {
    const eighth = 30000 / 110; // milliseconds
    const value = model.get("value");
    const begin = performance.now() + 100;
    for (let cell = 0; cell < value.length; cell += 1) {
      const pitch = value[cell][0];
      if (pitch === null || pitch === REST) continue;
      let until = cell + 1;
      while (until < value.length && value[until][0] === null) until += 1;
      output.send([0x90, pitch, 80], begin + cell * eighth);
      output.send([0x80, pitch, 0], begin + until * eighth - 10);
    }
  }

  // --- all of it -----------------------------------------------------------------------------------

  const answers = answersOf(model);
  const answer = button("Answer these bars", () => command("answer", { bars: bars() }));
  const fill = button("Fill these bars in", () => command("fill", { bars: bars() }));
  const clear = button("Empty these bars", () => command("clear", { bars: bars() }));
  const more = button("One bar more", () => command("bars", () => ({ bars: model.get("value").length / BAR + 1 })));
  const less = button("One bar less", () => command("bars", () => ({ bars: model.get("value").length / BAR - 1 })));

  function update() {
    const value = model.get("value");
    if (columns.length !== value.length) build(value.length);
    tops.forEach((head, bar) => {
      const [kind, risky] = model.get("risks")[bar];
      head.setAttribute("aria-pressed", String(chosen.has(bar)));
      const words = kind === "temperature" ? `T ${risky}` : `${risky} bits`;
      head.replaceChildren(`Bar ${bar + 1}`, element("br"), words, element("br"), model.get("costs")[bar] ?? "");
      head.setAttribute("aria-label", `Bar ${bar + 1}, risk ${words}, costs ${model.get("costs")[bar] ?? ""}`);
    });
    columns.forEach((column, cell) => {
      const { at, pitch, maker } = sounding(cell);
      column.classList.toggle("meantone-chosen", chosen.has(Math.floor(cell / BAR)));
      const who = maker === "you" ? "by you" : "by the machine";
      column.setAttribute("aria-valuenow", pitch === REST ? low : pitch);
      column.setAttribute("aria-valuetext", pitch === REST ? "rest" : `${spoken(pitch)}, ${at < cell ? "goes on, " : ""}${who}`);
      if (pitch === REST) column.replaceChildren();
      else {
        const kinds = `meantone-note${maker === "you" ? " meantone-mine" : ""}${at === cell ? " meantone-first" : ""}`;
        column.replaceChildren(element("span", { class: kinds, style: `top: ${(high - pitch) * ROW}px` }));
      }
    });
    [undo.disabled, redo.disabled] = model.get("steps").map((there) => !there);
    more.disabled = value.length / BAR >= most;
    less.disabled = value.length / BAR <= 1;
    if (model.get("midi")) save.href = model.get("midi");
    else save.removeAttribute("href");
    machine.value = model.get("partner");
    answers.update();
  }

  root.append(help,
    row(...labelled("Machine", machine), answer, fill, clear, undo, redo),
    row(...labelled("Risk by", dial), ...labelled("Risk of these bars", handle, said)),
    heads, roll, legend, answers.say, answers.heard,
    row(...labelled("A note lasts", length), more, less),
    row(save, file, keys));
  el.append(root);
  handle.value = 9;
  turned();
  handle.value = 9;
  turned();
  model.on("change:done", done);
  const stop = follow(model, update);
  return () => {
    model.off("change:done", done);
    stop();
  };
}

export default { initialize, render };
