// The face of the explorer: one slider, eight tunes beside eight by people, two dials.
// Native elements, so that keyboards and screen readers know them. All that is shown comes from
// Python as pictures; the page sends back `value` and `other` (the settings, as text), `opened` (the
// view behind More), `pick`, `large` and `plays`, and asks for files and for the instrument.

const PATIENCE = 400; // milliseconds: shorter work is not announced, and holds back no other wish
const AHEAD = 1.5; // seconds that notes are scheduled ahead, so that a busy page drops none

const read = (text) => Object.fromEntries(new URLSearchParams(text));
const written = (setting) => new URLSearchParams(setting).toString();
const unbroken = (text) => text.replaceAll(" %", "\u00a0%");

// --- wishes: while Python is at work only the latest is kept -----------------------------------

function latest(model) {
  const waiting = new Map();
  let asked = model.get("answers");
  let timer = null;
  function send() {
    clearTimeout(timer);
    timer = null;
    if (!waiting.size) return;
    for (const [trait, value] of waiting) model.set(trait, value);
    waiting.clear();
    model.save_changes();
    asked = model.get("answers") + 1;
    timer = setTimeout(send, PATIENCE);
  }
  return {
    // A moment later: two wishes of one press are one message.
    wish(trait, value) {
      waiting.set(trait, value);
      if (timer === null || model.get("answers") >= asked) queueMicrotask(send);
    },
    set: (trait) => waiting.get(trait) ?? model.get(trait),
    answered() { if (model.get("answers") >= asked) send(); },
    end() { clearTimeout(timer); },
  };
}

// --- sound: two seconds of each tune, from notes that Python made once ---------------------------

// After how many seconds a sound's first note has a quarter of its peak.
function rise(sound, seconds) {
  const samples = sound.getChannelData(0).subarray(0, seconds * sound.sampleRate);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.findIndex((sample) => Math.abs(sample) >= peak / 4) / sound.sampleRate;
}

function band(model, each, changed) {
  let [context, notes, low, timer] = [null, null, 0, null];
  // What sounds: since when, and which tune is seen; what is scheduled: tune and note; after how many tunes it ends.
  let [side, begun, seen, tune, next, end] = ["", 0, 0, 0, 0, 0];
  let voices = [];

  async function receive(content, buffers) {
    const sound = await context.decodeAudioData(buffers[0].buffer.slice(buffers[0].byteOffset, buffers[0].byteOffset + buffers[0].byteLength));
    low = content.low;
    // Decoders of MP3 leave more or less silence at the beginning: the first note says how much.
    notes = { sound, each: content.each, late: rise(sound, content.each) - content.rise };
    if (side) begin();
  }
  function sing(pitch, at, seconds) {
    const [source, gain] = [context.createBufferSource(), context.createGain()];
    source.buffer = notes.sound;
    gain.gain.setValueAtTime(1, at);
    gain.gain.setTargetAtTime(0, at + Math.min(seconds, notes.each - 0.1), 0.05);
    source.connect(gain).connect(context.destination);
    source.start(at, Math.max(notes.late + (pitch - low) * notes.each, 0), Math.min(seconds + 0.3, notes.each));
    voices.push({ source, at });
    source.addEventListener("ended", () => { voices = voices.filter((one) => one.source !== source); });
  }
  const heard = () => model.get("heard")[side];
  const passed = () => Math.max(Math.floor((context.currentTime - begun) / each), 0);
  function begin() {
    [begun, seen, tune, next, end] = [context.currentTime + 0.08, 0, 0, 0, heard().length];
    clearInterval(timer);
    timer = setInterval(step, 25);
    changed(side, 0);
    step();
  }
  function step() {
    if (passed() >= end) { stop(); return; }
    if (passed() !== seen) {
      seen = passed();
      changed(side, seen % heard().length);
    }
    const now = context.currentTime;
    for (; tune < end; [tune, next] = [tune + 1, 0]) {
      const played = heard()[tune % heard().length];
      for (; next < played.length; next += 1) {
        const [pitch, onset, seconds] = played[next];
        const at = begun + tune * each + onset;
        if (at >= now + AHEAD) return;
        if (at >= now) sing(pitch, at, seconds); // what lies in the past belongs to a tune that has gone
      }
    }
  }
  function stop() {
    clearInterval(timer);
    for (const { source } of voices) source.stop(context.currentTime + 0.1);
    side = "";
    changed("", -1);
  }
  return {
    receive,
    // New tunes: what plays goes on with them, and all of them are heard.
    renewed() {
      if (!side || !notes) return;
      for (const { source, at } of voices) if (at > context.currentTime) source.stop();
      [tune, next, end] = [passed(), 0, passed() + heard().length];
      step();
    },
    toggle(wanted) {
      if (side === wanted) { stop(); return; }
      if (side) stop();
      context ??= new AudioContext();
      context.resume();
      side = wanted;
      model.set("plays", model.get("plays") + 1);
      model.save_changes();
      changed(side, 0);
      if (notes) begin();
      else model.send({ do: "instrument" });
    },
    end() {
      clearInterval(timer);
      context?.close();
    },
  };
}

// --- what is set: lists and a slider for one setting ---------------------------------------------

function panel(spec, asked, trait, id, update) {
  const [models, decoders] = [spec.models, spec.decoders].map((all) => new Map(all.map((one) => [one.name, one])));
  function list(label, options) {
    const box = element("select", { id: `${id}-${trait}-${label}`, ...KEYS });
    for (const option of options) box.append(element("option", { value: option }, String(option)));
    return [element("span", { class: "meantone-list" }, element("label", { for: box.id }, label), box), box];
  }
  const [corpusLabel, corpus] = list("Corpus", spec.corpora);
  const [machineLabel, machine] = list("Model", models.keys());
  const [orderLabel, order] = list("Order", spec.orders);
  const [decoderLabel, decoder] = list("Decoder", decoders.keys());
  const lists = element("div", { class: "meantone-row" }, machineLabel, orderLabel, corpusLabel, decoderLabel);

  const slider = element("input", { id: `${id}-${trait}`, type: "range", min: 0, step: 1, ...KEYS });
  const name = element("label", { for: slider.id });
  const ends = [element("span", { class: "meantone-end" }), element("span", { class: "meantone-end" })];
  const says = element("span", { class: "meantone-says" });
  const line = element("div", { class: "meantone-row meantone-line" }, name, ends[0], slider, ends[1], says);

  const now = () => read(asked.set(trait));
  function change(changes) {
    const wished = { ...now(), ...changes };
    const rule = models.get(wished.model);
    if (!rule.everywhere && wished.corpus !== spec.corpora[0]) wished.model = "n-gram";
    if (decoders.get(wished.decoder).exact && !models.get(wished.model).finite) {
      wished.decoder = "beam";
      wished.strength = decoders.get("beam").start;
    }
    asked.wish(trait, written(wished));
    update();
  }
  corpus.addEventListener("change", () => change({ corpus: corpus.value }));
  machine.addEventListener("change", () => change({ model: machine.value }));
  order.addEventListener("change", () => change({ order: order.value }));
  decoder.addEventListener("change", () => change({ decoder: decoder.value, strength: decoders.get(decoder.value).start }));
  slider.addEventListener("input", () => change({ strength: decoders.get(now().decoder).stops[slider.value] }));

  function show() {
    const setting = now();
    const [rule, cut] = [models.get(setting.model), decoders.get(setting.decoder)];
    [corpus.value, machine.value, order.value, decoder.value] = [setting.corpus, setting.model, setting.order, setting.decoder];
    for (const [label, all] of [[corpusLabel, spec.corpora], [machineLabel, spec.models], [orderLabel, spec.orders], [decoderLabel, spec.decoders]]) {
      label.hidden = all.length < 2; // nothing to choose
    }
    order.disabled = !rule.ordered;
    for (const option of machine.options) option.disabled = !models.get(option.value).everywhere && setting.corpus !== spec.corpora[0];
    for (const option of decoder.options) option.disabled = decoders.get(option.value).exact && !rule.finite;
    const value = Number(setting.strength);
    const away = cut.stops.map((stop) => Math.abs(stop - value));
    const nearest = away.indexOf(Math.min(...away));
    slider.max = cut.stops.length - 1;
    slider.value = nearest;
    slider.disabled = cut.stops.length < 2;
    name.textContent = cut.parameter ? `${cut.parameter} ${value}` : cut.name;
    ends.forEach((end, i) => { end.textContent = slider.disabled ? "" : cut.ends[i]; });
    says.textContent = unbroken(cut.says[nearest]);
    slider.setAttribute("aria-valuetext", `${value}: ${cut.says[nearest]}`);
  }
  return { lists, line, now, change, show };
}

// --- what is behind More ---------------------------------------------------------------------------

function pictured(shown) {
  const figure = element("figure");
  if (shown.title) figure.append(element("figcaption", {}, shown.title));
  if (shown.source) figure.append(element("img", { alt: shown.alt, src: shown.source }));
  else if (shown.svg) {
    const drawn = element("div", { role: "img", "aria-label": shown.alt });
    draw(drawn, shown.svg);
    figure.append(drawn);
  }
  return figure;
}

// What is drawn is one image with one description, whatever its parts are.
function draw(place, svg) {
  place.innerHTML = svg;
  place.firstElementChild?.setAttribute("aria-hidden", "true");
}

function tabulated([head, ...lines]) {
  const table = element("table");
  const first = table.createTHead().insertRow();
  for (const text of head) first.append(element("th", { scope: "col" }, text));
  const body = table.createTBody();
  for (const [measure, ...cells] of lines) {
    const row = body.insertRow();
    row.append(element("th", { scope: "row" }, measure));
    for (const text of cells) row.append(element("td", {}, text));
  }
  return element("div", { class: "meantone-scroller", tabindex: "0", role: "region", "aria-label": "In figures", ...KEYS }, table);
}

function copied(label, value) {
  const field = element("input", { type: "text", readonly: "", ...KEYS });
  field.value = value;
  const done = element("span", { role: "status" });
  return element("div", { class: "meantone-copied" }, element("label", {}, label, field), button("Copy", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      done.textContent = "Copied.";
    } catch {
      done.textContent = "Selected: copy it with Ctrl+C.";
    }
  }, { "aria-label": `Copy: ${label}` }), done);
}

// --- all of it -----------------------------------------------------------------------------------

function render({ model, el }) {
  const spec = model.get("spec");
  // Each widget loads this file anew, so a count would begin anew, too.
  const id = `meantone-${Math.random().toString(36).slice(2)}`;
  const root = element("div", { class: "meantone-explorer", role: "group", "aria-label": "Explorer", ...KEYS });
  const asked = latest(model);
  const first = panel(spec, asked, "value", id, update);
  const second = panel(spec, asked, "other", id, update);
  second.lists.classList.add("meantone-second");
  second.line.classList.add("meantone-second");

  function set(trait, value) {
    model.set(trait, value);
    model.save_changes();
  }

  // --- heard
  const player = band(model, spec.seconds, (side, tune) => {
    root.dataset.playing = side ? `${side} ${tune + 1}` : "";
    mark();
    for (const [name, one] of Object.entries(hear)) {
      one.setAttribute("aria-pressed", String(side === name));
      one.textContent = side === name ? `■ Stop (${name[0].toUpperCase()})` : NAMES[name];
    }
  });
  const NAMES = { machine: "▶ Hear the machine's eight (M)", people: "▶ Hear people's eight (P)" };
  const hear = Object.fromEntries(Object.entries(NAMES).map(([name, text]) => [
    name, button(text, () => player.toggle(name), { class: `meantone-${name}`, "aria-pressed": "false", "aria-keyshortcuts": name[0].toUpperCase() }),
  ]));
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || ["SELECT", "INPUT"].includes(event.target.tagName) && event.target.type !== "range") return;
    const side = { m: "machine", p: "people" }[event.key.toLowerCase()];
    if (!side) return;
    event.preventDefault();
    event.stopPropagation();
    player.toggle(side);
  });
  function mark() {
    const [side, tune] = (root.dataset.playing ?? "").split(" ");
    for (const one of picture.querySelectorAll(".roll.playing")) one.classList.remove("playing");
    if (side) picture.querySelector(`.roll.${side}[data-tune="${tune - 1}"]`)?.classList.add("playing");
  }

  // --- done
  const another = button("Another eight", () => {
    for (const one of set2() ? [first, second] : [first]) one.change({ draw: Number(one.now().draw) + 1 });
  });
  const set2 = () => asked.set("other");
  const large = button("Large", () => {
    const on = !model.get("large");
    set("large", on);
    // The whole screen where the browser lets us; large in its place where it does not.
    if (on) root.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement === root) document.exitFullscreen();
  });
  root.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement !== root && model.get("large")) set("large", false);
  });

  // --- seen
  const picture = element("div", { role: "img" });
  const words = element("p", { class: "meantone-words", role: "status" });
  const caveat = element("p", { class: "meantone-caveat" }, spec.blind);
  const notice = element("p", { role: "status", class: "meantone-notice" });
  const progress = element("progress", { max: 1 });
  const doing = element("span");
  const stop = button("Cancel", () => model.send({ do: model.get("state") === "busy" ? "cancel" : "go on" }));
  const work = element("span", { class: "meantone-work" }, progress, doing, stop);

  // --- more
  const tabs = spec.views.filter(([name]) => name).map(([name, title]) =>
    button(title, () => {
      const opened = model.get("opened") === name ? "" : name;
      if (opened === "two" && !set2()) model.set("other", model.get("value"));
      set("opened", opened);
    }, { "data-view": name, "aria-expanded": "false" }));
  const views = element("div", { class: "meantone-row meantone-views" }, ...(tabs.length ? [element("strong", {}, "More:")] : []), ...tabs, work);
  const behind = element("div", { class: "meantone-more", role: "region", "aria-label": "More" });
  const content = element("div");
  const apart = button("Only one machine again", () => {
    model.set("other", "");
    set("opened", "");
  });
  const pair = element("div", {}, second.lists, second.line, apart);

  // The controls of one tune stay while it changes: a button made anew would lose its press.
  const tune = element("select", { id: `${id}-pick`, ...KEYS });
  for (let number = 0; number < 8; number += 1) tune.append(element("option", { value: number }, String(number + 1)));
  tune.addEventListener("change", () => set("pick", Number(tune.value)));
  const audio = element("audio", { controls: "", ...KEYS });
  audio.addEventListener("play", () => set("plays", model.get("plays") + 1));
  const files = element("span", { class: "meantone-row", role: "group", "aria-label": "Save the tune" }, "Save: ");
  for (const [suffix, name] of [[".mid", "MIDI"], [".musicxml", "MusicXML"], [".wav", "WAV"]]) {
    files.append(button(name, () => model.send({ do: "file", suffix })));
  }
  const single = element("div", { class: "meantone-row" }, element("label", { for: tune.id }, "Tune"), tune, audio, files);
  behind.append(pair, single, content);

  function showSingle(shown) {
    single.hidden = shown.audio === undefined;
    audio.hidden = !shown.audio;
    if (single.hidden) audio.pause();
    tune.value = model.get("pick");
    if (!shown.audio || audio.getAttribute("src") === shown.audio) return;
    audio.setAttribute("aria-label", shown.heard);
    audio.src = shown.audio;
  }

  let drawn = "";
  function showMore() {
    const opened = model.get("opened");
    const shown = model.get("more");
    behind.hidden = !opened;
    pair.hidden = opened !== "two";
    for (const tab of tabs) tab.setAttribute("aria-expanded", String(tab.dataset.view === opened));
    behind.classList.toggle("meantone-stale", Boolean(opened) && (shown.view !== opened || model.get("state") === "busy"));
    const key = JSON.stringify([opened, shown, opened === "again" ? [model.get("code"), model.get("value"), model.get("other")] : ""]);
    if (!opened || key === drawn || shown.view !== opened) return;
    drawn = key;
    const parts = [];
    showSingle(shown);
    for (const line of (shown.words ?? "").split("\n").filter(Boolean)) parts.push(element("p", {}, unbroken(line)));
    parts.push(...(shown.pictures ?? []).map(pictured));
    if (shown.table?.length) parts.push(tabulated(shown.table));
    if (opened === "again") {
      parts.push(copied("In a cell, after: from meantone.widgets import Explorer, Setting", model.get("code")));
      parts.push(copied('For Explorer.from_text("...")', [model.get("value"), model.get("other")].filter(Boolean).join(";")));
    }
    content.replaceChildren(...parts);
  }

  // --- when something changes
  let [patience, seen, sung] = [null, "", ""];
  function showWork() {
    const state = model.get("state");
    if (state !== "busy") {
      clearTimeout(patience);
      patience = null;
      work.classList.toggle("meantone-seen", state !== "");
    } else if (patience === null) {
      patience = setTimeout(() => work.classList.add("meantone-seen"), PATIENCE);
    }
    const hadFocus = document.activeElement === stop;
    progress.hidden = state !== "busy";
    progress.value = model.get("share");
    progress.setAttribute("aria-label", model.get("news") || "Progress");
    doing.textContent = state === "busy" ? model.get("news") : "";
    stop.textContent = state === "busy" || !state ? "Cancel" : "Go on";
    if (hadFocus && !state) another.focus(); // a button that goes would lose it
    const news = state === "cancelled" || state === "failed" ? model.get("news") : "";
    const kept = news && model.get("screen") ? " What you see and hear is of the setting before." : "";
    if (notice.textContent !== news + kept) notice.textContent = news + kept; // said if it is new
  }
  function update() {
    first.show();
    if (set2()) second.show();
    large.setAttribute("aria-pressed", String(model.get("large")));
    root.classList.toggle("meantone-large", model.get("large"));
    showWork();
    if (seen !== model.get("screen")) {
      seen = model.get("screen");
      draw(picture, seen);
      mark();
    }
    const said = model.get("words");
    if (words.textContent !== said) words.textContent = said;
    picture.setAttribute("aria-label", `Eight tunes by the machine and eight by people as rolls, and two dials. ${said}`);
    const tunes = JSON.stringify(model.get("heard"));
    if (tunes !== sung) player.renewed();
    sung = tunes;
    showMore();
    asked.answered();
  }

  function receive(message, buffers) {
    if (message.do === "instrument") player.receive(message, buffers);
    if (message.do !== "file") return;
    const address = URL.createObjectURL(new Blob([buffers[0]], { type: message.type }));
    const link = element("a", { href: address, download: message.name });
    root.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  const half = (...buttons) => element("div", { class: "meantone-half" }, ...buttons);
  // With nothing behind More, the slider comes first: there is little else to choose.
  const [above, below] = tabs.length ? [[first.lists], []] : [[], [first.lists]];
  root.append(
    ...above, first.line,
    element("div", { class: "meantone-stage" }, element("div", { class: "meantone-heard" }, half(hear.machine, another), half(hear.people, large)), picture),
    notice, words, caveat, ...below, views, behind,
  );
  el.append(root);
  model.on("change", update);
  model.on("msg:custom", receive);
  update();
  return () => {
    asked.end();
    clearTimeout(patience);
    player.end();
    model.off("change", update);
    model.off("msg:custom", receive);
  };
}

export default { initialize, render };
