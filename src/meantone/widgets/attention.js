// The face of the attention explorer: a list of heads, a slider over the notes of a tune, words,
// players, a picture. All that is shown comes from Python; the page sends back `head`, `value` (the
// note), `draws` and `plays`.

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument meantone-attention" });
  const [headId, noteId] = [unique(), unique()];
  const heads = element("select", { id: headId, ...KEYS });
  model.get("heads").forEach((name, place) => heads.append(element("option", { value: place }, name)));
  const note = element("input", { id: noteId, type: "range", step: 1, ...KEYS });
  const said = element("span", { class: "meantone-value" });
  const another = button("Another tune", () => count(model, "draws"));
  const controls = element("div", { class: "meantone-controls" },
    element("label", { for: headId }, "Head"), heads,
    element("label", { for: noteId }, model.get("label")), note, said, another);

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

  const say = element("p", { role: "status" });
  const [heard, seen] = [players(model), picture(model)];
  put();
  root.append(controls, say, heard.box, seen.box);
  el.append(root);
  return follow(model, () => {
    tell(say, model.get("words"));
    seen.update();
    heard.update();
    wish.answered();
  });
}

export default { render };
