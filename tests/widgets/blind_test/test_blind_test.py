"""The blind test: fair tunes, answers that stay, results that come last, classes that add up."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meantone.measures import Detection, longest_copies
from meantone.show import sound
from meantone.teaching import export_progress
from meantone.teaching.records.progress import Progress
from meantone.teaching.records.sittings import Attempt
from meantone.tunes import REST, Corpus, Degree, DegreeDuration, Tune, load
from meantone.tunes.collections.near_duplicates import similarity
from meantone.widgets import (
    BlindTest,
    BlindTune,
    baseline,
    blind_duel,
    blind_tunes,
    class_results,
)
from meantone.widgets.blind_test.results import BlindResults, judgments
from meantone.widgets.blind_test.tunes import COPIED, PERSON, SONGS, held

NAME = "90.blind"
SIX = [
    *(BlindTune(f"song-{n}", PERSON, Tune((60 + n, 62), (24, 24)), f"Song {n}") for n in range(3)),
    *(BlindTune(f"made-{n}", "drawn, T = 1", Tune((50 + n, 62), (24, 24))) for n in range(3)),
]


@pytest.fixture(scope="module")
def kinder() -> Corpus:
    return load("kinder")


@pytest.fixture(scope="module")
def twelve(kinder: Corpus) -> list[BlindTune]:
    return blind_tunes(kinder, np.random.default_rng(0))


@pytest.fixture
def progress() -> Progress:
    return Progress(None)


def begun(progress: Progress, seed: int = 1) -> BlindTest:
    return BlindTest(SIX, NAME, np.random.default_rng(seed), progress=progress)


def given(test: BlindTest, **other: Any) -> dict[str, Any]:
    """An answer to the tune that is shown: a person's, unless another is given."""
    return {"place": test.place, "liking": 4, "taken": True, "sure": 2, "known": False, **other}


def answer(test: BlindTest, **other: Any) -> None:
    test.plays += 1
    test.value = given(test, **other)


def take(test: BlindTest, right: int) -> None:
    """Answer all that is left; so many answers right, then the rest wrong."""
    while test.now is not None:
        answer(test, taken=test.now.human == (test.answered < right))


# --- the tunes --------------------------------------------------------------------------------


def test_half_are_human_and_the_rest_of_three_decoders(twelve: list[BlindTune]) -> None:
    names = [tune.maker for tune in twelve]
    assert names.count(PERSON) == 6
    assert {name: names.count(name) for name in names[6:]} == {
        "drawn, T = 1": 2,
        "drawn, T = 0.5": 2,
        "most probable": 2,
    }
    assert len({tune.id for tune in twelve}) == 12
    assert len({(tune.tune.pitches, tune.tune.durations) for tune in twelve}) == 12


def test_nothing_but_the_notes_tells_them_apart(twelve: list[BlindTune]) -> None:
    for blind in twelve:
        tune = blind.tune
        assert tune == Tune(tune.pitches, tune.durations)  # no title, key, meter or source
        assert tune.length == 16 * 48
        assert REST not in tune.pitches
        assert min(tune.pitches) >= 48
        assert max(tune.pitches) <= 84
    seconds = {sound(blind.tune, tempo=110).seconds for blind in twelve}
    assert len(seconds) == 1
    assert 8 < seconds.pop() < 12


def test_no_machine_has_learned_from_the_songs_or_from_their_kin(kinder: Corpus) -> None:
    training = kinder.part("train")
    for name in SONGS:
        song = kinder.find(name)
        assert name not in training.ids
        assert max(similarity(song, tune) for tune in training) < 0.2
        assert max(similarity(song, tune) for tune in load("starter")) < 0.2  # the famous ones


def test_what_is_drawn_copies_little(kinder: Corpus, twelve: list[BlindTune]) -> None:
    training = [held(tune) for tune in kinder.part("train") if tune.tonic]
    view = DegreeDuration.of(training)
    songs = [view.encode(tune) for tune in training if tune.meter == (2, 4)]
    drawn = [blind.tune for blind in twelve if blind.maker.startswith("drawn")]
    tokens = [view.encode(Tune(tune.pitches, tune.durations, tonic="C")) for tune in drawn]
    assert max(longest_copies(tokens, songs)) <= COPIED


def test_the_same_numbers_give_the_same_tunes_and_others_others(
    kinder: Corpus, twelve: list[BlindTune]
) -> None:
    assert blind_tunes(kinder, np.random.default_rng(0)) == twelve
    other = blind_tunes(kinder, np.random.default_rng(1))
    assert {tune.id for tune in other} & {tune.id for tune in twelve} == {
        tune.id for tune in twelve if not tune.maker.startswith("drawn")
    }


def test_a_song_that_was_trained_on_is_refused(kinder: Corpus) -> None:
    with pytest.raises(ValueError, match="part for training"):
        blind_tunes(kinder, np.random.default_rng(0), [kinder.part("train").ids[0]])


def test_a_song_that_is_not_there_is_named(kinder: Corpus) -> None:
    with pytest.raises(LookupError, match="kinder0-9999"):
        blind_tunes(kinder, np.random.default_rng(0), ["kinder0-2", "kinder0-9999"])


def test_songs_of_two_lengths_are_refused(kinder: Corpus) -> None:
    longer = next(
        tune.id
        for tune in kinder.part("valid")
        if tune.meter == (2, 4) and held(tune).length != 16 * 48
    )
    with pytest.raises(ValueError, match="not as long as"):
        blind_tunes(kinder, np.random.default_rng(0), ("kinder0-2", longer))


# --- the test ---------------------------------------------------------------------------------


def test_a_tune_is_answered_only_after_it_sounded(progress: Progress) -> None:
    test = begun(progress)
    test.value = given(test)
    assert (test.place, test.answered, test.words) == (1, 0, "Play the tune before you answer.")
    answer(test, press=2)
    assert (test.place, test.answered, test.words) == (2, 1, "")
    test.value = given(test)  # the next one did not sound yet
    assert test.place == 2


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"liking": None}, "how much you like it"),
        ({"liking": 8}, "how much you like it"),
        ({"taken": None}, "who made it"),
        ({"sure": 0, "taken": "yes"}, "who made it, how sure you are"),
    ],
)
def test_an_answer_that_lacks_something_is_not_kept(
    progress: Progress, lacking: dict[str, Any], words: str
) -> None:
    test = begun(progress)
    answer(test, **lacking)
    assert test.words == f"Still missing: {words}."
    assert test.place == 1
    assert progress.records() == {}


def test_an_answer_to_another_place_is_not_kept(progress: Progress) -> None:
    test = begun(progress)
    answer(test)
    test.plays += 1
    test.value = given(test, place=1)  # a second press, before the page had changed
    assert test.answered == 1


def test_python_answers_to_all_that_the_page_asks(progress: Progress) -> None:
    test = begun(progress)
    for ask in (
        lambda: setattr(test, "plays", 1),
        lambda: setattr(test, "value", {"place": 1, "press": 1}),
        lambda: setattr(test, "value", {"place": 1, "press": 2}),
        lambda: setattr(test, "stops", 1),
        lambda: setattr(test, "agains", 1),
    ):
        before = test.replies
        ask()
        assert test.replies == before + 1


def test_the_order_is_random_and_the_same_again(progress: Progress) -> None:
    def order(seed: int) -> list[str]:
        test, ids = begun(Progress(None), seed), []
        while test.now is not None:
            ids.append(test.now.id)
            answer(test)
        return ids

    assert order(1) == order(1)
    assert sorted(order(1)) == sorted(tune.id for tune in SIX)
    assert len({tuple(order(seed)) for seed in range(8)}) > 4


def test_learners_have_orders_of_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = set()
    for learner in range(12):
        monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / f"{learner}.sqlite"))
        now = BlindTest(SIX, NAME).now
        assert now is not None
        assert now == BlindTest(SIX, NAME).now  # after a restart
        first.add(now.id)
    assert len(first) > 1


def test_the_page_learns_nothing_of_what_a_tune_is(progress: Progress) -> None:
    test = begun(progress)
    assert test.now is not None
    traits = {name: getattr(test, name) for name in test.traits(sync=True) if name[0] != "_"}
    heard = base64.b64decode(traits.pop("source").partition(",")[2])
    assert heard == sound(test.now.tune, tempo=110).encode("flac")
    told = str(traits) + str(test._repr_mimebundle_())
    assert not re.search("song-|made-|Song|drawn", told)


def test_a_restart_loses_nothing(progress: Progress) -> None:
    test = begun(progress)
    for _ in range(4):
        answer(test)
    waiting = test.now
    again = begun(progress)
    assert (again.place, again.answered, again.now) == (5, 4, waiting)


def test_a_stop_between_the_last_answer_and_the_end_does_not_hurt(progress: Progress) -> None:
    test = begun(progress)
    take(test, right=6)
    torn = Progress(None)
    for (kind, name), record in progress.records().items():
        if kind != "closed":
            torn.note(kind, name, record.value)
    again = begun(torn)
    assert again.place == 0
    assert again.results.detection.right == 6


def test_a_finished_test_stays_as_it_is(progress: Progress) -> None:
    test = begun(progress)
    take(test, right=5)
    before = progress.records()
    rerun = begun(progress)
    assert rerun.place == 0
    assert "your baseline" in rerun.words
    rerun.plays += 1
    rerun.value = {"place": 0, "liking": 1, "taken": True, "sure": 1, "known": False}
    rerun.stops += 1
    assert progress.records() == before


def test_another_attempt_is_kept_beside_the_baseline(progress: Progress) -> None:
    test = begun(progress)
    take(test, right=2)
    test.agains += 1
    assert (test.attempt, test.place) == (2, 1)
    take(test, right=6)
    assert "kept beside your baseline" in test.words
    results = test.results
    assert results.detection.right == 2
    last = results.lines[-1]
    assert "Attempt 2, after you had seen the answers: 6 of 6 right" in last
    rerun = begun(progress)  # a third may follow, in any kernel
    rerun.agains += 1
    assert (rerun.attempt, rerun.place) == (3, 1)


def test_another_attempt_has_another_order() -> None:
    test = BlindTest(SIX, NAME, np.random.default_rng(3), progress=Progress(None))
    orders: list[list[str]] = [[], []]
    for ids in orders:
        while test.now is not None:
            ids.append(test.now.id)
            answer(test)
        test.agains += 1
    assert orders[0] != orders[1]


def test_whoever_gives_up_gets_what_was_answered(progress: Progress) -> None:
    test = begun(progress)
    for _ in range(2):
        answer(test, taken=test.now is not None and test.now.human)
    test.stops += 1
    assert test.place == 0
    assert "2 of the 6 tunes answered" in test.words
    found = test.results.detection
    assert (found.right, found.trials) == (2, 2)


def test_two_pages_at_once_are_told(progress: Progress) -> None:
    one, two = begun(progress), begun(progress)
    two.plays += 1
    answer(one, liking=7)
    two.value = given(two, liking=1)
    assert (two.place, two.answered) == (2, 1)
    answer(two)
    likings = [a["liking"] for a in one.results.attempts[0].answers.values()]
    assert sorted(likings) == [4, 7]


def test_answers_of_an_earlier_edition_stay_in_what_is_over(progress: Progress) -> None:
    test = begun(progress)
    take(test, right=4)
    newer = BlindTest(SIX[1:], NAME, np.random.default_rng(0), progress=progress)
    assert newer.place == 0
    assert newer.results.detection.trials == 6
    assert "Song 0" not in repr(newer.results)
    assert newer.results._repr_html_().count("<audio") == 5


def test_answers_of_an_earlier_edition_do_not_count_in_what_is_open(progress: Progress) -> None:
    take_one = BlindTest(SIX[:1], NAME, np.random.default_rng(0), progress=progress)
    assert take_one.now is not None
    progress.note("answered", f"{NAME}.1.gone", {"place": 1})
    test = begun(progress)
    assert (test.place, test.answered) == (1, 0)


@pytest.mark.parametrize("tunes", [[], [SIX[0], SIX[0]]])
def test_a_test_needs_tunes_that_differ(tunes: list[BlindTune]) -> None:
    with pytest.raises(ValueError, match="each with an id of its own"):
        BlindTest(tunes, NAME, progress=Progress(None))


# --- what came out ----------------------------------------------------------------------------


def test_nothing_shows_before_it_is_over(progress: Progress) -> None:
    test = begun(progress)
    for _ in range(5):
        answer(test)
        told = repr(test.results) + test.results._repr_html_()
        assert not re.search("Song|drawn|right answer|<table|<audio", told)
    assert "5 of 6 tunes answered" in repr(test.results)
    assert "A coin is right in 1 to 5 of 6" in repr(test.results)


def test_the_results_are_those_of_the_answers(progress: Progress) -> None:
    test = begun(progress)
    said = iter([True, True, False, True, False, False])
    truth = []
    while test.now is not None:
        truth.append((test.now.human, taken := next(said)))
        answer(test, taken=taken, liking=len(truth), sure=1 + len(truth) % 3)
    found = test.results.detection
    hits = truth.count((True, True))
    alarms = truth.count((False, True))
    assert found == Detection(hits, 3, alarms, 3)
    person, machine = test.results.makers
    assert person.taken == hits / 3
    assert machine.taken == alarms / 3
    likings = [place for place, (human, _) in enumerate(truth, start=1) if human]
    assert person.liking == pytest.approx(np.mean(likings))
    assert f"Right: {found.right} of 6" in repr(test.results)
    assert f"d' = {found.d_prime:.2f}" in repr(test.results)


def test_the_page_of_results_can_be_heard_and_read(progress: Progress) -> None:
    test = begun(progress)
    take(test, right=3)
    html = test.results._repr_html_()
    assert html.count("<audio") == 6
    assert html.count("aria-label=") >= 6
    assert re.search(r'<img[^>]* alt="How often tunes were taken for a person', html)
    assert html.count("<caption") == 2
    assert "Song 1" in html


def test_tunes_that_were_known_are_left_out(progress: Progress) -> None:
    test = begun(progress)
    answer(test, known=True)
    take(test, right=6)
    assert test.results.detection.trials == 5
    assert "Not counted: 1 that you knew before." in test.results.lines
    assert "knew it" in repr(test.results)


def test_if_all_was_known_nothing_counts(progress: Progress) -> None:
    test = begun(progress)
    while test.now is not None:
        answer(test, known=True)
    assert "No answer counts" in repr(test.results)
    assert "<table" in test.results._repr_html_()


def test_who_gives_up_at_once_has_nothing(progress: Progress) -> None:
    test = begun(progress)
    test.stops += 1
    assert "No answer counts" in repr(test.results)
    assert test.results._repr_html_()


# --- a class ----------------------------------------------------------------------------------


@pytest.fixture
def hand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Have a learner take the test and hand in a file."""
    folder = tmp_path / "class"
    folder.mkdir()

    def learner(name: str, right: int, file: str = "", most: int = 6) -> Path:
        monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / f"{name}.sqlite"))
        test = BlindTest(SIX, NAME)
        while test.now is not None and test.answered < most:
            answer(test, taken=test.now.human == (test.answered < right))
        return export_progress(folder / f"{file or name}.json")

    return learner


def results_of(folder: Path) -> Any:
    return class_results(folder, np.random.default_rng(0), NAME)


def test_a_class_is_the_mean_of_its_listeners(hand_in: Any) -> None:
    for name, right in [("ann", 6), ("bob", 3), ("cay", 0)]:
        file = hand_in(name, right)
    found = results_of(file.parent)
    assert [one.right for one in found.listeners.each] == [6, 3, 0]
    assert found.listeners.share == 0.5
    assert found.listeners.share_interval == (0, 1)
    assert found.left_out == {}
    assert "Better than a coin alone (one-sided p < .05): 1 of 3." in repr(found)
    html = found._repr_html_()
    assert html.count("<img") == 2
    assert "100 %, 50 %, 0 %" in html


def test_a_learner_counts_once_with_the_longer_file(hand_in: Any) -> None:
    hand_in("ann", 6, "first")
    path = hand_in("ann", 6, "second")
    found = results_of(path.parent)
    assert len(found.listeners.each) == 1
    assert found.left_out == {"second.json": "of the same learner as first.json"}
    assert "1 listener." in repr(found)
    assert "nan" not in repr(found) + found._repr_html_()


def test_what_does_not_count_is_named_with_its_reason(hand_in: Any) -> None:
    folder = hand_in("good", 4).parent
    hand_in("early", 6, most=4)
    (folder / "foreign.json").write_text('{"a": 1}', encoding="utf-8")
    (folder / "torn.json").write_bytes((folder / "good.json").read_bytes()[:500])
    (folder / "notes.txt").write_text("not looked at", encoding="utf-8")
    (folder / "other.json").write_text(
        json.dumps({"format": "meantone progress 1", "code": "x", "records": []}), "utf-8"
    )
    found = results_of(folder)
    assert len(found.listeners.each) == 1
    assert found.left_out == {
        "early.json": "the test is not finished, 4 answers",
        "foreign.json": "no exported progress, or damaged",
        "other.json": "no blind test in it",
        "torn.json": "no exported progress, or damaged",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("liking", 8),
        ("liking", True),
        ("liking", "4"),
        ("sure", None),
        ("taken", "yes"),
        ("human", 1),
        ("maker", 3),
        ("maker", "drawn, T = 1 and a person"),
        ("place", "first"),
        ("place", None),
        ("known", 0),
    ],
)
def test_answers_changed_by_hand_leave_the_file_out(hand_in: Any, key: str, value: Any) -> None:
    path = hand_in("ann", 4)
    found = json.loads(path.read_text(encoding="utf-8"))
    answers = [row["value"] for row in found["records"] if row["kind"] == "answered"]
    song = next(answer for answer in answers if answer["human"])
    song[key] = value
    path.write_text(json.dumps(found), encoding="utf-8")
    results = results_of(path.parent)
    assert results.listeners.each == ()
    assert "an answer is damaged" in results.left_out["ann.json"]


@pytest.mark.parametrize("value", [None, 7, [], "text", {}])
def test_answers_of_another_shape_leave_the_file_out(value: Any) -> None:
    with pytest.raises(ValueError, match="an answer is damaged"):
        judgments(Attempt(1, {"song": value}))


def test_the_baseline_counts_and_not_the_second_attempt(
    hand_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = hand_in("ann", 2)
    test = BlindTest(SIX, NAME)
    test.agains += 1
    take(test, right=6)
    export_progress(path)
    assert [one.right for one in results_of(path.parent).listeners.each] == [2]


def test_an_empty_folder_and_none(tmp_path: Path) -> None:
    assert repr(results_of(tmp_path)) == "Blind test of a class: 0 listeners."
    assert "<table" not in results_of(tmp_path)._repr_html_()
    with pytest.raises(NotADirectoryError, match="nowhere"):
        results_of(tmp_path / "nowhere")


def test_results_of_no_attempt_say_how_far_it_is() -> None:
    assert "0 of 6 tunes answered" in repr(BlindResults(SIX, []))


def test_a_duel_treats_both_sides_alike_and_keeps_answers_apart() -> None:
    view = Degree([0, 2, 4])
    tunes = blind_duel([[0, 1], [1, 2]], [[2, 2]], view, "n-gram")
    assert [tune.human for tune in tunes] == [True, True, False]
    assert len({tune.id for tune in tunes}) == 3
    assert {tune.tune.durations for tune in tunes} == {(24, 24)}
    with pytest.raises(ValueError, match="equally long"):
        blind_duel([[0, 1]], [[1]], view, "n-gram")


def test_the_baseline_is_the_first_attempt_that_is_over() -> None:
    progress = Progress(None)
    tunes = blind_duel([[0, 1]], [[1, 1]], Degree([0, 7]), "n-gram")
    test = BlindTest(tunes, "99.duel", np.random.default_rng(0), progress=progress)
    assert baseline("99.duel", progress) is None
    for place in (1, 2):
        test.plays += 1
        test.value = {"place": place, "liking": 4, "taken": True, "sure": 1, "known": False}
    found = baseline("99.duel", progress)
    assert (found.hits, found.false_alarms) == (1, 1)
