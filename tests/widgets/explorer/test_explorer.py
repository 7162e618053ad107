"""The explorer itself: it shows what was found out, the latest wish wins, nothing set is lost."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import traitlets
from tiny_stock import OTHER, STOCK, TINY, setting

from meantone.models import NGram, SequenceModel
from meantone.tunes import read_midi, read_musicxml
from meantone.widgets import Explorer, Setting
from meantone.widgets.explorer.ground import Ground
from meantone.widgets.explorer.heard import SECONDS, cuts, every_note, first_notes, medley
from meantone.widgets.explorer.page import VIEWS
from meantone.widgets.explorer.reports import quietly
from meantone.widgets.explorer.saved import FILES, whole
from meantone.widgets.explorer.screen import screen, screen_words
from meantone.widgets.explorer.settings import LSTM, MARKOV, MIXTURE, NGRAM, RHYTHM


def explorer(*settings: Setting, **more: Any) -> Explorer:
    shown = Explorer(*(settings or (setting(),)), corpora=[TINY, OTHER], **more)
    shown.wait()
    return shown


def data(shown: Explorer) -> dict[str, Any]:
    bundle = shown._repr_mimebundle_()
    return bundle[0] if isinstance(bundle, tuple) else bundle


def test_python_and_page_set_the_same_and_a_pure_call_agrees() -> None:
    shown = explorer()
    before = shown.words
    shown.value = setting(decoder="greedy").text
    assert shown.wait()
    assert shown.words != before
    assert shown.setting == setting(decoder="greedy")
    found = shown.results.explored(setting(decoder="greedy"))
    assert shown.explored == (found,)
    assert shown.words == screen_words(found)
    assert shown.screen == screen(found, shown.results.people("tiny"))
    assert shown.heard == {
        "machine": first_notes(found.machine.tunes), "people": first_notes(found.beside.tunes),
    }  # fmt: skip
    assert shown.state == ""
    shown.setting = setting()
    assert shown.words == before  # at once: it is known
    shown.wait()
    assert (shown.words, shown.state) == (before, "")


def test_what_is_behind_more_is_found_out_when_it_is_opened() -> None:
    shown = explorer()
    assert shown.more == {}
    for view in [name for name in VIEWS if name]:
        shown.opened = view
        shown.wait()
        assert shown.more["view"] == view
    shown.opened = "profile"
    shown.wait()
    words = shown.more["words"]
    shown.setting = setting(decoder="greedy")
    shown.wait()
    assert (shown.more["view"], shown.more["words"] != words) == ("profile", True)
    shown.opened = ""
    assert shown.more == {}
    with pytest.raises(traitlets.TraitError):
        shown.opened = "nowhere"


def test_another_tune_can_be_shown_alone() -> None:
    shown = explorer()
    shown.opened = "tune"
    shown.wait()
    first = shown.more["audio"]
    shown.pick = 3
    shown.wait()
    assert shown.more["audio"] != first
    assert shown.more["heard"].startswith("Sound of tune 4: n-gram of order 3 on tiny")


def test_two_settings_stand_side_by_side() -> None:
    shown = explorer(setting(strength=0.5), setting(decoder="beam"))
    assert [line[:2] for line in shown.words.splitlines()] == ["A:", "B:"]
    assert 'class="second"' in shown.screen
    shown.beside = None
    shown.wait()
    assert shown.other == ""
    assert not shown.words.startswith("A: ")
    assert 'class="second"' not in shown.screen


def test_what_is_heard_is_two_seconds_of_each() -> None:
    shown = explorer(setting(RHYTHM))
    for tunes in shown.heard.values():
        assert len(tunes) == 8
        for notes in tunes:
            assert notes[0][1] == 0
            assert all(
                onset < SECONDS and onset + held <= SECONDS + 1e-9 for _, onset, held in notes
            )
    heard = medley(shown.explored[0].machine.tunes, "eight")
    assert heard.seconds == pytest.approx(8 * SECONDS + 1, abs=0.1)
    low, high = shown._compass()
    pitches = [note[0] for tunes in shown.heard.values() for notes in tunes for note in notes]
    assert low <= min(pitches) <= max(pitches) <= high


def test_the_instrument_is_a_sound_of_equal_parts() -> None:
    samples, rate = every_note(60, 64).samples, every_note(60, 64).rate
    parts = np.split(samples, 5)
    assert len(parts[0]) == int(0.9 * rate)
    for part, pitch in zip(parts, range(60, 65), strict=True):
        power = np.abs(np.fft.rfft(part))
        hertz = 440 * 2 ** ((pitch - 69) / 12)
        partial = np.fft.rfftfreq(len(part), 1 / rate)[power.argmax()] / hertz
        assert partial == pytest.approx(round(partial), abs=0.01)  # loudest may be an overtone


def test_an_invalid_setting_is_refused_and_the_valid_one_stays() -> None:
    shown = explorer()
    before = shown.value, shown.words
    for wrong in ("corpus=nowhere", "corpus=tiny&decoder=top-k&strength=0", "what", ""):
        with pytest.raises(traitlets.TraitError):
            shown.value = wrong
    with pytest.raises(traitlets.TraitError, match="exact search needs a model"):
        shown.setting = setting(LSTM, decoder="exact")
    assert (shown.value, shown.words) == before
    with pytest.raises(ValueError, match="no corpus 'nowhere' here; there are tiny"):
        Explorer(Setting("nowhere"), corpora=[TINY])


def test_code_and_text_make_the_same_explorer_again() -> None:
    shown = explorer(setting(strength=0.5), setting(decoder="greedy"))
    corpora = [TINY, OTHER]
    for again in (
        eval(shown.code, {"Explorer": Explorer, "Setting": Setting, "corpora": corpora}),
        Explorer.from_text(shown.text, corpora=corpora),
        Explorer.from_text(f"http://127.0.0.1/lab?reset#{shown.text}", corpora=corpora),
    ):
        assert again.settings == shown.settings
        again.wait()
        assert again.words == shown.words
    named = Explorer(Setting("kinder"), corpora=["kinder"])
    assert named.code.endswith(", corpora=['kinder'])")
    named.cancel()
    with pytest.raises(ValueError, match="holds 3 settings"):
        Explorer.from_text(";".join([setting().text] * 3), corpora=corpora)


class Stubborn(SequenceModel[Any]):
    """A model that waits until it is let, or fails."""

    def __init__(self, model: NGram) -> None:
        self.model, self.size = model, model.size
        self.let, self.begun = threading.Event(), threading.Event()
        self.passes = 0
        self.broken = False

    def start(self, batch: int) -> Any:
        return self.model.start(batch)

    def probabilities(self, state: Any) -> Any:
        self.begun.set()
        assert any(self.let.wait(0.01) or self.passes for _ in range(60_000))
        self.passes = 0
        if self.broken:
            raise RuntimeError("it broke.")
        return self.model.probabilities(state)

    def advance(self, state: Any, tokens: Any) -> Any:
        return self.model.advance(state, tokens)


@pytest.fixture
def stubborn() -> Stubborn:
    ground = STOCK.ground("tiny")
    return Stubborn(NGram.fit(ground.part("train"), ground.size, 2))


def test_work_is_cancelled_and_gone_on_with(stubborn: Stubborn) -> None:
    shown = explorer(models={"slow": stubborn})
    before = shown.words
    slow = setting("slow")
    shown.setting = slow
    assert stubborn.begun.wait(600)
    assert not shown.wait(0.01)
    assert shown.state == "busy"
    shown.cancel()
    assert (shown.state, shown.words) == ("cancelled", before)
    assert shown.setting == slow  # what was set is not lost
    stubborn.let.set()
    assert shown.wait()  # nothing is under way
    shown.go_on()
    assert shown.wait()
    assert (shown.state, shown.words != before) == ("", True)
    assert shown.explored[0].setting == slow


def test_a_wish_meanwhile_takes_the_place_of_what_is_under_way(stubborn: Stubborn) -> None:
    shown = explorer(models={"slow": stubborn})
    shown.setting = setting("slow")
    assert stubborn.begun.wait(600)
    shown.setting = setting(decoder="greedy")
    stubborn.let.set()
    assert shown.wait()
    assert shown.explored[0].setting == setting(decoder="greedy")
    assert setting("slow") not in shown.results


def test_what_fails_is_said_and_raised_and_the_next_setting_works(stubborn: Stubborn) -> None:
    shown = explorer(models={"slow": stubborn})
    stubborn.broken = True
    stubborn.let.set()
    shown.setting = setting("slow")
    with pytest.raises(RuntimeError, match="it broke"):
        shown.wait()
    assert (shown.state, shown.news) == ("failed", "It did not work: it broke.")
    shown.setting = setting(decoder="greedy")
    assert shown.wait()
    assert shown.state == ""


def test_a_slow_second_machine_does_not_hold_up_the_first(
    stubborn: Stubborn,
) -> None:
    shown = explorer(setting(), setting(decoder="greedy"), models={"slow": stubborn})
    moved = setting(strength=0.3)
    shown.beside = setting("slow")
    while not stubborn.begun.is_set():
        shown.wait(0.05)
    shown.setting = moved
    stubborn.passes = 1  # the one before notices only now that nobody waits for it
    while [one.setting for one in shown.explored] != [moved]:
        shown.wait(0.05)
    assert shown.state == "busy"
    stubborn.let.set()
    assert shown.wait()
    assert [one.setting for one in shown.explored] == [moved, setting("slow")]


def test_tunes_are_saved_whole_as_files_that_hold_them(tmp_path: Path) -> None:
    shown = explorer()
    for pick in (0, 5):
        shown.pick = pick
        tune = whole(shown.explored[0], pick)
        assert len(tune.notes) == len(shown.explored[0].tunes[pick])
        assert read_midi(shown.file(".mid")).pitches == tune.pitches
        assert read_musicxml(shown.file(".musicxml")).pitches == tune.pitches
    with wave.open(io.BytesIO(shown.file(".wav"))) as file:
        assert file.getnframes() > 22050
    for suffix in FILES:
        shown.write(tmp_path / f"tune{suffix}")
        assert (tmp_path / f"tune{suffix}").read_bytes() == shown.file(suffix)
    with pytest.raises(ValueError, match=r"no kind of file '\.pdf'; there are \.mid"):
        shown.write(tmp_path / "tune.pdf")


def test_the_pages_buttons_are_heard(stubborn: Stubborn) -> None:
    shown = explorer(models={"slow": stubborn})
    sent: list[tuple[Any, Any]] = []
    shown.send = lambda content, buffers: sent.append((content, buffers))
    shown._handle_custom_msg({"do": "file", "suffix": ".mid"}, [])
    shown._handle_custom_msg({"do": "instrument"}, [])
    [(file, file_buffers), (notes, buffers)] = sent
    assert file["name"] == "tiny-n-gram-of-order-3-temperature-1-0.mid"
    assert file_buffers == [shown.file(".mid")]
    low, high = notes["low"], notes["high"]
    assert notes == cuts(low, high)
    assert buffers == [every_note(low, high).encode("flac")]
    shown.setting = setting("slow")
    assert stubborn.begun.wait(600)
    shown._handle_custom_msg({"do": "cancel"}, [])
    assert shown.state == "cancelled"
    stubborn.let.set()
    shown._handle_custom_msg({"do": "go on"}, [])
    assert shown.wait()
    assert shown.explored[0].setting == setting("slow")


def test_a_page_without_python_has_a_still_players_and_words() -> None:
    shown = explorer(setting(), setting(decoder="greedy"))
    page = data(shown)
    assert "application/vnd.jupyter.widget-view+json" in page
    assert page["text/html"].count("<audio") == 2
    assert page["text/html"].count("<img alt=") == 1
    assert "run the cell" in page["text/html"]
    assert page["text/plain"] == shown.words
    assert page["text/html"] == data(shown)["text/html"]
    waiting = Explorer(setting(LSTM), corpora=[TINY])
    waiting.cancel()
    assert "Cancelled." in data(waiting)["text/plain"]


def test_who_waits_for_a_corpus_to_be_built_sees_how_far_it_is() -> None:
    done = threading.Event()
    shown = Explorer(setting(), corpora=[TINY])
    shown.cancel()
    ground = shown.stock.ground

    def building(name: str, report: Callable[[str, float], object] = quietly) -> Ground:
        while not done.wait(0.01):
            report("Building tiny, this once", 0.3)
        return ground(name)

    shown.stock.ground = building
    shown.go_on()
    page = data(shown)  # returns although nothing is there yet
    assert "Building tiny, this once" in page["text/plain"]
    assert (shown.state, shown.share) == ("busy", 0.3)
    with pytest.raises(ValueError, match="there is no tune yet"):
        shown.file(".mid")
    done.set()
    assert shown.wait()
    assert shown.screen


def test_what_the_page_may_choose_is_what_python_takes() -> None:
    shown = explorer()
    finite = {one["name"] for one in shown.spec["models"] if one["finite"]}
    assert finite == {MARKOV, NGRAM, RHYTHM}
    ordered = {one["name"] for one in shown.spec["models"] if one["ordered"]}
    assert ordered == {NGRAM, MIXTURE, RHYTHM}
    for one in shown.spec["decoders"]:
        assert len(one["stops"]) == len(one["says"])
        for stop in one["stops"]:
            shown.stock.check(setting(decoder=one["name"], strength=stop))


def test_the_page_takes_its_colors_from_the_lab() -> None:
    style = explorer()._css
    assert "var(--jp-ui-font-color0" in style
    assert 'body[data-jp-theme-light="false"]' in style


def test_networks_are_not_loaded_by_who_does_not_use_them() -> None:
    code = (
        "import sys; from meantone.widgets import Explorer, Setting; "
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
