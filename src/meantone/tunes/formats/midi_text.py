"""The text in MIDI files, which do not say in what letters it is written."""

from __future__ import annotations

import re

_KANA = re.compile("[\u3040-\u30ff]")
_KANJI = re.compile("[\u4e00-\u9fff]")


def decoded(data: bytes) -> str:
    r"""Return text: UTF-16 if it begins with its mark, else UTF-8, Shift-JIS, or Windows' Latin.

    Bytes that are not UTF-8 are Japanese if they then hold kana, or mostly kanji.

    Examples
    --------
    >>> decoded(b"\xff\xfeL\0i\0e\0d\0"), decoded("Für Elise".encode("latin-1"))
    ('Lied', 'Für Elise')
    >>> decoded("さくら".encode("shift-jis"))
    'さくら'
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for name in ("utf-8-sig", "cp932", "cp1252"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if name != "cp932" or _is_japanese(text):
            return text
    return data.decode("latin-1")


def _is_japanese(text: str) -> bool:
    """Tell whether text makes sense as Japanese."""
    kanji = len(_KANJI.findall(text))
    return bool(_KANA.search(text)) or (kanji >= 2 and 2 * kanji >= len(text.strip()))
