"""Match files: every played note of the score, and nothing else."""

import pytest

from meantone.tunes import Matched, TuneError, read_match

HEAD = """\
info(matchFileVersion,1.0.0).
info(piece,Written_for_this_test).
info(midiClockUnits,480).
info(midiClockRate,500000).
scoreprop(timeSignature,3/4,1:1,0,0.0000).
"""
BODY = """\
snote(n1-1,[C,n],5,0:1,0,1/4,-1.0000,0.0000,[v1,staff1])-note(n0,72,480,960,64,0,0).
snote(n2-1,[B,b],4,1:1,0,1/8,0.0000,0.5000,[v1,staff1,grace])-note(n1,70,1440,1500,90,0,1).
snote(n3-1,[F,#],3,1:1,0,1/4,0.0000,1.0000,[])-deletion.
insertion-note(n2,52,1500,1600,30,0,1).
sustain(1510,64).
snote(n1-2,[C,n],5,2:1,1/8,1/4,1.5000,2.0000,[v1,staff1])-note(n3,72,2400,2500,1,0,0).
"""


def test_played_notes_are_read_and_no_others() -> None:
    assert read_match(HEAD + BODY) == [
        Matched("n1-1", -1, 72, 0.5, 64),
        Matched("n2-1", 0, 70, 1.5, 90),
        Matched("n1-2", 1.5, 72, 2.5, 1),
    ]


def test_the_clock_is_that_of_the_file() -> None:
    slow = (HEAD + BODY).replace("midiClockRate,500000", "midiClockRate,1000000")
    fine = (HEAD + BODY).replace("midiClockUnits,480", "midiClockUnits,960")
    assert [note.onset for note in read_match(slow)] == [1, 3, 5]
    assert [note.onset for note in read_match(fine)] == [0.25, 0.75, 1.25]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no match file"),
        ((HEAD + BODY).replace("1.0.0", "5.0"), "no match file of version 1.0.0"),
        (HEAD, "no played note"),
        (HEAD.replace("midiClockRate,500000", "midiClockRate,0") + BODY, "no clock"),
    ],
)
def test_what_is_no_match_file_is_told(text: str, says: str) -> None:
    with pytest.raises(TuneError, match=says):
        read_match(text)
