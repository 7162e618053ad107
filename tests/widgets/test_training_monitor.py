"""The training monitor: trained beside the page, stopped, gone on with; driven without one."""

from __future__ import annotations

import base64
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import torch

from meantone.models.neural import (
    LSTM,
    Network,
    Plan,
    Progress,
    SoftmaxBigram,
    Training,
    WindowMLP,
    load,
    save,
)
from meantone.storage import DamagedError
from meantone.tunes import Degree
from meantone.widgets import Background, TrainingMonitor, training_card
from meantone.widgets.training import curves, gone_on

VIEW = Degree([0, 2, 4, 7])
TUNES = [np.array([0, 1, 2, 3] * 2) for _ in range(24)]
VALID = [np.array([0, 1, 2, 3])]
PLAN = Plan(epochs=4, batch=4, rate=0.02, patience=9)


def fresh(network: Network | None = None, plan: Plan = PLAN) -> Training:
    return Training(network or SoftmaxBigram(4), plan)


def weights(training: Training) -> list[torch.Tensor]:
    return [tensor.detach().clone() for tensor in training.network.parameters()]


def alike(one: Training, other: Training) -> bool:
    return all(map(torch.equal, weights(one), weights(other)))


class Watched(Training):
    """A training that stops itself in the middle of its second epoch, as a press of Stop would."""

    def __init__(self, background: list[Background]) -> None:
        super().__init__(SoftmaxBigram(4), PLAN, self._look)
        self.background = background
        self.seen = 0

    def _look(self, tokens: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        self.seen += 1
        if self.seen == 32:  # 24 tunes an epoch: the eighth of the second
            self.background[0].stop()
        return tokens


def stopped(checkpoint: Path | None = None) -> Background:
    """Return a background that was stopped in mid-epoch."""
    cell: list[Background] = []
    cell.append(Background(Watched(cell), TUNES, VALID, checkpoint=checkpoint))
    cell[0].start()
    cell[0].wait()
    return cell[0]


# --- in the background ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "network",
    [
        lambda: SoftmaxBigram(4),
        lambda: WindowMLP(4, np.random.default_rng(0), window=2, embedding=2, width=4),
        lambda: LSTM(4, np.random.default_rng(0), width=4),
    ],
)
def test_it_trains_as_a_training_in_front_does(network) -> None:
    behind, front = fresh(network()), fresh(network())
    background = Background(behind, TUNES, VALID)
    background.start()
    background.wait()
    front.run(TUNES, VALID, show=False)
    assert alike(behind, front)
    assert [p.valid_bits for p in behind.history] == [p.valid_bits for p in front.history]


def test_the_caller_is_not_held_up() -> None:
    held, seen = threading.Event(), []
    background = Background(fresh(), TUNES, VALID)

    def news() -> None:
        seen.append(threading.current_thread().name)
        held.wait(600)

    background.news = news
    background.start()  # returns although the first epoch waits for us
    assert background.running
    background.start()  # once is enough
    held.set()
    background.wait()
    assert not background.running
    assert set(seen) == {"training"}
    assert len(seen) == PLAN.epochs + 1  # after each epoch, and at rest


def test_a_stop_in_mid_epoch_loses_nothing() -> None:
    background = stopped()
    assert not background.running
    assert background.training.steps == 8  # two of the six batches of the second epoch
    assert background.training.history[-1].epochs == pytest.approx(8 / 6)
    background.start()
    background.wait()
    front = fresh()
    front.run(TUNES, VALID, show=False)
    assert background.training.over
    assert alike(background.training, front)


def test_a_stop_at_rest_does_not_spoil_the_next_start() -> None:
    background = Background(fresh(), TUNES, VALID)
    background.stop()
    background.training.stop()  # even one that came too late for its run
    background.start()
    background.wait()
    assert background.training.over
    background.start()  # there is nothing left to do
    assert not background.running


def test_who_waits_is_told_of_a_failure_and_it_can_be_tried_again() -> None:
    background = Background(fresh(), [np.array([9])], VALID)
    background.wait()  # nothing has begun
    background.start()
    with pytest.raises(ValueError, match="outside 0 to 3"):
        background.wait()
    assert not background.running
    background.tunes = TUNES
    background.start()
    background.wait()
    assert background.training.over


def test_an_interruption_stops_and_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()
    background = Background(fresh(), TUNES, VALID, lambda: held.wait(600))
    join, calls = threading.Thread.join, []

    def interrupted(thread: threading.Thread, timeout: float | None = None) -> None:
        calls.append(timeout)
        if len(calls) == 1:
            raise KeyboardInterrupt
        held.set()
        join(thread, timeout)

    background.start()
    monkeypatch.setattr(threading.Thread, "join", interrupted)
    background.wait()
    assert not background.running
    assert 0 < len(background.training.history) < PLAN.epochs


# --- its checkpoint ---------------------------------------------------------------------------


def test_it_goes_on_from_its_checkpoint_as_if_there_had_been_no_stop(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "monitor.safetensors"
    stopped(path)
    later = gone_on(fresh(), path)
    assert later.steps == 8
    later.run(TUNES, VALID, show=False)
    front = fresh()
    front.run(TUNES, VALID, show=False)
    assert alike(later, front)


def test_a_monitor_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "monitor.safetensors"
    stopped(path)
    monitor = TrainingMonitor(fresh(), TUNES, VALID, VIEW, checkpoint=path)
    assert monitor.next == "Go on"
    assert monitor.words.startswith("After 1.33 of 4 epochs")
    monitor.finish()
    kept, _ = load(path)
    assert kept.over
    assert alike(kept, monitor.training)


def test_without_a_checkpoint_yet_it_begins(tmp_path: Path) -> None:
    new = fresh()
    assert gone_on(new, tmp_path / "none") is new


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (fresh(LSTM(4, np.random.default_rng(0), width=4)), "network is LSTM"),
        (fresh(SoftmaxBigram(5)), "settings"),
        (fresh(plan=Plan(epochs=9)), "plan"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(
    tmp_path: Path, other: Training, what: str
) -> None:
    save(other, tmp_path / "kept")
    with pytest.raises(ValueError, match=what):
        TrainingMonitor(fresh(), TUNES, VALID, VIEW, checkpoint=tmp_path / "kept")


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"nothing of ours")
    with pytest.raises(DamagedError):
        gone_on(fresh(), tmp_path / "kept")


# --- what is shown ----------------------------------------------------------------------------

HISTORY = [Progress(1, 1.0, 3.2, 2.9), Progress(2, 2.0, 2.8, 2.6), Progress(2.5, 2.4, 2.7, 2.4)]


@pytest.mark.parametrize(
    ("bits", "says"),
    [(2.3, "Higher than"), (2.404, "Level with"), (2.396, "Level with"), (2.5, "Lower than")],
)
def test_the_card_says_which_is_lower(bits: float, says: str) -> None:
    shown = training_card(HISTORY, 4, {"the 5-gram": bits}, {})
    assert shown.words == (
        "After 2.5 of 4 epochs: 2.40 bits on new tunes, 2.70 on its own. "
        f"{says} the 5-gram ({bits:.2f})."
    )
    assert shown.words in shown.alt


def test_the_card_says_whether_it_learns() -> None:
    assert training_card([], 4, {}, {}).words.startswith("It has not begun")
    assert training_card([], 4, {}, {}, running=True).words.startswith("Epoch 1 is under way")
    assert "learning on" in training_card(HISTORY, 4, {}, {}, running=True).words
    assert "learning on" not in training_card(HISTORY, 4, {}, {}).words


def test_the_curve_has_a_dot_for_each_validation_and_low_is_good() -> None:
    picture = ET.fromstring(training_card(HISTORY, 4, {"a & b": 2.5}, {}).svg)  # well-formed
    dots = [
        (float(dot.get("cx", "")), float(dot.get("cy", "")), dot.get("fill"))
        for dot in picture.iter()
        if dot.tag.endswith("circle")
    ]
    new = [dot[:2] for dot in dots if dot[2] == dots[0][2]]
    assert len(dots) == 6
    assert len(new) == 3
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(new))  # downwards on the page
    texts = "".join(picture.itertext())
    assert "a & b 2.50" in texts
    assert "new tunes 2.40" in texts


def test_names_do_not_lie_on_each_other() -> None:
    picture = ET.fromstring(
        curves({"x": [(1, 2.5)], "y": [(1, 2.5)]}, {"p": 2.5, "q": 2.501}, most=100)
    )
    names = {text.text: text for text in picture.iter() if text.tag.endswith("text")}
    chosen = [float(names[name].get("y", "")) for name in ("x 2.50", "y 2.50", "p 2.50", "q 2.50")]
    assert min(b - a for a, b in pairwise(sorted(chosen))) >= 16


# --- the instrument ---------------------------------------------------------------------------


def test_setting_the_value_starts_and_stops() -> None:
    monitor = TrainingMonitor(fresh(), TUNES, VALID, VIEW, {"counting": 1.0})
    assert (monitor.value, monitor.next) == (False, "Start")
    assert monitor.picture == ""
    monitor.value = True
    monitor._background.wait()
    assert (monitor.value, monitor.next) == (False, "")
    assert monitor.words.startswith("After 4 of 4 epochs")
    assert "counting (1.00)" in monitor.words
    assert base64.b64decode(monitor.picture.partition(",")[2]).startswith(b"<svg")
    monitor.value = True  # nothing is left to do
    monitor._background.wait()
    assert len(monitor.training.history) == PLAN.epochs


def test_a_stop_by_the_page_is_followed_by_go_on() -> None:
    monitor = TrainingMonitor(fresh(plan=Plan(epochs=10**6, batch=4)), TUNES, VALID, VIEW)
    told = threading.Event()
    monitor.observe(lambda _: told.set(), names="picture")
    monitor.value = True
    assert told.wait(600)
    monitor.value = False
    monitor._background.wait()
    assert (monitor.value, monitor.next) == (False, "Go on")
    assert not monitor.training.over


def test_every_epoch_brings_a_sample_and_the_first_stays() -> None:
    monitor = TrainingMonitor(fresh(), TUNES, VALID, VIEW)
    heard = [[sound["label"] for sound in monitor.sounds]]
    monitor.observe(lambda c: heard.append([s["label"] for s in c["new"]]), names="sounds")
    monitor.finish()
    assert len(heard[0]) == 1
    assert heard[0][0].startswith("before learning: ")
    last = [label.partition(":")[0] for label in heard[-1]]
    assert last == ["before learning", *(f"after {n} epochs" for n in (2, 3, 4))]
    assert {len(labels) for labels in heard} == {1, 2, 3, 4}


def test_the_page_keeps_what_is_shown_at_first() -> None:
    monitor = TrainingMonitor(fresh(), TUNES, VALID, VIEW)
    found = monitor._repr_mimebundle_()
    bundle = found[0] if isinstance(found, tuple) else found
    assert "It has not begun to learn" in bundle["text/plain"]
    assert "It has not begun to learn" in bundle["text/html"]
    assert "run the cell above" in bundle["text/html"]


def test_widgets_load_without_pytorch() -> None:
    code = "import sys, meantone.widgets; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
