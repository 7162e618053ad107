// The face of the attention explorer: a list of heads, a slider over the notes of a tune, words,
// players, a picture. All that is shown comes from Python; the page sends back `head`, `value` (the
// note), `draws` and `plays`.

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument meantone-attention" });
  const heads = list(model.get("heads").map((name, place) => [place, name]));
  const note = handleOf({ step: 1 });
  const said = element("span", { class: "meantone-value" });
  const another = button("Another tune", () => count(model, "draws"));
  const controls = element("div", { class: "meantone-controls" },
    ...labelled("Head", heads), ...labelled(model.get("label"), note, said), another);

  function put() {
    [note.min, note.max] = model.get("between");
    heads.value = model.get("head");
    note.value = model.get("value");
    said.textContent = note.value;
  }
  const wish = wishes(model, () => ({ head: Number(heads.value), value: Number(note.value) }), put);
  heads.addEventListener("change", wish.ask);
  note.addEventListener("input", () => {
    said.textContent = note.value;
    wish.ask();
  });

  const answers = answersOf(model);
  put();
  root.append(controls, answers.say, answers.heard, answers.seen);
  el.append(root);
  return follow(model, () => {
    answers.update();
    wish.answered();
  });
}

export default { initialize, render };
