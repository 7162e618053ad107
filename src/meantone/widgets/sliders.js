// The face of instruments with several sliders: sliders with stops, or lists where the stops are
// texts, words, players, a picture.
// All that is shown comes from Python; the page sends back `value` (a stop of each slider), `draws`
// (another tune) and `plays` (a sound was started).

function slider(name, stops) {
  const id = unique();
  const handle = element("input", { id, type: "range", min: 0, max: stops.length - 1, step: 1, ...KEYS });
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
  return { label: element("label", { for: id }, name), handle, said, show, put, read: () => stops[handle.value] };
}

function choice(name, stops) {
  const id = unique();
  const handle = element("select", { id, ...KEYS });
  for (const stop of stops) handle.append(element("option", { value: stop }, stop));
  const put = (stop) => { handle.value = stop; };
  return { label: element("label", { for: id }, name), handle, said: "", show: () => {}, put, read: () => handle.value };
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
    controls.append(element("span", { class: "meantone-controls", style: "flex-wrap: nowrap" }, one.label, one.handle, one.said));
  }
  controls.append(button("Draw another", () => count(model, "draws")));

  const say = element("p", { role: "status" });
  const [heard, seen] = [players(model), picture(model)];
  root.append(controls, say, seen.box, heard.box);
  el.append(root);
  return follow(model, () => {
    tell(say, model.get("words"));
    seen.update();
    heard.update();
    wish.answered();
  });
}

export default { render };
