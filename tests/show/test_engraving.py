import base64
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from shown_tunes import JIG, NOTHING, SCALE, SILENCE, TROUBLE, short_tunes

from meantone.show import PALETTE, Score, colors_of, describe, score
from meantone.show.colors import MISSING
from meantone.show.engraving import WIDTH
from meantone.tunes import REST, Tune

SVG = "{http://www.w3.org/2000/svg}"


def parsed(seen: Score) -> ElementTree.Element:
    return ElementTree.fromstring(seen.svg)


def heads(seen: Score) -> int:
    return sum(node.get("class") == "notehead" for node in parsed(seen).iter(f"{SVG}g"))


def color_of(seen: Score, event: int) -> str | None:
    found = [node for node in parsed(seen).iter(f"{SVG}g") if node.get("id") == f"e{event}"]
    return found[0].get("color")


@pytest.mark.parametrize("tune", [SCALE, JIG, NOTHING, SILENCE])
def test_every_note_is_drawn(tune: Tune) -> None:
    assert heads(score(tune)) == len(tune.notes)


@settings(max_examples=25)
@given(short_tunes())
def test_any_tune_is_engraved_on_one_page(tune: Tune) -> None:
    seen = score(tune)
    assert heads(seen) >= len(tune.notes)  # tied notes are drawn more than once
    assert parsed(seen).get("width") == str(WIDTH)


def test_the_picture_says_what_it_is() -> None:
    root = parsed(score(JIG))
    assert root.get("role") == "img"
    assert root.get("aria-label") == describe(JIG)
    assert root.find(f"{SVG}rect").get("fill") == "white"


def test_a_notebook_gets_an_image_with_an_alternative_text() -> None:
    bundle = score(JIG)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == f"Score of {describe(JIG)}"
    assert f'alt="Score of {describe(JIG)}"' in bundle["text/html"]
    data = re.search(r"data:image/svg\+xml;base64,([^\"]+)", bundle["text/html"])
    assert base64.b64decode(data[1]).decode() == score(JIG).svg


def test_the_same_tune_gives_the_same_picture_whatever_was_drawn_before() -> None:
    first = score(JIG)
    score(SCALE, values=range(8))
    assert score(JIG) == first


def test_notes_take_the_colors_given() -> None:
    seen = score(SCALE, ["red", None, "#123456", *[None] * 5])
    assert [color_of(seen, i) for i in range(3)] == [PALETTE["red"], None, "#123456"]


def test_notes_take_the_colors_of_values_and_rests_none() -> None:
    values = [None if pitch == REST else float(i) for i, pitch in enumerate(JIG.pitches)]
    values[3] = None
    seen = score(JIG, values=values, label="order")
    expected = colors_of(values)
    assert expected[3] == MISSING
    for event, pitch in enumerate(JIG.pitches):
        assert color_of(seen, event) == (None if pitch == REST else expected[event])


def test_all_parts_of_a_tied_note_have_its_color() -> None:
    tied = Tune((60, 62), (72, 60), meter=(2, 4))
    seen = score(tied, ["red", "blue"])
    drawn = re.findall(r'class="notehead" color="(#\w+)"', seen.svg)
    assert drawn.count(PALETTE["red"]) + drawn.count(PALETTE["blue"]) == heads(seen) > 2


def test_a_legend_names_the_values_and_their_ends() -> None:
    seen = score(SCALE, values=[0.5, *range(7)], label="bits & pieces", domain=(0, 8))
    texts = [node.text for node in parsed(seen).iter(f"{SVG}text")]
    assert texts[-4:] == ["bits & pieces", "0", "4", "8"]
    assert seen.words.endswith("Color: bits & pieces, from 0 (dark) to 8 (bright).")
    assert int(parsed(seen).get("height")) > int(parsed(score(SCALE)).get("height"))


def test_a_wider_line_holds_more_and_a_larger_scale_less() -> None:
    height = {
        (width, scale): int(parsed(score(JIG, width=width, scale=scale)).get("height"))
        for width, scale in ((300, 1), (900, 1), (900, 2))
    }
    assert height[300, 1] > height[900, 1]
    assert height[900, 2] > 1.5 * height[900, 1]


def test_a_title_cannot_break_the_picture() -> None:
    seen = score(TROUBLE, values=[1, 2], label="{top} <b>\x0c")
    assert parsed(seen).get("aria-label").startswith("</svg> \"A\" & <b>'B'</b> {top} é: 2 notes")
    assert "<b>" not in seen._repr_mimebundle_()["text/html"]


def test_a_long_tune_is_one_picture() -> None:
    long = replace(JIG, pitches=JIG.pitches * 20, durations=JIG.durations * 20, phrase_ends=())
    ids = {node.get("id") for node in parsed(score(long)).iter(f"{SVG}g")}
    assert {f"e{event}" for event in range(len(long))} <= ids


def test_a_score_is_saved_as_svg(tmp_path: Path) -> None:
    score(TROUBLE).write(tmp_path / "score.svg")
    assert ElementTree.parse(tmp_path / "score.svg").getroot().tag == f"{SVG}svg"


def test_colors_and_values_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match="not both"):
        score(SCALE, ["red"] * 8, values=range(8))


def test_a_color_for_each_event() -> None:
    with pytest.raises(ValueError, match="1 value for 8 events"):
        score(SCALE, ["red"])


def test_nothing_points_to_another_host() -> None:
    links = set(re.findall(r'(?:href|src)="([^"]+)"', score(JIG, values=range(19)).svg))
    assert all(link.startswith("#") for link in links)
