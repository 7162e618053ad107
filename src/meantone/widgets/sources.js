// The face of the source explorer: a slider over tunes, a row of bars to choose from, words, a
// picture, players. All that is shown comes from Python; the page sends back `value` (a tune's name
// and a bar), `draws` (the next tune) and `plays` (a sound was started). A bar that is chosen sounds.

function render({ model, el }) {
  const names = model.get("names");
  const root = element("div", { class: "meantone-page meantone-instrument meantone-sources" });
  const handle = handleOf({ min: 0, max: names.length - 1, step: 1 });
  const said = element("span", { class: "meantone-value" });
  const row = element("div", { class: "meantone-bars", role: "toolbar", "aria-label": "Bars: each in the color of its largest source" });
  const answers = answersOf(model);
  const cells = [];
  let chosen = model.get("value")[1]; // the bar that is wished for
  let sounds = false; // whether the next answer is to be heard

  const show = () => {
    said.textContent = names[handle.value];
    handle.setAttribute("aria-valuetext", names[handle.value]);
  };
  const put = () => {
    chosen = model.get("value")[1];
    handle.value = names.indexOf(model.get("value")[0]);
    show();
  };
  const wish = wishes(model, () => ({ value: [names[handle.value], chosen] }), put);
  handle.addEventListener("input", () => {
    chosen = 0;
    sounds = false;
    show();
    wish.ask();
  });

  function choose(place) {
    reach([cells], cells[place]);
    chosen = place;
    sounds = true;
    wish.ask();
    play(); // which waits for the answer, if it is not there
  }

  function play() {
    if (!wish.answered() || !sounds) return;
    sounds = false;
    const audio = answers.heard.querySelector("audio");
    if (!audio) return;
    for (const other of answers.heard.querySelectorAll("audio")) other.pause();
    audio.currentTime = 0;
    audio.play().catch(() => {}); // a browser may want a click on the player itself
  }

  function move(event, place) {
    const to = moved(event, [0, place], [1, cells.length]);
    if (to) reach([cells], cells[to[1]]).focus();
  }

  function madeCell(place) {
    const cell = button(place + 1, () => choose(place), { class: "meantone-cell", tabindex: "-1" });
    cell.addEventListener("keydown", (event) => move(event, place));
    return cell;
  }

  function draw() {
    const bars = model.get("bars");
    stretch(row, cells, bars.length, madeCell);
    bars.forEach(({ color, words }, place) => {
      cells[place].setAttribute("aria-label", words);
      cells[place].title = words;
      cells[place].style.background = color;
    });
    const here = Math.min(model.get("value")[1], cells.length - 1);
    cells.forEach((cell, place) => cell.setAttribute("aria-pressed", String(place === here)));
    if (!cells.includes(document.activeElement)) reach([cells], cells[here]);
  }

  const another = button("Another tune", () => count(model, "draws"));
  root.append(
    element("div", { class: "meantone-controls" }, ...labelled(model.get("label"), handle, said), another),
    row, answers.say, answers.seen, answers.heard,
  );
  put();
  el.append(root);
  return follow(model, () => {
    draw();
    answers.update();
    play();
  });
}

export default { initialize, render };
