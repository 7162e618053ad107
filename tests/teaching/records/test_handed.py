"""Hand-ins: what a lesson records goes in, everything else is refused; nothing else leaves."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meantone.teaching import combine, export_progress, predict, reveal
from meantone.teaching.records import hand_in
from meantone.teaching.records.handed import (
    HANDED_IN,
    MOST_BYTES,
    HandInError,
    packed,
    read_handed_in,
)
from meantone.teaching.records.posting import PATH, PostingError
from meantone.teaching.records.progress import Record, current, learner_key

GOOD = {"name": "99.mean", "kind": "done", "value": True, "times": 1}


def written(*records: object, **parts: object) -> str:
    whole = {"format": "meantone progress 1", "code": "0123abcd", "moment": 5}
    return json.dumps({**whole, "records": records, **parts})


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner who predicted, saw the answer, and made a tune called by their own name."""
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "kept" / "progress.sqlite"))
    monkeypatch.chdir(tmp_path)
    predict("99.heads", "How many?", between=(0, 100)).record(60)
    reveal("99.heads", 100)
    reveal("99.endless", float("inf"))
    current().note("tune", "mine", {"title": "Anna's"})
    current().note("heard", "99.bell")
    current().note("takes", "starter-ode_to_joy", [[[0, 64], [480.5, 80]]])


def test_it_holds_what_was_predicted_and_nothing_of_the_learner(learner: None) -> None:
    found = read_handed_in(hand_in().text)
    assert [(row.kind, row.name) for row in found.rows] == [
        ("predicted", "99.heads"),
        ("revealed", "99.heads"),  # an endless measurement is no JSON: it stays here
        ("takes", "starter-ode_to_joy"),
    ]
    assert "Anna" not in hand_in().text
    assert learner_key() not in hand_in().text


def test_the_preview_shows_all_that_is_written(learner: None) -> None:
    import html

    ours = hand_in()
    assert html.escape(ours.text) in ours._repr_mimebundle_()["text/html"]
    assert ours.write().read_text(encoding="utf-8") == ours.text


def test_showing_it_writes_nothing(learner: None, tmp_path: Path) -> None:
    hand_in()._repr_mimebundle_()
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_the_button_writes_a_file_that_a_class_reads(learner: None, tmp_path: Path) -> None:
    ours = hand_in()
    ours.buttons[1].click()
    assert "Written" in ours.said.value
    rows = combine(tmp_path.glob("handed_in_*.json"))
    assert [row["name"] for row in rows] == ["99.heads", "99.heads", "starter-ode_to_joy"]


def test_a_wrong_address_is_told_and_stops_nothing(learner: None) -> None:
    ours = hand_in()
    for address in ("", "file:///etc/passwd", "http://"):
        ours.fields[0].value = address
        ours.buttons[0].click()
        assert "begins with http://" in ours.said.value


def test_the_variable_gives_address_and_code(
    learner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANTONE_CLASS", "http://10.0.0.1:8123/#K7QM-3XPD")
    ours = hand_in()
    assert (ours.address, ours.class_code) == ("http://10.0.0.1:8123", "K7QM-3XPD")


def test_the_summary_counts_in_plain_words_and_leaves_out_what_is_not_there(
    learner: None,
) -> None:
    assert hand_in().summary.startswith("1 prediction, 1 measured answer, 1 melody tapped; under")


class Elsewhere(BaseHTTPRequestHandler):
    """A server that sends everybody on to another one."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def test_no_redirection_is_followed(learner: None) -> None:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever).start()
        try:
            with pytest.raises(PostingError, match="No class answers there"):
                hand_in(f"http://127.0.0.1:{server.server_port}", code="x").send()
        finally:
            server.shutdown()
    assert Elsewhere.asked == [PATH]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        written(format="meantone progress 2"),
        written(code="Anna"),
        written(code="0123abcd\n"),
        written(moment=True),
        written(moment=-1),
        written(records={}),
        written(GOOD, GOOD),
        written({**GOOD, "more": 1}),
        written({**GOOD, "kind": "tune"}),
        written({**GOOD, "kind": ["done"]}),
        written({**GOOD, "name": "<b>"}),
        written({**GOOD, "name": "../x"}),
        written({**GOOD, "name": "\u0669\u0669.mean"}),
        written({**GOOD, "value": "yes"}),
        written({**GOOD, "value": 1}),
        written({**GOOD, "times": True}),
        written({**GOOD, "times": 0}),
        written({**GOOD, "kind": "predicted"}),
        written({**GOOD, "kind": "predicted", "value": {"value": 1, "late": 0}}),
        written({**GOOD, "kind": "predicted", "value": {"value": [[1]], "late": False}}),
        written({**GOOD, "kind": "revealed", "value": float("nan")}),
        written({**GOOD, "kind": "revealed", "value": 10**400}),
        written({**GOOD, "kind": "diagnosed", "value": "x" * 301}),
        written({**GOOD, "kind": "takes", "value": [[[1]]]}),
        " " * (MOST_BYTES + 1),
    ],
)
def test_what_no_lesson_wrote_is_refused(text: str) -> None:
    with pytest.raises(HandInError):
        read_handed_in(text)


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=12,
)


@given(anything)
def test_nothing_makes_the_reader_stumble(value: object) -> None:
    for kind in HANDED_IN:
        try:
            read_handed_in(written({**GOOD, "kind": kind, "value": value}))
        except HandInError:
            continue


@given(some.dictionaries(some.tuples(some.sampled_from(HANDED_IN), some.text()), anything))
def test_all_that_is_packed_is_read(values: dict[tuple[str, str], Any]) -> None:
    records = {key: Record(value, 1) for key, value in values.items()}
    read_handed_in(json.dumps(packed(records, "0123abcd", 1)))


def test_a_class_reads_exported_progress_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "progress.sqlite"))
    for kind, value in (("heard", True), ("hinted", 2), ("done", True), ("tried", True)):
        current().note(kind, "99.bell", value)
    found = read_handed_in(export_progress(tmp_path / "me.json").read_bytes())
    assert (found.moment, len(found.rows)) == (0, 4)
