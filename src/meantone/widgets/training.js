// The face of the training monitor: start, stop and go on; words, a curve, and samples to hear.
// All that is shown comes from Python; the page sends back `value` (whether it is to learn) and
// `plays` (a sound was started).

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument", role: "group", "aria-label": model.get("label") });
  const start = button("", () => send(model, { value: true }));
  const stop = button("Stop", () => send(model, { value: false }));
  const busy = element("progress", { "aria-label": "It is learning" });
  const answers = answersOf(model);
  root.append(element("div", { class: "meantone-controls" }, start, stop, busy), answers.say, answers.seen, answers.heard);
  el.append(root);

  return follow(model, () => {
    const learning = model.get("value");
    const hadFocus = [start, stop].includes(document.activeElement);
    start.textContent = model.get("next") || "Done";
    start.disabled = learning || !model.get("next");
    stop.disabled = !learning;
    if (hadFocus) (learning ? stop : start).focus();  // a disabled button would lose it
    busy.hidden = !learning;
    answers.update();
  });
}

export default { initialize, render };
