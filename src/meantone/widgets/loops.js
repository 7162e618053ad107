// The face of the whispering game: four controls, the picture as it grows, words, and players.
// All that is shown comes from Python; the page sends back `kind`, `temperature`, `fresh`, `of`,
// `draws` (once more, with other chance) and `plays` (a sound was started).

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument", role: "group", "aria-label": model.get("label") });
  const controls = element("div", { class: "meantone-controls" });
  const say = element("p", { role: "status" });
  const busy = element("progress", { "aria-label": "The loop is running", max: 11, value: 0 });
  const [heard, seen] = [players(model), picture(model)];

  function choice(text, values, word) {
    const box = list(values.map((value) => [value, word(value)]));
    controls.append(...labelled(text, box));
    return box;
  }

  function slider(text, min, max, step, word) {
    const said = element("span", { class: "meantone-value" });
    const handle = handleOf({ min, max, step, style: "width: 130px" });
    controls.append(...labelled(text, handle, said));
    const show = () => { said.textContent = word(Number(handle.value)); };
    handle.addEventListener("input", show);
    return { handle, show };
  }

  const kind = choice("Each learns from", model.get("kinds"), (value) => model.get("says")[value]);
  const temperature = slider("Temperature", ...model.get("temperatures"), (value) => value.toFixed(1));
  const fresh = slider("Fresh by people", 0, 1, 0.1, (value) => `${Math.round(100 * value)} %`);
  const of = choice("A person picks", model.get("picks"), (value) => (value === 1 ? "nobody picks" : `one of ${value}`));
  controls.append(button("Again, other chance", () => count(model, "draws")), busy);

  const wish = () => ({
    kind: kind.value, temperature: Number(temperature.handle.value),
    fresh: Number(fresh.handle.value), of: Number(of.value),
  });
  function ask() {
    const news = Object.entries(wish()).filter(([trait, value]) => value !== model.get(trait));
    if (news.length) send(model, Object.fromEntries(news));
  }
  // A slider asks when it is let go or a key has moved it: each wish begins a loop anew.
  for (const control of [kind, of, temperature.handle, fresh.handle]) control.addEventListener("change", ask);

  function update() {
    const running = model.get("running");
    busy.hidden = !running;
    busy.value = model.get("generation") + 1;
    const held = document.activeElement;
    if (held !== temperature.handle) temperature.handle.value = model.get("temperature");
    if (held !== fresh.handle) fresh.handle.value = model.get("fresh");
    kind.value = model.get("kind");
    of.value = model.get("of");
    temperature.show();
    fresh.show();
    // A screen reader hears the end of a loop, not each of its eleven steps.
    if (!running) tell(say, model.get("words"));
    seen.update();
    heard.update();
  }

  root.append(controls, seen.box, heard.box, say);
  el.append(root);
  return follow(model, update);
}

export default { initialize, render };
