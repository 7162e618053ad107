"""The picture of a duet: a piano roll in two colors."""

from __future__ import annotations

from meantone.show.colors import MEANINGS
from meantone.widgets.drawings import GRID, svg_picture, svg_rect, svg_text
from meantone.widgets.duet.sheet import BAR, HIGH, LOW, YOU, Sheet

_LEFT, _TOP, _CELL, _ROW, _WIDTH = 34, 46, 15, 9, 640  # pixels
_NAMES = {60: "1", 64: "3", 67: "5", 72: "1'", 55: "5,", 76: "3'"}


def duet_picture(sheet: Sheet, title: str = "") -> str:
    """Return a sheet as a piano roll: the learner's notes in one color, the machine's in another.

    The machine's are also framed, for whoever sees no colors. Lesson 15.

    Parameters
    ----------
    sheet : Sheet
    title : str
        What there is to see.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> picture = duet_picture(Sheet.empty(1).put(0, 60, 2, "you"), "A call")
    >>> picture.count("<rect"), "A call" in picture
    (4, True)
    """
    cell = min(_CELL, (_WIDTH - _LEFT) / len(sheet))
    bottom, right = _TOP + _ROW * (HIGH - LOW + 1), _LEFT + cell * len(sheet)
    parts = [svg_text(_LEFT, 16, title, "start")] if title else []
    legend = ((YOU, MEANINGS["people"]), ("the machine", MEANINGS["machine"]))
    for place, (name, color) in enumerate(legend):
        parts.append(svg_rect(_LEFT + 70 * place, 25, 12, 12, color))
        parts.append(svg_text(_LEFT + 70 * place + 17, 36, name, "start"))
    for pitch, name in _NAMES.items():
        y = _TOP + _ROW * (HIGH - pitch)
        parts.append(svg_text(_LEFT - 6, y + 9, name, "end"))
        parts.append(f'<path d="M{_LEFT} {y + _ROW / 2}H{right:g}" stroke="{GRID}"/>')
    for bar in range(sheet.bars + 1):
        x = _LEFT + cell * BAR * bar
        parts.append(f'<path d="M{x:g} {_TOP}V{bottom}" stroke="#999"/>')
        if bar < sheet.bars:
            parts.append(svg_text(x + cell * BAR / 2, bottom + 16, f"bar {bar + 1}"))
    for start, cells, pitch, maker in sheet.notes:
        x, y, mine = _LEFT + cell * start, _TOP + _ROW * (HIGH - pitch), maker == YOU
        color = MEANINGS["people" if mine else "machine"]
        rect = svg_rect(round(x + 1, 1), y, round(cell * cells - 2, 1), _ROW, color)
        parts.append(rect if mine else rect.replace("/>", ' stroke="black" stroke-width="1"/>'))
    return svg_picture(max(right, _LEFT + 200) + 12, bottom + 26, parts)
