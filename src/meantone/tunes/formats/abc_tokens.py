"""The words of ABC: lines, tokens, and what in a tune book is text and not music."""

from __future__ import annotations

import re

PITCH = r"[\^_]\d{0,2}/\d{0,2}|\^{1,2}|_{1,2}|="
LENGTH = r"\d*(?:/\d+|/+)?"
_NOTE = rf"(?:{PITCH})?[A-Ga-g][,']*{LENGTH}"
NOTE_PARTS = re.compile(rf"({PITCH})?([A-Ga-g])([,']*)({LENGTH})[\s)]*(-?)")
"""The accidental, letter, octave and length of a note, and its tie."""

# Between two ! stands a decoration if it has no spaces or holds a word; else the ! are old signs
# for the end of a line, with notes between them.
_WITHIN = r"[^!|\n]{0,30}"
_DECORATION = rf"!(?:[^!|/\n\s]{{1,40}}!|/{{1,4}}!|{_WITHIN}(?:[a-z][h-tw]|[h-tw][a-z]){_WITHIN}!)?"

# Each alternative is linear, and one that looks far ahead and fails ends in `unknown`, an error:
# so is the whole. `(?P<name>` of the alternative that matched is the name of what is done with it.
TOKEN = re.compile(
    rf"""
      (?P<skip> [\s`$*)]+ | =(?:20)?$ | y[\d/]* | [~H-Wh-w] | \.(?!\|) | \((?!\d)
              | "[^"\n]*" | {_DECORATION} | \+[a-z][^+|\n]{{0,40}}\+ )
    | (?P<note> ({PITCH})? ([A-Ga-g]) ([,']*) ({LENGTH}) )
    | (?P<rest> [zx] (?P<rest_length>{LENGTH}) )
    | (?P<bar> (?: :*\.?\| [|:\]]* | :+\]? | \[\| [|:\]]* ) (?P<ending>\[?\d[\d,.-]*)?
             | \[\ ?\d[\d,.-]* )
    | (?P<tie> - )
    | (?P<broken> >{{1,3}} | <{{1,3}} )
    | (?P<tuplet> \(\d+ (?: :\d* ){{0,2}} )
    | (?P<grace> \{{ [^}}\n]* \}} )
    | (?P<field> \[ [A-Za-z]: [^\]\n]* \] )
    | (?P<chord> \[ (?: {_NOTE} | "[^"\n]*" | ![^!\n]*! | [~.\sH-Wh-w()-] )+ \]
                 (?P<chord_length>{LENGTH}) )
    | (?P<text_ending> \[ \s* "[^"\n]*" )
    | (?P<bars> [ZX]\d* )
    | (?P<overlay> &+ )
    | (?P<unknown> . )
    """,
    re.VERBOSE,
)

_CODE = re.compile(r"(?:[^%\\]|\\.|\\$)*")
_ASIDE = re.compile(r'"[^"]*"|![^!]*!|\[[A-Za-z]:[^\]]*\]|\{[^}]*\}')
_WORD = re.compile(r"""[("']?[^\W\d_]+(?:['-][^\W\d_]+)*[.,;:!?)"']*""")
_UNSPOKEN = re.compile(r"[\W\d_]+")
_PLAYED = re.compile(r"(?:[H-Wh-w]{0,2}[A-Ga-gxz])+|[HMOSTXZ]")
_DA_CAPO = re.compile(r"D\.\s?[CS]\.?(?:\W.*)?|[Ff]ine\.?")
_SPACED = re.compile(r" [\d/]")
_APART = re.compile(r"(?<=[A-Ga-gzx,'\]]) +(?=[\d/]+(?:\s|$))")
_TOKENS_OF_ENDS = re.compile(r"</?s>")
_HEAD_OF_TOKENS = re.compile(r"((?:[LMQ]:\s*\S+\s+)*K:\s*\S+)\s+(?=\S)(.*\|.*)")
_FIELD_OF_TOKENS = re.compile(r"[A-Z]:\s*\S+")


def lines_of(text: str) -> list[str]:
    r"""Return the lines of a text, whichever way they end, without the spaces they begin with.

    Examples
    --------
    >>> lines_of("X:1\n  K:C\r\nCDE")
    ['X:1', 'K:C', 'CDE']
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return [line.lstrip() for line in text.split("\n")]


def without_comment(line: str) -> str:
    r"""Return a line up to the % that starts a comment; \% is not a comment.

    Examples
    --------
    >>> without_comment("CDE % up")
    'CDE '
    """
    match = _CODE.match(line) if "%" in line else None
    return match[0] if match else line


def is_text(line: str) -> bool:
    """Tell whether a line among the music is words: half of what it holds cannot be played.

    Examples
    --------
    >>> is_text("Collected in Kerry by Mr. Smith"), is_text("TGABc uA2 vB2 d'"), is_text("D.C.")
    (True, False, True)
    """
    if "|" in line:
        return False
    if _DA_CAPO.fullmatch(line.strip()):
        return True
    rest = _ASIDE.sub(" ", line)
    if '"' in rest:
        return False
    words = rest.split()
    spoken = sum(
        bool(_WORD.fullmatch(word) and not _PLAYED.fullmatch(_UNSPOKEN.sub("", word)))
        for word in words
    )
    return spoken > 0 and 2 * spoken >= len(words)


def is_music(line: str) -> bool:
    """Tell whether all of a line is plainly music, with a bar line or three notes in it.

    Examples
    --------
    >>> is_music("!trill!c2 d|"), is_music("GABc dedB"), is_music("Vol. 3"), is_music("* * *")
    (True, True, False, False)
    """
    if is_text(line) or re.search("[h-tw]", _ASIDE.sub("", line)):
        return False
    kinds = [match.lastgroup for match in TOKEN.finditer(line)]
    notes = sum(kind in ("note", "chord", "rest") for kind in kinds)
    return "unknown" not in kinds and (notes > 2 or ("bar" in kinds and notes > 0))


def closed_up(line: str) -> str:
    """Return a line of music with the lengths put to their notes, which tokens stand apart from.

    Examples
    --------
    >>> closed_up("|: G 2 =B /2 [ C 2 E 2 ] z 4")
    '|: G2 =B/2 [ C2 E2 ] z4'
    """
    return _APART.sub("", line) if _SPACED.search(line) else line


def without_number(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return the tunes of a text that has no ``X:``, as models write it.

    Fields come to stand in lines of their own. A tune begins after a blank line, or with a line
    that has all its fields; it has a ``K:``.

    Returns
    -------
    list of (int, list of str)
        Of each tune the number of its first line, from 1, and its lines.

    Examples
    --------
    >>> without_number(["M:4/4 K:Cmaj |: C 2 E 2 G 4 :|"])
    [(1, ['M:4/4', 'K:Cmaj', '|: C 2 E 2 G 4 :|'])]
    """
    found: list[tuple[int, list[str]]] = []
    begun = False  # whether the last tune goes on
    for number, line in enumerate(lines, 1):
        line = _TOKENS_OF_ENDS.sub("", line).strip()
        head = _HEAD_OF_TOKENS.fullmatch(line)
        if (head or not line) and begun and any(one.startswith("K:") for one in found[-1][1]):
            begun = False
        if line and not begun:
            found.append((number, []))
            begun = True
        if line:
            found[-1][1].extend([*_FIELD_OF_TOKENS.findall(head[1]), head[2]] if head else [line])
    return [tune for tune in found if any(line.startswith("K:") for line in tune[1])]
