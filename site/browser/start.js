// Runs before the lab: opens the first lesson if the address names none, makes room on a phone, and
// saves notebooks without the views of widgets, which die with their kernel (as `course.py lab` does).
(() => {
  const asked = new URL(window.location.href);
  if (!asked.searchParams.has("path")) {
    asked.searchParams.set("path", "START");
    window.history.replaceState(null, "", asked);
  }

  const VIEW = "application/vnd.jupyter.widget-view+json";
  const BARE = "A widget: run the cell above to bring it back.";
  const still = output => {
    if (!output.data?.[VIEW]) return output;
    const data = { ...output.data };
    delete data[VIEW];
    const named = /^$|^\w+\(/.test([data["text/plain"] ?? ""].flat().join(""));
    if (!data["text/html"] && named) data["text/plain"] = BARE;
    return { ...output, data };
  };
  const withStills = cell => (cell.outputs ? { ...cell, outputs: cell.outputs.map(still) } : cell);

  const begin = async () => {
    const lab = window.jupyterapp;
    if (!lab) return setTimeout(begin, 50);
    const { contents } = lab.serviceManager;
    const save = contents.save.bind(contents);
    contents.save = (path, model) => {
      const cells = model.type === "notebook" && model.content?.cells;
      return save(path, cells ? { ...model, content: { ...model.content, cells: cells.map(withStills) } } : model);
    };
    if (!window.matchMedia("(max-width: 700px)").matches) return;
    await lab.restored;
    lab.shell.mode = "single-document"; // no tabs: a lesson fills the screen
    if (lab.shell.isSideTabBarVisible("right")) lab.shell.toggleSideTabBarVisibility("right");
    const close = () => lab.shell.leftCollapsed || lab.commands.execute("application:toggle-left-area");
    for (const later of [0, 1000, 3000]) setTimeout(close, later); // it opens when the files are listed
  };
  begin();
})();
