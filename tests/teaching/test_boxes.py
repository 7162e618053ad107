import html.parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.teaching.boxes import COLORS, Box, Panel, in_html, shortened, shown

HOSTILE = '<script>alert(1)</script> & "quotes" </div><img src=x onerror=alert(1)>'


class Tags(html.parser.HTMLParser):
    """Collects tags and text, and fails when tags do not match."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("kind", COLORS)
def test_text_stands_out_from_its_ground_and_the_sign_too(kind):
    ground, text, edge = COLORS[kind]
    assert contrast(ground, text) >= 7
    assert contrast(ground, edge) >= 3


@pytest.mark.parametrize("kind", COLORS)
def test_a_box_is_a_status_that_says_its_title_in_words(kind):
    page = Tags(Box(kind, "02.count: not yet")._repr_html_())
    assert page.tags[0][1]["role"] == "status"
    assert "02.count: not yet" in page.text


def test_what_learners_write_is_escaped_everywhere():
    page = Box("wrong", HOSTILE, (HOSTILE, f"`{HOSTILE}`"), HOSTILE)._repr_html_()
    assert {tag for tag, _ in Tags(page).tags} <= {"div", "strong", "span", "code"}
    assert Tags(page).text.count(HOSTILE.replace("`", "")) == 4


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_out_of_a_box(title, line, case):
    tags = Tags(Box("wrong", title, (line,), case)._repr_html_()).tags
    assert {tag for tag, _ in tags} <= {"div", "strong", "span", "code"}


def test_plain_text_says_all_that_the_box_says():
    box = Box("wrong", "02.count: not right yet", ("One is missing.",), "count([60]) gives 0")
    assert repr(box).splitlines() == [
        "02.count: not right yet",
        "  One is missing.",
        "  It shows here: count([60]) gives 0",
    ]


def test_backticks_become_code():
    assert ">return</code>" in in_html("Is the `return` missing?")


def test_a_panel_shows_its_page_and_prints_its_text():
    panel = Panel("half", "<b>half</b>")
    assert (repr(panel), panel._repr_html_()) == ("half", "<b>half</b>")


class BrokenRepr:
    def __repr__(self):
        raise SystemExit


class OddRepr:
    def __repr__(self):
        return 3


@pytest.mark.parametrize("value", [BrokenRepr(), OddRepr()])
def test_values_that_cannot_show_themselves_are_named(value):
    assert shown(value) == f"<{type(value).__name__}>"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", "'a\\nb'"),
        (object(), "<object object>"),
        (list(range(1000)), None),
        ("x" * 10**6, None),
    ],
)
def test_shown_values_are_short_and_on_one_line(value, text):
    found = shown(value)
    assert text in (None, found)
    assert len(found) <= 160
    assert "\n" not in found


def test_what_is_cut_off_says_so():
    assert shortened("abcdefghij", 8) == "abcd ..."
