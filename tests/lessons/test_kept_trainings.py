"""A training that is read instead of done again is the same training; what may differ is done."""

from collections.abc import Callable
from pathlib import Path

import kept_trainings
import numpy as np
import pytest

pytest.importorskip("torch")

from meantone.models.neural import LSTM, Plan, Training, Transformer
from meantone.models.neural import training as module

TUNES = [[0, 1, 2, 1], [2, 1, 0], [0, 0, 1, 2, 2]] * 4
Train = Callable[..., Training]


@pytest.fixture
def calls() -> list[str]:
    """Each training that was really done."""
    return []


@pytest.fixture
def train(tmp_path: Path, calls: list[str]) -> Train:
    def noted(network, tunes, valid, plan=None, *, seconds=np.inf, augment=None, after_epoch=None,
              show=True):  # fmt: skip
        calls.append(type(network).__name__)
        return module.train(network, tunes, valid, plan, seconds=seconds, augment=augment,
                            after_epoch=after_epoch, show=False)  # fmt: skip

    return kept_trainings.kept(noted, Training, tmp_path)


def network(seed: int = 0) -> LSTM:
    return LSTM(3, np.random.default_rng(seed), width=8)


def seen(train: Train, net: LSTM, plan: Plan) -> tuple[list[object], Training]:
    """What a lesson sees after each epoch, and what it has in the end."""
    noted: list[object] = []

    def look(training: Training) -> None:
        point = training.history[-1]
        noted.append((point.epochs, point.train_bits, point.valid_bits, bits_of(training)))

    return noted, train(net, TUNES, TUNES[:2], plan, after_epoch=look)


def bits_of(training: Training) -> list[list[float]]:
    return [weights.flatten().tolist() for weights in training.network.state_dict().values()]


def test_what_is_read_is_what_was_trained_in_every_epoch(train: Train, calls: list[str]) -> None:
    first, second = network(), network()
    plan = Plan(epochs=3, batch=4)
    went, done = seen(train, first, plan)
    again, read = seen(train, second, plan)
    assert calls == ["LSTM"]
    assert len(went) == 3
    assert again == went
    assert read.network is second
    assert (read.steps, read.history, read.over) == (done.steps, done.history, True)
    assert bits_of(read) == bits_of(done)
    assert read.best_bits == done.best_bits
    for training in (done, read):  # both go on in the same way
        training.plan = Plan(epochs=5, batch=4)
        training.run(TUNES, TUNES[:2], show=False)
    assert bits_of(read) == bits_of(done)


def test_another_plan_other_weights_other_tunes_are_trained(train: Train, calls: list[str]) -> None:
    plan = Plan(epochs=1)
    train(network(), TUNES, TUNES, plan)
    train(network(1), TUNES, TUNES, plan)
    train(network(), TUNES, TUNES, Plan(epochs=1, rate=1e-3))
    train(network(), TUNES[1:], TUNES, plan)
    train(network(), TUNES, TUNES[1:], plan)
    assert len(calls) == 5
    train(network(), TUNES, TUNES, plan)
    assert len(calls) == 5


def test_what_a_lesson_wrote_itself_is_always_trained(train: Train, calls: list[str]) -> None:
    class Own(LSTM):
        pass

    def even(query, keys):
        return (query @ keys.transpose(2, 3)).softmax(-1)

    changed = Transformer(3, np.random.default_rng(0), width=8, heads=2, layers=1)
    changed.blocks[0].attention.weights = even
    own = Own(3, np.random.default_rng(0), width=8)
    for net in (own, changed):
        for _ in range(2):
            train(net, TUNES, TUNES, Plan(epochs=1))
    for _ in range(2):
        train(network(), TUNES, TUNES, Plan(epochs=1), seconds=9.0)
        train(network(), TUNES, TUNES, Plan(epochs=1), augment=lambda tune, rng: tune)
    assert len(calls) == 8


def test_other_code_is_another_training(
    train: Train, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    train(network(), TUNES, TUNES, Plan(epochs=1))
    monkeypatch.setattr(kept_trainings, "code", lambda: "changed")
    train(network(), TUNES, TUNES, Plan(epochs=1))
    assert len(calls) == 2
