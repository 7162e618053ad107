"""Tunes as bars and symbols: exact, and written as a musician would."""

from __future__ import annotations

import pytest
from any_tune import tunes
from hypothesis import given

from meantone.tunes import REST, Tune
from meantone.tunes.formats.notation import PLAIN, TRIPLET, Bar, notate


def values(bar: Bar) -> list[str]:
    """The symbols of a bar as "half.", "eighth~" (tied on), "rest quarter", "3:eighth"."""
    return [
        ("rest " if symbol.pitch == REST else "")
        + ("" if symbol.tuplet is None else "3:")
        + symbol.name
        + "." * symbol.dots
        + ("" if symbol.last or symbol.pitch == REST else "~")
        for symbol in bar.symbols
    ]


def written(*durations: int, meter: tuple[int, int] | None, rests: tuple[int, ...] = ()) -> list:
    pitches = tuple(REST if index in rests else 60 for index in range(len(durations)))
    return [values(bar) for bar in notate(Tune(pitches, durations, meter=meter))]


@given(tunes())
def test_symbols_add_up_to_the_events_exactly(tune: Tune) -> None:
    bars = notate(tune)
    lengths = [0] * len(tune)
    last = (-1, 0)
    for bar in bars:
        at = -bar.filler
        for symbol in bar.symbols:
            assert symbol.start == at
            if symbol.hidden:  # it completes a tuplet before the tune begins, or after it ends
                assert symbol.tuplet is not None
                assert at < 0 or at >= bar.ticks
                at += symbol.ticks
                continue
            assert symbol.pitch == tune.pitches[symbol.event]
            if symbol.name != "bar":
                named = PLAIN if symbol.tuplet is None else TRIPLET
                assert named[symbol.ticks] == (symbol.name, symbol.dots)
            assert (symbol.event, symbol.part) in ((last[0], last[1] + 1), (last[0] + 1, 0))
            last = (symbol.event, symbol.part)
            at += symbol.ticks
            lengths[symbol.event] += symbol.ticks
            assert symbol.last == (lengths[symbol.event] == tune.durations[symbol.event])
        assert at == bar.ticks + sum(s.ticks for s in bar.symbols if s.hidden and s.start >= 0)
    assert tuple(lengths) == tune.durations


@given(tunes())
def test_beams_open_and_close(tune: Tune) -> None:
    for bar in notate(tune):
        open_beams: set[int] = set()
        for symbol in bar.symbols:
            for level, beam in enumerate(symbol.beams, 1):
                assert (level in open_beams) == (beam in ("continue", "end"))
                if beam == "begin":
                    open_beams.add(level)
                elif beam == "end":
                    open_beams.remove(level)
            assert all(level <= len(symbol.beams) for level in open_beams)
        assert not open_beams


@pytest.mark.parametrize(
    ("meter", "durations", "bars"),
    [
        ((4, 4), (144, 96), [["half.", "quarter~"], ["quarter"]]),
        ((4, 4), (60, 132), [["quarter~", "16th", "eighth.~", "half"]]),
        ((4, 4), (24, 96, 72), [["eighth", "quarter.~", "eighth", "quarter."]]),  # the middle shows
        ((4, 4), (24, 48, 72), [["eighth", "quarter", "eighth~", "quarter"]]),  # a last bar
        ((2, 4), (24, 48, 24), [["eighth", "quarter", "eighth"]]),
        ((4, 4), (24, 48, 24, 96), [["eighth", "quarter", "eighth", "half"]]),
        ((4, 4), (12, 48, 132), [["16th", "eighth.~", "16th", "eighth.~", "half"]]),
        ((3, 4), (120, 24), [["half~", "eighth", "eighth"]]),
        ((6, 8), (96, 48), [["quarter.~", "eighth", "quarter"]]),
        ((6, 8), (144,), [["half."]]),
        ((5, 8), (120,), [["quarter~", "quarter."]]),
        ((7, 8), (48, 48, 72), [["quarter", "quarter", "quarter."]]),
        ((4, 4), (16, 16, 16, 144), [["3:eighth", "3:eighth", "3:eighth", "half."]]),
        ((4, 4), (32, 32, 32, 96), [["3:quarter", "3:quarter", "3:quarter", "half"]]),
        ((4, 4), (32, 16, 144), [["3:quarter", "3:eighth", "half."]]),
        ((4, 4), (24, 8, 8, 8, 144), [["eighth", "3:16th", "3:16th", "3:16th", "half."]]),
        ((2, 4), (24, 40, 16, 16), [["eighth", "eighth~", "3:eighth", "3:eighth", "3:eighth"]]),
    ],
)
def test_notes_show_the_beat(meter: tuple[int, int], durations: tuple, bars: list) -> None:
    assert written(*durations, meter=meter) == bars


@pytest.mark.parametrize(
    ("meter", "durations", "bars"),
    [
        ((4, 4), (48, 144), [["quarter", "rest quarter", "rest half"]]),
        ((3, 4), (48, 96), [["quarter", "rest quarter", "rest quarter"]]),
        ((6, 8), (72, 72), [["quarter.", "rest quarter."]]),
        ((6, 8), (24, 120), [["eighth", "rest eighth", "rest eighth", "rest quarter."]]),
        ((3, 4), (144, 144), [["half."], ["rest bar"]]),
    ],
)
def test_rests_fill_beats(meter: tuple[int, int], durations: tuple, bars: list) -> None:
    assert written(*durations, meter=meter, rests=(1,)) == bars


def test_beams_go_by_the_beat_and_four_eighths_share_one() -> None:
    def beams(meter: tuple[int, int], *durations: int) -> list[str]:
        (bar,) = notate(Tune((60,) * len(durations), durations, meter=meter))
        return ["/".join(symbol.beams) for symbol in bar.symbols]

    assert beams((4, 4), 24, 24, 24, 24, 96) == ["begin", "continue", "continue", "end", ""]
    assert beams((3, 4), 24, 24, 24, 24, 48) == ["begin", "end", "begin", "end", ""]
    assert beams((6, 8), 24, 24, 24, 24, 48) == ["begin", "continue", "end", "", ""]
    assert beams((2, 4), 36, 12, 12, 36) == [
        "begin", "end/backward hook", "begin/forward hook", "end"
    ]  # fmt: skip
    assert beams((2, 4), 12, 12, 24, 48) == ["begin/begin", "continue/end", "end", ""]


def test_no_beam_crosses_the_end_of_a_phrase() -> None:
    (bar,) = notate(Tune((60,) * 4, (24,) * 4, meter=(2, 4), phrase_ends=(2,)))
    assert [symbol.beams for symbol in bar.symbols] == [
        ("begin",),
        ("continue",),
        ("end",),
        (),
    ]


def test_a_pickup_is_a_short_first_bar_whose_beats_fit() -> None:
    first, second = notate(Tune((60, 62, 64, 65), (24, 24, 24, 192), meter=(4, 4), pickup=72))
    assert (first.pickup, first.ticks, second.pickup) == (True, 72, False)
    # The first of three eighths before the bar line belongs to the beat before.
    assert [symbol.beams for symbol in first.symbols] == [(), ("begin",), ("end",)]
    assert not notate(Tune((60,), (192,), meter=(4, 4), pickup=192))[0].pickup


def test_without_meter_phrases_are_bars() -> None:
    tune = Tune((60,) * 9, (48,) * 9, phrase_ends=(4, 8))
    assert [(bar.ticks, bar.line) for bar in notate(tune)] == [
        (192, False),
        (48, True),
        (192, True),
    ]
    long = notate(Tune((60,), (1920,)))
    assert max(bar.ticks for bar in long) <= 384
    assert [bar.line for bar in long] == [False] * (len(long) - 1) + [True]


def test_no_events_are_one_empty_bar() -> None:
    assert notate(Tune((), ())) == [Bar((), 0, False, True)]
    assert notate(Tune((), (), meter=(4, 4), pickup=48)) == [Bar((), 0, False, True)]


@given(tunes())
def test_every_tuplet_is_complete(tune: Tune) -> None:
    for bar in notate(tune):
        sums: dict[int, int] = {}
        for symbol in bar.symbols:
            if symbol.tuplet is not None:
                sums[symbol.tuplet] = sums.get(symbol.tuplet, 0) + symbol.ticks
        # Three thirds of a plain value, so that no program has to guess what is missing.
        assert all(total in PLAIN for total in sums.values())
