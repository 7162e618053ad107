// A tune whose notes are colored by surprise, with a button over each bar, and buttons that make the
// chosen bar, or the riskiest notes, safe.
// All that is shown comes from Python; the page sends back `value` (a bar), `safe` (what was made
// safe, in order), `draws` (another tune) and `plays` (a sound was started).

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-instrument meantone-risk", role: "group", "aria-label": model.get("label") });
  const help = element("p", {}, "Click a bar, or go along the bars with ← →. Its notes are then made the likeliest ones, all others given.");
  const stage = element("div", { class: "meantone-stage" });
  const answers = answersOf(model);
  const bars = [];

  const choose = (bar) => send(model, { value: bar });
  const safe = (step) => send(model, { safe: [...model.get("safe"), step] });
  const undo = button("Undo", () => send(model, { safe: model.get("safe").slice(0, -1) }));
  const controls = element("div", { class: "meantone-controls" },
    button("Make this bar safe", () => safe(model.get("value"))),
    button(`Make the ${model.get("many")} riskiest notes safe`, () => safe(model.get("notes"))),
    undo, button("Another tune", () => count(model, "draws")));

  function madeBar(index) {
    const bar = button("", () => choose(model.get("bars")[index][0]), { class: "meantone-bar", tabindex: "-1" });
    bar.addEventListener("keydown", (event) => {
      const to = moved(event, [0, index], [1, bars.length]);
      if (!to) return;
      reach([bars], bars[to[1]]).focus();
      choose(model.get("bars")[to[1]][0]);
    });
    return bar;
  }

  // The places are those of the picture, in hundredths of its width and height.
  function place(bar, [number, words, left, top, width, height]) {
    const chosen = number === model.get("value");
    bar.setAttribute("aria-label", words);
    bar.setAttribute("aria-pressed", String(chosen));
    bar.style.cssText = `left:${left}%;top:${top}%;width:${width}%;height:${height}%`;
    if (chosen) reach([bars], bar);
  }

  function update() {
    const boxes = model.get("bars");
    stretch(stage, bars, boxes.length, madeBar);
    boxes.forEach((box, index) => place(bars[index], box));
    undo.disabled = !model.get("safe").length;
    answers.update();
  }

  stage.append(answers.seen);
  root.append(help, stage, controls, answers.say, answers.heard);
  el.append(root);
  return follow(model, update);
}

export default { initialize, render };
