// The face of an instrument: a control (a list or a slider, if any), words, players, a picture.
// All that is shown comes from Python; the page sends back `value`, `draws` (another tune) and
// `plays` (a sound was started).

// Each kind of control returns its elements, the control, its event, what the reader has set, and
// how to show a value.

function list(model, id) {
  const box = element("select", { id, ...KEYS });
  for (const [value, text] of model.get("choices")) box.append(element("option", { value }, text));
  return [[box], box, "change", () => box.value, (value) => { box.value = value; }];
}

function slider(model, id) {
  const [min, max, step] = model.get("between");
  const handle = element("input", { id, type: "range", min, max, step, ...KEYS });
  const said = element("span", { class: "meantone-value" });
  const show = (value) => {
    handle.value = value;
    said.textContent = value;
  };
  handle.addEventListener("input", () => { said.textContent = Number(handle.value); });
  return [[handle, said], handle, "input", () => Number(handle.value), show];
}

function control(model, root) {
  const kind = model.get("choices").length ? list : slider;
  const id = unique();
  const [elements, handle, event, read, show] = kind(model, id);
  const put = () => show(model.get("value"));
  const wish = wishes(model, () => ({ value: read() }), put);
  put();
  handle.addEventListener(event, wish.ask);
  const another = button("Another tune", () => count(model, "draws"));
  const label = element("label", { for: id }, model.get("label"));
  root.append(element("div", { class: "meantone-controls" }, label, ...elements, another));
  return wish;
}

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument" });
  const wish = model.get("label") ? control(model, root) : null;
  const say = element("p", { role: "status" });
  const [heard, seen] = [players(model), picture(model)];
  root.append(heard.box, say, seen.box);
  el.append(root);
  return follow(model, () => {
    tell(say, model.get("busy") || model.get("words"));
    seen.update();
    heard.update();
    wish?.answered();
  });
}

export default { render };
