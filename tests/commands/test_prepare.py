"""Longer-trained models: kept, gone on with, ended with the lab; and never needed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from meantone.commands import prepare as command
from meantone.decoding import sample
from meantone.models import cross_entropy
from meantone.models.neural import (
    LSTM,
    Plan,
    SoftmaxBigram,
    Training,
    not_prepared,
    prepared,
    preparing,
)
from meantone.tunes.collections import sets
from meantone.tunes.viewpoints import Degree, DegreeDuration

QUICK = Plan(epochs=3, batch=16, rate=1e-2)
not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture(autouse=True)
def small_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Networks that are trained in a moment, on a small set, in an empty cache."""
    monkeypatch.setenv("MEANTONE_CACHE", str(tmp_path))
    monkeypatch.setattr(preparing, "SET", "starter")
    makings = {
        "lstm": preparing.Making(lambda size, rng: LSTM(size, rng, width=8), QUICK),
        "transformer": preparing.Making(lambda size, rng: SoftmaxBigram(size), QUICK),
        "rhythm": preparing.Making(
            lambda size, rng: LSTM(size, rng, width=8), QUICK, DegreeDuration
        ),
    }
    monkeypatch.setattr(preparing, "MAKINGS", makings)
    return tmp_path / "models"


def test_what_is_prepared_is_there_afterwards(
    small_models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepared("lstm") is None
    assert command.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("lstm: epoch 1 of 3, ")
    assert said[3].startswith("lstm: ready, ")
    assert said[7].startswith("transformer: ready, ")
    assert said[-1].startswith("rhythm: ready, ")
    found = prepared("lstm")
    assert found is not None
    assert found.model.size == len(found.viewpoint.vocabulary)
    assert isinstance(found.viewpoint, Degree)
    valid = [found.viewpoint.encode(tune) for tune in sets.load("starter")]
    assert np.isfinite(np.concatenate(found.model.surprises(valid))).all()
    assert "(epoch 3 of 3)" in str(found)
    assert f"{found.bits:.2f} bits" in str(found)
    kept = [path.name for path in small_models.iterdir() if path.suffix != ".lock"]
    assert sorted(kept) == [f"{name}.safetensors" for name in ("lstm", "rhythm", "transformer")]


def test_a_second_time_nothing_is_left_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["lstm"])
    before = preparing.place("lstm").read_bytes()
    capsys.readouterr()
    assert command.main(["lstm"]) == 0
    assert capsys.readouterr().out.startswith("lstm: ready, ")
    assert preparing.place("lstm").read_bytes() == before
    assert preparing.is_prepared("lstm")
    assert not preparing.is_prepared("transformer")


def test_an_interrupted_one_is_kept_and_gone_on_with(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as interrupted:
        said = []

        def line_and_interrupt(name: str, training: object) -> str:
            said.append(name)
            signal.raise_signal(signal.SIGINT)
            return name

        interrupted.setattr(command, "line", line_and_interrupt)
        assert command.main([]) == 130
    assert said == ["lstm"]
    assert "lstm: stopped; the same command goes on." in capsys.readouterr().out
    found = prepared("lstm")
    assert found is not None
    assert "(epoch 1 of 3)" in str(found)
    assert command.main(["lstm"]) == 0
    assert capsys.readouterr().out.startswith("lstm: epoch 2 of 3")
    whole = preparing.prepare("lstm", show=False)
    preparing.place("lstm").unlink()
    straight = preparing.prepare("lstm", show=False)
    assert [a.valid_bits for a in whole.history] == [b.valid_bits for b in straight.history]


def test_one_that_was_stopped_in_its_first_epoch_is_not_there_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A lesson beside it trains its own: a network that has seen a few tunes is no judge."""
    with monkeypatch.context() as interrupted:
        learn = Training._learn

        def learn_and_stop(training: Training, *given: object) -> None:
            learn(training, *given)
            training.stop()

        interrupted.setattr(Training, "_learn", learn_and_stop)
        stopped = preparing.prepare("lstm", show=False)
    assert 0 < stopped.epochs < 1
    assert preparing.place("lstm").exists()
    assert prepared("lstm") is None
    preparing.prepare("lstm", after_epoch=Training.stop, show=False)  # goes on to the epoch's end
    found = prepared("lstm")
    assert found is not None
    assert "(epoch 1 of 3)" in str(found)


def test_a_network_can_write_rhythm() -> None:
    """Its tokens are degrees with durations, and come back from its file as they were."""
    assert command.main(["rhythm"]) == 0
    found = prepared("rhythm")
    assert found is not None
    tunes = sets.load("starter")
    assert isinstance(found.viewpoint, DegreeDuration)
    assert found.viewpoint.vocabulary == DegreeDuration.of(tunes).vocabulary
    written = sample(found.model, 20, np.random.default_rng(0), longest=32)
    lengths = [set(found.viewpoint.decode(tokens).durations) for tokens in written]
    assert max(map(len, lengths)) > 1
    assert np.isfinite(cross_entropy(found.model, [found.viewpoint.encode(t) for t in tunes]))


def test_other_data_or_another_plan_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    command.main(["lstm"])
    making = preparing.MAKINGS["lstm"]
    monkeypatch.setitem(preparing.MAKINGS, "lstm", making._replace(plan=Plan(epochs=1)))
    assert prepared("lstm") is not None  # older, but good
    assert not preparing.is_prepared("lstm")
    monkeypatch.setitem(
        preparing.MAKINGS,
        "lstm",
        making._replace(network=lambda size, rng: LSTM(size, rng, width=9)),
    )
    assert not preparing.is_prepared("lstm")
    monkeypatch.setitem(preparing.MAKINGS, "lstm", making)
    assert preparing.is_prepared("lstm")
    monkeypatch.setattr(preparing, "SET", "kinder")
    assert prepared("lstm") is None
    assert not preparing.is_prepared("lstm")


def test_a_damaged_file_is_none_and_is_made_anew() -> None:
    command.main(["lstm"])
    path = preparing.place("lstm")
    path.write_bytes(path.read_bytes()[:-9])
    assert prepared("lstm") is None
    assert command.main(["lstm"]) == 0
    assert prepared("lstm") is not None


def test_what_a_killed_process_left_is_swept_up(small_models: Path) -> None:
    small_models.mkdir()
    (small_models / ".lstm-0123.part").touch()
    command.main(["lstm"])
    assert not list(small_models.glob("*.part"))


def test_two_at_once_do_not_do_it_twice(capsys: pytest.CaptureFixture[str]) -> None:
    with preparing._alone(preparing.place("lstm")):
        assert command.main(["lstm"]) == 0
    assert "lstm is being trained by another process" in capsys.readouterr().out
    assert prepared("lstm") is None


def test_a_lesson_without_it_says_what_to_do() -> None:
    assert "python course.py prepare transformer" in not_prepared("transformer")
    for function in (prepared, not_prepared):
        with pytest.raises(LookupError, match="there are lstm, transformer, rhythm"):
            function("gru")


def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.main(["gru"]) == 1
    assert "no prepared model 'gru'" in capsys.readouterr().err

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(preparing, "save", full)
        assert command.main(["lstm"]) == 1
    assert "No space left" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "meantone.models.neural", None)
    with pytest.raises(ImportError):  # only a missing PyTorch is explained
        command.main(["lstm"])


def test_without_torch_it_is_said() -> None:
    hide = "import sys; sys.modules['torch'] = None; from meantone.commands.prepare import main"
    done = subprocess.run(
        [sys.executable, "-c", f"{hide}; sys.exit(main([]))"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("PyTorch, which the networks need")


def test_the_ladder_below_does_not_load_torch() -> None:
    look = "import sys, meantone.models, meantone.commands.lab; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


SLOW = """
import os, sys
os.nice = lambda step: 0  # on a busy machine a test would wait for all others
from meantone.commands import prepare
from meantone.models.neural import LSTM, Plan, preparing
preparing.SET = "starter"
plan = Plan(epochs=10**6, patience=10**6, batch=16)
preparing.MAKINGS = {"lstm": preparing.Making(lambda size, rng: LSTM(size, rng, width=8), plan)}
sys.exit(prepare.main(["--while-open"]))
"""


def wait_for(path: Path, words: str) -> None:
    for _ in range(6000):
        if path.exists() and words in path.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    pytest.fail(f"{path} never said {words!r}")


def test_it_ends_with_the_lab_and_keeps_what_it_learned(
    monkeypatch: pytest.MonkeyPatch, small_models: Path
) -> None:
    monkeypatch.delenv(command.VARIABLE)
    real, begun = subprocess.Popen, []

    def start(arguments: list[str], **how: object) -> subprocess.Popen[bytes]:
        assert arguments == [sys.executable, "-m", "meantone", "prepare", "--while-open"]
        begun.append(real([sys.executable, "-c", SLOW], **how))
        return begun[0]

    monkeypatch.setattr(command.subprocess, "Popen", start)
    with command.in_background():
        wait_for(command.progress_file(), "epoch 2 ")
        assert begun[0].poll() is None
    assert begun[0].wait(600) == 130
    assert "lstm: stopped" in command.progress_file().read_text(encoding="utf-8")
    assert prepared("lstm") is not None


@not_on_windows
def test_it_ends_when_the_lab_is_killed(tmp_path: Path) -> None:
    """Nobody closes the pipe then but the system."""
    lab = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLOW!r}], stdin=subprocess.PIPE)\n"
        "time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", lab], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while "epoch 1" not in (line := process.stdout.readline()):
        assert line, "it ended before it began"
    process.kill()
    said = process.communicate(timeout=600)[0]  # the child holds the output open until it ends
    assert "lstm: stopped" in said


def test_a_lab_that_cannot_start_it_opens_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(command.VARIABLE)

    def fail(*given: object, **how: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(command.subprocess, "Popen", fail)
    with command.in_background():
        pass


def test_the_lab_trains_nothing_where_that_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(command.VARIABLE, "off")
    monkeypatch.setattr(command, "_start", lambda: pytest.fail("it started"))
    with command.in_background():
        pass
