// Pyodide under Node, for tests and benchmarks: one start, then one task a line until none is left.
// node in_node.mjs PYODIDE '{"folders": {"/place": "folder"}, "packages": [...], "start": "..."}'
// Each line of standard input is a Python expression; each answer is one line of JSON.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, words] = process.argv.slice(2);
const { folders, packages, start, variables } = JSON.parse(words);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide({
  indexURL: folder,
  packageCacheDir: folder,
  env: variables,
  stdout: (text) => console.error(text),
  stderr: (text) => console.error(text),
});
await pyodide.loadPackage(packages, { messageCallback: () => {} });
for (const [place, host] of Object.entries(folders)) {
  pyodide.FS.mkdirTree(place);
  pyodide.mountNodeFS(place, host);
}
pyodide.runPython(start);
const answer = pyodide.globals.get("answer");
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${answer(line)}\n`);
}
