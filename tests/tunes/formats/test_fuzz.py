"""Damaged files give a tune or a TuneError: a bounded run of the fuzzer."""

from __future__ import annotations

from pathlib import Path

import fuzz
import pytest

from meantone.tunes import Tune
from meantone.tunes.formats.files import Reading, read_all


def test_the_undamaged_files_are_read(tmp_path: Path) -> None:
    for suffix, files in fuzz.seeds().items():
        for content in files:
            path = tmp_path / f"whole{suffix}"
            path.write_bytes(content)
            tunes, errors = read_all(path)
            assert tunes
            assert not errors


def test_damaged_files_give_a_tune_or_a_tune_error(tmp_path: Path) -> None:
    fuzzer = fuzz.Fuzzer(seed=0, folder=tmp_path)
    for number in range(200):
        fuzzer.run(number)
    report = fuzzer.report
    assert report.findings == []
    # Enough of it is still music, and enough is not, in many ways.
    assert report.tunes > 40
    assert report.refused.total() > 80
    assert len(report.refused) > 30


def test_a_case_is_drawn_from_its_seed_and_number_alone(tmp_path: Path) -> None:
    first, second = (fuzz.Fuzzer(seed=1, folder=tmp_path) for _ in range(2))
    first.case(3)
    assert first.case(7) == second.case(7)
    assert first.case(7) != fuzz.Fuzzer(seed=2, folder=tmp_path).case(7)


def test_the_fuzzer_finds_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> Reading:
        raise KeyError(path)

    def greedy(path: Path) -> Reading:
        return Reading([Tune((60,), (len(bytearray(80_000_000)),))][:0], [])

    def endless(path: Path) -> Reading:
        return Reading([Tune((60,), (10**9,))], [])

    for reader, finding in ((broken, "KeyError"), (greedy, "80 MB"), (endless, "the limit")):
        monkeypatch.setattr(fuzz, "read_all", reader)
        fuzzer = fuzz.Fuzzer(seed=0, folder=tmp_path)
        fuzzer.run(0)
        assert [finding in found for found in fuzzer.report.findings] == [True]
