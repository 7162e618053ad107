"""The benchmark of collapse: its sets, its rules, its page, and that a stopped run goes on."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meantone.commands import project_folder
from meantone.commands.bench import load as load_benchmark

bench = load_benchmark("collapse")

from benchmarks import collapse, collapse_claims, collapse_page, collapse_sets  # noqa: E402
from benchmarks.collapse_claims import CLAIMS, VENDI, Results, verdict  # noqa: E402
from benchmarks.collapse_sets import Ground, Set, Setting  # noqa: E402
from meantone.measures import Reference, note_surprises  # noqa: E402
from meantone.models import MarkovChain, Mixture, NGram  # noqa: E402
from meantone.tunes import Degree, load  # noqa: E402

MEASURES = {
    "surprise": 2.6,
    "surprise, LSTM judge": 2.4,
    "entropy": 2.6,
    "pooled entropy": 3.4,
    "distinct-4": 0.3,
    "different tunes": 1.0,
    VENDI: 18.0,
    "precision": 0.9,
    "recall": 0.9,
    "4-grams repeated": 0.17,
    "told apart": 0.5,
    "8-grams copied": 0.4,
    "minor": 0.08,
    "from the middle": 0.7,
    "middles apart": 0.1,
}
SETTINGS = [setting.name for setting in collapse_sets.settings(collapse_sets.GRID)]
MODELS = ("Markov chain", "n-gram, order 5", "LSTM", "Transformer", "mixture")


def made(change: Callable[[str, str, str], float | None] = lambda *_: None, seeds: int = 2) -> Any:
    """Return results in which all sets are as people's tunes, but for what `change` says."""

    def one(model: str, setting: str) -> Set:
        figures = {
            name: usual if (new := change(model, setting, name)) is None else new
            for name, usual in MEASURES.items()
        }
        middle = [figures["middles apart"] * (1 + MODELS.index(model))]
        return Set({name: (value, value, value) for name, value in figures.items()}, middle)

    human = {name: (value, 0.9 * value, 1.1 * value, value) for name, value in MEASURES.items()}
    sets = {
        model: {setting: [one(model, setting)] * seeds for setting in SETTINGS} for model in MODELS
    }
    bits = {model: [2.5 - place / 10] * seeds for place, model in enumerate(MODELS)}
    return Results(human, bits, sets)


def verdicts(results: Results) -> dict[str, str]:
    """Return the verdict on each claim."""
    return {claim.words: verdict(claim.cases(results)) for claim in CLAIMS}


def claim(beginning: str) -> str:
    """Return the one claim that begins so."""
    (found,) = (claim.words for claim in CLAIMS if claim.words.startswith(beginning))
    return found


@pytest.fixture(scope="module")
def small() -> Ground:
    """Return the starter tunes as a ground, with counting models as judges."""
    corpus = load("starter")
    view = Degree.of(corpus)
    tunes, size = [view.encode(tune) for tune in corpus], len(view.vocabulary)
    judge, second = NGram.fit(tunes[:10], size, 2), NGram.fit(tunes[:10], size, 3)
    human = tunes[10:]
    reference = Reference(
        human,
        size,
        rng=np.random.default_rng(0),
        judge=judge,
        training=tunes[:10],
        view=view,
        length=16,
    )
    parts = {"train": tunes[:10], "valid": tunes[:10], "test": human}
    return Ground(parts, size, reference, collapse_sets.measures(second), {"n-gram": 3.0})


@pytest.fixture
def chain(small: Ground) -> MarkovChain:
    """Return a model that knows the starter tunes."""
    return MarkovChain.fit(small.parts["train"], small.size, add=0.01)


# Rules


def test_what_is_as_people_are_has_not_collapsed() -> None:
    found = verdicts(made())
    assert found[claim("Searching")] == "fails"
    assert found[claim("Sampling from the model as it is gives tunes as")] == "holds"
    assert found[claim("Some setting matches")] == "holds"
    assert found[claim("A linear reader")] == "fails"
    assert found[claim("A set of different")] == "holds"
    assert found[claim("It does not matter who")] == "holds"
    assert found[claim("It does not matter how")] == "holds"
    assert found[claim("There is one right")] == "holds"


def test_what_has_collapsed_is_called_so() -> None:
    def change(model: str, setting: str, measure: str) -> float | None:
        if setting == "temperature 1" or measure == "different tunes":
            return None
        return MEASURES[measure] * (1.5 if measure in ("told apart", "8-grams copied") else 0.3)

    found = verdicts(made(change))
    for words in ("Searching", "Making", "Choosing", "Collapse shows as low", "A surer model c"):
        assert found[claim(words)] == "holds", words
    assert found[claim("Collapse shows as less")] == "holds"
    assert found[claim("Sampling from the model as it is gives tunes that")] == "fails"
    assert found[claim("A set of different")] == "fails"
    assert found[claim("There is one right")] == "holds"
    assert found[claim("Surer models grow")] == "holds"


def test_one_case_or_one_seed_that_goes_the_other_way_ends_a_plain_verdict() -> None:
    def change(model: str, setting: str, measure: str) -> float | None:
        return 5.0 if (model, setting, measure) == ("LSTM", "beam", VENDI) else None

    words = claim("Searching")
    results = made(change)
    assert verdicts(results)[words] == "mostly fails"
    everywhere = made(lambda _, setting, measure: 5.0 if measure == VENDI else None)
    assert verdicts(everywhere)[words] == "holds"
    everywhere.sets["LSTM"]["beam"][1] = made().sets["LSTM"]["beam"][0]
    assert verdicts(everywhere)[words] == "mostly holds"
    for model in MODELS[:2]:
        everywhere.sets[model]["n-best"] = made().sets[model]["n-best"]
    assert verdicts(everywhere)[words] == "depends"


def test_one_setting_is_enough_to_pass_for_people() -> None:
    def change(model: str, setting: str, measure: str) -> float | None:
        return None if setting == "top-k 8" else 2 * MEASURES[measure]

    for cases in (collapse_claims.of_match(made(change)), collapse_claims.of_reader(made(change))):
        assert all("(top-k 8)" in case.figures for case in cases)
    found = verdicts(made(change))
    assert found[claim("Some setting matches")] == "holds"
    assert found[claim("A linear reader")] == "fails"


def test_the_best_predictor_has_to_be_nearest_to_people() -> None:
    def far(model: str, setting: str, measure: str) -> float | None:
        return None if model == nearest else 2 * MEASURES[measure]

    nearest = "mixture"  # the best predictor of `made`
    assert verdicts(made(far))[claim("The better predictor")] == "holds"
    nearest = "LSTM"
    assert verdicts(made(far))[claim("The better predictor")] == "fails"


def test_a_set_is_compared_with_the_temperature_that_is_as_surprising() -> None:
    def change(model: str, setting: str, measure: str) -> float | None:
        family, _, value = setting.rpartition(" ")
        if family == "temperature":
            return {"surprise": 1 + float(value), VENDI: 10 * float(value)}.get(measure)
        if setting == "top-p 0.9":  # as surprising as temperature 0.55
            return {"surprise": 1.55, VENDI: 11.0}.get(measure)
        return None

    ratios = collapse_claims.beside_temperature(made(change), "LSTM", "top-p 0.9")
    assert ratios == pytest.approx([2, 2])


def test_the_right_temperature_is_told_measure_by_measure() -> None:
    def change(model: str, setting: str, measure: str) -> float | None:
        if not setting.startswith("temperature"):
            return None
        degree = float(setting.split()[1])
        best = 0.5 if measure == "4-grams repeated" else 0.9
        return MEASURES[measure] * (1 + degree - best)

    cases = collapse_claims.of_temperature(made(change))
    assert "surprise 0.9" in cases[0].figures
    assert "4-grams repeated 0.5" in cases[0].figures
    assert not cases[0].held.any()


@pytest.mark.parametrize("one", CLAIMS, ids=lambda one: one.words[:30])
def test_every_claim_is_decided_seed_by_seed(one: collapse_claims.Claim) -> None:
    for case in one.cases(made(seeds=3)):
        assert case.held.shape == (3,)
        assert case.held.dtype == bool
        assert case.figures
    assert one.expected in ("holds", "fails", "depends", "open")


# Sets


@pytest.mark.parametrize("name", SETTINGS)
def test_every_way_gives_as_many_tunes_of_one_length(name: str, chain: MarkovChain) -> None:
    family, _, value = name.rpartition(" ")
    known = family in collapse_sets.GRID
    setting = Setting(family, float(value)) if known else Setting(name)
    tunes = collapse_sets.draw(chain, setting, 12, 10, np.random.default_rng(0))
    assert tunes is not None
    assert {len(tune) for tune in tunes} == {10}
    assert len(tunes) == 12
    if name in ("greedy", "mode"):
        assert len({tune.tobytes() for tune in tunes}) == 1
    if name in ("beam", "n-best"):
        assert len({tune.tobytes() for tune in tunes}) == 12


def test_the_end_is_forbidden_and_nothing_else() -> None:
    rows = np.array([[0.1, 0.3, 0.6], [0.5, 0.5, 0.0]])
    assert collapse_sets.onward(rows) == pytest.approx(np.array([[0.25, 0.75, 0], [0.5, 0.5, 0]]))


def test_of_some_the_likeliest_is_kept(chain: MarkovChain) -> None:
    def bits(value: float | None, family: str) -> float:
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


def test_minor_tunes_and_middles_are_found() -> None:
    heights = np.array([[0.0, 3, 15, 4], [0, 4, 7, 3], [12, -9, 5, 7]])
    assert collapse_sets.in_minor(heights).tolist() == [1, 0, 1]
    assert collapse_sets.apart(np.array([0.0, 3]), np.array([4.0, 0])) == 5


# Keeping


def test_a_stopped_run_goes_on(
    small: Ground, chain: MarkovChain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [Setting("temperature", 0.5), Setting("greedy"), Setting("temperature", 1.0)]
    drawn: list[str] = []
    true_draw = collapse_sets.draw

    def draw(model: Any, setting: Setting, *rest: Any) -> Any:
        drawn.append(setting.name)
        if setting.value == 1 and len(drawn) == 3:
            raise KeyboardInterrupt
        return true_draw(model, setting, *rest)

    monkeypatch.setattr(collapse_sets, "draw", draw)
    path = tmp_path / "kept" / "chain-0.json"

    def run(data: Ground = small) -> tuple[float, dict[str, Set]]:
        return collapse_sets.measure_all("chain", 0, wanted, data, lambda: chain, path)

    with pytest.raises(KeyboardInterrupt):
        run()
    bits, kept = run()
    assert drawn == ["temperature 0.5", "greedy", "temperature 1", "temperature 1"]
    assert list(kept) == [setting.name for setting in wanted]
    again = run()
    assert len(drawn) == 4
    assert again[0] == bits
    assert {name: one.rows for name, one in again[1].items()} == {
        name: one.rows for name, one in kept.items()
    }
    path.unlink()
    fresh = run()[1]
    assert fresh["temperature 1"].middle == kept["temperature 1"].middle  # each has its own rng
    fewer = small._replace(measures=small.measures[:4])
    assert list(run(fewer)[1]["greedy"].rows) == [one.name for one in small.measures[:4]]


# The page and the picture


def test_the_page_has_every_claim_and_the_picture_its_words(
    small: Ground,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def models(data: Ground, seed: int, folder: Path) -> Any:
        def fit(order: int) -> Callable[[], NGram]:
            return lambda: NGram.fit(data.parts["train"], data.size, order)

        return {"Markov chain": fit(2), "LSTM": fit(3)}

    monkeypatch.setattr(collapse, "ground", lambda folder: small)
    monkeypatch.setattr(collapse, "models", models)
    monkeypatch.setattr(collapse, "RESULTS", tmp_path)
    monkeypatch.setattr("benchmarks.machine.RESULTS", tmp_path)
    ends = {family: (values[0], values[-1]) for family, values in collapse_sets.GRID.items()}
    grid = ends | {"temperature": (0.4, 0.6, 1.0)}
    monkeypatch.setattr(collapse, "GRID", grid)
    monkeypatch.setattr(collapse, "QUICK_GRID", grid)
    assert bench(["--seeds", "2", "--keep", str(tmp_path)]) == 0
    page = (tmp_path / "collapse.md").read_text(encoding="utf-8")
    assert page in capsys.readouterr().out
    for one in CLAIMS:
        assert page.count(one.words) == 2
    assert "nan" not in page
    assert all(f"### {model}\n" in page for model in ("Markov chain", "LSTM"))
    svg = (tmp_path / "collapse.svg").read_text(encoding="utf-8")
    words = re.search(r'aria-label="([^"]*)"', svg)
    assert words
    assert collapse_page.TITLE in html.unescape(words.group(1))
    assert bench(["--quick", "--keep", str(tmp_path)]) == 0
    quick = capsys.readouterr().out
    assert quick.count("\n| ") == 1 + len(CLAIMS)


def test_the_other_cases_are_named_only_if_they_are_few() -> None:
    cases = [collapse_claims.Case(name, np.array([name < "f"]), "") for name in "abcdefgh"]
    assert collapse_page.rest(cases) == "f; g; h"
    assert collapse_page.rest(cases[:5]) == ""
    assert collapse_page.rest([one._replace(held=~one.held) for one in cases]) == "f; g; h"


def test_the_published_page_is_about_the_claims_there_are() -> None:
    page = (project_folder() / "benchmarks" / "results" / "collapse.md").read_text(encoding="utf-8")
    assert [one.words for one in CLAIMS if one.words not in page or one.rule[1:] not in page] == []


def test_the_readme_shows_the_picture_in_words_too() -> None:
    readme = (project_folder() / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"!\[([^\]]*)\]\((benchmarks/results/collapse\.svg)\)", readme)
    assert shown
    assert len(shown.group(1)) > 100
    assert (project_folder() / shown.group(2)).exists()


def test_seeds_have_to_be_some(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench(["--seeds", "0"])
    assert "--seeds is 0" in capsys.readouterr().err
