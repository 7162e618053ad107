"""The hidden-unit explorer: what it says and draws is what the states hold."""

from __future__ import annotations

import base64
import re
import subprocess
import sys

import numpy as np
import pytest

from meantone.show.colors import colors_of
from meantone.tunes import Tune
from meantone.tunes.tune import REST
from meantone.widgets import UnitExplorer, unit_card

TUNE = Tune(
    (60, 62, REST, 64, 65, 67),
    (48, 48, 48, 48, 48, 96),
    title="Five",
    meter=(3, 4),
    phrase_ends=(2, 5),
)
STATES = np.array([[0.0, 0.5], [0.9, -0.5], [-0.2, 0.1], [0.1, 0.2], [0.7, -1.0]])


def test_the_words_are_the_units_own() -> None:
    words = unit_card(TUNE, STATES, 0).words
    assert words == (
        "Unit 0 in Five: from -0.20 to 0.90, highest after note 2 of 5, lowest after note 3. "
        "Its mean is 0.80 at phrase ends and -0.03 elsewhere."
    )


def test_the_picture_has_a_step_for_each_note_at_its_time_and_height() -> None:
    svg = unit_card(TUNE, STATES, 1).svg
    steps = re.findall(r"[ML]([\d.]+) ([\d.]+)h([\d.]+)", svg.split('stroke="#0072b2"')[-2])
    found = np.array([[float(number) for number in step] for step in steps][-5:])
    quarter = 680 / 7
    onsets = np.array([0, 1, 3, 4, 5])
    np.testing.assert_allclose(found[:, 0], 52 + onsets * quarter, atol=0.1)
    np.testing.assert_allclose(found[:, 2], quarter * np.array([1, 1, 1, 1, 2]), atol=0.1)
    heights = found[:, 1]
    np.testing.assert_allclose(heights[0] - heights, (STATES[:, 1] - 0.5) * 55, atol=0.2)


def test_notes_have_the_color_of_the_activation() -> None:
    svg = unit_card(TUNE, STATES, 1).svg
    fills = re.findall(r'<rect x="[^"]*" y="[^"]*" width="[^"]*" height="[^"]*" fill="(#\w+)"', svg)
    assert fills == colors_of(STATES[:, 1].tolist(), (-1, 1))


def test_every_phrase_end_and_bar_is_drawn() -> None:
    svg = unit_card(TUNE, STATES, 0).svg
    assert svg.count("stroke-dasharray") == 2
    assert svg.count("V304") - 2 == 3  # bar lines at 0, 3 and 6 quarters


def test_no_line_crosses_the_words_between_roll_and_curve() -> None:
    svg = unit_card(TUNE, STATES, 0).svg
    words = [float(y) for y in re.findall(r'<text x="52" y="([^"]*)"', svg)]
    lines = [(float(a), float(b)) for a, b in re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", svg)]
    assert (len(words), len(lines)) == (2, 10)
    assert not any(top < y + 3 and bottom > y - 12 for y in words for top, bottom in lines)


def test_the_slider_shows_another_unit_and_the_button_another_tune() -> None:
    other = Tune((60, 64), (48, 48), title="Two")
    pairs = [(TUNE, STATES), (other, STATES[:2])]
    explorer = UnitExplorer(pairs)
    for unit, press in [(1, 0), (0, 0), (1, 1), (1, 2)]:
        explorer.value, explorer.draws = unit, press
        card = unit_card(*pairs[press % 2], unit)
        assert (explorer.words, explorer.alt) == (card.words, card.alt)
        picture = base64.b64decode(explorer.picture.partition(",")[2]).decode()
        assert picture == card.svg
        assert [sound["label"] for sound in explorer.sounds] == list(card.tunes)
    assert explorer.between == [0.0, 1.0, 1.0]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="5 notes; give a row"):
        unit_card(TUNE, STATES[:3], 0)
    with pytest.raises(ValueError, match="no unit 2"):
        unit_card(TUNE, STATES, 2)
    with pytest.raises(ValueError, match="no tune"):
        UnitExplorer([])
    with pytest.raises(ValueError, match="need the same"):
        UnitExplorer([(TUNE, STATES), (TUNE, STATES[:, :1])])


def test_widgets_load_without_torch() -> None:
    code = "import sys, meantone.widgets; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
