"""The explorer in the lab: its first thirty seconds, by keys alone, cancelled midway, and saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from lab_page import SIZES, Visit, box_of
from lab_server import Lab
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, expect

from meantone.tunes import read_midi, read_musicxml
from meantone.widgets import DECODERS

LESSON = "explorer_alone.ipynb"
CODE = """from meantone.widgets import Explorer, Setting

explorer = Explorer(Setting("folk"), corpora=["folk", "kinder"], seconds=12)
explorer"""
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at.closest(".meantone-explorer")) return "";
    const label = at.labels?.[0]?.textContent || at.textContent || at.getAttribute("aria-label");
    return label || at.tagName;
}"""
EACH = 2.0  # seconds of each tune
# What sounded since when, on the page's clock: a busy machine may miss a tune of two seconds.
LISTEN = """explorer => {
    explorer.played = [];
    const note = () => explorer.played.push([performance.now(), explorer.dataset.playing]);
    new MutationObserver(note).observe(explorer, { attributeFilter: ["data-playing"] });
}"""
PLAYED = "explorer => explorer.played"
FORGET = "explorer => { explorer.played = []; }"
CLOCK = """() => {
    window.AudioContext = class extends AudioContext {
        constructor(...given) {
            super(...given);
            window.clock = this;
        }
    };
}"""
# From then on no tune ends: what is asked of the page next may take its time.
THIRD_SOUNDS = """explorer => {
    const third = explorer.played.some(([, now]) => /people [3-8]/.test(now));
    if (third) window.clock.suspend();
    return third;
}"""
DARK = """root => {
    const levels = getComputedStyle(root).backgroundColor.match(/\\d+/g).slice(0, 3);
    return Math.max(...levels) < 60;
}"""
SIZE = """root => [
    root.getBoundingClientRect().width, parseFloat(getComputedStyle(root).fontSize)]"""
SLOWLY = """import time
from meantone.widgets.explorer import stock

def slowly(training, name, ground, seconds, report):
    return quick(training, name, ground, 900, lambda *news: (report(*news), time.sleep(0.2)))

quick, stock.trained = stock.trained, slowly"""
QUICKLY = "stock.trained = quick"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visit(lab: Lab, visits: Callable[[str], Visit]) -> Visit:
    """A notebook that shows the explorer and nothing else."""
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[new_code_cell(CODE)], metadata={"kernelspec": spec})
    nbformat.write(notebook, lab.says.parent / "project" / "my_lessons" / LESSON)
    visit = visits(LESSON)
    visit.page.evaluate(CLOCK)
    found = visit.page.locator(".meantone-explorer").first
    found.scroll_into_view_if_needed()
    found.evaluate(LISTEN)
    return visit


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    """The explorer, one setting, an n-gram at a temperature, nothing open behind More."""
    found = visit.page.locator(".meantone-explorer").first
    found.scroll_into_view_if_needed()
    visit.run("explorer.beside, explorer.large, explorer.opened = None, False, ''")
    visit.run('explorer.setting = Setting("kinder", order=4, strength=0.8)')
    says(found, "n-gram of order 4 on kinder, temperature 0.8:")
    return found


def says(explorer: Locator, words: str | re.Pattern[str]) -> None:
    """Expect words, which a screen reader hears too."""
    expect(explorer.locator(".meantone-words")).to_contain_text(words)


def behind(explorer: Locator, name: str) -> Locator:
    """Open a view behind More, and return it when it is there."""
    explorer.get_by_role("button", name=name).press("Enter")
    shown = explorer.get_by_role("region", name="More")
    expect(shown).not_to_have_class(re.compile("meantone-stale"))
    return shown


def expect_at(visit: Visit, explorer: Locator, question: str) -> None:
    """Expect what is asked of the explorer's element to become true."""
    visit.page.wait_for_function(question, arg=explorer.element_handle())


def test_the_first_thirty_seconds(visit: Visit, album: tuple[Path, int]) -> None:
    found = visit.page.locator(".meantone-explorer").first
    assert visit.ran_to_its_end
    assert (visit.errors(), visit.cells_not_run()) == ([], [])
    slider = found.get_by_role("slider").first
    pictures = []

    def look(name: str, alike: str, returns: str) -> None:
        says(found, f"{alike} (")
        says(found, f"and {returns} (")
        dials = found.locator(".dial")  # and the same for all to read
        expect(dials.nth(0)).to_contain_text(alike)
        expect(dials.nth(1)).to_contain_text(returns)
        pictures.append(album[0] / f"explorer-sit-in-{len(pictures) + 1}-{name}.png")
        found.evaluate("root => root.scrollIntoView({block: 'end'})")
        visit.page.screenshot(path=pictures[-1])

    def move(stop: float) -> None:
        stops = DECODERS["temperature"].stops
        there = int(slider.input_value())
        key = "ArrowLeft" if stops.index(stop) < there else "ArrowRight"
        for _ in range(abs(stops.index(stop) - there)):
            visit.page.keyboard.press(key)
        says(found, f"temperature {stop:g}:")

    look("open", "as alike as people", "wanders more than people")
    assert box_of(found)["height"] <= 600
    slider.focus()
    found.evaluate(FORGET)
    visit.page.keyboard.press("m")
    expect_at(visit, found, "one => one.played.some(([, now]) => /machine [2-8]/.test(now))")
    look("key", "as alike as people", "wanders more than people")
    move(0.4)
    look("0.4", "more alike than people", "returns more than people")
    move(0)
    look("0", "more alike than people", "returns more than people")
    move(1.5)
    look("1.5", "less alike than people", "wanders more than people")
    begun = 0.0
    for since, playing in found.evaluate(PLAYED):  # no move ended it before all eight were heard
        assert playing or since - begun > 7.5 * EACH * 1000
        begun = begun or since if playing else 0.0
    visit.page.keyboard.press("m")
    expect(found).to_have_attribute("data-playing", "")
    assert [picture.stat().st_size > 20_000 for picture in pictures] == [True] * 5
    assert visit.outside == []


def test_people_are_heard_too_and_all_eight_in_turn(visit: Visit, explorer: Locator) -> None:
    explorer.get_by_role("slider").first.focus()
    explorer.evaluate(FORGET)
    visit.page.keyboard.press("p")
    expect_at(visit, explorer, THIRD_SOUNDS)
    heard = [playing for _, playing in explorer.evaluate(PLAYED) if playing.startswith("people")]
    assert heard == sorted(heard)
    assert heard[0] == "people 1"
    expect(explorer.locator(".roll.playing")).to_have_count(1)
    stop = explorer.get_by_role("button", name="Stop (P)")
    expect(stop).to_have_attribute("aria-pressed", "true")
    stop.click()
    expect(explorer.get_by_role("button", name="Hear people's eight")).to_be_visible()
    visit.run("print('heard', explorer.plays, 'times')")
    said = visit.page.locator(".jp-OutputArea-output").filter(
        has_text=re.compile(r"heard \d times")
    )
    expect(said.last).to_be_visible()


def test_it_is_shown_with_words(visit: Visit, explorer: Locator) -> None:
    expect(explorer.locator(".roll.machine")).to_have_count(8)
    expect(explorer.locator(".roll.people")).to_have_count(8)
    expect(explorer.get_by_text("The dials do not see copying")).to_be_visible()
    picture = explorer.get_by_role("img").first
    expect(picture).to_have_attribute("aria-label", re.compile("Eight tunes by the machine"))
    assert visit.too_wide() == []
    assert visit.without_words() == []


def test_keys_move_the_slider_faster_than_python_answers(visit: Visit, explorer: Locator) -> None:
    slider = explorer.get_by_role("slider").first
    slider.focus()
    slider.press("Home")
    for _ in range(6):
        visit.page.keyboard.press("ArrowRight")
    says(explorer, "temperature 0.6:")
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^0\.6: likely notes become"))
    slider.press("End")
    says(explorer, "temperature 100:")
    expect(explorer.get_by_text("noise: nearly all notes equally likely")).to_be_visible()


def test_all_of_it_is_reached_with_tab(visit: Visit, explorer: Locator) -> None:
    behind(explorer, "One tune")
    explorer.get_by_label("Model").first.focus()
    reached = []
    while at := visit.page.evaluate(FOCUSED):
        reached.append(at)
        visit.page.keyboard.press("Tab")
        assert len(reached) < 60
    for name in ("Model", "Order", "Corpus", "Decoder", "temperature 0.8", "Another eight",
                 "Large", "The whole slider", "One tune", "Next note", "Profile", "Map",
                 "Two machines", "This setting again", "Tune", "MIDI", "MusicXML", "WAV",
    ):  # fmt: skip
        assert name in reached
    assert any("Hear the machine's eight" in name for name in reached)
    assert any("Hear people's eight" in name for name in reached)


def test_every_decoder_is_chosen_by_keys(visit: Visit, explorer: Locator) -> None:
    decoders = explorer.get_by_label("Decoder").first
    decoders.focus()
    for name in [*DECODERS][1:]:
        visit.page.keyboard.press("ArrowDown")
        says(explorer, f"on kinder, {DECODERS[name].called(DECODERS[name].start)}:")
    expect(explorer.get_by_text("the most probable tune of 32 notes or more")).to_be_visible()


def test_another_eight_are_other_tunes_on_both_sides(explorer: Locator) -> None:
    first = [explorer.locator(f".roll.{side} path").first for side in ("machine", "people")]
    before = [path.get_attribute("d") or "" for path in first]
    explorer.get_by_role("button", name="Another eight").press("Enter")
    for path, drawn in zip(first, before, strict=True):
        expect(path).not_to_have_attribute("d", drawn)


def test_two_machines_side_by_side(visit: Visit, explorer: Locator) -> None:
    shown = behind(explorer, "Two machines")
    says(explorer, "B: n-gram of order 4")
    shown.get_by_label("Decoder").select_option("greedy")
    says(explorer, "B: n-gram of order 4 on kinder, greedy")
    says(explorer, "A: n-gram of order 4 on kinder, temperature 0.8")
    expect(shown.locator(".roll.second")).to_have_count(8)
    expect(explorer.locator(".dial .second").first).to_be_visible()
    assert visit.too_wide() == []
    shown.get_by_role("button", name="Only one machine again").press("Enter")
    expect(explorer.locator(".meantone-words")).not_to_contain_text("B:")
    expect(shown).to_be_hidden()


def test_the_whole_slider_is_a_path(explorer: Locator) -> None:
    shown = behind(explorer, "The whole slider")
    expect(shown).to_contain_text("of this slider lie")
    stops = len(DECODERS["temperature"].stops)
    named = re.compile(rf"^[^;]*alike[^;]*(;[^;]*alike[^;]*){{{stops - 1}}}$")
    expect(shown.get_by_role("img")).to_have_attribute("aria-label", named)


@pytest.mark.parametrize("view", ["Next note", "Profile", "Map"])
def test_one_view_at_a_time(visit: Visit, explorer: Locator, view: str) -> None:
    shown = behind(explorer, view)
    expect(shown.get_by_role("img")).to_have_count(1)
    before = shown.get_by_role("img").get_attribute("aria-label")
    explorer.get_by_role("slider").first.press("Home")
    expect(shown.get_by_role("img")).not_to_have_attribute("aria-label", before or "")
    pressed = explorer.locator("button[aria-expanded=true]")
    expect(pressed).to_have_count(1)
    expect(pressed).to_have_text(view)
    assert visit.too_wide() == []
    pressed.press("Enter")
    expect(shown).to_be_hidden()


def test_a_training_is_cancelled_midway_and_gone_on_with(visit: Visit, explorer: Locator) -> None:
    visit.run(SLOWLY)
    explorer.get_by_label("Model").first.select_option("LSTM")
    cancel = explorer.get_by_role("button", name="Cancel")
    expect(explorer.get_by_text("Training the LSTM, 900 s at most")).to_be_visible()
    visit.run("print('the kernel is', 'free')")  # while it trains
    free = visit.page.locator(".jp-OutputArea-output").filter(has_text="the kernel is free").last
    expect(free).to_be_visible()
    expect(cancel).to_be_visible()
    cancel.press("Enter")
    notice = explorer.locator(".meantone-notice")
    expect(notice).to_contain_text("Cancelled. What you see and hear is of the setting before.")
    says(explorer, "n-gram of order 4")
    expect(explorer.get_by_label("Model").first).to_have_value("LSTM")  # not lost
    visit.run(QUICKLY)
    explorer.get_by_role("button", name="Go on").press("Enter")
    says(explorer, "LSTM on kinder")
    says(explorer, "The network was trained here for")
    expect(notice).to_be_empty()


@pytest.mark.parametrize(
    "model",
    ["Markov chain", "n-gram with rhythm", "LSTM", "LSTM with rhythm", "Transformer", "mixture"],
)
def test_every_model_is_seen_and_measured(explorer: Locator, model: str) -> None:
    explorer.get_by_label("Model").first.select_option(model)
    says(explorer, re.compile(f"{model.partition(' with')[0]} .*on kinder.*people .*shuffled"))
    says(explorer, "with rhythm" if "rhythm" in model else "all notes equally long")
    exact = explorer.get_by_label("Decoder").first.locator("option[value=exact]")
    expect(exact).to_be_enabled(enabled=model.partition(" ")[0] in ("Markov", "n-gram"))


def test_the_exact_mode_gives_way_where_there_is_none(explorer: Locator) -> None:
    decoders = explorer.get_by_label("Decoder").first
    decoders.select_option("exact")
    says(explorer, "exact mode:")
    explorer.get_by_label("Model").first.select_option("LSTM")
    says(explorer, "LSTM on kinder, beam 8")
    expect(decoders).to_have_value("beam")


def test_a_tune_is_saved_from_the_page(visit: Visit, explorer: Locator, tmp_path: Path) -> None:
    shown = behind(explorer, "One tune")
    for name, suffix, read in (
        ("MIDI", ".mid", read_midi),
        ("MusicXML", ".musicxml", read_musicxml),
    ):
        with visit.page.expect_download() as download:
            shown.get_by_role("button", name=name, exact=True).click()
        assert (
            download.value.suggested_filename
            == f"kinder-n-gram-of-order-4-temperature-0.8-0{suffix}"
        )
        download.value.save_as(tmp_path / f"tune{suffix}")
        assert len(read((tmp_path / f"tune{suffix}").read_bytes()).notes) > 3


def test_a_press_outlives_another_tune_that_arrives_under_it(
    visit: Visit, explorer: Locator
) -> None:
    shown = behind(explorer, "One tune")
    player = shown.locator("audio")
    before = player.get_attribute("src") or ""
    shown.get_by_role("button", name="WAV").hover()
    with visit.page.expect_download():
        visit.page.mouse.down()
        shown.get_by_label("Tune", exact=True).select_option("3")
        expect(player).not_to_have_attribute("src", before)
        visit.page.mouse.up()


def test_the_setting_is_a_line_of_code_and_a_text(visit: Visit, explorer: Locator) -> None:
    shown = behind(explorer, "This setting again")
    fields = shown.get_by_role("textbox")
    expect(fields.first).to_have_value(
        re.compile(r"^Explorer\(Setting\(corpus='kinder', model='n-gram', order=4")
    )
    text = "corpus=kinder&model=n-gram&order=4&decoder=temperature&strength=0.8&draw=0"
    expect(fields.last).to_have_value(text)
    code = fields.first.input_value()
    visit.run(f"print('again:', {code}.text == '{text}' == explorer.text)")
    said = visit.page.locator(".jp-OutputArea-output").filter(has_text="again: True").last
    expect(said).to_be_visible()


def test_what_python_sets_the_page_shows_and_so_does_a_second_view(
    visit: Visit, explorer: Locator
) -> None:
    visit.run("explorer.setting = Setting('kinder', 'Markov chain', decoder='top-k', strength=7)")
    says(explorer, "Markov chain on kinder, top-k 7")
    expect(explorer.get_by_label("Decoder").first).to_have_value("top-k")
    expect(explorer.get_by_label("Order").first).to_be_disabled()
    visit.run("explorer")
    views = visit.page.locator(".meantone-explorer")
    expect(views).to_have_count(2)
    expect(views.last.get_by_label("Decoder").first).to_have_value("top-k")
    says(views.last, "top-k 7")


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
@pytest.mark.parametrize("size", SIZES)
def test_it_is_readable_in_every_size_and_theme(
    visit: Visit, explorer: Locator, album: tuple[Path, int], theme: str, size: str
) -> None:
    visit.resize(size)
    visit.change_theme(theme)
    # No white slab on a dark page.
    expect_at(visit, explorer, f"root => ({DARK})(root) === {str('Dark' in theme).lower()}")
    for view in ("Profile", "Two machines"):
        behind(explorer, view)
        assert visit.barriers() == []
        assert visit.too_wide() == []
        visit.page.screenshot(path=album[0] / f"explorer-{size}-{theme[11:]}-{view}.png")
    visit.change_theme("JupyterLab Light")


def test_large_it_fills_the_screen_with_larger_type(
    visit: Visit, explorer: Locator, album: tuple[Path, int]
) -> None:
    visit.resize("1920x1080")
    large = explorer.get_by_role("button", name="Large")
    wide, type_size = explorer.evaluate(SIZE)
    assert wide < 1920
    large.press("Enter")
    expect(large).to_have_attribute("aria-pressed", "true")
    visit.page.wait_for_function("() => document.fullscreenElement !== null")
    grown = f"(wide, type) => wide === 1920 && type >= 1.5 * {type_size}"
    expect_at(visit, explorer, f"root => ({grown})(...({SIZE})(root))")
    more = box_of(explorer.get_by_role("button", name="The whole slider"))
    assert more["y"] + more["height"] <= 1080  # all of the first screen, without scrolling
    visit.page.screenshot(path=album[0] / "explorer-large.png")
    expect(large).to_be_focused()
    slider = explorer.get_by_role("slider").first
    slider.focus()
    slider.press("Home")
    says(explorer, "temperature 0:")
    large.press("Enter")
    expect(large).to_have_attribute("aria-pressed", "false")
    visit.page.wait_for_function("() => document.fullscreenElement === null")


def test_nothing_left_this_machine_and_nothing_complained(visit: Visit, lab: Lab) -> None:
    assert (visit.outside, lab.attempts.read_text(encoding="utf-8")) == ([], "")
    assert visit.complaints == []


def test_opened_again_without_its_kernel_it_is_a_still_with_players(
    visit: Visit, lab: Lab, album: tuple[Path, int]
) -> None:
    visit.do("docmanager:save")
    visit.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    visit.page.goto(lab.address(LESSON))
    still = visit.page.locator(".jp-OutputArea-output img[alt*='as alike as people']").first
    expect(still).to_be_visible()
    expect(visit.page.locator(".jp-OutputArea-output audio").first).to_be_visible()
    expect(visit.page.get_by_text("model not found")).to_have_count(0)
    visit.page.screenshot(path=album[0] / "explorer-still.png")
    visit.expect_open(LESSON)  # whoever opens the next one stops this one's kernel
