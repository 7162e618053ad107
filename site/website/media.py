"""Sounds and pictures that notebooks hold within their text, as files beside the pages."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from meantone.storage import write_whole

FOLDER = "media"
"""Where they lie, from the site's root."""

_HELD = re.compile(r'src="data:([\w/+.-]+);base64,([A-Za-z0-9+/=]+)"')
_ENDINGS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "audio/midi": "mid",
}


def laid_out(html: str, out: Path, up: str = "../") -> str:
    """Return HTML whose sounds and pictures are files, and write those that are not there yet.

    Their names are their checksums: what two lessons share is there once, and what has not
    changed is not written again.

    Parameters
    ----------
    html : str
    out : Path
        The site's folder.
    up : str
        The way from the page to the site's root.

    Examples
    --------
    >>> out = getfixture("tmp_path")
    >>> laid_out('<img alt="" src="data:image/svg+xml;base64,PHN2Zy8+">', out)
    '<img alt="" src="../media/d4dc56669143034f.svg">'
    >>> (out / "media" / "d4dc56669143034f.svg").read_text()
    '<svg/>'
    """

    def to_file(match: re.Match[str]) -> str:
        data = base64.b64decode(match[2])
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{_ENDINGS[match[1]]}"
        path = out / FOLDER / name
        if not path.exists():
            write_whole(path, data)
        return f'src="{up}{FOLDER}/{name}"'

    return _HELD.sub(to_file, html)
