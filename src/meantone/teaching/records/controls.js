// The inputs of a prediction.
// The curve can be drawn with a pointer, or set with the number field under each place.

const HEIGHT = 160;
const COLUMN = 76;

function drawing(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Each kind returns its element and a function that shows a value set from Python.

function choice(model, give) {
  const group = unique();
  const inputs = model.get("choices").map((text) => {
    const dot = element("input", { type: "radio", name: group, value: text, ...KEYS });
    dot.addEventListener("change", () => give(text));
    return dot;
  });
  const lines = inputs.map((dot) => element("label", { class: "meantone-choice" }, dot, ` ${dot.value}`));
  const show = (value) => inputs.forEach((dot) => { dot.checked = dot.value === value; });
  return [element("div", {}, ...lines), show];
}

function field(model, label, give) {
  const [low, high] = model.get("between");
  const step = model.get("step");
  const box = element("input", { type: "number", min: low, max: high, step: "any", "aria-label": label, ...KEYS });
  box.addEventListener("input", () => {
    if (box.value !== "") give(Number(box.value));
  });
  // The attribute "step" would refuse the numbers between steps, so the arrow keys step here.
  box.addEventListener("keydown", (event) => {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const middle = low + Math.round((high - low) / 2 / step) * step;
    const next = box.value === "" ? middle : Number(box.value) + by;
    give(Math.min(high, Math.max(low, Number(next.toFixed(6)))));
  });
  return box;
}

function number(model, give) {
  const [low, high] = model.get("between");
  const box = field(model, `${model.get("question")} From ${low} to ${high}`, give);
  const show = (value) => {
    if (value !== null && Number(box.value) !== value) box.value = value;
  };
  return [element("div", {}, box, ` from ${low} to ${high}`), show];
}

function curve(model, give) {
  const xs = model.get("xs");
  const [low, high] = model.get("between");
  const [across, up] = model.get("axes");
  const width = COLUMN * xs.length;
  const line = drawing("polyline", { class: "meantone-line" });
  const dots = xs.map((_, index) =>
    drawing("circle", { class: "meantone-dot", r: 6, cx: (index + 0.5) * COLUMN }));
  const page = drawing("svg", { class: "meantone-paper", width, height: HEIGHT, "aria-hidden": "true" });
  page.append(line, ...dots);

  const set = (index, height) => {
    const heights = [...model.get("value")];
    heights[index] = height;
    give(heights);
  };
  const draw = (event) => {
    if (event.buttons === 0) return;
    const frame = page.getBoundingClientRect();
    const index = Math.floor((event.clientX - frame.left) / COLUMN);
    const share = 1 - (event.clientY - frame.top - 8) / (HEIGHT - 16);
    const height = low + Math.min(1, Math.max(0, share)) * (high - low);
    if (index >= 0 && index < xs.length) set(index, Number(height.toPrecision(3)));
  };
  page.addEventListener("pointerdown", draw);
  page.addEventListener("pointermove", draw);

  const fields = xs.map((x, index) => field(model, `${up} at ${across} ${x}`, (y) => set(index, y)));
  const columns = xs.map((x, index) =>
    element("div", { style: `width:${COLUMN}px;text-align:center` }, fields[index],
      element("div", { "aria-hidden": "true" }, `${x}`)));
  const show = (heights) => {
    const ys = heights.map((y) => HEIGHT - 8 - ((y - low) / (high - low)) * (HEIGHT - 16));
    line.setAttribute("points", ys.map((y, index) => `${(index + 0.5) * COLUMN},${y}`).join(" "));
    dots.forEach((dot, index) => dot.setAttribute("cy", ys[index]));
    fields.forEach((box, index) => {
      if (Number(box.value) !== heights[index]) box.value = heights[index];
    });
  };
  const legend = element("div", { "aria-hidden": "true" }, `${up}: ${low} at the bottom, ${high} at the top`);
  const row = element("div", { style: "display:flex;margin-top:4px" }, ...columns);
  const below = element("div", { "aria-hidden": "true", style: `width:${width}px;text-align:center` }, across);
  return [element("div", {}, legend, page, row, below), show];
}

function words(model, give) {
  const box = element("textarea", { rows: 5, maxlength: model.get("longest"), "aria-label": model.get("question"), ...KEYS });
  box.addEventListener("input", () => give(box.value));
  const show = (value) => {
    if (value !== null && box.value !== value) box.value = value;
  };
  return [element("div", {}, box), show];
}

function render({ model, el }) {
  const kind = model.get("longest") ? words : model.get("choices").length ? choice : model.get("xs").length ? curve : number;
  const [inputs, show] = kind(model, (value) => send(model, { value }));
  // A press is counted beside the value: while Python is at work both wait, and arrive together.
  const record = button("Record", () => count(model, "presses"));
  const status = element("div", { class: "meantone-status", role: "status" });
  const legend = element("legend", {}, model.get("question"));
  el.append(element("fieldset", { class: "meantone-page meantone-prediction" }, legend, inputs, record, status));
  return follow(model, () => {
    show(model.get("value"));
    status.textContent = model.get("message");
  });
}

export default { initialize, render };
