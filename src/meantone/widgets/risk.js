// A tune whose notes are colored by surprise, with a button over each bar, and buttons that make the
// chosen bar, or the riskiest notes, safe.
// All that is shown comes from Python; the page sends back `value` (a bar), `safe` (what was made
// safe, in order), `draws` (another tune) and `plays` (a sound was started).

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument meantone-risk", role: "group", "aria-label": model.get("label") });
  const help = element("p", {}, "Click a bar, or go along the bars with ← →. Its notes are then made the likeliest ones, all others given.");
  const stage = element("div", { class: "meantone-stage" });
  const answers = answersOf(model);
  let [shown, bars] = ["", []];

  const choose = (bar) => send(model, { value: bar });
  const safe = (step) => send(model, { safe: [...model.get("safe"), step] });
  const undo = button("Undo", () => send(model, { safe: model.get("safe").slice(0, -1) }));
  const controls = element("div", { class: "meantone-controls" },
    button("Make this bar safe", () => safe(model.get("value"))),
    button(`Make the ${model.get("many")} riskiest notes safe`, () => safe(model.get("notes"))),
    undo, button("Another tune", () => count(model, "draws")));

  // The places are those of the picture, in hundredths of its width and height.
  function place([number, words, left, top, width, height], index, all) {
    const style = `left:${left}%;top:${top}%;width:${width}%;height:${height}%`;
    const bar = button("", () => choose(number), { class: "meantone-bar", "aria-label": words, style, tabindex: "-1" });
    bar.addEventListener("keydown", (event) => {
      const to = moved(event, [0, index], [1, all.length]);
      if (!to) return;
      reach([bars], bars[to[1]]).focus();
      choose(all[to[1]][0]);
    });
    return bar;
  }

  function update() {
    const boxes = model.get("bars");
    if (JSON.stringify(boxes) !== shown) {
      shown = JSON.stringify(boxes);
      const held = bars.indexOf(document.activeElement);
      bars.forEach((bar) => bar.remove());
      bars = boxes.map(place);
      stage.append(...bars);
      if (held >= 0) bars[Math.min(held, bars.length - 1)].focus();
    }
    boxes.forEach(([number], index) => {
      bars[index].setAttribute("aria-pressed", String(number === model.get("value")));
      if (number === model.get("value")) reach([bars], bars[index]);
    });
    undo.disabled = !model.get("safe").length;
    answers.update();
  }

  stage.append(answers.seen);
  root.append(help, stage, controls, answers.say, answers.heard);
  el.append(root);
  return follow(model, update);
}

export default { render };
