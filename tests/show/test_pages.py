"""Notebooks made into pages, in a real browser: nothing is fetched, everything can be heard."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browsers import FLAGS
from nbconvert import HTMLExporter
from playwright.sync_api import sync_playwright
from shown_tunes import JIG, SCALE, TROUBLE

from meantone.commands.chromium import find_chromium
from meantone.show import card, compare, listen, roll, score, sound

pytestmark = pytest.mark.browser

LENGTHS = """() => Promise.all([...document.querySelectorAll("audio")].map(audio =>
    new Promise((done, fail) => {
        audio.onloadedmetadata = () => done(audio.duration);
        audio.onerror = () => fail(audio.error.message);
        if (audio.readyState > 0) done(audio.duration);
        audio.load();
    })))"""

PLAYED = """async () => {
    const audio = document.querySelector("audio");
    audio.muted = true;
    await audio.play();
    for (let tries = 0; tries < 1200 && audio.currentTime <= 0.1; tries += 1) {
        await new Promise(done => setTimeout(done, 50));
    }
    audio.pause();
    return audio.currentTime;
}"""

PICTURES = """() => [...document.images].map(image =>
    [image.alt, image.naturalWidth, image.getBoundingClientRect().width])"""


def exported(*shown: Any) -> str:
    """A page of the outputs, without the scripts that notebooks bring."""
    cells = []
    for thing in shown:
        output = nbformat.v4.new_output("display_data", data=thing._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell("show", outputs=[output]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    return HTMLExporter(template_name="basic").from_notebook_node(notebook)[0]


def looked_at(file: Path, chromium: str) -> dict[str, Any]:
    """What a browser finds on a page."""
    fetched: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(120_000)  # on a busy machine
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(file.as_uri(), wait_until="load")
        found = {
            "lengths": page.evaluate(LENGTHS),
            "played": page.evaluate(PLAYED),
            "pictures": page.evaluate(PICTURES),
            "players": page.get_by_label(re.compile("^Sound of .* s, (flute|piano)$")).count(),
        }
        page.set_viewport_size({"width": 480, "height": 700})
        page.wait_for_function("innerWidth === 480")
        found["narrow"] = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    return {**found, "fetched": [url for url in fetched if not url.startswith("data:")]}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    chromium = find_chromium()
    if not chromium:
        pytest.skip("there is no Chromium")
    values = [float(index) for index in range(len(JIG))]
    shown = (
        sound(JIG, "flute"), score(JIG), score(JIG, values=values), roll(JIG, values, "order"),
        card(SCALE), card(TROUBLE), compare({"a": JIG, "b": SCALE}), listen({"A": JIG}),
    )  # fmt: skip
    file = tmp_path_factory.mktemp("page") / "tunes.html"
    file.write_text(exported(*shown), encoding="utf-8")
    with ThreadPoolExecutor(1) as other:  # this thread may hold another browser already
        return other.submit(looked_at, file, chromium).result()


def test_nothing_is_fetched(found: dict[str, Any]) -> None:
    assert [url.rpartition("/")[2] for url in found["fetched"]] == ["tunes.html"]


def test_every_sound_can_be_played(found: dict[str, Any]) -> None:
    expected = [sound(tune).seconds for tune in (JIG, SCALE, TROUBLE, JIG, SCALE, JIG)]
    assert found["lengths"] == pytest.approx(expected, abs=0.05)
    assert found["played"] > 0.1


def test_every_picture_is_drawn_and_has_words(found: dict[str, Any]) -> None:
    assert len(found["pictures"]) == 9
    for words, width, shown in found["pictures"]:
        assert re.match("(Jig. |[ab]: )?(Score|Piano roll) of ", words)
        assert width > 100
        assert shown <= 1366


def test_every_player_has_a_name(found: dict[str, Any]) -> None:
    assert found["players"] == 6


def test_nothing_spills_over_a_narrow_page(found: dict[str, Any]) -> None:
    assert found["narrow"] <= 480
