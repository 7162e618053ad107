// The face of an instrument: a control (a list or a slider, if any), words, players, a picture.
// All that is shown comes from Python; the page sends back `value`, `draws` (another tune) and
// `plays` (a sound was started).

// Each kind of control returns its elements, its event, what the reader has set, and how to show a
// value.

function choice(model) {
  const box = list(model.get("choices"));
  return [[box], "change", () => box.value, (value) => { box.value = value; }];
}

function slider(model) {
  const [min, max, step] = model.get("between");
  const handle = handleOf({ min, max, step });
  const said = element("span", { class: "meantone-value" });
  const show = (value) => {
    handle.value = value;
    said.textContent = value;
  };
  handle.addEventListener("input", () => { said.textContent = Number(handle.value); });
  return [[handle, said], "input", () => Number(handle.value), show];
}

function control(model, root) {
  const kind = model.get("choices").length ? choice : slider;
  const [elements, event, read, show] = kind(model);
  const put = () => show(model.get("value"));
  const wish = wishes(model, () => ({ value: read() }), put);
  put();
  elements[0].addEventListener(event, wish.ask);
  const another = button("Another tune", () => count(model, "draws"));
  root.append(element("div", { class: "meantone-controls" }, ...labelled(model.get("label"), ...elements), another));
  return wish;
}

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument" });
  const wish = model.get("label") ? control(model, root) : null;
  const answers = answersOf(model);
  root.append(answers.heard, answers.say, answers.seen);
  el.append(root);
  return follow(model, () => {
    answers.update(model.get("busy") || model.get("words"));
    wish?.answered();
  });
}

export default { initialize, render };
