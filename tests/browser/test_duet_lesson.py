"""Lesson 15 as a learner plays it: a duet by mouse, finger, keys and MIDI; answers, gaps, files."""

import re

import pytest
from lab_page import Visit, box_of
from lab_server import Lab
from playwright.sync_api import Locator, Position, expect

from meantone.tunes import Tune, read_midi, write_midi
from meantone.widgets import makers_of

LESSON = "15_playing_together.ipynb"
WRONG = 'check("15.taken_up", lambda call, answer, length: len({*call} & {*answer}) / len({*call}))'
RIGHT = (
    "def runs(tune, length):\n"
    "    return {tuple(tune[at : at + length]) for at in range(len(tune) - length + 1)}\n\n"
    'check("15.taken_up", lambda c, a, n: len(runs(c, n) & runs(a, n)) / len(runs(c, n)))'
)
HIGH = 79  # the highest pitch of the roll
PITCHES = 27

_DEVICES = """() => {
    window.sent = [];
    window.keyboard = {};
    const output = { send: (...message) => window.sent.push(message) };
    navigator.requestMIDIAccess = async () => ({
        inputs: new Map([["keys", window.keyboard]]), outputs: new Map([["synth", output]]),
    });
}"""
# In one go: what Python answers may move the roll.
_TOUCH = """(column, { x, y }) => {
    const { left, top } = column.getBoundingClientRect();
    const touch = { pointerType: "touch", pointerId: 7, bubbles: true };
    for (const kind of ["pointerdown", "pointerup"]) {
        const at = { clientX: left + x, clientY: top + y };
        column.dispatchEvent(new PointerEvent(kind, { ...touch, ...at }));
    }
}"""
_STRIKE = "pitch => window.keyboard.onmidimessage({ data: [0x90, pitch, 90] })"

pytestmark = pytest.mark.browser


@pytest.fixture
def duet(visit: Visit) -> Locator:
    found = visit.page.get_by_role("group", name="Duet")
    found.scroll_into_view_if_needed()
    return found


def cell(duet: Locator, bar: int, eighth: int) -> Locator:
    return duet.get_by_role("slider", name=f"bar {bar}, eighth {eighth}", exact=True)


def spot(column: Locator, pitch: int) -> Position:
    """Return where in a column a pitch is: the column itself may still be moved by an answer."""
    box = box_of(column)
    return {"x": box["width"] / 2, "y": (HIGH - pitch + 0.5) * box["height"] / PITCHES}


def expect_note(column: Locator, words: str) -> None:
    expect(column).to_have_attribute("aria-valuetext", words)


def test_notes_are_written_by_keys_and_taken_back(visit: Visit, duet: Locator) -> None:
    first = cell(duet, 1, 1)
    first.focus()
    for key, words in (
        ("5", "G 4, by you"),
        ("3", None),
        ("Home", None),
        ("ArrowUp", "A 4, by you"),
    ):
        visit.page.keyboard.press(key)
        if words:
            expect_note(first, words)
    expect_note(cell(duet, 1, 3), "E 4, by you")
    expect_note(cell(duet, 1, 2), "A 4, goes on, by you")
    visit.page.keyboard.press("Control+z")
    expect_note(first, "G 4, by you")
    visit.page.keyboard.press("Control+y")
    expect_note(first, "A 4, by you")
    visit.page.keyboard.press("ArrowRight")
    expect(cell(duet, 1, 2)).to_be_focused()
    visit.page.keyboard.press("r")
    expect_note(cell(duet, 1, 2), "rest")
    visit.page.keyboard.press("-")
    expect_note(cell(duet, 1, 2), "A 4, goes on, by you")


def test_nothing_is_lost_of_what_is_typed_fast(visit: Visit, duet: Locator) -> None:
    first = cell(duet, 1, 1)
    first.focus()
    for key in ("1", "2", "3", "Home", "ArrowUp", "ArrowUp"):
        visit.page.keyboard.press(key)
    for place, words in ((1, "E 4, by you"), (3, "D 4, by you"), (5, "E 4, by you")):
        expect_note(cell(duet, 1, place), words)


def test_notes_are_written_by_mouse(visit: Visit, duet: Locator) -> None:
    column, mouse = cell(duet, 2, 1), visit.page.mouse
    column.click(position=spot(column, 72))
    expect_note(column, "C 5, by you")
    column.click(position=spot(column, 72))  # on its beginning: away with it
    expect_note(column, "rest")
    column.hover(position=spot(column, 65))
    mouse.down()
    last = cell(duet, 2, 4)
    last.hover(position=spot(last, 65))
    mouse.up()
    expect_note(column, "F 4, by you")
    expect_note(cell(duet, 2, 4), "F 4, goes on, by you")


def test_notes_are_written_by_a_finger(duet: Locator) -> None:
    column = cell(duet, 2, 5)
    column.evaluate(_TOUCH, spot(column, 67))
    expect_note(column, "G 4, by you")
    expect_note(cell(duet, 2, 6), "G 4, goes on, by you")


def test_the_machine_answers_and_fills_in_at_a_risk(visit: Visit, duet: Locator) -> None:
    words = duet.get_by_role("status")
    duet.get_by_label("Machine", exact=True).select_option("n-gram")
    expect(words).to_contain_text("to the n-gram.")
    bars = duet.get_by_role("group", name="Bars").get_by_role("button")
    expect(bars.first).to_have_attribute("aria-pressed", "true")
    bars.nth(1).click()
    duet.get_by_role("button", name="Answer these bars").click()
    expect(words).to_contain_text("machines wrote")
    expect(cell(duet, 3, 1)).to_have_attribute("aria-valuetext", re.compile("by the machine"))
    expect(bars).to_have_count(4)
    for place in (0, 1, 3):  # now the last bar alone
        bars.nth(place).click()
    risk = duet.get_by_role("slider", name="Risk of these bars")
    risk.focus()
    visit.page.keyboard.press("Home")
    expect(bars.nth(3)).to_contain_text("T 0.1")
    duet.get_by_label("Risk by").select_option("bits")
    expect(bars.nth(3)).to_contain_text("0.5 bits")
    duet.get_by_role("button", name="Fill these bars in").click()
    expect(cell(duet, 4, 1)).to_have_attribute("aria-valuetext", re.compile("by the machine"))
    duet.get_by_role("button", name="Empty these bars").click()
    expect(bars.nth(3)).to_contain_text("empty")
    duet.get_by_role("button", name="Undo").click()
    expect(bars.nth(3)).not_to_contain_text("empty")


def test_what_cannot_be_done_is_said(duet: Locator) -> None:
    bars = duet.get_by_role("group", name="Bars").get_by_role("button")
    bars.nth(3).click()  # none is chosen any more
    duet.get_by_role("button", name="Answer these bars").click()
    expect(duet.get_by_role("status")).to_contain_text("choose one or more of the bars")
    bars.nth(0).click()


def test_a_press_and_the_focus_outlive_a_roll_that_grows(visit: Visit, duet: Locator) -> None:
    bars = duet.get_by_role("group", name="Bars").get_by_role("button")
    cell(duet, 2, 3).focus()
    bars.nth(1).hover()
    duet.get_by_role("button", name="One bar more").dispatch_event("click")
    expect(bars).to_have_count(5)
    expect(cell(duet, 2, 3)).to_be_focused()
    visit.page.mouse.down()
    duet.get_by_role("button", name="One bar less").dispatch_event("click")
    expect(bars).to_have_count(4)
    visit.page.mouse.up()
    expect(bars.nth(1)).to_have_attribute("aria-pressed", "true")
    bars.nth(1).click()
    expect(bars.nth(1)).to_have_attribute("aria-pressed", "false")


def test_a_duet_is_saved_with_its_makers_and_another_is_opened(visit: Visit, duet: Locator) -> None:
    with visit.page.expect_download() as saved:
        duet.get_by_text("Save as MIDI").click()
    makers = makers_of(read_midi(saved.value.path().read_bytes()))
    assert makers[0] == "you"
    assert any(maker.startswith("n-gram, ") for maker in makers)
    other = write_midi(Tune((62, 64, 66), (48, 48, 96), tonic="D", meter=(4, 4)))
    file = {"name": "mine.mid", "mimeType": "audio/midi", "buffer": other}
    duet.get_by_label("Open a MIDI file").set_input_files(files=[file])
    expect_note(cell(duet, 1, 3), "D 4, by you")
    expect(duet.get_by_role("status")).to_contain_text("You wrote 3 notes")


def test_a_midi_keyboard_writes_and_a_device_plays(visit: Visit, duet: Locator) -> None:
    visit.page.evaluate(_DEVICES)
    duet.get_by_role("button", name="MIDI keyboard").click()
    expect(duet.get_by_role("button", name="MIDI keyboards: 1")).to_be_visible()
    cell(duet, 1, 5).focus()
    visit.page.evaluate(_STRIKE, 69)
    expect_note(cell(duet, 1, 5), "A 4, by you")
    visit.page.evaluate(_STRIKE, 71)
    expect_note(cell(duet, 1, 7), "B 4, by you")
    duet.get_by_role("button", name="Play on the MIDI device").click()
    visit.page.wait_for_function("() => window.sent.length === 8")  # four notes, on and off


def test_what_is_played_counts_as_heard(visit: Visit, duet: Locator) -> None:
    visit.play(duet.locator("audio").last, "15.duet")


def test_the_slider_makes_a_machine_ones_own(visit: Visit) -> None:
    slider = visit.page.get_by_role("slider", name="Weight of your tunes")
    slider.scroll_into_view_if_needed()
    slider.focus()
    visit.page.keyboard.press("End")
    said = visit.page.get_by_role("status").filter(has_text="3 tunes of your own, weight 1:")
    expect(said).to_be_visible()


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("15.taken_up", WRONG, "counts notes", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(
    visit: Visit, lab: Lab, duet: Locator
) -> None:
    visit.expect_open_to_all(lab)
