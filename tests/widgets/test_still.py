"""Stills: what a widget leaves where no Python runs."""

from __future__ import annotations

import numpy as np

from meantone.commands.saving import VIEW, without_views
from meantone.models import MarkovChain
from meantone.show import sound
from meantone.tunes import Degree, Tune
from meantone.widgets.beats import BeatPicker
from meantone.widgets.matrix import MatrixExplorer
from meantone.widgets.playlist import Playlist
from meantone.widgets.still import HINT, Still
from meantone.widgets.temperatures import TemperatureSlider
from meantone.widgets.typical import CoinExplorer
from meantone.widgets.units import UnitExplorer

CALL = sound(Tune((67, 64), (48, 48), title="Call"))


def test_a_still_has_pictures_players_words_and_a_hint() -> None:
    still = Still("One.\nTwo <b>.", [("<svg/>", "A & B")], {"Call": CALL})
    assert still.html.count("<img alt=") == still.html.count("<audio") == 1
    assert "<p>One.</p><p>Two &lt;b&gt;.</p>" in still.html
    assert 'alt="A &amp; B"' in still.html
    assert still.html.endswith(f"<p>{HINT}</p>")


def test_it_stands_beside_the_widgets_view_in_a_bundle_of_either_kind() -> None:
    still = Still("Words.")
    for bundle in ({"view": {}}, ({"view": {}}, {"some": "metadata"})):
        given = still.beside(bundle)
        data = given[0] if isinstance(given, tuple) else given
        assert sorted(data) == sorted(["view", "text/html", "text/plain"])
        assert data["text/plain"] == "Words."
    assert still.beside(None) is None


def test_every_instrument_leaves_a_picture_or_a_player() -> None:
    chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    view = Degree([0, 7])
    for widget in (
        MatrixExplorer(chain, ["1", "5"], [60, 67], np.random.default_rng(0)),
        TemperatureSlider(chain, view, 0),
        BeatPicker([60, None, 64, None] * 4),
        Playlist({"A": Tune((60, 65), (48, 48))}),
        CoinExplorer(),
        UnitExplorer([(Tune((60, 64), (48, 48)), [[0.1], [-0.5]])]),
    ):
        bundle = widget._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        output = {"data": dict(data)}
        without_views([output])
        assert VIEW not in output["data"], widget
        html = output["data"]["text/html"]
        assert "<img alt=" in html or "<audio" in html, widget
        assert "run the" in html or isinstance(widget, Playlist), widget
