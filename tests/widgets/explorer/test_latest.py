"""Work beside the notebook: only the latest wish counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from meantone.widgets.explorer.latest import Done, Failed, Latest, News


def test_only_the_latest_job_is_delivered() -> None:
    got: list[Any] = []
    begun, held = threading.Event(), threading.Event()

    def slow(report: Any) -> Iterator[str]:
        begun.set()
        held.wait(600)
        yield "stale"
        pytest.fail("it goes on although nobody waits")  # pragma: no cover

    latest = Latest(got.append)
    latest.do(slow)
    begun.wait(600)
    latest.do(lambda report: ["fresh"])
    held.set()
    assert latest.wait(600)
    assert got == ["fresh", Done()]


def test_a_job_that_fails_says_so_and_the_next_one_works() -> None:
    got: list[Any] = []
    latest = Latest(got.append)

    def bad(report: Any) -> Iterator[str]:
        yield "first"
        raise ZeroDivisionError("no")

    latest.do(bad)
    latest.wait(600)
    assert got[0] == "first"
    assert isinstance(got[1], Failed)
    assert str(got[1].error) == "no"
    latest.do(lambda report: ["well"])
    assert latest.wait(600)
    assert got[2:] == ["well", Done()]


def test_a_job_that_is_cancelled_ends_when_it_reports_and_says_nothing() -> None:
    got: list[Any] = []
    begun, held, ended = threading.Event(), threading.Event(), threading.Event()

    def job(report: Any) -> Iterator[str]:
        report("half", 0.5)
        begun.set()
        held.wait(600)
        try:
            report("more", 0.6)
        finally:
            ended.set()
        yield "never"  # pragma: no cover

    latest = Latest(got.append)
    latest.do(job)
    begun.wait(600)
    latest.collect()
    assert got == [News("half", 0.5)]
    assert latest.busy
    latest.cancel()
    assert not latest.busy
    held.set()
    assert ended.wait(600)
    latest.collect()
    assert got == [News("half", 0.5)]
