// A melody to tap: each tap sounds the next note. A take goes to Python when its last note is
// tapped; the page sends back `value` (all takes), `offsets` and `reported` (the test of timing).
// Times are those of the events, which are on the clock of performance.now.

const BEAT = 600; // milliseconds of the count-in
const BOUNCE = 40; // milliseconds within which a finger bounces
const PLAIN_FORCE = 64;
const ACCENT_FORCE = 100;
const CLICKS = 8;
const PLAIN_KEYS = new Set([" ", "f", "F"]);
const ACCENT_KEYS = new Set(["j", "J"]);

// --- sound: a plain tone for what is tapped, a click for what is counted -------------------------

function makeSynth() {
  let context = null;
  function awake() {
    context ??= new AudioContext({ latencyHint: "interactive" });
    if (context.state === "suspended") context.resume();
    return context;
  }
  function tone(hertz, level, seconds, at, shape) {
    const [oscillator, gain] = [context.createOscillator(), context.createGain()];
    oscillator.type = shape;
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(level, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + seconds);
  }
  return {
    note(pitch, force) {
      awake();
      tone(440 * 2 ** ((pitch - 69) / 12), 0.5 * (force / 127) ** 2 + 0.02, 0.9, context.currentTime, "triangle");
    },
    // A click at a time of the page's clock; the sound's clock may stand still, so it is asked late.
    click(high, at) {
      awake();
      tone(high ? 1600 : 1100, 0.3, 0.06, context.currentTime + Math.max(at - performance.now(), 0) / 1000, "square");
    },
    // Milliseconds until a sound has left the machine, as far as the browser knows.
    delay: () => (context ? 1000 * ((context.baseLatency || 0) + (context.outputLatency || 0)) : 0),
  };
}

// A pen knows force; a mouse says .5 and most fingers 0 or 1, which is nothing.
function forceOf(event, accent) {
  if (accent) return ACCENT_FORCE;
  const real = event.pointerType === "pen" || ![0, 0.5, 1].includes(event.pressure);
  return real && event.pressure > 0 ? Math.round(20 + 107 * event.pressure) : PLAIN_FORCE;
}

function render({ model, el }) {
  const notes = model.get("notes"); // [name, pitch, quarters]
  const synth = makeSynth();
  const root = element("div", { class: "meantone-page meantone-instrument", role: "group", "aria-label": model.get("label") });
  const help = element("p", {}, "Start a take: four clicks count in, then each tap plays the next note. "
    + "Tap on the pad, or with the space bar or F; J, or the small pad, is an accent. Esc stops.");
  const melody = element("div", { class: "meantone-melody", "aria-hidden": "true" });
  const boxes = notes.map(([name, , quarters]) => {
    const box = element("span", { style: `width: ${Math.round(32 * quarters)}px` }, name);
    melody.append(box);
    return box;
  });
  const record = button("Start a take", () => begin("take"));
  const away = button("Throw the last take away", () => send(model, { value: model.get("value").slice(0, -1) }));
  const test = button("Test my timing: eight clicks", () => begin("test"));
  const controls = element("div", { class: "meantone-controls" }, record, away, test);
  const pad = element("button", { type: "button", class: "meantone-pad", ...KEYS }, "Tap here");
  const loud = element("button", { type: "button", class: "meantone-pad", ...KEYS }, "Accent");
  const pads = element("div", { class: "meantone-pads" }, pad, loud);
  const now = element("p", { role: "status", class: "meantone-now" });
  const timing = element("p", { role: "status" });
  const answers = answersOf(model);

  let state = "idle"; // or "take", "test"
  let starts = 0; // the page's time from which taps count
  let taps = [];
  let clicks = [];
  let timers = [];

  function stop(words) {
    timers.forEach(clearTimeout);
    [state, taps, clicks, timers] = ["idle", [], [], []];
    tell(now, words);
    mark();
  }

  function mark() {
    boxes.forEach((box, place) => {
      box.classList.toggle("meantone-done", state === "take" && place < taps.length);
      box.classList.toggle("meantone-next", state === "take" && place === taps.length);
    });
  }

  function begin(kind) {
    if (kind === "take" && model.get("value").length > 1) return;
    stop("");
    state = kind;
    const count = kind === "take" ? 4 : CLICKS;
    const first = performance.now() + 300;
    clicks = Array.from({ length: count }, (_, place) => first + place * BEAT);
    clicks.forEach((at, place) => {
      timers.push(setTimeout(() => {
        synth.click(place % 4 === 0, at);
        tell(now, `${place + 1} of ${count}`);
      }, at - performance.now() - 80));
    });
    starts = kind === "take" ? clicks[count - 1] + BEAT / 2 : first - BEAT / 2;
    const ends = clicks[count - 1] + (kind === "take" ? BEAT / 2 : BEAT);
    timers.push(setTimeout(kind === "take" ? () => tell(now, "Tap now.") : tested, ends - performance.now()));
    mark();
    pad.focus();
  }

  function tap(time, force) {
    if (state === "idle" || time < starts) return;
    if (taps.length && time - taps[taps.length - 1][0] < BOUNCE) return;
    taps.push([time, force]);
    if (state === "test") return;
    synth.note(notes[taps.length - 1][1], force);
    mark();
    if (taps.length === notes.length) taken();
  }

  function taken() {
    const value = [...model.get("value"), taps];
    stop("");
    count(model, "plays"); // who tapped has heard it
    send(model, { value, reported: synth.delay() });
  }

  // Each tap beside its click; one that is farther than half a beat away is none.
  function tested() {
    const near = taps.map(([time]) => {
      const offsets = clicks.map((at) => time - at);
      return offsets.reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best));
    }).filter((offset) => Math.abs(offset) < BEAT / 2);
    stop(near.length < 2 ? "Tap along with the clicks: too few taps were heard." : "");
    send(model, { reported: synth.delay(), offsets: near });
  }

  function hit(element, event, accent) {
    event.preventDefault();
    element.classList.add("meantone-hit");
    setTimeout(() => element.classList.remove("meantone-hit"), 90);
    tap(event.timeStamp, forceOf(event, accent));
  }
  pad.addEventListener("pointerdown", (event) => hit(pad, event, false));
  loud.addEventListener("pointerdown", (event) => hit(loud, event, true));
  pads.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop("Stopped. Nothing was kept.");
    else if (event.repeat && (PLAIN_KEYS.has(event.key) || ACCENT_KEYS.has(event.key))) event.preventDefault();
    else if (PLAIN_KEYS.has(event.key)) hit(event.target === loud ? loud : pad, event, event.target === loud);
    else if (ACCENT_KEYS.has(event.key)) hit(loud, event, true);
    else return;
    event.stopPropagation();
  });
  pads.addEventListener("keyup", (event) => { if (event.key === " ") event.preventDefault(); });

  root.append(help, melody, controls, pads, now, timing, answers.say, answers.seen, answers.heard);
  el.append(root);
  const unfollow = follow(model, () => {
    const many = model.get("value").length;
    record.textContent = many ? "Start the second take" : "Start a take";
    record.disabled = many > 1;
    away.disabled = many === 0;
    tell(timing, model.get("timing"));
    answers.update();
  });
  return () => {
    stop("");
    unfollow();
  };
}

export default { initialize, render };
