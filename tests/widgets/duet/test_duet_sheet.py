"""The sheet of a duet: edits against a slow roll, history, and whose note is whose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.tunes import REST, Tune, read_midi, write_midi
from meantone.widgets.duet import YOU, History, Sheet, duet_picture, edited, makers_of
from meantone.widgets.duet.sheet import BAR, HIGH, LOW

CELLS = 2 * BAR
EDITS = st.one_of(
    st.fixed_dictionaries(
        {
            "do": st.just("put"),
            "cell": st.integers(0, CELLS - 1),
            "pitch": st.integers(LOW, HIGH),
            "cells": st.integers(1, 6),
        }
    ),
    st.fixed_dictionaries({"do": st.just("rest"), "cell": st.integers(0, CELLS - 1)}),
    st.fixed_dictionaries({"do": st.just("hold"), "cell": st.integers(1, CELLS - 1)}),
    st.fixed_dictionaries(
        {"do": st.just("clear"), "bars": st.lists(st.integers(0, 1), min_size=1)}
    ),
)


def heard(sheet: Sheet) -> list[int]:
    """Return what sounds in each cell."""
    now, found = REST, []
    for pitch, _ in sheet.cells:
        now = now if pitch is None else pitch
        found.append(now)
    return found


@given(st.lists(EDITS, max_size=12))
def test_an_edit_changes_what_it_says_and_nothing_else(edits: list) -> None:
    sheet = Sheet.empty(2)
    for edit in edits:
        before, sheet = sheet, edited(sheet, edit)
        was, now = heard(before), heard(sheet)
        if edit["do"] == "put":
            stop = min(edit["cell"] + edit["cells"], CELLS)
            assert now[edit["cell"] : stop] == [edit["pitch"]] * (stop - edit["cell"])
            assert now[: edit["cell"]] == was[: edit["cell"]]
            # What had its beginning cut off is silent up to the next beginning.
            after = next(
                (c for c in range(stop, CELLS) if before.cells[c].pitch is not None), CELLS
            )
            assert now[stop:after] == [REST] * (after - stop)
            assert now[after:] == was[after:]
        elif edit["do"] == "clear":
            for bar in edit["bars"]:
                assert now[BAR * bar : BAR * bar + BAR] == [REST] * BAR
        elif edit["do"] == "hold":
            assert now[edit["cell"]] == now[edit["cell"] - 1]
        else:
            assert now[edit["cell"]] == REST
        assert [note.maker for note in sheet.notes] == [YOU] * len(sheet.notes)


@given(st.lists(EDITS, max_size=12), st.lists(st.booleans(), max_size=12))
def test_a_tune_and_its_makers_come_back_from_a_file(edits: list, mine: list[bool]) -> None:
    sheet = Sheet.empty(2)
    for edit in edits:
        sheet = edited(sheet, edit)
    theirs = {p: sheet.notes[p].pitch for p, me in enumerate(mine) if p < len(sheet.notes) and me}
    sheet = sheet.repitched(theirs, "n-gram, T 1")
    assert makers_of(sheet.tune) == [note.maker for note in sheet.notes]
    if sheet.notes:
        again = Sheet.of(read_midi(write_midi(sheet.tune)))
        assert again.notes == sheet.notes


def test_whoever_changes_a_note_wrote_it() -> None:
    sheet = Sheet.empty(1).put(0, 60, 4, "n-gram, T 1").put(4, 62, 4, "n-gram, T 1")
    sheet = edited(sheet, {"do": "put", "cell": 0, "pitch": 64, "cells": 4})
    assert makers_of(sheet.tune) == [YOU, "n-gram, T 1"]
    assert sheet.tune.source == "duet; you: 1; n-gram, T 1: 2"


def test_a_tune_comes_in_c_and_within_reach() -> None:
    low = Tune((38, 86), (24, 24), tonic="D")
    assert [note.pitch for note in Sheet.of(low).notes] == [60, 72]
    assert Sheet.of(Tune((60,) * 200, (48,) * 200)).bars == 16
    assert Sheet.of(Tune((), ())).notes == []


@pytest.mark.parametrize(
    "edit",
    [
        {"do": "put", "cell": 16, "pitch": 60, "cells": 1},
        {"do": "put", "cell": 0, "pitch": HIGH + 1, "cells": 1},
        {"do": "put", "cell": 0, "pitch": "C", "cells": 1},
        {"do": "put", "cell": 0},
        {"do": "hold", "cell": 0},
        {"do": "clear", "bars": [7]},
        {"do": "clear", "bars": []},
        {"do": "bars", "bars": 0},
        {"do": "bars", "bars": 99},
        {"do": "sing"},
        {},
    ],
)
def test_what_is_no_edit_is_refused(edit: dict) -> None:
    with pytest.raises(ValueError, match=r"."):
        edited(Sheet.empty(2), edit)


def test_bars_come_and_go() -> None:
    sheet = Sheet.empty(1).put(6, 60, 4, YOU)
    longer = edited(sheet, {"do": "bars", "bars": 3})
    assert (longer.bars, longer.notes) == (3, sheet.notes)
    assert edited(longer, {"do": "bars", "bars": 1}) == sheet


@given(st.lists(st.sampled_from(["then", "undo", "redo"]), max_size=20))
def test_history_is_a_list_with_a_place_in_it(steps: list[str]) -> None:
    history, line, at, made = History(Sheet.empty(1)), [Sheet.empty(1)], 0, 0
    for step in steps:
        if step == "then":
            made += 1
            sheet = Sheet.empty(1).put(made % BAR, 60 + made % 12, 1, YOU)
            if sheet != line[at]:
                line, at = [*line[: at + 1], sheet], at + 1
            history = history.then(sheet)
        elif step == "undo":
            at, history = max(at - 1, 0), history.undo()
        else:
            at, history = min(at + 1, len(line) - 1), history.redo()
        assert history.now == line[at]
        assert (len(history.past), len(history.future)) == (at, len(line) - 1 - at)


def test_the_picture_has_two_colors() -> None:
    sheet = Sheet.empty(1).put(0, 60, 2, YOU).put(2, 64, 2, "n-gram")
    picture = duet_picture(sheet, "Who led?")
    assert picture.count('fill="#1f7a52"') == 2  # the note, and the legend
    assert picture.count('fill="#0072b2"') == 2
    assert "Who led?" in picture
