"""Call and response: what comes back, against a slow count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.experiments.adaptation import call_and_answer, compare_replies, respond, reused
from meantone.models import MarkovChain, NGram

TUNES = st.lists(st.integers(0, 2), max_size=8)


@given(st.lists(st.tuples(TUNES, TUNES), min_size=1, max_size=5), st.integers(1, 3))
def test_reused_is_the_share_of_the_calls_runs(pairs: list, length: int) -> None:
    found = reused([call for call, _ in pairs], [answer for _, answer in pairs], length)
    for share, (call, answer) in zip(found, pairs, strict=True):
        mine = {tuple(call[i : i + length]) for i in range(len(call) - length + 1)}
        back = {run for run in mine for i in range(len(answer)) if
                tuple(answer[i : i + length]) == run}  # fmt: skip
        if mine:
            assert share == pytest.approx(len(back) / len(mine))
        else:
            assert np.isnan(share)


def test_answers_go_on_from_their_calls_and_do_not_end() -> None:
    cycle = MarkovChain.fit([[0, 1, 2, 3, 0, 1, 2, 3]], size=4)
    answers = respond(cycle, [[0, 1], [2, 3], [3, 0]], 5, np.random.default_rng(0))
    assert [answer.tolist() for answer in answers] == [
        [2, 3, 0, 1, 2],
        [0, 1, 2, 3, 0],
        [1, 2, 3, 0, 1],
    ]
    with pytest.raises(ValueError, match="equally long"):
        respond(cycle, [[0], [0, 1]], 3, np.random.default_rng(0))


def test_an_answer_is_drawn_from_what_the_rule_makes_of_the_chances() -> None:
    chain = MarkovChain.fit([[0, 1, 0, 1, 0, 2, 0]], size=3, add=1)
    calls = [[0]] * 20
    likeliest = respond(
        chain, calls, 4, np.random.default_rng(0), lambda rows: rows == rows.max(1, keepdims=True)
    )
    assert [answer.tolist() for answer in likeliest] == [[1, 0, 1, 0]] * 20


def test_a_call_and_its_answer_are_what_stands_in_the_song() -> None:
    calls, answers = call_and_answer([range(6), range(9), range(5)], 3)
    assert [call.tolist() for call in calls] == [[0, 1, 2]] * 2
    assert [answer.tolist() for answer in answers] == [[3, 4, 5]] * 2


def test_runs_are_as_long_as_asked() -> None:
    calls, answers = [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]], [[0, 1, 9, 2, 3], [5, 6, 0, 8, 9]]
    pairs, fours = (
        compare_replies(calls, {"x": answers}, np.random.default_rng(0), n)["x"].own for n in (2, 4)
    )
    assert (pairs, fours) == (0.5, 0)


def test_an_echo_takes_up_everything_and_nothing_of_others() -> None:
    rng = np.random.default_rng(0)
    calls = [np.arange(8) + 8 * k for k in range(20)]
    found = compare_replies(calls, {"echo": calls, "next": calls[1:] + calls[:1]}, rng)
    assert (found["echo"].own, found["echo"].other) == (1, 0)
    assert found["next"].own == 0
    assert found.table()["who"].tolist() == ["echo", "next"]
    assert "echo 100.0%" in found.picture().to_dict()["description"]


def test_memory_of_the_tune_takes_up_more_than_an_ngram() -> None:
    from meantone.models import PPM, Mixture, by_certainty

    rng = np.random.default_rng(0)
    tunes = [np.tile(rng.integers(0, 6, 6), 4) for _ in range(80)]
    calls, people = call_and_answer(tunes[:40], 12)
    ngram = NGram.fit(tunes[40:], 6, order=2)
    memory = Mixture([ngram, PPM.short_term(6)], by_certainty(2))
    answers = {"people": people} | {
        name: respond(model, calls, 12, rng)
        for name, model in (("n-gram", ngram), ("memory", memory))
    }
    found = compare_replies(calls, answers, rng)
    assert found["people"].own == 1
    assert found["n-gram"].own < found["memory"].own
