"""The training loop: it learns, it repeats itself exactly, it stops and goes on."""

from __future__ import annotations

import itertools
import signal
import threading
from collections.abc import Callable

import numpy as np
import pytest
import torch
from any_network import MAKERS, SIZE, random_tunes
from hypothesis import given
from hypothesis import strategies as st

from meantone.models import MarkovChain
from meantone.models.neural import (
    LSTM,
    Network,
    Plan,
    SoftmaxBigram,
    Training,
    Transformer,
    WindowMLP,
    train,
    transposing,
)
from meantone.models.neural.batches import PADDING, bits, deal, pad
from meantone.tunes.viewpoints import Degree, Pitch

QUICK = Plan(epochs=3, batch=4, rate=1e-2, warm_up=3)
TUNES = random_tunes(18, np.random.default_rng(0))
VALID = random_tunes(5, np.random.default_rng(1))
Weights = dict[str, torch.Tensor]


def weights_of(training: Training) -> Weights:
    return training.network.state_dict()


def assert_same(one: Weights, other: Weights) -> None:
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert torch.equal(value, other[name]), name


@pytest.mark.parametrize(
    "network",
    [
        WindowMLP(SIZE, np.random.default_rng(0), window=8, width=64, dropout=0.0),
        LSTM(SIZE, np.random.default_rng(0), width=32, dropout=0.0),
        Transformer(SIZE, np.random.default_rng(0), width=32, layers=2, dropout=0.0),
    ],
    ids=lambda network: type(network).__name__,
)
def test_it_learns_eight_tunes_by_heart(network: Network) -> None:
    """Only the first notes, which nothing announces, are left to surprise it."""
    rng = np.random.default_rng(6)
    tunes = [np.concatenate([[i % SIZE, i // SIZE], rng.integers(0, SIZE, 14)]) for i in range(8)]
    done = train(network, tunes, tunes, Plan(150, 8, 1e-2, 5, decay=0.0, patience=150), show=False)
    surprise = np.stack(done.model.surprises(tunes))
    assert surprise[:, :2].sum(axis=1).mean() == pytest.approx(3, abs=0.2)  # one of eight
    assert surprise[:, 2:].mean() < 0.15
    assert surprise[:, 2:].max() < 0.7


@pytest.mark.parametrize(("batch", "rate"), [(60, 0.3), (20, 0.1)], ids=["one batch", "batches"])
def test_gradient_descent_can_count(batch: int, rate: float) -> None:
    """The bigram's best table is the one that counting gives (lesson 02), however tunes are dealt.

    Two thirds of the tunes are short: in batches of like length they fill batches of their own.
    """
    rng = np.random.default_rng(2)
    long = [rng.integers(0, SIZE, rng.integers(40, 60)) for _ in range(20)]
    tunes = [*random_tunes(40, rng), *long]
    plan = Plan(300, batch, rate, 1, decay=0.0, clip=np.inf, patience=300)
    done = train(SoftmaxBigram(SIZE), tunes, VALID, plan, show=False)
    counted = MarkovChain.fit(tunes, SIZE).table
    learned = done.network.table.softmax(-1).detach().numpy()
    rows = [*range(SIZE), SIZE + 1]  # a chain's last row is the beginning, a network's boundary
    np.testing.assert_allclose(learned, counted[rows], atol=1e-3)


def test_every_token_counts_alike_whatever_batch_it_is_in() -> None:
    """The steps of an epoch add up to one step over all tunes: their mean gradient is its own."""
    tunes = [np.array([0, 1]), np.array([1, 1, 2]), np.array([3] * 30), np.array([4, 2] * 20)]

    def gradients(batch: int) -> torch.Tensor:
        network = SoftmaxBigram(SIZE)
        training = Training(network, Plan(1, batch, rate=0.0, clip=np.inf, decay=0.0))
        found = []
        training.optimizer.register_step_pre_hook(lambda *given: found.append(table_slope(network)))
        training.run(tunes, tunes, show=False)
        assert len(found) == len(tunes) / batch
        return torch.stack(found).mean(0)

    def table_slope(network: SoftmaxBigram) -> torch.Tensor:
        assert network.table.grad is not None
        return network.table.grad.clone()

    torch.testing.assert_close(gradients(2), gradients(4))
    torch.testing.assert_close(gradients(1), gradients(4))


def test_no_end_is_learned_from_a_tune_that_was_cut_off() -> None:
    """What is left of P(end | 0) is what the tunes that did end say."""
    tunes = [np.zeros(4, dtype=np.int64)] * 3 + [np.zeros(8, dtype=np.int64)] * 3
    plan = Plan(300, 2, 0.1, 1, decay=0.0, clip=np.inf, patience=300)
    for ended, wanted in ((None, 6 / 36), ([1, 1, 1, 0, 0, 0], 3 / 33)):
        done = train(SoftmaxBigram(SIZE), tunes, VALID, plan, ended=ended, show=False)
        learned = done.network.table.softmax(-1)[0, SIZE]
        assert float(learned.detach()) == pytest.approx(wanted, abs=1e-3)
    with pytest.raises(ValueError, match="6 tunes, but 2 of them"):
        train(SoftmaxBigram(SIZE), tunes, VALID, ended=[True, False], show=False)


@pytest.mark.parametrize("make", MAKERS.values(), ids=list(MAKERS))
def test_one_seed_gives_the_same_weights_twice_whatever_else_is_drawn(
    make: Callable[[], Network],
) -> None:
    one = train(make(), TUNES, VALID, QUICK, show=False)
    torch.rand(3)
    before = torch.random.get_rng_state()
    two = train(make(), TUNES, VALID, QUICK, show=False)
    assert torch.equal(torch.random.get_rng_state(), before)  # and nobody else is disturbed
    assert_same(weights_of(one), weights_of(two))
    assert_same(one.best, two.best)
    other = train(make(), TUNES, VALID, Plan(**{**vars(QUICK), "seed": 1}), show=False)
    assert any(
        not torch.equal(a, b) for a, b in zip(one.best.values(), other.best.values(), strict=True)
    )


def test_each_row_of_a_batch_is_one_tune_between_its_boundaries() -> None:
    inputs, targets = pad(TUNES, SIZE)
    for tune, read, wanted in zip(TUNES, inputs.tolist(), targets.tolist(), strict=True):
        rest = len(read) - len(tune) - 1
        assert read == [SIZE, *tune, *[SIZE] * rest]
        assert wanted == [*tune, SIZE, *[PADDING] * rest]


@given(
    st.lists(st.integers(1, 120), min_size=1, max_size=100), st.integers(1, 9), st.integers(0, 99)
)
def test_every_tune_is_dealt_once_with_tunes_of_its_length(
    lengths: list[int], batch: int, seed: int
) -> None:
    batches = deal(lengths, batch, np.random.default_rng(seed))
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    assert sum(len(rows) < batch for rows in batches) <= 1
    ordered = sorted(lengths)
    widest = max(b - a for a, b in zip(ordered, ordered[batch - 1 :] or ordered[-1:], strict=False))
    assert all(np.ptp(np.array(lengths)[rows]) <= widest + 16 for rows in batches)


def test_padding_teaches_nothing() -> None:
    """A long tune beside a short one changes nothing for the short one."""
    network = MAKERS["lstm"]().eval()
    short, long = np.array([1, 2]), np.array([0, 1, 2, 3, 4, 0, 1])
    alone = bits(network, [short])[0]
    np.testing.assert_allclose(bits(network, [long, short])[1], alone, atol=1e-6)


def test_the_rate_rises_then_falls_to_nothing() -> None:
    rates = [Plan(rate=2.0, warm_up=10).rate_at(step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.2)
    assert max(rates) == pytest.approx(2, abs=0.1)
    assert np.argmax(rates) in (9, 10)
    assert all(a > b for a, b in itertools.pairwise(rates[10:]))
    assert rates[-1] < 0.01
    assert Plan(warm_up=0).rate_at(0, 10) == Plan().rate


def test_it_ends_early_when_nothing_improves_and_keeps_the_best() -> None:
    plan = Plan(epochs=60, batch=6, rate=2e-2, patience=3, decay=0.0)
    network = LSTM(SIZE, np.random.default_rng(0), width=32, dropout=0.0)
    # Half of it can be learned, the other half only by heart: it gets better, then worse.
    rng = np.random.default_rng(5)
    tunes = [np.where(np.arange(12) % 2, 3, rng.integers(0, SIZE, 12)) for _ in range(18)]
    learned, valid = tunes[:12], tunes[12:]
    done = train(network, learned, valid, plan, show=False)
    found = [point.valid_bits for point in done.history]
    assert len(found) < 60
    assert np.argmin(found) > 0
    assert done.over
    assert int(np.argmin(found)) == len(found) - 1 - plan.patience
    assert done.best_bits == min(found)
    assert np.concatenate(done.model.surprises(valid)).mean() == pytest.approx(min(found), abs=1e-6)
    assert np.concatenate(bits(done.network, valid)).mean() == pytest.approx(found[-1], abs=1e-6)


def test_the_model_is_a_copy_that_training_leaves_alone() -> None:
    training = Training(MAKERS["lstm"](), QUICK)
    model = training.model
    before = model.surprises(VALID)
    training.run(TUNES, VALID, show=False)
    np.testing.assert_array_equal(np.concatenate(before), np.concatenate(model.surprises(VALID)))


def assert_same_history(one: Training, other: Training) -> None:
    """Compare what was measured at the ends of epochs; a stop adds a point between."""
    points = [
        {p.epochs: (p.train_bits, p.valid_bits) for p in training.history if p.epochs % 1 == 0}
        for training in (one, other)
    ]
    assert points[0] == points[1]


def stop_at(step: int, how: Callable[[Training], object]) -> Callable[[Training], Training]:
    """Return a function that trains, with an interruption when so many steps are done."""

    def run(training: Training) -> Training:
        learn = training._learn

        def learn_and_stop(*given: object) -> None:
            learn(*given)
            if training.steps == step:
                how(training)

        training._learn = learn_and_stop
        training.run(TUNES, VALID, show=False)
        training._learn = learn
        return training

    return run


@pytest.mark.parametrize("step", [2, 5, 7, 10])
@pytest.mark.parametrize(
    "how",
    [lambda training: signal.raise_signal(signal.SIGINT), Training.stop],
    ids=["interrupted", "stopped"],
)
def test_going_on_after_a_stop_is_having_gone_on(
    step: int, how: Callable[[Training], object]
) -> None:
    whole = train(MAKERS["lstm"](), TUNES, VALID, QUICK, show=False)
    handler = signal.getsignal(signal.SIGINT)
    stopped = stop_at(step, how)(Training(MAKERS["lstm"](), QUICK))
    assert signal.getsignal(signal.SIGINT) is handler
    assert stopped.steps == step
    assert stopped.history[-1].epochs == step / 5
    assert stopped.best_bits < np.inf  # what was learned so far is there to be heard
    stopped.run(TUNES, VALID, show=False)
    assert_same(weights_of(stopped), weights_of(whole))
    assert_same_history(stopped, whole)


def test_no_time_leaves_the_network_as_it_was_and_some_time_is_used() -> None:
    training = Training(MAKERS["lstm"](), QUICK)
    training.run(TUNES, VALID, seconds=0, show=False)
    assert training.steps == 0
    assert training.history == []
    training.run(TUNES, VALID, seconds=1e-9 + 3600, show=False)
    assert training.over


def test_a_run_in_another_thread_can_be_stopped() -> None:
    training = Training(MAKERS["lstm"](), Plan(epochs=10**6, patience=10**6))
    began = threading.Event()
    thread = threading.Thread(
        target=training.run,
        args=(TUNES, VALID),
        kwargs={"show": False, "after_epoch": lambda training: began.set()},
    )
    thread.start()
    assert began.wait(600)
    training.stop()
    thread.join(600)
    assert not thread.is_alive()
    assert not training.over


def test_after_each_epoch_it_calls() -> None:
    seen = []
    train(
        MAKERS["bigram"](),
        TUNES,
        VALID,
        QUICK,
        show=False,
        after_epoch=lambda training: seen.append(training.history[-1].epochs),
    )
    assert seen == [1, 2, 3]


def test_the_bar_shows_tunes_and_bits(capsys: pytest.CaptureFixture[str]) -> None:
    training = Training(MAKERS["bigram"](), QUICK)
    import meantone.models.neural.training as module

    with module._bar(training, 18, True) as bar:
        assert bar.total == 54
    training.run(TUNES, VALID)


def test_transposing_moves_whole_tunes_within_the_vocabulary() -> None:
    view = Pitch((60, 62, 64, 65, 67, 69, 71, 72))
    tune = np.array([0, 1, 2])  # 60 62 64: also 65 67 69 and 67 69 71, not 62 64 66
    rng = np.random.default_rng(0)
    move = transposing(view, most=7)
    found = {tuple(move(tune, rng).tolist()) for _ in range(200)}
    assert found == {(0, 1, 2), (3, 4, 5), (4, 5, 6)}
    with pytest.raises(TypeError, match="same in every key"):
        transposing(Degree())


def test_what_is_learned_from_is_what_augment_returns() -> None:
    """A network that only ever sees tunes of ones predicts ones."""
    done = train(
        MAKERS["bigram"](),
        TUNES,
        [np.ones(5, dtype=np.int64)],
        Plan(40, 8, 0.3, 1),
        augment=lambda tokens, rng: np.ones_like(tokens),
        show=False,
    )
    assert done.model.network.table.softmax(-1)[1, 1] > 0.7


@pytest.mark.parametrize(
    ("tunes", "message"),
    [([], "there is no tune"), ([[0], [SIZE]], "tune 1 holds a token outside")],
)
def test_tunes_that_cannot_be_learned_are_refused(tunes: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        train(MAKERS["bigram"](), tunes, VALID, show=False)
    with pytest.raises(ValueError, match=message):
        train(MAKERS["bigram"](), TUNES, tunes, show=False)
