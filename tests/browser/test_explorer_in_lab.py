"""The explorer in the lab: by keys alone, with every model, cancelled midway, large, and saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from lab_page import SIZES, Visit
from lab_server import Lab
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, expect

from meantone.tunes import read_midi, read_musicxml
from meantone.widgets import DECODERS

LESSON = "explorer_alone.ipynb"
CODE = """from meantone.widgets import Explorer, Setting

explorer = Explorer(Setting("kinder", order=4, strength=0.8), corpora=["kinder"], seconds=12)
explorer"""
SLOW = 90_000  # milliseconds for an answer on a loaded machine
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at.closest(".meantone-explorer")) return "";
    const label = at.labels?.[0]?.textContent || at.textContent || at.getAttribute("aria-label");
    return label || at.tagName;
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visit(lab: Lab, visits: Callable[[str], Visit]) -> Visit:
    """A notebook that shows the explorer and nothing else."""
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[new_code_cell(CODE)], metadata={"kernelspec": spec})
    nbformat.write(notebook, lab.says.parent / "project" / "my_lessons" / LESSON)
    return visits(LESSON)


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    """The explorer, one setting, an n-gram at a temperature."""
    found = visit.page.locator(".meantone-explorer").first
    found.scroll_into_view_if_needed(timeout=SLOW)
    visit.run("explorer.beside, explorer.large = None, False")
    visit.run('explorer.setting = Setting("kinder", order=4, strength=0.8)')
    expect(words(found)).to_contain_text(
        "n-gram of order 4 on kinder, temperature 0.8", timeout=SLOW
    )
    settled(found)
    return found


def words(explorer: Locator, side: str = "A") -> Locator:
    return explorer.locator(f".meantone-heard.meantone-side-{side}").get_by_role("status")


def settled(explorer: Locator) -> None:
    """Wait until everything is measured."""
    expect(explorer).not_to_have_class(re.compile("meantone-unmeasured"), timeout=SLOW)


def test_it_is_shown_and_nothing_went_wrong(visit: Visit, explorer: Locator) -> None:
    assert visit.ran_to_its_end
    assert (visit.errors(), visit.cells_not_run()) == ([], [])
    expect(explorer.get_by_role("img")).to_have_count(5)
    assert visit.too_wide() == []
    assert visit.without_words() == []


def test_keys_move_the_slider_faster_than_python_answers(visit: Visit, explorer: Locator) -> None:
    slider = explorer.get_by_role("slider").first
    profile = explorer.locator(".meantone-profiles img")
    before = profile.get_attribute("src") or ""
    slider.focus()
    slider.press("Home")
    for _ in range(6):
        visit.page.keyboard.press("ArrowRight")
    expect(words(explorer)).to_contain_text("temperature 0.6:", timeout=SLOW)
    settled(explorer)
    expect(profile).not_to_have_attribute("src", before)
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^0\.6: likely notes become"))
    slider.press("End")
    expect(words(explorer)).to_contain_text("temperature 100:", timeout=SLOW)
    expect(explorer.get_by_text("noise: nearly all notes equally likely")).to_be_visible()


def test_all_of_it_is_reached_with_tab(visit: Visit, explorer: Locator) -> None:
    explorer.get_by_label("Corpus").first.focus()
    reached = []
    while at := visit.page.evaluate(FOCUSED):
        reached.append(at)
        visit.page.keyboard.press("Tab")
        assert len(reached) < 60
    for name in ("Corpus", "Model", "Order", "Decoder", "temperature", "Another tune",
                 "Compare two", "Large", "MIDI", "MusicXML", "WAV"):  # fmt: skip
        assert name in reached
    assert any(name.startswith("Sound of n-gram") for name in reached)
    assert any("a line of code" in name for name in reached)


def test_every_decoder_is_chosen_by_keys(visit: Visit, explorer: Locator) -> None:
    decoders = explorer.get_by_label("Decoder").first
    decoders.focus()
    for name in [*DECODERS][1:]:
        visit.page.keyboard.press("ArrowDown")
        said = DECODERS[name].called(DECODERS[name].start)
        expect(words(explorer)).to_contain_text(f"on kinder, {said}:", timeout=SLOW)
    expect(explorer.get_by_text("the most probable tune of 32 notes or more")).to_be_visible()


def test_another_tune_is_another_sound(explorer: Locator) -> None:
    player = explorer.locator("audio").first
    before = player.get_attribute("src") or ""
    explorer.get_by_role("button", name="Another tune").press("Enter")
    expect(explorer.locator("audio").first).not_to_have_attribute("src", before, timeout=SLOW)


def test_two_settings_side_by_side(visit: Visit, explorer: Locator) -> None:
    compare = explorer.get_by_role("button", name="Compare two")
    compare.click()
    expect(compare).to_have_attribute("aria-pressed", "true")
    expect(words(explorer, "B")).to_contain_text("B: n-gram of order 4", timeout=SLOW)
    second = explorer.get_by_role("group", name="B", exact=True)
    second.get_by_label("Decoder").select_option("greedy")
    expect(words(explorer, "B")).to_contain_text(
        "B: n-gram of order 4 on kinder, greedy", timeout=SLOW
    )
    expect(words(explorer)).to_contain_text("A: n-gram of order 4 on kinder, temperature 0.8")
    settled(explorer)
    expect(explorer.locator("audio")).to_have_count(2)
    alt = explorer.locator(".meantone-profiles img").get_attribute("alt") or ""
    assert re.search(r"entropy A \w+, B below", alt)
    assert visit.too_wide() == []
    compare.click()
    expect(explorer.locator("audio")).to_have_count(1, timeout=SLOW)


def test_a_training_is_cancelled_midway_and_gone_on_with(visit: Visit, explorer: Locator) -> None:
    explorer.get_by_label("Model").first.select_option("LSTM")
    cancel = explorer.get_by_role("button", name="Cancel")
    expect(explorer.get_by_text("Training the LSTM, 12 s at most")).to_be_visible(timeout=SLOW)
    visit.run("print('the kernel is', 'free')")  # while it trains
    free = visit.page.locator(".jp-OutputArea-output").filter(has_text="the kernel is free").last
    expect(free).to_be_visible(timeout=SLOW)
    expect(cancel).to_be_visible()
    cancel.press("Enter")
    notice = explorer.locator(".meantone-notice")
    expect(notice).to_contain_text("Cancelled. What you see and hear is of the setting before.")
    expect(words(explorer)).to_contain_text("n-gram of order 4")
    expect(explorer.get_by_label("Model").first).to_have_value("LSTM")  # not lost
    explorer.get_by_role("button", name="Go on").press("Enter")
    expect(words(explorer)).to_contain_text("LSTM on kinder", timeout=SLOW)
    expect(words(explorer)).to_contain_text("The network was trained here for")
    expect(notice).to_be_empty()
    settled(explorer)


@pytest.mark.parametrize("model", ["Markov chain", "LSTM", "Transformer", "mixture"])
def test_every_model_is_heard_and_measured(explorer: Locator, model: str) -> None:
    explorer.get_by_label("Model").first.select_option(model)
    expect(words(explorer)).to_contain_text(re.compile(f"^{model} .*measures lies? "), timeout=SLOW)
    settled(explorer)
    exact = explorer.get_by_label("Decoder").first.locator("option[value=exact]")
    assert exact.is_disabled() == (model != "Markov chain")


def test_the_exact_mode_gives_way_where_there_is_none(explorer: Locator) -> None:
    decoders = explorer.get_by_label("Decoder").first
    decoders.select_option("exact")
    expect(words(explorer)).to_contain_text("exact mode:", timeout=SLOW)
    explorer.get_by_label("Model").first.select_option("LSTM")
    expect(words(explorer)).to_contain_text("LSTM on kinder, beam 8", timeout=SLOW)
    expect(decoders).to_have_value("beam")


def test_a_tune_is_saved_from_the_page(visit: Visit, explorer: Locator, tmp_path: Path) -> None:
    for name, suffix, read in (
        ("MIDI", ".mid", read_midi),
        ("MusicXML", ".musicxml", read_musicxml),
    ):
        with visit.page.expect_download(timeout=SLOW) as download:
            explorer.get_by_role("button", name=name, exact=True).click()
        assert (
            download.value.suggested_filename
            == f"kinder-n-gram-of-order-4-temperature-0.8-0{suffix}"
        )
        download.value.save_as(tmp_path / f"tune{suffix}")
        assert len(read((tmp_path / f"tune{suffix}").read_bytes()).notes) > 3


def test_the_setting_is_a_line_of_code_and_a_text(visit: Visit, explorer: Locator) -> None:
    explorer.locator("summary").last.press("Enter")
    code, text = (field.input_value() for field in explorer.get_by_role("textbox").all())
    assert code.startswith("Explorer(Setting(corpus='kinder', model='n-gram', order=4")
    assert text == "corpus=kinder&model=n-gram&order=4&decoder=temperature&strength=0.8&draw=0"
    visit.run(f"print('again:', {code}.text == '{text}' == explorer.text)")
    said = visit.page.locator(".jp-OutputArea-output").filter(has_text="again: True").last
    expect(said).to_be_visible(timeout=SLOW)
    explorer.locator("summary").last.press("Enter")


def test_what_python_sets_the_page_shows_and_so_does_a_second_view(
    visit: Visit, explorer: Locator
) -> None:
    visit.run("explorer.setting = Setting('kinder', 'Markov chain', decoder='top-k', strength=7)")
    expect(words(explorer)).to_contain_text("Markov chain on kinder, top-k 7", timeout=SLOW)
    expect(explorer.get_by_label("Decoder").first).to_have_value("top-k")
    expect(explorer.get_by_label("Order").first).to_be_disabled()
    visit.run("explorer")
    views = visit.page.locator(".meantone-explorer")
    expect(views).to_have_count(2, timeout=SLOW)
    expect(views.last.get_by_label("Decoder").first).to_have_value("top-k")
    expect(words(views.last)).to_contain_text("top-k 7")


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
@pytest.mark.parametrize("size", SIZES)
def test_it_is_readable_in_every_size_and_theme(
    visit: Visit, explorer: Locator, album: tuple[Path, int], theme: str, size: str
) -> None:
    visit.resize(size)
    visit.change_theme(theme)
    explorer.get_by_role("button", name="Compare two").click()
    expect(words(explorer, "B")).to_contain_text(re.compile("measures lies? "), timeout=SLOW)
    explorer.get_by_role("button", name="Another tune").scroll_into_view_if_needed()
    explorer.evaluate("root => root.scrollIntoView()")
    visit.page.screenshot(path=album[0] / f"explorer-{size}-{theme[11:]}.png")
    explorer.locator("summary").first.press("Enter")  # the figures
    assert visit.barriers() == []
    assert visit.too_wide() == []
    explorer.locator("summary").first.press("Enter")
    visit.change_theme("JupyterLab Light")


def test_large_it_fills_the_screen_with_larger_type(
    visit: Visit, explorer: Locator, album: tuple[Path, int]
) -> None:
    visit.resize("1920x1080")
    large = explorer.get_by_role("button", name="Large")
    sizes = (
        "root => [root.getBoundingClientRect().width, parseFloat(getComputedStyle(root).fontSize)]"
    )
    wide, type_size = explorer.evaluate(sizes)
    large.press("Enter")
    expect(large).to_have_attribute("aria-pressed", "true")
    visit.page.wait_for_function("() => document.fullscreenElement !== null")
    larger, larger_type = explorer.evaluate(sizes)
    assert larger == 1920 > wide
    assert larger_type >= 1.5 * type_size
    visit.page.screenshot(path=album[0] / "explorer-large.png")
    expect(large).to_be_focused()
    slider = explorer.get_by_role("slider").first
    slider.focus()
    slider.press("Home")
    expect(words(explorer)).to_contain_text("temperature 0:", timeout=SLOW)
    large.press("Enter")
    expect(large).to_have_attribute("aria-pressed", "false")
    visit.page.wait_for_function("() => document.fullscreenElement === null")


def test_nothing_left_this_machine_and_nothing_complained(visit: Visit, lab: Lab) -> None:
    assert (visit.outside, lab.attempts.read_text(encoding="utf-8")) == ([], "")
    assert visit.complaints == []
