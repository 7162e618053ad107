"""What a machine lacks is said in one sentence, and all that can do without goes on without."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from meantone import show, storage
from meantone.storage import Machine, MissingError, machine, need
from meantone.tunes import Tune
from meantone.widgets.explorer import latest

BROWSER = Machine(browser=True, threads=False, processes=False, absent=frozenset(storage.OPTIONAL))
CALL = Tune((67, 64, 60), (48, 48, 96), title="Call", meter=(4, 4))


@pytest.fixture
def as_in_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all who ask be told that this is a browser, which has none of what is optional."""
    for name, module in list(sys.modules.items()):
        if name.startswith("meantone.") and vars(module).get("machine") is machine:
            monkeypatch.setattr(module, "machine", lambda: BROWSER)


@pytest.mark.usefixtures("as_in_a_browser")
def test_what_is_missing_in_a_browser_is_said_in_one_sentence() -> None:
    with pytest.raises(MissingError, match=r"^This needs PyTorch, which the browser .*here\.$"):
        need("torch")
    with pytest.raises(MissingError, match=r"^This needs note-seq, which the browser edition does"):
        need("note_seq")


@pytest.mark.usefixtures("as_in_a_browser")
def test_a_sound_is_wav_where_nothing_encodes_it() -> None:
    heard = show.sound(CALL)
    assert heard.address("mp3").startswith("data:audio/wav;base64,UklGR")
    assert 'src="data:audio/wav' in heard.player
    with pytest.raises(MissingError, match="save yours as"):
        heard.encode("mp3")


@pytest.mark.usefixtures("as_in_a_browser")
def test_a_score_is_told_in_words_where_nothing_engraves_it() -> None:
    score = show.score(CALL, values=[1.0, 2.0, 3.0], label="bits")
    assert "Notes: G4 E4 C4." in score.svg.replace("</text>", " ")
    assert score.svg.startswith("<svg")
    assert "bits" in score.svg


@pytest.mark.usefixtures("as_in_a_browser")
def test_a_chart_is_its_specification_where_nothing_draws_it() -> None:
    from meantone.show.charts import MIME, render, to_svg

    assert sorted(render({"mark": "bar", "data": {"values": []}})) == [MIME, "text/plain"]
    with pytest.raises(MissingError, match="drawn by the page"):
        to_svg({"mark": "bar", "data": {"values": []}})


@pytest.mark.usefixtures("as_in_a_browser")
def test_a_job_is_done_at_once_where_there_are_no_threads() -> None:
    got: list[object] = []

    def delivered(news: object) -> None:
        got.append(news)
        if news == "one":
            second.do(lambda report: ["two"])

    async def in_a_notebook() -> None:
        second.do(lambda report: ["one", "never"])

    second = latest.Latest(delivered)
    asyncio.run(in_a_notebook())
    assert got == ["one", "two", latest.Done()]
    assert not second.busy


def test_without_pytorch_the_room_of_networks_says_so_and_every_other_opens() -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "import meantone.exercises, meantone.widgets, meantone.experiments\n"
        "import meantone.models.neural"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False
    )
    said = run.stderr.strip().splitlines()[-1]
    assert said.endswith(
        "MissingError: This needs PyTorch, which is not installed: "
        "python course.py doctor says what to do."
    )
