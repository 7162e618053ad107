"""Tunes that the tests of `meantone.show` hear and look at."""

from __future__ import annotations

from hypothesis import strategies as st

from meantone.tunes import MODES, REST, Tune

SCALE = Tune(
    (60, 62, 64, 65, 67, 69, 71, 72),
    (48,) * 8,
    title="Scale",
    tonic="C",
    mode="major",
    meter=(4, 4),
)
JIG = Tune(
    (62, 67, 67, 69, 71, 69, 67, 66, 64, REST, 64, 66, 67, 69, 71, 72, 71, 69, 67),
    (24, 48, 24, 24, 24, 24, 48, 24, 48, 24, 24, 24, 24, 24, 24, 24, 48, 24, 72),
    title="Jig",
    tonic="G",
    mode="major",
    meter=(6, 8),
    pickup=24,
    phrase_ends=(8, 18),
)
NOTHING = Tune((), (), title="Nothing")
SILENCE = Tune((REST,), (96,), title="Silence")
TROUBLE = Tune((60, 61), (48, 48), title="</svg> \"A\" & <b>'B'</b>\n\x07 {top} é")


@st.composite
def short_tunes(draw: st.DrawFn) -> Tune:
    """Draw a tune of up to eight events, with lengths that folk tunes have."""
    pitches = st.just(REST) | st.integers(40, 90)
    events = st.tuples(pitches, st.sampled_from((12, 24, 36, 48, 72, 96)))
    return Tune.from_events(
        draw(st.lists(events, max_size=8)),
        title=draw(st.text(max_size=8)),
        tonic=draw(st.none() | st.sampled_from(("C", "F#", "Bb"))),
        mode=draw(st.none() | st.sampled_from(MODES)),
        meter=draw(st.none() | st.sampled_from(((2, 4), (3, 4), (4, 4), (6, 8), (5, 8)))),
        pickup=draw(st.sampled_from((0, 24, 48))),
    )
