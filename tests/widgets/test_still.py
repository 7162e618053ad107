"""Stills: what a widget leaves where no Python runs."""

from __future__ import annotations

from meantone.show import sound
from meantone.tunes import Tune
from meantone.widgets.still import HINT, Still

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
