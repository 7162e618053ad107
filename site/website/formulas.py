r"""Formulas as docstrings have them, in letters that any terminal shows, and as TeX for the site.

Docstrings write ``H = -sum(p log2 p)``; the reference shows it typeset. The notation is that of a
hand: a quotient reaches from the last sign to its left over the one factor to its right, words
stand for themselves, `x_i` and `x[i]` are the same.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z]+)*(?:'s|')?)"
    r"|(?P<sign>\*\*|<=|>=|->|\.\.\.|[-+*/@^=<>±.,|!()\[\]_]))"
)
_IS_FORMULA = re.compile(r" = | / |\*\*|\^|\bsum\b|\b(?:sum|prod)_|\blog2?\b|\bexp\(|\bargmax\b|@")
_IS_CODE = re.compile(r"\"|(?<![A-Za-z])'|[{}:;#]|[A-Za-z_]\.\w|==|^\.|\*\w|\bfor\b|\bimport\b")
_FUNCTIONS = {
    "exp": r"\exp", "log": r"\log", "log2": r"\log_2", "ln": r"\ln", "max": r"\max",
    "min": r"\min", "sum": r"\sum", "prod": r"\prod", "argmax": r"\operatorname{argmax}",
    "integral": r"\int", "sqrt": r"\sqrt", "phi": r"\varphi", "grad": r"\nabla",
}  # fmt: skip
_SIGNS = {
    "<=": r"\le", ">=": r"\ge", "->": r"\to", "...": r"\ldots", "*": r"\cdot", "±": r"\pm",
    "@": r"\,", ".": r"\cdot", "|": r"\mid",
}  # fmt: skip
_OVER = re.compile(r"\b(sum|mean|max) over (.+?) of (?=[\w(|[])")
_OF = re.compile(r"\b(sum|integral|mean) of (?!the\b)")
_PREFIXES = {"sum", "prod", "mean", "max", "log", "log2", "ln", "integral", "argmax"}
_ENDS = {")", "]", ""}
_SUMS = {"+", "-", "=", "<=", ">=", "<", ">", "±", ",", "|", "->"}


def is_formula(text: str) -> bool:
    """Tell whether what stands between backticks is mathematics, rather than Python or a name.

    Examples
    --------
    >>> is_formula("H = -sum(p log2 p)"), is_formula("lambda rows: rows / 2"), is_formula("x_i")
    (True, False, False)
    """
    return bool(_IS_FORMULA.search(text)) and not _IS_CODE.search(text)


def to_tex(text: str) -> str:
    r"""Return a formula in TeX.

    Raises
    ------
    ValueError
        If there is something in it that is not of the notation.

    Examples
    --------
    >>> to_tex("H = -sum(p log2 p)")
    'H = -\\sum\\left(p \\log_2 p\\right)'
    >>> to_tex("(c + k) / (N + k V)")
    '\\frac{c + k}{N + k V}'
    >>> to_tex("p ** (1 / T)"), to_tex("sum_i w_i p_i")
    ('p^{\\frac{1}{T}}', '\\sum_{i} w_{i} p_{i}')
    """
    reader = _Reader(text)
    tex = reader.whole()
    if reader.next:
        raise ValueError(f"{reader.next!r} is out of place in the formula {text!r}")
    return tex


class _Reader:
    """Reads a formula from the left, one factor after another."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, bool]] = []  # kind, text, whether a space is before it
        place = 0
        text = _OF.sub(r"\1 ", _OVER.sub(r"\1_(\2) ", text.strip()))
        while place < len(text):
            match = _TOKEN.match(text, place)
            if not match:
                raise ValueError(f"{text[place:]!r} is not of the notation of formulas")
            spaced = text[place].isspace()
            self.tokens.append((str(match.lastgroup), str(match[match.lastgroup or 0]), spaced))
            place = match.end()
        self.place = 0

    @property
    def next(self) -> str:
        """The next sign, number or word; "" at the end."""
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def is_close(self, sign: str) -> bool:
        """Tell whether this sign follows without a space."""
        return self.next == sign and not self.tokens[self.place][2]

    def take(self) -> tuple[str, str]:
        """Return the next one's kind and text, and go on."""
        kind, text, _ = self.tokens[self.place]
        self.place += 1
        return kind, text

    def whole(self) -> str:
        """Read products, and the signs between them, up to a bracket's end."""
        parts: list[str] = []
        while self.next not in _ENDS:
            if self.next in _SUMS:
                sign = self.bar() if self.next == "|" else self.take()[1]
                parts.append(_SIGNS.get(sign, sign) + ("" if sign == "-" and not parts else " "))
            else:
                parts.append(self.product() + " ")
        return "".join(parts).replace(" ,", ",").strip().replace("= - ", "= -")

    def bar(self) -> str:
        """Read an upright bar: between spaces it means "given", else it encloses."""
        spaced = self.tokens[self.place][2]
        self.take()
        more = self.place < len(self.tokens) and self.tokens[self.place][2]
        return "|" if spaced and more else "\\vert"

    def product(self) -> str:
        """Read factors; a quotient has all of them above it that came so far."""
        factors: list[str] = []
        bare = ""  # the only factor so far, without its brackets
        while self.next not in _ENDS and self.next not in _SUMS:
            if self.next == "/":
                self.take()
                above = bare if len(factors) == 1 and bare else " ".join(factors)
                if not above:
                    raise ValueError("a formula has nothing above its line")
                below, stripped = self.factor()
                factors, bare = [rf"\frac{{{above}}}{{{stripped or below}}}"], ""
                continue
            if self.next in ("*", "@", "."):
                factors.append(_SIGNS[self.take()[1]])
                continue
            factor, bare = self.factor()
            factors.append(factor)
        return " ".join(factors)

    def factor(self) -> tuple[str, str]:
        """Read a factor with what hangs on it; return it, and what its brackets hold, if any."""
        if self.next == "-":
            self.take()
            return f"-{self.factor()[0]}", ""
        tex, inner = self.atom()
        while self.next in ("^", "**") or self.is_close("[") or self.is_close("!"):
            sign = self.take()[1]
            if sign == "!":
                tex += "!"
            elif sign == "[":
                tex = rf"{tex}_{{{self.closed(']')}}}"
            else:
                power, stripped = self.factor()
                tex = rf"{tex}^{{{stripped or power}}}"
            inner = ""
        return tex, inner

    def atom(self) -> tuple[str, str]:
        """Read a number, a word, a call or a bracket."""
        kind, text = self.take()
        if kind == "number":
            return text, ""
        if text in ("(", "["):
            inner = self.closed(")" if text == "(" else "]")
            return rf"\left{text}{inner}\right{')' if text == '(' else ']'}", inner
        if kind != "word":
            return _SIGNS.get(text, text), ""
        tex = self.indexed(named(text))
        if self.is_close("("):
            self.take()
            held = self.closed(")")
            if tex == r"\sqrt":
                return rf"\sqrt{{{held}}}", ""
            return rf"{tex}\left({held}\right)", ""
        if text in _PREFIXES and self.next not in _ENDS | _SUMS | {"/", "*"}:
            return f"{tex} {self.factor()[0]}", ""
        while tex.startswith(r"\text{") and tex.endswith("}") and self.is_words():
            tex = f"{tex[:-1]} {self.take()[1]}}}"
        return tex, ""

    def is_words(self) -> bool:
        """Tell whether the next word stands for itself, and is no call."""
        if self.place == len(self.tokens):
            return False
        kind, text, _ = self.tokens[self.place]
        after = self.tokens[self.place + 1] if self.place + 1 < len(self.tokens) else ("", "", True)
        hangs = after[1] in ("(", "[", "_") and not after[2]
        return kind == "word" and named(text).startswith(r"\text{") and not hangs

    def indexed(self, tex: str) -> str:
        """Read what stands low behind a word: `x_i`, `x_(t-1)`."""
        if not self.is_close("_"):
            return tex
        self.take()
        if self.next == "(":
            self.take()
            return rf"{tex}_{{{self.closed(')')}}}"
        low = self.take()[1]
        if tex.startswith(r"\text{") and len(low) > 1:
            return f"{tex[:-1]} {low}}}"  # a name of Python's
        return rf"{tex}_{{{named(low) if low[0].isalpha() else low}}}"

    def closed(self, end: str) -> str:
        """Read up to a bracket's end, and take it."""
        inner = self.whole()
        if self.next != end:
            raise ValueError(f"a {end!r} is missing in a formula")
        self.take()
        return inner


def named(word: str) -> str:
    r"""Return a word in TeX: a function, a letter, a letter with its number, or words.

    Examples
    --------
    >>> named("log2"), named("p0"), named("H"), named("reward")
    ('\\log_2', 'p_{0}', 'H', '\\text{reward}')
    """
    if word in _FUNCTIONS:
        return _FUNCTIONS[word]
    lettered = re.fullmatch(r"([A-Za-z])(\d*)('?)", word)
    if lettered:
        low = f"_{{{lettered[2]}}}" if lettered[2] else ""
        return f"{lettered[1]}{low}{lettered[3]}"
    return rf"\text{{{word}}}"
