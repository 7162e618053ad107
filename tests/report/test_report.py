"""The collapse report: who copies, shuffles or repeats is caught, and people are not."""

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from meantone.commands.report import main
from meantone.measures.spread import named_rng
from meantone.report import (
    Gathered,
    Report,
    as_csv,
    as_json,
    differences,
    gather,
    judged,
    page,
    report,
    yardstick,
)
from meantone.report.copies import copies
from meantone.report.yardsticks import people_named
from meantone.tunes import Corpus, Degree, Interval, Tune, TuneError, write

RNG = np.random.default_rng


@pytest.fixture(scope="module")
def folk() -> Corpus:
    return people_named("folk")


def gathered(tunes: list[Tune], name: str = "mine") -> Gathered:
    return Gathered(name, tuple(tunes), len(tunes), (), 0, 0)


def holding(tunes: list[Tune], people: Corpus) -> set[str]:
    """Return the names of the warnings that hold."""
    yard = yardstick(people, tunes, named_rng(0, "yardstick"))
    return {verdict.name for verdict in judged(tunes, yard) if verdict.holds}


@pytest.fixture(scope="module")
def held_out(folk: Corpus) -> tuple[list[Tune], Corpus]:
    """Tunes by people that nobody learned from, and the set without them."""
    long = np.flatnonzero((folk.parts == "valid") & (folk.note_counts >= 33))
    long = RNG(0).choice(long, 120, replace=False)
    rest = np.setdiff1d(np.arange(len(folk)), long)
    return [folk[int(place)] for place in long], folk.select(rest)


def test_people_get_no_warning_and_so_many_can_be_judged(
    held_out: tuple[list[Tune], Corpus],
) -> None:
    tunes, people = held_out
    found = judged(tunes, yardstick(people, tunes, named_rng(0, "yardstick")))
    assert [verdict.name for verdict in found if verdict.holds or verdict.open] == []


def test_few_tunes_cannot_be_called_noise_and_it_is_said(
    held_out: tuple[list[Tune], Corpus],
) -> None:
    tunes, people = held_out
    made = report(gathered(tunes[:8]), yardstick(people, tunes[:8], RNG(0)))
    assert [verdict.name for verdict in made.verdicts if verdict.open] == ["noise"]
    assert made.headline.endswith("; so few cannot be called noise.")
    assert page(made).count("so few tunes cannot tell") == 1


def test_a_hidden_copier_is_caught(held_out: tuple[list[Tune], Corpus]) -> None:
    tunes, people = held_out
    copied = [tune for tune in people.part("train") if len(tune.notes) >= 40][:30]
    assert holding([*tunes[:90], *copied], people) == {"copied"}
    yard = yardstick(people, [*tunes, *copied], RNG(0))
    found = copies([*tunes[:90], *copied], yard)
    assert {pair.mine for pair in found.pairs} <= set(copied)
    for pair in found.pairs:
        own, theirs = (yard.view.encode(tune) for tune in (pair.mine, pair.theirs))
        end = pair.mine_at + pair.length
        there = theirs[pair.theirs_at : pair.theirs_at + pair.length]
        np.testing.assert_array_equal(own[pair.mine_at : end], there)


def test_a_shuffler_is_caught(held_out: tuple[list[Tune], Corpus]) -> None:
    tunes, people = held_out
    rng = RNG(0)
    mixed = [
        Tune.from_events(
            [(tune.notes[i], 24) for i in rng.permutation(len(tune.notes))], tonic=tune.tonic
        )
        for tune in tunes
    ]
    assert holding(mixed, people) == {"noise", "wandering"}


def test_a_machine_with_one_hook_is_collapsed_and_stuck(folk: Corpus) -> None:
    rng = RNG(0)
    hooks = [Tune((67, 64, 60, 62) * 9 + (60 + int(rng.integers(7)),), (24,) * 37, tonic="C")
             for _ in range(60)]  # fmt: skip
    assert {"collapsed", "stuck"} <= holding(hooks, folk)


def test_diversity_alone_is_no_collapse(folk: Corpus) -> None:
    """Each tune its own hook: stuck, and as varied as can be."""
    rng = RNG(0)
    tunes = [Tune(tuple(rng.integers(60, 75, 4).tolist()) * 9, (24,) * 36, tonic="C")
             for _ in range(60)]  # fmt: skip
    found = holding(tunes, folk)
    assert "stuck" in found
    assert "collapsed" not in found


def test_without_a_tonic_intervals_are_read_and_that_is_said(held_out: tuple) -> None:
    tunes, people = held_out
    blind = [Tune(tune.pitches, tune.durations) for tune in tunes[:20]]
    yard = yardstick(people, blind, RNG(0))
    assert isinstance(yard.view, Interval)
    assert "not every tune names its tonic" in yard.why_this_view
    assert isinstance(yardstick(people, tunes[:20], RNG(0)).view, Degree)


def test_a_folder_of_people_is_halved_without_kin_on_both_sides(folk: Corpus) -> None:
    some = [folk[place] for place in range(200)]
    twice = gathered([*some, *some], "book")
    yard = yardstick(twice, some[:5], RNG(0))
    assert len(yard.learned) + len(yard.human) <= 200
    assert not {tune.id for tune in yard.learned} & {tune.id for tune in yard.human}


def test_every_tune_has_the_same_chance_to_be_kept(tmp_path: Path) -> None:
    lines = "".join(f"[{pitch}]\n" for pitch in range(60, 70))
    (tmp_path / "tunes.jsonl").write_text(lines, encoding="utf-8")
    found = [gather(tmp_path, RNG(seed), most=3) for seed in range(600)]
    assert all(one.read == 10 and len(one.tunes) == 3 for one in found)
    counts = Counter(tune.pitches[0] for one in found for tune in one.tunes)
    assert len(counts) == 10
    assert all(130 <= count <= 230 for count in counts.values())  # 180, six deviations wide


def test_no_music_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(TuneError, match="no music in"):
        gather(tmp_path, RNG(0))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, held_out: tuple) -> Path:
    """A folder of several formats, with what cannot be read, and its report."""
    folder = tmp_path_factory.mktemp("tunes")
    for number, tune in enumerate(held_out[0][:16]):
        write(tune, folder / f"{number:02}{('.abc', '.mid', '.musicxml')[number % 3]}")
    (folder / "more.jsonl").write_text("[60, 62]\n[62\n", encoding="utf-8")
    (folder / "broken.mid").write_bytes(b"MThd")
    assert main([str(folder), "--against", "kinder", "--out", str(folder / "r.html")]) == 0
    return folder


def test_the_same_folder_makes_the_same_report(written: Path, tmp_path: Path) -> None:
    out = tmp_path / "again.html"
    assert main([str(written), "--against", "kinder", "--out", str(out)]) == 0
    for suffix in (".html", ".json", ".csv"):
        assert out.with_suffix(suffix).read_bytes() == (written / f"r{suffix}").read_bytes()


def test_the_page_says_what_was_not_read_and_asks_nobody(written: Path) -> None:
    text = (written / "r.html").read_text(encoding="utf-8")
    assert "17 tunes were read, 2 could not be" in text
    assert "more.jsonl, line 2: this is no JSON" in text
    assert re.findall(r"(?:src|href)=\"(?!data:)[^\"]*\"", text) == []
    assert text.count("<audio") >= 12


def test_json_and_csv_hold_the_same_figures(written: Path) -> None:
    found = json.loads((written / "r.json").read_text(encoding="utf-8"))
    lines = (written / "r.csv").read_text(encoding="utf-8").splitlines()
    assert found["version"] == 1
    assert len(lines) == 1 + len(found["profile"])
    assert [line.split(",")[0] for line in lines[1:]] == [
        row["measure"] for row in found["profile"]
    ]
    assert not {"NaN", "Infinity"} & set(re.findall(r"\w+", json.dumps(found["profile"])))


def test_two_reports_stand_side_by_side(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = str(written / "r.json")
    assert main(["--compare", one, one]) == 0
    said = capsys.readouterr().out
    assert re.search(r"alike +0\.\d{3} +0\.\d{3} +0\.\d{3} to", said)
    assert not re.search("differ$", said, re.MULTILINE)


def test_reports_that_were_not_measured_alike_are_not_compared(written: Path) -> None:
    one = written / "r.json"
    other = written / "other.json"
    changed = json.loads(one.read_text(encoding="utf-8")) | {"against": "folk"}
    other.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(ValueError, match="against is 'kinder' and 'folk'"):
        differences(one, other)
    other.write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="is no report"):
        differences(one, other)


def test_a_folder_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no such folder"]) == 1
    assert "there is no such file or folder" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([])


def test_reports_are_made_by_the_library_too(held_out: tuple[list[Tune], Corpus]) -> None:
    tunes = held_out[0][:20]
    made = report(gathered(tunes), yardstick(people_named("kinder"), tunes, RNG(0)))
    assert isinstance(made, Report)
    assert page(made).startswith("<!doctype html>")
    assert as_json(made) == as_json(made)
    assert as_csv(made).startswith("measure,unit,value")


def test_people_who_are_too_few_are_named() -> None:
    one = gathered([Tune((60,) * 40, (24,) * 40)], "one")
    with pytest.raises(ValueError, match="one: there are too few of people's tunes"):
        yardstick(one, one.tunes, RNG(0))
