"""A fuzzer for the readers: damaged files of the three formats must give a tune or a TuneError.

By hand, from the project's folder:

    python tests/tunes/fuzz.py --seconds 600 --seed 1
    python tests/tunes/fuzz.py --seed 1 --only 4711

Every case is drawn from (seed, number) alone, so that a finding can be had again. A finding is any
other exception, a tune that cannot be written, one above the limits, or more memory than
`MOST_MEMORY` (the peak that tracemalloc sees while one file is read). A file that is not read
within `PATIENCE` seconds stops the run with a traceback of where it hangs.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import random
import re
import tempfile
import time
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from meantone.tunes import REST, Tune, TuneError
from meantone.tunes.formats.abc import write_abc
from meantone.tunes.formats.files import read_all
from meantone.tunes.formats.limits import check_length
from meantone.tunes.formats.midi import write_midi
from meantone.tunes.formats.musicxml import write_musicxml

MOST_MEMORY = 64_000_000
PATIENCE = 60.0

_ABC = """%abc-2.1
X:1
T:All that ABC has
C:Trad.
O:Europa, Irland
M:6/8
L:1/8
Q:3/8=120
K:Edor
"Em"|:B|[M:6/8]{g}~EBB {c}BAB|(3EFG "D"d>e f/2g/4a/4|1 .d2 ^c- c=c_B:|2 [EGB]3 z2||
w: la la la
K:D
V:1
!trill!D'2 (EF) G,,2|A3- A2z|[L:1/16] abcd ef|$Z4|]

X:2
T:Another
K:none
CDEF GABc|\\
c'3/2 z16|
"""
_MUSICXML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "x.dtd">
<score-partwise version="4.0"><movement-title>Two parts</movement-title>
<part-list><score-part id="P1"><part-name>Clarinet</part-name></score-part>
<score-part id="P2"><part-name>Kit</part-name><midi-instrument id="i">
<midi-channel>10</midi-channel></midi-instrument></score-part></part-list>
<part id="P1"><measure number="0" implicit="yes"><attributes><divisions>6</divisions>
<key><fifths>2</fifths><mode>major</mode></key><time><beats>3+2</beats><beat-type>8</beat-type></time>
<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>
<note><grace/><pitch><step>D</step><octave>5</octave></pitch><voice>1</voice></note>
<note><pitch><step>C</step><alter>1</alter><octave>5</octave></pitch><duration>3</duration>
<tie type="start"/><voice>1</voice></note></measure>
<measure number="1"><note><pitch><step>C</step><alter>1</alter><octave>5</octave></pitch>
<duration>6</duration><tie type="stop"/><voice>1</voice></note><note><chord/><pitch><step>G</step>
<octave>5</octave></pitch><duration>6</duration><voice>1</voice></note>
<note><pitch><step>B</step><octave>4</octave></pitch><duration>2</duration><voice>1</voice>
<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>
<notations><fermata/></notations></note><forward><duration>4</duration></forward>
<backup><duration>12</duration></backup><note><rest/><duration>3</duration><voice>2</voice></note>
<attributes><divisions>4</divisions></attributes>
<note><unpitched/><duration>8</duration><voice>2</voice></note></measure></part>
<part id="P2"><measure number="0"/><measure number="1"/></part></score-partwise>
"""


def seeds() -> dict[str, list[bytes]]:
    """Return whole files by suffix: what our writers write, and small ones made by hand."""
    tunes = [
        Tune((), ()),
        Tune((67, 64, REST, 60), (48, 24, 24, 96), title="Call", tonic="C", meter=(4, 4)),
        Tune.from_events(
            [(62 + step % 9, (16, 24, 36, 7, 200)[step % 5]) for step in range(30)],
            id="a-1",
            title="Añil & <Ö>",
            tonic="Bb",
            mode="dorian",
            meter=(6, 8),
            pickup=24,
            phrase_ends=(3, 29),
            origin="Europa",
            source="hand",
        ),
    ]
    scores = [*(write_musicxml(tune).encode() for tune in tunes), _MUSICXML.encode()]
    return {
        ".abc": [
            *(write_abc(tune).encode() for tune in tunes),
            _ABC.encode(),
            _ABC.encode("utf-16"),
        ],
        ".mid": [*(write_midi(tune) for tune in tunes), *_midi_files()],
        ".musicxml": [*scores, _MUSICXML.replace("UTF-8", "UTF-16").encode("utf-16")],
        ".mxl": [
            _zipped({"META-INF/container.xml": _CONTAINER, "a.xml": score}) for score in scores
        ],
    }


_CONTAINER = b'<container><rootfiles><rootfile full-path="a.xml"/></rootfiles></container>'


def _zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return data.getvalue()


def _midi_files() -> Iterator[bytes]:
    """Yield MIDI files of all three types, one of them in SMPTE time."""
    notes = bytes.fromhex("00903c40 603c00 00914340 30814340 00993040 60893040")
    facts = bytes.fromhex(
        "00ff5103000001 00ff580407030808 00ff5902fb01 00ff030454657374 00f0027ef7"
    )
    end = bytes.fromhex("00ff2f00")
    yield _midi(0, 96, [facts + notes + end])
    yield _midi(1, 480, [facts + end, notes + end, notes])
    yield _midi(2, 0xE728, [notes + end, notes + end])


def _midi(kind: int, division: int, tracks: list[bytes]) -> bytes:
    """Return a MIDI file of these tracks."""
    header = b"".join(number.to_bytes(2, "big") for number in (kind, len(tracks), division))
    chunks = [b"MThd" + len(header).to_bytes(4, "big") + header]
    chunks += [b"MTrk" + len(track).to_bytes(4, "big") + track for track in tracks]
    return b"".join(chunks)


_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"4294967296",
    b"99999999999999999999",
    b"1e308",
    b"0.1",
    b"1/0",
)
_BYTES = (b"\xff" * 9, b"\x00" * 9, b"\x80" * 300, b"\xff\xff\xff\x7f", b"\xff\x51\x03\x00\x00\x00")


def mutated(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Return data with damages: mostly one or two, so that some of it is still music."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        data = rng.choice(_DAMAGES)(rng, data, others)
    return data


def _flip(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 8)) if data else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _slice(rng: random.Random, data: bytes) -> tuple[int, int]:
    """Return the ends of a short or long slice; half of them hold whole lines."""
    start = rng.randint(0, len(data))
    stop = min(len(data), start + int(2 ** rng.uniform(0, 10)))
    if rng.random() < 0.5:
        start = data.rfind(b"\n", 0, start) + 1
        stop = data.find(b"\n", stop) + 1 or len(data)
    return start, stop


def _truncate(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    return data[: rng.randint(0, len(data))]


def _delete(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    start, stop = _slice(rng, data)
    return data[:start] + data[stop:]


def _duplicate(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    start, stop = _slice(rng, data)
    times = rng.choice((2, 2, 3, 50))
    return (data[:start] + data[start:stop] * times + data[stop:])[:200_000]


def _splice(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    other = rng.choice(others)
    start, stop = _slice(rng, other)
    at = rng.randint(0, len(data))
    return data[:at] + other[start:stop] + data[at:]


def _insert(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(_NUMBERS + _BYTES) + data[at:]


def _renumber(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    start, stop = rng.choice(found).span()
    return data[:start] + rng.choice(_NUMBERS) + data[stop:]


def _untag(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    found = list(re.finditer(rb"<(\w[\w-]*)[^>]*>[^<]*</\1>|<[^>]*>|[|:\[\](){}!]", data))
    if not found:
        return data
    start, stop = rng.choice(found).span()
    other = rng.choice(found)[0]
    return data[:start] + rng.choice((b"", other)) + data[stop:]


def _retrack(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Damage the first track of a MIDI file, and put its length right again."""
    at = data.find(b"MTrk")
    if at < 0:
        return data
    body = rng.choice((_flip, _insert, _delete, _duplicate))(rng, data[at + 8 :], others)
    return data[: at + 4] + len(body).to_bytes(4, "big") + body


_DAMAGES = (
    *(_flip, _truncate, _delete, _duplicate, _splice, _insert),
    *(_renumber, _untag, _retrack) * 2,
)


@dataclass
class Report:
    """What a run of the fuzzer found."""

    files: int = 0
    tunes: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    most_memory: int = 0
    slowest: tuple[float, int] = (0.0, 0)  # seconds and number
    findings: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.files:,} files: {self.tunes:,} tunes read, {self.refused.total():,} files "
            f"refused in {len(self.refused):,} ways; at most {self.slowest[0]:.2f} s "
            f"(case {self.slowest[1]}) and {self.most_memory / 1e6:.1f} MB for a file; "
            f"{len(self.findings)} findings"
        )


class Fuzzer:
    """Makes damaged files in a folder and reads them."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed = seed
        self.folder = folder
        self.files = seeds()
        self.report = Report()

    def case(self, number: int) -> tuple[str, bytes]:
        """Return the suffix and the content of one damaged file."""
        rng = random.Random(f"{self.seed} {number}")
        suffix = rng.choice(sorted(self.files))
        every = [data for files in self.files.values() for data in files]
        if suffix == ".mxl" and rng.random() < 0.7:  # damage the score, not its packing
            score = mutated(rng, rng.choice(self.files[".musicxml"]), every)
            return suffix, _zipped({"META-INF/container.xml": _CONTAINER, "a.xml": score})
        return suffix, mutated(rng, rng.choice(self.files[suffix]), every)

    def run(self, number: int) -> None:
        """Read one damaged file, and note what happens."""
        suffix, data = self.case(number)
        path = self.folder / f"case{suffix}"
        path.write_bytes(data)
        self.report.files += 1
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        tracemalloc.start()
        started = time.perf_counter()
        try:
            self._read(path)
        except Exception as error:  # a finding is any error at all
            kind = f"{type(error).__name__}: {error}"
            self.report.findings.append(f"--seed {self.seed} --only {number} ({suffix}): {kind}")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        faulthandler.cancel_dump_traceback_later()
        if peak > MOST_MEMORY:
            self.report.findings.append(f"--seed {self.seed} --only {number}: {peak / 1e6:.0f} MB")
        self.report.most_memory = max(self.report.most_memory, peak)
        took = time.perf_counter() - started
        self.report.slowest = max(self.report.slowest, (took, number))

    def _read(self, path: Path) -> None:
        """Read a file, and write what it holds in every format."""
        try:
            tunes, errors = read_all(path)
        except TuneError as error:
            tunes, errors = [], [error]
        for error in errors:
            if str(path) not in str(error):
                raise AssertionError(f"the error does not say which file: {error}") from error
            self.report.refused[re.sub(r"\d+|'.*'", "#", error.what)] += 1
        self.report.tunes += len(tunes)
        for tune in tunes:
            check_length(tune)
            for writer in (write_abc, write_midi, write_musicxml):
                writer(tune)


def main() -> int:
    """Run the fuzzer by hand."""
    parser = argparse.ArgumentParser(description="Read damaged files until the time is over.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="run one case, and show its error")
    choice = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(choice.seed, Path(folder))
        if choice.only is not None:
            suffix, data = fuzzer.case(choice.only)
            path = Path(folder) / f"case{suffix}"
            path.write_bytes(data)
            print(data[:2000])
            fuzzer._read(path)
            return 0
        stop = time.monotonic() + choice.seconds
        number = 0
        while time.monotonic() < stop:
            fuzzer.run(number)
            number += 1
    print(fuzzer.report)
    print(*fuzzer.report.findings[:20], sep="\n")
    print(
        *(f"{count:7,}  {what}" for what, count in fuzzer.report.refused.most_common(40)), sep="\n"
    )
    return 1 if fuzzer.report.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
