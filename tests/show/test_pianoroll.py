import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from shown_tunes import JIG, NOTHING, SILENCE, TROUBLE, short_tunes

from meantone.show import describe, note_names, roll
from meantone.show.charts import MIME, to_svg
from meantone.show.colors import SCALE as COLORS
from meantone.show.pianoroll import roll_spec
from meantone.tunes import REST, Tune

VALUES = [None if pitch == REST else index / 2 for index, pitch in enumerate(JIG.pitches)]


def rows(spec: dict) -> list[dict]:
    return spec["layer"][-1]["data"]["values"]


def test_every_note_is_a_bar_at_its_place() -> None:
    drawn = rows(roll_spec(JIG))
    notes = [index for index, pitch in enumerate(JIG.pitches) if pitch != REST]
    assert [row["note"] for row in drawn] == [note_names(JIG)[index] for index in notes]
    assert [row["start"] * 48 for row in drawn] == [JIG.onsets[index] for index in notes]
    assert [row["length"] * 48 for row in drawn] == [JIG.durations[index] for index in notes]
    assert all(row["end"] - row["start"] == row["length"] for row in drawn)
    assert all(row["below"] < row["pitch"] < row["above"] for row in drawn)


def test_bar_lines_are_where_bars_begin() -> None:
    lines = roll_spec(JIG)["layer"][0]["data"]["values"]
    assert [line["start"] for line in lines] == [0.5, 3.5, 6.5, 9.5, 12.5]


def test_without_a_meter_there_are_no_bar_lines() -> None:
    assert len(roll_spec(Tune((60,), (96,)))["layer"]) == 1


def test_values_are_colors_with_a_legend_and_the_scale_of_the_score() -> None:
    spec = roll_spec(JIG, VALUES, "surprise (bits)", domain=(0, 10))
    color = spec["layer"][-1]["encoding"]["color"]["condition"]
    assert color["scale"]["range"] == list(COLORS)
    assert color["scale"]["domain"] == [0, 10]
    assert color["legend"]["title"] == "surprise (bits)"
    assert color["legend"]["values"] == [0, 5, 10]
    assert [row["value"] for row in rows(spec)] == [value for value in VALUES if value is not None]
    assert spec["description"].endswith("Color: surprise (bits), from 0 (dark) to 10 (bright).")


def test_the_title_is_what_the_picture_shows() -> None:
    assert roll_spec(JIG)["title"] == "Jig"
    assert roll_spec(JIG, title="It climbs twice")["title"] == "It climbs twice"
    assert roll_spec(JIG)["description"] == f"Piano roll of {describe(JIG)}"


@pytest.mark.parametrize("tune", [JIG, NOTHING, SILENCE, TROUBLE, Tune((0, 127), (1, 9999))])
def test_a_roll_is_a_chart_of_altair_that_can_be_drawn(tune: Tune) -> None:
    chart = roll(tune)
    chart.to_dict()  # Altair checks it
    assert "<svg" in to_svg(chart)


def test_a_roll_in_a_notebook_needs_nothing_else() -> None:
    bundle = roll(JIG, VALUES, "surprise")._repr_mimebundle_()
    assert '"url"' not in json.dumps(bundle[MIME])
    assert bundle["text/plain"].startswith("Chart: Jig. Piano roll of Jig: G major")


def test_no_note_is_drawn_outside() -> None:
    spec = roll_spec(JIG)
    low, high = spec["layer"][-1]["encoding"]["y"]["scale"]["domain"]
    assert low < min(JIG.notes)
    assert high > max(JIG.notes)
    assert spec["layer"][-1]["encoding"]["x"]["scale"]["domain"] == [0, JIG.length / 48]


@settings(max_examples=20)
@given(short_tunes())
def test_any_tune_can_be_drawn(tune: Tune) -> None:
    spec = roll_spec(tune, [1.0] * len(tune), "x")
    assert len(rows(spec)) == len(tune.notes)
    assert "aria-label" in to_svg(spec)


def test_names_on_the_axis_do_not_collide() -> None:
    crowded = Tune(tuple(range(36, 97)), (12,) * 61)
    spec = roll_spec(crowded)
    shown = spec["layer"][-1]["encoding"]["y"]["axis"]["values"]
    pixels = spec["height"] / 62
    assert all((b - a) * pixels >= 13 for a, b in pairwise(shown))


def test_a_value_for_each_event() -> None:
    with pytest.raises(ValueError, match="18 values for 19 events"):
        roll(JIG, [1.0] * 18)
