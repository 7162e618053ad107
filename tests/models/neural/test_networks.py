"""The networks: gradients, causality, steps and whole tunes that agree."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from any_network import MAKERS, SIZE, TICKS, random_tunes, shaken

from meantone.decoding import sample
from meantone.models import Mixture, cross_entropy, surprises
from meantone.models.neural import LSTM, Network, NeuralModel, SoftmaxBigram, Transformer, WindowMLP
from meantone.models.neural.batches import pad
from meantone.models.neural.positions import BarClock, LearnedPositions, RotaryPositions
from meantone.models.neural.training import total_bits

every_network = pytest.mark.parametrize("make", MAKERS.values(), ids=list(MAKERS))
Make = Callable[[], Network]


def rows_of(tunes: list[np.ndarray]) -> torch.Tensor:
    return pad(tunes, SIZE)[0]


@every_network
def test_the_gradient_is_what_small_changes_give(make: Make) -> None:
    """Finite differences along random directions, in double precision."""
    network = shaken(make().double().eval())
    inputs, targets = pad(random_tunes(3, np.random.default_rng(0), 6), SIZE)
    generator = torch.Generator().manual_seed(0)

    def loss() -> torch.Tensor:
        return total_bits(network(inputs), targets)

    loss().backward()
    for weights in network.parameters():
        direction = torch.randn(weights.shape, generator=generator, dtype=torch.float64)
        predicted = float((weights.grad * direction).sum())
        values = []
        with torch.no_grad():
            for step in (1e-5, -2e-5):
                weights += step * direction
                values.append(float(loss()))
            weights += 1e-5 * direction
        assert predicted == pytest.approx((values[0] - values[1]) / 2e-5, rel=1e-4, abs=1e-7)


@every_network
def test_a_later_token_never_changes_an_earlier_score(make: Make) -> None:
    network = shaken(make().eval())
    rng = np.random.default_rng(1)
    tokens = torch.from_numpy(rng.integers(0, SIZE, (1, 10)))
    with torch.no_grad():
        before = network(tokens)
        for place in range(10):
            changed = tokens.clone()
            changed[0, place:] = torch.from_numpy(rng.integers(0, SIZE, 10 - place))
            changed[0, place] = (tokens[0, place] + 1) % SIZE
            after = network(changed)
            torch.testing.assert_close(after[:, :place], before[:, :place])
            assert not torch.allclose(after[:, place], before[:, place])


@every_network
def test_step_by_step_is_the_whole_pass(make: Make) -> None:
    model = NeuralModel(shaken(make()))
    tokens = np.random.default_rng(2).integers(0, SIZE, (3, 20))
    inputs = torch.from_numpy(np.concatenate([np.full((3, 1), SIZE), tokens], axis=1))
    with torch.inference_mode():
        whole = model.network(inputs).double().softmax(-1).numpy()
    state = model.start(3)
    for time in range(21):
        np.testing.assert_allclose(model.probabilities(state), whole[:, time], atol=1e-5)
        if time < 20:
            state = model.advance(state, tokens[:, time])


@every_network
def test_reading_in_two_parts_is_reading_at_once(make: Make) -> None:
    network = shaken(make().eval())
    inputs = rows_of(random_tunes(4, np.random.default_rng(3)))
    with torch.no_grad():
        first, state = network.read(inputs[:, :4], network.start(4))
        second, _ = network.read(inputs[:, 4:], state)
        torch.testing.assert_close(torch.cat([first, second], 1), network(inputs))


@every_network
def test_whole_tunes_side_by_side_surprise_as_step_by_step(make: Make) -> None:
    model = NeuralModel(shaken(make()))
    tunes = [np.empty(0, dtype=np.int64), *random_tunes(70, np.random.default_rng(4), 15)]
    # A mixture of one model has to take each step.
    at_once, by_steps = surprises(model, tunes), surprises(Mixture([model]), tunes)
    assert [len(row) for row in at_once] == [len(tune) + 1 for tune in tunes]
    for one, other in zip(at_once, by_steps, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)
    assert model.surprises([]) == []
    assert np.concatenate(at_once).mean() == pytest.approx(cross_entropy(model, tunes), abs=1e-5)


@every_network
def test_rows_are_distributions_and_states_are_never_changed(make: Make) -> None:
    model = NeuralModel(shaken(make()))
    start = model.start(2)
    first = model.probabilities(start).copy()
    state = model.advance(start, np.array([0, 1]))
    one_way = model.probabilities(model.advance(state, np.array([2, 2]))).copy()
    other_way = model.probabilities(model.advance(state, np.array([3, 4]))).copy()
    assert not np.allclose(one_way, other_way)
    np.testing.assert_array_equal(model.probabilities(start), first)
    again = model.advance(model.advance(start, np.array([0, 1])), np.array([2, 2]))
    np.testing.assert_array_equal(model.probabilities(again), one_way)
    assert one_way.dtype == np.float64
    assert one_way.shape == (2, SIZE + 1)
    np.testing.assert_allclose(one_way.sum(axis=1), 1, atol=1e-12)


@every_network
def test_rows_of_a_state_can_be_taken(make: Make) -> None:
    """Beam search goes on from some rows, in another order, and some of them twice."""
    from meantone.models.sequence_model import take

    model = NeuralModel(shaken(make()))
    state = model.advance(model.start(3), np.array([0, 1, 2]))
    rows = np.array([2, 0, 2])
    then = np.array([3, 3, 1])
    taken = model.advance(take(state, rows), then)
    alone = [
        model.advance(model.advance(model.start(1), np.array([row])), np.array([token]))
        for row, token in zip(rows, then, strict=True)
    ]
    for place, one in enumerate(alone):
        np.testing.assert_allclose(
            model.probabilities(taken)[place], model.probabilities(one)[0], atol=1e-6
        )


@every_network
def test_it_can_be_sampled(make: Make) -> None:
    tunes = sample(NeuralModel(make()), 5, np.random.default_rng(5), longest=12)
    assert len(tunes) == 5
    assert all(len(tune) <= 12 and (tune < SIZE).all() for tune in tunes)


@every_network
def test_its_settings_make_the_same_network_again(make: Make) -> None:
    network = make()
    rng = {} if isinstance(network, SoftmaxBigram) else {"rng": np.random.default_rng(9)}
    again = type(network)(**network.settings, **rng)
    assert again.settings == network.settings
    shapes = {name: value.shape for name, value in network.state_dict().items()}
    assert {name: value.shape for name, value in again.state_dict().items()} == shapes


@pytest.mark.parametrize("kind", [WindowMLP, LSTM, Transformer])
def test_first_weights_come_from_the_rng_alone(kind: type[Network]) -> None:
    before = torch.random.get_rng_state()
    one, two, other = (kind(SIZE, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert torch.equal(torch.random.get_rng_state(), before)
    pairs = list(zip(one.parameters(), two.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(a, b) for a, b, _ in pairs)
    assert any(not torch.equal(a, c) for a, _, c in pairs)


def test_rotary_scores_depend_on_the_distance_alone() -> None:
    positions = RotaryPositions(16, 2)
    query, key = torch.randn(2, 1, 2, 1, 8, generator=torch.Generator().manual_seed(0))
    scores = [
        (positions.turn(query, place) @ positions.turn(key, place - 3).transpose(2, 3)).flatten()
        for place in (3, 10, 200)
    ]
    torch.testing.assert_close(scores[0], scores[1], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(scores[0], scores[2], atol=1e-4, rtol=1e-4)
    nearer = positions.turn(query, 3) @ positions.turn(key, 2).transpose(2, 3)
    assert not torch.allclose(nearer.flatten(), scores[0], atol=1e-2)


def test_learned_positions_end_and_say_so() -> None:
    places = LearnedPositions(8, 2)
    with pytest.raises(ValueError, match="end at 1024 tokens"):
        places.mark(torch.zeros(1, 1, 8), 1024)


def test_the_bar_clock_knows_where_in_the_bar_the_next_note_begins() -> None:
    clock = BarClock(TICKS, 96, 4)
    tokens = torch.tensor([[SIZE, 2, 1, 1, 0]])  # a whole bar, then two halves of a half, ...
    onsets = clock.onsets(tokens, torch.tensor([[0]]))
    assert onsets.tolist() == [[0, 96, 120, 144, 192]]
    points = clock(onsets)
    assert torch.equal(points[0, 0], points[0, 1])  # a bar later it is the same place
    assert torch.equal(points[0, 0], points[0, 4])
    assert not torch.equal(points[0, 1], points[0, 2])
    with pytest.raises(ValueError, match="bar of 0 ticks"):
        BarClock(TICKS, 0, 4)


def test_listening_rows_sum_to_one_and_never_look_ahead() -> None:
    network = shaken(MAKERS["transformer"]().eval())
    with torch.no_grad():
        layers = network.listening(rows_of([np.arange(5), np.arange(5)]))
    assert len(layers) == 2
    for weights in layers:
        assert weights.shape == (2, 2, 6, 6)
        torch.testing.assert_close(weights.sum(-1), torch.ones(2, 2, 6))
        assert torch.equal(weights.triu(1), torch.zeros_like(weights))


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"heads": 3}, "3 heads cannot share"), ({"positions": "None"}, "no positions 'None'")],
)
def test_a_transformer_that_cannot_be_made_is_refused(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Transformer(SIZE, np.random.default_rng(0), width=16, **settings)
