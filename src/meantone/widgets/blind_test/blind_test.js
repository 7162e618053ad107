// The face of the blind test. Native buttons, radio buttons and a check box, so that keyboards and
// screen readers know them. What a tune is, the page never learns: it gets one sound at a time.
// It sends back `plays` (a sound was started), `value` (an answer), `stops` and `agains`.

const WAIT = 10_000; // milliseconds after which Python should have answered

// A question with one answer: a fieldset of radio buttons.
function question(legend, answers, className) {
  const name = unique();
  const inputs = answers.map(([value]) => element("input", { type: "radio", name, value, ...KEYS }));
  const labels = answers.map(([, text], i) => element("label", {}, inputs[i], ` ${text}`));
  const row = element("div", { class: "meantone-answers" }, ...labels);
  const set = element("fieldset", { class: className }, element("legend", {}, legend), row);
  const given = () => inputs.find((input) => input.checked)?.value ?? null;
  const clear = () => inputs.forEach((input) => { input.checked = false; });
  return { set, given, clear };
}

function render({ model, el }) {
  const root = element("div", { class: "meantone-page meantone-blind", role: "group", "aria-label": "Blind test" });
  const title = element("p", { class: "meantone-title", role: "status" });
  const audio = element("audio", { preload: "auto", "aria-label": "Sound of the tune" });
  const track = element("progress", { max: 1, value: 0, "aria-label": "Position in the tune" });
  const play = button("", toggle, { class: "meantone-button meantone-play" });
  const said = element("p", { class: "meantone-said", role: "status" });

  const likings = model.get("likings");
  const ends = { [likings[0]]: " not at all", [likings[likings.length - 1]]: " very much" };
  const liking = question("How much do you like it?",
    likings.map((n) => [n, `${n}${ends[n] ?? ""}`]), "meantone-liking");
  const maker = question("Who made it?", [["yes", "a person"], ["no", "a machine"]], "");
  const sure = question("How sure are you of that?",
    model.get("sureness").map((text, i) => [i + 1, text]), "");
  const questions = [liking, maker, sure];
  const known = element("input", { type: "checkbox", ...KEYS });
  const knew = element("label", {}, known, " I knew this melody before");
  const extra = element("fieldset", { class: "meantone-known" }, knew);
  const fields = [...questions.map((one) => one.set), extra];

  const keep = button("Keep this answer and go on", answer, { class: "meantone-button meantone-main" });
  const stop = button("Stop here", giveUp);
  const again = button("Take the test again", () => post({ agains: model.get("agains") + 1 }));
  const sounding = element("div", { class: "meantone-sounding" }, play, track, audio);
  const actions = element("div", { class: "meantone-actions" }, keep, stop);
  const form = element("div", {}, sounding, ...fields, actions);
  root.append(title, form, said, again);
  el.append(root);

  let heard = false;
  let waiting = null;
  let shown = "";

  function post(values) {
    send(model, values);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      tell(said, "Python does not answer. Run this cell again: what you have kept is still there.");
    }, WAIT);
  }

  function toggle() {
    if (audio.paused) {
      audio.currentTime = 0;
      audio.play().catch(() => {}); // the next tune came before this one began
    } else {
      audio.pause();
    }
  }

  function answer() {
    const taken = maker.given();
    post({ value: {
      place: model.get("place"),
      liking: liking.given() && Number(liking.given()),
      taken: taken && taken === "yes",
      sure: sure.given() && Number(sure.given()),
      known: known.checked,
      press: (model.get("value").press ?? 0) + 1, // so that the same answer is sent again
    } });
  }

  // Whoever gives up sees the solutions, so this is asked twice.
  function giveUp() {
    if (stop.dataset.asked) {
      post({ stops: model.get("stops") + 1 });
      return;
    }
    stop.dataset.asked = "yes";
    const left = model.get("total") - model.get("answered");
    stop.textContent = `Really stop, with ${left} tunes to go`;
    tell(said, "Once you stop, the answers show and this attempt cannot be gone on with.");
  }

  function open(ready) {
    heard = ready;
    for (const field of fields) field.disabled = !ready;
    keep.disabled = !ready;
  }

  audio.addEventListener("play", () => {
    play.textContent = "■ Stop the tune";
    if (heard) return;
    open(true);
    post({ plays: model.get("plays") + 1 });
  });
  audio.addEventListener("pause", () => { play.textContent = "▶ Play it again"; });
  audio.addEventListener("timeupdate", () => {
    track.value = audio.duration ? audio.currentTime / audio.duration : 0;
  });

  // The next tune: nothing is left of the answers to the one before.
  function begin(mine) {
    const place = model.get("place");
    audio.pause();
    audio.src = model.get("source");
    audio.setAttribute("aria-label", `Sound of tune ${place}`);
    play.textContent = `▶ Play tune ${place}`;
    track.value = 0;
    questions.forEach((one) => one.clear());
    known.checked = false;
    stop.textContent = "Stop here";
    delete stop.dataset.asked;
    open(false);
    if (mine) play.focus();
  }

  function update() {
    clearTimeout(waiting);
    const [place, total] = [model.get("place"), model.get("total")];
    const key = `${model.get("attempt")}.${place}`;
    const mine = root.contains(document.activeElement);
    const attempt = model.get("attempt") > 1 ? `, attempt ${model.get("attempt")}` : "";
    const head = place ? `Tune ${place} of ${total}${attempt}` : `The blind test is over${attempt}`;
    tell(title, head);
    form.hidden = !place;
    again.hidden = Boolean(place);
    if (key !== shown && place) begin(mine && shown !== "");
    if (key !== shown && !place) audio.pause();
    if (key !== shown && !place && mine && shown !== "") again.focus();
    shown = key;
    tell(said, model.get("words"));
  }

  const leave = follow(model, update);
  return () => {
    clearTimeout(waiting);
    leave();
  };
}

export default { initialize, render };
