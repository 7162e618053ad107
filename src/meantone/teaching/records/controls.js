// The inputs of a prediction. Native elements only; nothing is loaded from anywhere.
// The curve can be drawn with a pointer, or set with the number field under each place.

const HEIGHT = 160;
const COLUMN = 76;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// JupyterLab takes arrow keys for its own, except from elements that say so themselves.
function input(properties) {
  const made = element("input", properties);
  made.setAttribute("data-lm-suppress-shortcuts", "true");
  return made;
}

function drawing(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Each kind returns its element and a function that shows a value set from Python.

function choice(model, give) {
  // Each widget loads this file anew, so a count would give every question the same group.
  const group = `meantone-${Math.random().toString(36).slice(2)}`;
  const inputs = model.get("choices").map((text) => {
    const button = input({ type: "radio", name: group, value: text });
    button.addEventListener("change", () => give(text));
    return button;
  });
  const lines = inputs.map((button) =>
    element("label", { style: "display:block;padding:3px 0" }, button, ` ${button.value}`));
  const show = (value) => inputs.forEach((button) => (button.checked = button.value === value));
  return [element("div", {}, ...lines), show];
}

function field(model, label, give) {
  const [low, high] = model.get("between");
  const step = model.get("step");
  const box = input({
    type: "number", min: low, max: high, step: "any",
    style: "width:5em;font:inherit;padding:3px",
  });
  box.setAttribute("aria-label", label);
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
  const line = drawing("polyline", { fill: "none", stroke: "#1d64a6", "stroke-width": 3 });
  const dots = xs.map((_, index) =>
    drawing("circle", { r: 6, fill: "#1d64a6", cx: (index + 0.5) * COLUMN }));
  const page = drawing("svg", { width, height: HEIGHT, "aria-hidden": "true" });
  page.style = "background:#fff;border:1px solid #5b6b7b;touch-action:none;cursor:crosshair;display:block";
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
      element("div", { ariaHidden: "true" }, `${x}`)));
  const show = (heights) => {
    const ys = heights.map((y) => HEIGHT - 8 - ((y - low) / (high - low)) * (HEIGHT - 16));
    line.setAttribute("points", ys.map((y, index) => `${(index + 0.5) * COLUMN},${y}`).join(" "));
    dots.forEach((dot, index) => dot.setAttribute("cy", ys[index]));
    fields.forEach((box, index) => {
      if (Number(box.value) !== heights[index]) box.value = heights[index];
    });
  };
  const legend = element("div", { ariaHidden: "true" }, `${up}: ${low} at the bottom, ${high} at the top`);
  const row = element("div", { style: "display:flex;margin-top:4px" }, ...columns);
  const below = element("div", { ariaHidden: "true", style: `width:${width}px;text-align:center` }, across);
  return [element("div", {}, legend, page, row, below), show];
}

function render({ model, el }) {
  const kind = model.get("choices").length ? choice : model.get("xs").length ? curve : number;
  const give = (value) => {
    model.set("value", value);
    model.save_changes();
  };
  const [inputs, show] = kind(model, give);
  const status = element("div", { style: "min-height:1.5em;margin-top:4px" });
  status.setAttribute("role", "status");
  const update = () => {
    show(model.get("value"));
    status.textContent = model.get("message");
  };
  const legend = element("legend", { style: "font-weight:600;padding:0 6px" }, model.get("question"));
  el.append(element("fieldset", {
    style: "border:1px solid #5b6b7b;border-radius:4px;padding:6px 12px;font-size:14px;" +
      "color:var(--jp-ui-font-color1, #22303c);background:var(--jp-layout-color1, #fff)",
  }, legend, inputs, status));
  model.on("change", update);
  update();
  return () => model.off("change", update);
}

export default { render };
