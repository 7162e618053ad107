"""The benchmark of collapse: its sets, how its rules are asked, its page and its picture."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import (
    collapse,
    collapse_claims,
    collapse_page,
    collapse_sets,
    outside,
    pages,
    sweeps,
)
from benchmarks.claims import Band, Figure, rules, verdict
from benchmarks.collapse_claims import Results, Set
from benchmarks.collapse_sets import Setting
from benchmarks.grounds import ALIKE, APART, MIDDLE, RETURNS, VENDI, Ground, in_minor
from meantone.commands import project_folder
from meantone.measures import Reference, note_surprises
from meantone.models import MarkovChain, Mixture, NGram
from meantone.tunes import Degree, Tune, load
from meantone.tunes.formats import write

USUAL = {
    "surprise": 2.6,
    "entropy": 2.6,
    "pooled entropy": 3.4,
    "distinct-4": 0.3,
    "different tunes": 1.0,
    VENDI: 18.0,
    ALIKE: 0.03,
    "precision": 0.9,
    "recall": 0.9,
    RETURNS: 0.17,
    "8-grams copied": 0.4,
    "told apart": 0.5,
    MIDDLE: 0.7,
    APART: 0.1,
}
DRAWN = [s.name for way in collapse_sets.DRAWN for s in collapse_sets.settings(way)]
SEARCHES = list(collapse_claims.SEARCHES)
MODELS = ("n-gram, order 5", "LSTM", "mixture")

Change = Callable[[str, str, str], float | None]


def made(change: Change = lambda *_: None, seeds: int = 2, minor: Any = None) -> Results:
    """Return results in which all sets are as people's tunes, but for what `change` says."""

    def one(model: str, setting: str) -> Set:
        found = {}
        for name, usual in USUAL.items():
            value = usual if (new := change(model, setting, name)) is None else new
            found[name] = Figure(value, 0.99 * value, 1.01 * value)
        few = 40 if minor is None else minor(setting)
        return Set(found, (few, 400), (found[APART].value * (1 + MODELS.index(model)),))

    human = {name: Band(value, 0.9 * value, 1.1 * value, value) for name, value in USUAL.items()}
    sets = {
        model: {
            **{setting: [one(model, setting)] * seeds for setting in DRAWN},
            **{setting: [one(model, setting)] for setting in SEARCHES},
        }
        for model in MODELS
    }
    bits = {model: [2.5 - place / 10] for place, model in enumerate(MODELS)}
    return Results("folk, degrees", human, (0.5, 0.8), (400, 4000), bits, sets)


def verdicts(results: Results) -> dict[str, str]:
    """Return the verdict on each claim, by the name of its rule."""
    return {name: verdict(found) for name, found in collapse_claims.cases([results]).items()}


def test_what_is_as_people_are_has_not_collapsed() -> None:
    found = verdicts(made())
    for name in ("search", "sharp", "likeliest", "sampled-collapse", "form", "copies", "reader"):
        assert found[name] == "fails", name
    for name in ("diverse", "sampled-varied", "unique", "right-temperature", "match", "tail"):
        assert found[name] == "holds", name
    assert found["mode"] == "open"  # neither among the nearest tenth, nor in the farther half


def narrow(model: str, setting: str, measure: str) -> float | None:
    """Return the figures of collapse, at all settings but temperature 1."""
    if setting == "temperature 1" or measure == "different tunes":
        return None
    return USUAL[measure] * (1.5 if measure in (ALIKE, "told apart", "8-grams copied") else 0.3)


def test_what_has_collapsed_is_called_so() -> None:
    found = verdicts(made(narrow))
    for name in ("search", "sharp", "likeliest", "copies", "entropy", "signs", "each", "towards"):
        assert found[name] == "holds", name
    for name in ("sampled-collapse", "unique", "diverse"):
        assert found[name] == "fails", name
    assert found["mode"] == "holds"
    assert found["one-another"] == "holds"


@pytest.mark.parametrize("alone", [VENDI, ALIKE])
def test_one_measure_alone_decides_nothing(alone: str) -> None:
    found = verdicts(made(lambda *what: narrow(*what) if what[2] == alone else None))
    for name in ("search", "sharp", "likeliest"):
        assert found[name] == "open", name
    assert found["diverse"] != "holds"


def test_a_machine_that_repeats_one_hook_is_not_as_varied_as_people() -> None:
    def hook(model: str, setting: str, measure: str) -> float | None:
        return {ALIKE: 0.4, RETURNS: 0.6, VENDI: 18.0}.get(measure)

    assert verdicts(made(hook))["diverse"] == "fails"
    assert verdicts(made(hook))["sampled-varied"] == "open"


def test_one_seed_that_goes_the_other_way_opens_a_case() -> None:
    results = made(narrow)
    results.sets["LSTM"]["top-k 2"][1] = made().sets["LSTM"]["top-k 2"][0]
    cases = collapse_claims.cases([results])["sharp"]
    assert [case.stand for case in cases].count(0) == 1
    assert verdict(cases) == "mostly holds"


def test_a_search_is_one_case_whatever_the_seeds() -> None:
    for case in collapse_claims.cases([made(seeds=3)])["search"]:
        assert len(case.says) == 1


def test_rare_tunes_are_tested_against_chance() -> None:
    fewer = made(minor=lambda setting: 8 if setting == "temperature 0.4" else 40)
    assert verdicts(fewer)["rarer"] == "holds"
    assert verdicts(fewer)["rare-lost"] == "fails"
    few = made(minor=lambda setting: 0 if setting == "temperature 0.4" else 2)
    assert verdicts(few)["rarer"] == "open"
    lost = made(minor=lambda setting: 8)
    assert verdicts(lost)["rare-lost"] == "holds"


def test_the_better_predictor_has_to_win_by_two_kinds_of_measure() -> None:
    def far(model: str, setting: str, measure: str) -> float | None:
        off = 2 - MODELS.index(model)  # the mixture predicts best
        return {"told apart": 0.5 + 0.1 * off, RETURNS: 0.17 - 0.04 * off}.get(measure)

    assert verdicts(made(far))["predictor"] == "holds"
    half = made(lambda *what: far(*what) if what[2] == RETURNS else None)
    assert verdicts(half)["predictor"] == "open"


def test_a_cut_is_compared_with_the_temperature_that_is_as_surprising() -> None:
    def change(model: str, setting: str, measure: str) -> float | None:
        family, _, value = setting.rpartition(" ")
        if family == "temperature":
            scale = {
                "surprise": 1 + float(value),
                VENDI: 10 * float(value),
                ALIKE: 0.1 - 0.05 * float(value),
            }
            return scale.get(measure)
        if family == "top-p":  # as surprising as temperature 0.55
            return {"surprise": 1.55, VENDI: 11.0, ALIKE: 0.02}.get(measure)
        return None

    sets = dict(next(collapse_claims.seeds_of(made(change), "LSTM")))
    says, ratios = collapse_claims.tail_of(sets, "top-p")
    assert says == -1
    assert ratios == pytest.approx([2, 2, 2])
    for name in ("top-p 0.3", "top-p 0.7", "top-p 0.9"):  # as alike as temperature, but more varied
        sets[name].rows[ALIKE] = Figure(0.0725, 0.07, 0.075)
    assert collapse_claims.tail_of(sets, "top-p")[0] == 0


def test_how_far_outside_is_said() -> None:
    assert "-6.0 half-widths" in made(narrow).told("LSTM", "beam", VENDI)
    assert made().told("LSTM", "beam", VENDI) == f"{VENDI} 18.00, within"


# Sets


@pytest.fixture(scope="module")
def small() -> Ground:
    """Return the starter tunes as a ground, with a counting model as judge."""
    corpus = load("starter")
    view = Degree.of(corpus)
    tunes, size = [view.encode(tune) for tune in corpus], len(view.vocabulary)
    judge = NGram.fit(tunes[:10], size, 2)
    reference = Reference(
        tunes[10:],
        size,
        rng=np.random.default_rng(0),
        judge=judge,
        training=tunes[:10],
        view=view,
        length=16,
    )
    parts = {"train": tunes[:10], "valid": tunes[:10], "test": tunes[10:]}
    return Ground(corpus, view, parts, reference)


@pytest.fixture
def chain(small: Ground) -> MarkovChain:
    """Return a model that knows the starter tunes."""
    return MarkovChain.fit(small.parts["train"], small.size, add=0.01)


@pytest.mark.parametrize("name", [*DRAWN, *SEARCHES])
def test_every_way_gives_as_many_tunes_of_one_length(name: str, chain: MarkovChain) -> None:
    family, _, value = name.rpartition(" ")
    setting = Setting(family, float(value)) if name in DRAWN else Setting(name)
    tunes = collapse_sets.draw(chain, setting, 12, 10, np.random.default_rng(0))
    assert tunes is not None
    assert {len(tune) for tune in tunes} == {10}
    assert len(tunes) == 12
    if name == "mode":
        assert len({tune.tobytes() for tune in tunes}) == 1
    if name in ("beam", "n-best"):
        assert len({tune.tobytes() for tune in tunes}) == 12


def test_of_some_the_likeliest_is_kept(chain: MarkovChain) -> None:
    def bits(value: float, family: str) -> float:
        tunes = collapse_sets.draw(chain, Setting(family, value), 40, 10, np.random.default_rng(1))
        return float(np.mean(np.concatenate(note_surprises(chain, tunes or []))))

    assert bits(16, "likeliest of") < bits(4, "likeliest of") < bits(1.0, "temperature")


def test_what_is_not_finite_has_no_exact_best(chain: MarkovChain) -> None:
    both = Mixture([chain, chain])
    rng = np.random.default_rng(0)
    assert collapse_sets.draw(both, Setting("n-best"), 4, 5, rng) is None
    mode = collapse_sets.draw(both, Setting("mode"), 4, 5, rng)
    beam = collapse_sets.draw(both, Setting("beam"), 4, 5, rng)
    assert mode is not None
    assert beam is not None
    assert mode[3].tolist() == beam[0].tolist()


def test_minor_tunes_are_counted() -> None:
    assert in_minor(np.array([[0.0, 3, 15, 4], [0, 4, 7, 3], [12, -9, 5, 7]])) == 2


# The page and the picture


def test_the_page_is_made_of_stored_cases(
    small: Ground,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(collapse_sets, "ground", lambda *_: small)
    monkeypatch.setattr(collapse_sets, "LENGTH", 16)
    for module in (collapse_sets, collapse_claims):
        monkeypatch.setattr(module, "GROUNDS", (("starter", "degrees"),))
    monkeypatch.setattr(collapse_sets, "COUNTING", ("Markov chain", "n-gram, order 2"))
    monkeypatch.setattr(collapse_sets, "LEARNED", ())
    for module in (sweeps, collapse, pages):
        monkeypatch.setattr(module, "RESULTS", tmp_path)
    monkeypatch.setattr("benchmarks.machine.RESULTS", tmp_path)
    monkeypatch.setattr("benchmarks.grounds.LENGTH", 16)
    assert collapse.main(["--seeds", "1", "--jobs", "1"]) == 0
    page = (tmp_path / "collapse.md").read_text(encoding="utf-8")
    assert page in capsys.readouterr().out
    for one in rules("collapse").values():
        assert page.count(one.claim) == 2
    assert "starter, degrees: n-gram, order 2" in page
    assert "11 of 11 cases" in page
    svg = (tmp_path / "collapse.svg").read_text(encoding="utf-8")
    words = re.search(r'aria-label="([^"]*)"', svg)
    assert words
    assert collapse_page.TITLE in html.unescape(words.group(1))
    next(tmp_path.rglob("decoded-*-temperature-0.json")).unlink()
    assert collapse.main(["--seeds", "1", "--stored"]) == 0
    assert "10 of 11 cases" in (tmp_path / "collapse.md").read_text(encoding="utf-8")


def test_any_folder_of_tunes_can_be_held_against_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outside, "LENGTH", 12)  # children's songs are short
    for number in range(20):
        tune = Tune((60, 62, 64, 62) * 4, (48,) * 15 + (48 + number,), title=str(number))
        write(tune, tmp_path / f"{number}.mid")
    said = outside.compared(tmp_path, "kinder")
    heads, _, *rows, _, verdict_ = said.splitlines()
    assert re.match(
        rf"\| measure \| \d+ tunes of {tmp_path.name} \| people's band \(kinder\)", heads
    )
    assert VENDI in said
    assert all(len(row.split("|")) == 6 for row in rows)
    assert verdict_.startswith("Collapsed: by")
    (tmp_path / "0.mid").unlink()
    assert collapse.main(["--folder", str(tmp_path)]) == 1
    assert "19 tunes of more than 12 notes; 20 are needed" in capsys.readouterr().err


def test_the_readme_shows_the_picture_in_words_too() -> None:
    readme = (project_folder() / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"!\[([^\]]*)\]\((benchmarks/results/collapse\.svg)\)", readme)
    assert shown
    assert len(shown.group(1)) > 100
    assert (project_folder() / shown.group(2)).exists()
