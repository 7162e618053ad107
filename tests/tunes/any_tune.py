"""Tunes of every kind, for the tests that write and read them."""

from __future__ import annotations

from hypothesis import strategies as st

from meantone.tunes import MODES, REST, Tune

# Signs that formats trip over: markup, line ends, what cannot be printed, halves of pairs.
_TEXT = st.text(max_size=12) | st.text(
    st.sampled_from('<&>"%|\\\r\n\t\0é𝄞\ud800 :[]{}'), max_size=12
)
_TONICS = [letter + sign for letter in "ABCDEFG" for sign in ("", "#", "b")]
_USUAL = st.sampled_from((6, 12, 16, 18, 24, 32, 36, 48, 72, 96, 144, 192))
_UNITS = (1, 2, 4, 8, 16, 32, 64)


@st.composite
def tunes(draw: st.DrawFn, max_events: int = 24) -> Tune:
    """Draw any tune there can be, short and with at most some hundred bars."""
    pitches = draw(st.lists(st.just(REST) | st.integers(0, 127), max_size=max_events))
    ticks = _USUAL | st.integers(1, 100) | st.integers(1, 2000)
    events = [(pitch, draw(ticks)) for pitch in pitches]
    count = len(Tune.from_events(events))
    meters = st.tuples(st.integers(1, 64), st.sampled_from(_UNITS))
    usual = st.sampled_from(
        ((2, 4), (3, 4), (4, 4), (6, 8), (3, 8), (9, 8), (5, 8), (7, 8), (2, 2))
    )
    return Tune.from_events(
        events,
        id=draw(_TEXT),
        title=draw(_TEXT),
        tonic=draw(st.none() | st.sampled_from(_TONICS)),
        mode=draw(st.none() | st.sampled_from(MODES)),
        meter=draw(st.none() | usual | meters),
        pickup=draw(st.just(0) | st.sampled_from((12, 24, 48)) | st.integers(0, 10_000)),
        phrase_ends=sorted(draw(st.sets(st.integers(0, count - 1)) if count else st.just(set()))),
        origin=draw(_TEXT),
        source=draw(_TEXT),
    )
