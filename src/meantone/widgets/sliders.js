// The face of instruments with several sliders: sliders with stops, or lists where the stops are
// texts, words, players, a picture.
// All that is shown comes from Python; the page sends back `value` (a stop of each slider), `draws`
// (another tune) and `plays` (a sound was started).

function slider(name, stops) {
  const handle = handleOf({ min: 0, max: stops.length - 1, step: 1 });
  const said = element("span", { class: "meantone-value" });
  const show = () => {
    const text = String(stops[handle.value]);
    said.textContent = text;
    handle.setAttribute("aria-valuetext", text);
  };
  const put = (stop) => {
    handle.value = stops.indexOf(stop);
    show();
  };
  return { parts: labelled(name, handle, said), handle, show, put, read: () => stops[handle.value] };
}

function choice(name, stops) {
  const handle = list(stops.map((stop) => [stop, stop]));
  const put = (stop) => { handle.value = stop; };
  return { parts: labelled(name, handle), handle, show: () => {}, put, read: () => handle.value };
}

const control = (name, stops) => (typeof stops[0] === "string" ? choice : slider)(name, stops);

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument" });
  const controls = element("div", { class: "meantone-controls" });
  const sliders = model.get("names").map((name, i) => control(name, model.get("stops")[i]));
  const put = () => sliders.forEach((one, i) => one.put(model.get("value")[i]));
  const wish = wishes(model, () => ({ value: sliders.map((one) => one.read()) }), put);
  for (const one of sliders) {
    one.handle.addEventListener("input", () => {
      one.show();
      wish.ask();
    });
    // A name stays beside its slider where the line is full.
    controls.append(element("span", { class: "meantone-controls", style: "flex-wrap: nowrap" }, ...one.parts));
  }
  controls.append(button("Draw another", () => count(model, "draws")));

  const answers = answersOf(model);
  root.append(controls, answers.say, answers.seen, answers.heard);
  el.append(root);
  return follow(model, () => {
    answers.update();
    wish.answered();
  });
}

export default { initialize, render };
