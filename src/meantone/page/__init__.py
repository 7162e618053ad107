"""What the page of every widget is made of, written once: JavaScript and style.

A ground floor beside storage: it knows no music, and every room that shows a widget imports it.
"""

from meantone.page.parts import module, style

__all__ = ["module", "style"]
