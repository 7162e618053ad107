"""What a widget leaves in a saved notebook: a still picture, a player and words.

JupyterLab shows a widget's view before all else in an output, and where the view's model is gone (a
notebook opened again, another kernel) it says "model not found", whatever else the output holds. So
each widget puts a still beside its view, and the lab takes views out of what it saves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meantone.show.audio import Sound
from meantone.show.html import escape, figure, image

HINT = "This is a still picture: run the cell above it to play with it."


@dataclass(frozen=True)
class Still:
    """What stays of a widget where no Python runs.

    Parameters
    ----------
    words : str
        What there is to see and hear; a line each.
    pictures : sequence of (str, str)
        SVGs that stand alone, with their text alternatives.
    sounds : mapping of str to Sound
        By label.
    hint : str
        How to bring it to life.

    Examples
    --------
    >>> still = Still("One note.", [("<svg/>", "A note")])
    >>> still.html[:27], "run the cell" in still.html
    ('<img alt="A note" style="ma', True)
    """

    words: str
    pictures: Sequence[tuple[str, str]] = ()
    sounds: Mapping[str, Sound] = ()  # type: ignore[assignment]
    hint: str = HINT

    @property
    def html(self) -> str:
        """Pictures, players, and words, for a page that runs nothing."""
        pictures = "".join(image(svg, alt) for svg, alt in self.pictures)
        heard = dict(self.sounds).items()
        players = "".join(figure(sound.player, label) for label, sound in heard)
        lines = [line for line in (*self.words.split("\n"), self.hint) if line]
        return pictures + players + "".join(f"<p>{escape(line)}</p>" for line in lines)

    def beside(self, bundle: Any) -> Any:
        """Return a widget's own bundle with the still in it, as HTML and as plain text."""
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            data.update({"text/html": self.html, "text/plain": self.words})
        return bundle
