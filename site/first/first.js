// The first page: the explorer of lesson 08, answered from files that the library made beforehand.
// It speaks to a model as anywidget makes them; here the answers come from the files beside this
// one. They are scripts, so that the page also plays when it is opened from a folder.

const given = JSON.parse(document.getElementById("first-given").textContent);
const place = document.getElementById("first-explorer");
const narrow = matchMedia("(max-width: 700px)");
const dark = matchMedia("(prefers-color-scheme: dark)");

// --- files: each calls `meantoneFirst` with its name and what it holds --------------------------

const files = new Map();
const waiting = new Map();
const asked = new Set(given.coming); // by the page's own tags

function receive(name, content) {
  files.set(name, content);
  for (const { resolve } of waiting.get(name) ?? []) resolve(content);
  waiting.delete(name);
}

function ask(name) {
  asked.add(name);
  const script = element("script", { src: `first/${name}.js` });
  script.addEventListener("error", () => {
    for (const { reject } of waiting.get(name) ?? []) reject(new Error(`first/${name}.js cannot be had`));
    waiting.delete(name);
    asked.delete(name);
    script.remove();
  });
  document.head.append(script);
}

function file(name) {
  if (files.has(name)) return Promise.resolve(files.get(name));
  return new Promise((resolve, reject) => {
    waiting.set(name, [...(waiting.get(name) ?? []), { resolve, reject }]);
    if (!asked.has(name)) ask(name);
  });
}

// What a tag of the page did not bring is asked for once more.
addEventListener("load", () => {
  for (const name of given.coming) if (!files.has(name)) ask(name);
});

// --- what the library wrote shorter ---------------------------------------------------------------

const NOTE = /([\d.]+) ([\d.]+) ([\d.]+);/g;
const drawn = (tag) => tag.startsWith('<path class="s') ? tag.replace(NOTE, "M$1 $2h$3v4.6h-$3z") : tag;
const picture = (held, places) => places.map((at) => drawn(held.texts[at])).join("");

function notes(flat) {
  const all = [];
  for (let at = 0; at < flat.length; at += 3) all.push(flat.slice(at, at + 3));
  return all;
}

function shown(held, stop) {
  const heard = Object.entries(stop.heard).map(([side, places]) => [side, places.map((at) => notes(held.tunes[at]))]);
  return { screen: picture(held, narrow.matches ? stop.narrow : stop.wide), words: stop.words, heard: Object.fromEntries(heard) };
}

// Which file holds a setting, and at which stop of its slider.
function found(text) {
  const setting = Object.fromEntries(new URLSearchParams(text));
  const { ordered } = given.spec.models.find((model) => model.name === setting.model);
  const parts = [...setting.model.split(" "), ...(ordered ? [setting.order] : []), Number(setting.draw) % given.draws];
  return { name: parts.join("-"), stop: given.spec.decoders[0].stops.indexOf(Number(setting.strength)) };
}

// --- the model ------------------------------------------------------------------------------------

function stored() {
  const values = {
    spec: given.spec, value: given.start, other: "", opened: "", pick: 0, large: false, plays: 0, screen: "", words: "",
    heard: { machine: [], people: [] }, more: {}, state: "", news: "", share: 0, code: "", answers: 0,
  };
  const listeners = { change: new Set(), "msg:custom": new Set() };
  const say = (event, ...what) => { for (const listener of listeners[event]) listener(...what); };

  function put(news) {
    Object.assign(values, news);
    say("change");
  }
  function answer() {
    const { name, stop } = found(values.value);
    const held = files.get(name);
    if (held) {
      put({ ...shown(held, held.stops[stop]), state: "", news: "", answers: values.answers + 1 });
      return;
    }
    put({ state: "busy", news: "Fetching these tunes" });
    const wanted = () => found(values.value).name === name && values.state === "busy";
    file(name).then(() => wanted() && answer(), () => wanted() && put({
      state: "failed", news: "These tunes could not be fetched.", answers: values.answers + 1,
    }));
  }
  narrow.addEventListener("change", answer);
  return {
    get: (name) => values[name],
    set: (name, value) => { values[name] = value; },
    // A moment later, as an answer comes from Python.
    save_changes: () => queueMicrotask(answer),
    on: (event, listener) => listeners[event].add(listener),
    off: (event, listener) => listeners[event].delete(listener),
    send({ do: wish }) {
      if (wish === "instrument") file("notes").then(({ cuts, sound }) => say("msg:custom", cuts, [bytes(sound)]));
      else if (wish === "cancel") put({ state: "cancelled", news: "Cancelled.", answers: values.answers + 1 });
      else answer();
    },
  };
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.codePointAt(0));
}

// --- the page -------------------------------------------------------------------------------------

// The explorer's style sheet asks whether JupyterLab is light.
function light() {
  const { theme } = document.documentElement.dataset;
  document.body.dataset.jpThemeLight = String(theme ? theme === "light" : !dark.matches);
}

light();
dark.addEventListener("change", light);
window.meantoneFirst = receive;
const model = stored();
globalThis.meantoneExplorer.render({ model, el: place });
model.save_changes();
