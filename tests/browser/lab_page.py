"""A learner at the lab: opens a lesson, runs it, looks at what came out."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from barriers import barriers
from lab_server import Lab
from playwright.sync_api import FloatRect, Locator, Page, expect

SIZES = {"1366x768": (1366, 768), "1920x1080": (1920, 1080)}
"""A small laptop, and a projector or a desk."""

READY = 180_000
"""Milliseconds until the lab or a kernel must have answered."""

NOT_OURS = re.compile(
    r"^Disposed$|Canceled future|/api/(?:kernels|sessions)/|/@jupyterlite/"
    r"|\[anywidget\] Failed to initialize model"
)
"""What the lab complains of when a lesson is closed while it still waits for the kernel; what it
misses of the tools that build the browser edition, which no learner has; and what anywidget says of
a widget that needed two seconds to load, which hears Python all the same: `initialize` sees to it.
"""

LESSON_SECONDS = 1200
"""Seconds after which a run counts as hanging."""

_OPEN = """lesson => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return Boolean(panel?.context?.isReady && panel.content?.model?.cells.length)
        && panel.context.path.endsWith(lesson);
}"""
_TURN = """async lesson => {
    const { commands, shell } = window.jupyterapp;
    const left = shell.currentWidget;
    await left.sessionContext.shutdown();
    await commands.execute("docmanager:open", { path: lesson });
    left.dispose();  // without a question about saving
}"""
_IDLE = """() => {
    const session = window.jupyterapp.shell.currentWidget.sessionContext;
    const kernel = session.session?.kernel;
    return session.isReady && kernel?.connectionStatus === "connected" && kernel.status === "idle";
}"""
_COMMAND = "([command, given]) => window.jupyterapp.commands.execute(command, given)"
_RUN = """seconds => Promise.race([
    window.jupyterapp.commands.execute("notebook:run-all-cells"),
    new Promise((_, fail) => setTimeout(() => fail(new Error("the run hangs")), 1000 * seconds)),
])"""
_RUN_CELLS = """([sources, seconds]) => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    const run = async () => {
        for (const source of sources) {
            const places = notebook.widgets.map(cell => cell.model.sharedModel.source);
            notebook.activeCellIndex = places.indexOf(source);
            await window.jupyterapp.commands.execute("notebook:run-cell");
        }
        return true;
    };
    const hangs = fail => setTimeout(() => fail(new Error("the run hangs")), 1000 * seconds);
    return Promise.race([run(), new Promise((_, fail) => hangs(fail))]);
}"""
# Not typed: the editor of a cell that is not in view comes into being when it likes. And in one go:
# a widget that takes the focus in between makes its own cell the active one.
_RUN_NEW = """async source => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    const { commands } = window.jupyterapp;
    await commands.execute("notebook:insert-cell-below");
    const cell = notebook.activeCell;
    cell.model.sharedModel.setSource(source);
    await commands.execute("notebook:run-cell");
    await notebook.scrollToItem(notebook.widgets.indexOf(cell), "smart");
}"""
_ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap((cell, index) =>
    (cell.model.sharedModel.outputs ?? [])
        .filter(output => output.output_type === "error" || output.name === "stderr")
        .map(output => `cell ${index + 1}: ${output.ename ?? output.text}: ${output.evalue ?? ""}`)
)"""
_NOT_RUN = """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap((cell, index) =>
    cell.model.type === "code" && cell.model.sharedModel.source.trim()
        && cell.model.executionCount === null ? [index + 1] : []
)"""
_CHARTS = """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap(cell =>
    (cell.model.sharedModel.outputs ?? []).filter(
        output => Object.keys(output.data ?? {}).some(kind => kind.includes("vegalite")))
).length"""
_TOO_WIDE = """() => [...document.querySelectorAll(".jp-OutputArea-output")].flatMap(area => {
    const left = area.getBoundingClientRect().left - area.scrollLeft;
    return [...area.querySelectorAll("img, audio, svg, canvas")]
        .filter(inner => inner.getBoundingClientRect().right - left > area.clientWidth + 1)
        .map(inner => inner.outerHTML.slice(0, 100));
})"""
_WITHOUT_WORDS = """() => [...document.querySelectorAll(".jp-Notebook img, .jp-Notebook audio")]
    .filter(shown => shown.checkVisibility() && ["", "Image"].includes(  // the lab's own word
        shown.getAttribute("alt") ?? shown.getAttribute("aria-label") ?? ""))
    .map(shown => shown.outerHTML.slice(0, 100))
"""
OUTPUTS = ".jp-OutputArea-output"
PLAY = "player => { player.muted = true; return player.play().then(() => player.pause()); }"
_SCROLLER = ".jp-WindowedPanel-outer"


def box_of(found: Locator) -> FloatRect:
    """Return where something is, once it stays there: what was asked before may still move it."""
    last = None
    for _ in range(100):
        box = found.bounding_box()
        if box and box == last:
            return box
        last = box
        found.page.wait_for_timeout(100)
    raise AssertionError(f"{found} does not come to rest")


def expect_loaded(player: Locator, seconds: float) -> None:
    """Expect that more than so many seconds of sound are loaded, in the player that is there."""
    for _ in range(READY // 200):
        if player.evaluate("player => player.duration") > seconds:
            return
        player.page.wait_for_timeout(200)
    raise AssertionError(f"{player} does not load {seconds} s")


def touch(found: Locator) -> None:
    """Touch what can be chosen, until it is: a busy machine may take a touch for a long press."""
    finger = found.page.context.new_cdp_session(found.page)
    for _ in range(10):
        found.scroll_into_view_if_needed()
        box = box_of(found)
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        for kind, points in (("touchStart", [point]), ("touchEnd", [])):
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        with suppress(AssertionError):
            expect(found).to_have_attribute("aria-pressed", "true", timeout=3000)
            return
    raise AssertionError(f"{found} is not chosen by touch")


@dataclass
class Visit:
    """A page of the browser, and all that it asked for and complained of."""

    page: Page
    lesson: str = ""
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    ran_to_its_end: bool = False

    def __post_init__(self) -> None:
        self.page.set_default_timeout(READY)
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda socket: self._note(socket.url))
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("console", self._hear)

    def open(self, address: str) -> None:
        """Open a lesson and wait until its kernel rests."""
        self.page.goto(address)
        self.expect_open(PurePosixPath(urlsplit(address).path).name)

    def turn_to(self, lab: Lab, lesson: str) -> None:
        """Open a lesson in place of another: the kernel of that one is stopped.

        To load the lab anew takes longer than most lessons. What the other asked for is forgotten.
        """
        if not self.lesson:
            self.open(lab.address(lesson))
            return
        self.lesson = ""  # should this fail, the next one is opened with the lab
        self.page.evaluate(_TURN, lesson)
        self.outside.clear()
        self.complaints.clear()
        self.expect_open(lesson)

    def expect_open(self, lesson: str, ready: float = READY) -> None:
        """Wait until a lesson is open and its kernel rests: each for so many milliseconds."""
        self.page.wait_for_function(_OPEN, arg=lesson, timeout=ready)
        self.page.wait_for_function(_IDLE, timeout=ready)
        self.lesson = lesson

    def run_all(self) -> None:
        """Run every cell, and note whether the lab says that all of them ran."""
        self.ran_to_its_end = bool(self.page.evaluate(_RUN, LESSON_SECONDS))

    def run_cells(self, sources: list[str]) -> None:
        """Run the cells that hold this code, wherever in the lesson they are by now."""
        self.ran_to_its_end = bool(self.page.evaluate(_RUN_CELLS, [sources, LESSON_SECONDS]))

    def expect_sound_page(self) -> None:
        """Expect that nothing failed, and that all is drawn whole, with its words, in each size."""
        wide = []
        for size in SIZES:
            self.resize(size)
            wide += self.too_wide()
        found = {"failed": self.errors(), "mute": self.without_words(), "cut off": wide}
        assert self.ran_to_its_end
        assert not any(found.values()), found  # said here: asserts of helpers say nothing else

    def do(self, command: str, **given: str) -> None:
        """Have the lab execute one of its commands."""
        self.page.evaluate(_COMMAND, [command, given])

    def run(self, source: str) -> None:
        """Run code in a new cell: the lesson's own may have been scrolled out of the page."""
        self.page.evaluate(_RUN_NEW, source)

    def expect_heard(self, name: str) -> None:
        """Expect that a sound of the lesson is on record; others may be too, from other tests.

        It is asked again for a while: a page tells what was played only when Python has answered
        what the page asked before, and this question does not wait for that.
        """
        code = (
            "from meantone.teaching.records.progress import current\n"
            f"print('{name} was heard:', current().get('heard', '{name}') is not None)"
        )
        outputs = self.page.locator(OUTPUTS)
        heard = outputs.filter(has_text=f"{name} was heard: True").last
        for _ in range(READY // 3000):
            self.run(code)
            with suppress(AssertionError):
                expect(heard).to_be_visible(timeout=3000)
                return
        raise AssertionError(f"{name} is not on record as heard")

    def play(self, player: Locator, name: str) -> None:
        """Start a player, without a sound, and expect that it counts as heard."""
        player.scroll_into_view_if_needed()
        player.evaluate(PLAY)
        self.expect_heard(name)

    def expect_judged(self, exercise: str, wrong: str, hint: str, right: str) -> None:
        """Answer an exercise wrongly, which is met with a hint, then rightly, which counts."""
        boxes = self.page.locator(OUTPUTS)
        self.run(wrong)
        refused = boxes.filter(has_text=f"{exercise}: not right yet")
        expect(refused.filter(has_text=hint).last).to_be_visible(timeout=READY)
        self.run(right)
        expect(boxes.filter(has_text=f"{exercise}: done").last).to_be_visible(timeout=READY)

    def change_theme(self, theme: str) -> None:
        """Show the lab in light or dark colors."""
        self.do("apputils:change-theme", theme=theme)
        expect(self.page.locator(f"body[data-jp-theme-name='{theme}']")).to_have_count(1)

    def barriers(self) -> list[str]:
        """Return what axe-core finds grave in the outputs; the rest of the page is JupyterLab's.

        What is being drawn anew is pale for a moment, so it is looked at once more.
        """
        found = barriers(self.page, OUTPUTS)
        if found:
            self.page.wait_for_timeout(3000)
            found = barriers(self.page, OUTPUTS)
        return found

    def expect_open_to_all(self, lab: Lab) -> None:
        """Expect that a played lesson keeps no reader out, and that it asked no other machine.

        In dark colors nothing but the colors differs.
        """
        self.change_theme("JupyterLab Dark")
        dark = barriers(self.page, OUTPUTS, only_colors=True)
        self.change_theme("JupyterLab Light")
        found = {"dark": dark, "light": self.barriers(), "asked": self.outside,
                 "refused": lab.attempts.read_text(encoding="utf-8"),
                 "complaints": self.complaints}  # fmt: skip
        assert not any(found.values()), found

    def resize(self, size: str) -> None:
        """Give the page one of `SIZES`."""
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})

    def errors(self) -> list[str]:
        """Return the errors and warnings among the outputs."""
        return list(self.page.evaluate(_ERRORS))

    def cells_not_run(self) -> list[int]:
        """Return the numbers of the code cells that did not run."""
        return list(self.page.evaluate(_NOT_RUN))

    def too_wide(self) -> list[str]:
        """Return the pictures and players that are cut off on the right."""
        return self._lasting(_TOO_WIDE)

    def charts(self) -> int:
        """Return how many charts the outputs hold, drawn or not."""
        return int(self.page.evaluate(_CHARTS))

    def without_words(self) -> list[str]:
        """Return the images and players that have no text alternative on the page."""
        return self._lasting(_WITHOUT_WORDS)

    def photograph(self, folder: Path, name: str, most: int) -> None:
        """Save screenshots of the lesson from its top to its end, or to the one numbered `most`."""
        scroller = self.page.locator(_SCROLLER).first
        scroller.evaluate("area => { area.scrollTop = 0; }")
        for number in range(1, most + 1):
            self.page.screenshot(path=folder / f"{name}-{number:02}.png")
            before = scroller.evaluate("area => area.scrollTop")
            scroller.evaluate("area => { area.scrollTop += 0.9 * area.clientHeight; }")
            if scroller.evaluate("area => area.scrollTop") == before:
                break

    def leave(self) -> None:
        """Stop the lesson's kernel and close the page, without a question about saving."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()

    def _lasting(self, question: str) -> list[str]:
        """Return what a question finds wrong that does not go away: a page may still be drawing."""
        found: list[str] = []
        for _ in range(100):
            found = list(self.page.evaluate(question))
            if not found:
                break
            self.page.wait_for_timeout(200)
        return found

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.outside.append(url)

    def _hear(self, message: object) -> None:
        if message.type == "error":
            self._complain(f"{message.text} ({message.location.get('url')})")

    def _complain(self, words: str) -> None:
        if not NOT_OURS.search(words):
            self.complaints.append(words)
