"""A sound counts as heard when it is played."""

from pathlib import Path

import pytest
import traitlets

from meantone.teaching import hear
from meantone.teaching.records.progress import current


class Player(traitlets.HasTraits):
    plays = traitlets.Int(0)


@pytest.fixture(autouse=True)
def _own_progress(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "progress.sqlite"))


def test_a_sound_is_heard_when_it_is_played_and_not_before() -> None:
    player = hear("90.dead_end", Player())
    assert current().get("heard", "90.dead_end") is None
    player.plays = 1
    player.plays = 2
    assert current().get("heard", "90.dead_end").times == 2


def test_the_player_itself_comes_back() -> None:
    player = Player()
    assert hear("90.dead_end", player) is player
