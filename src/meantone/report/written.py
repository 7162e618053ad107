"""A report as data: JSON with a version, and a table as CSV."""

from __future__ import annotations

import csv
import io
import json
from math import isfinite
from typing import Any

from meantone import __version__
from meantone.report.made import Report

VERSION = 1
"""Of the fields below: reports of two versions are not compared."""


def as_json(made: Report) -> str:
    """Return a report as JSON: the same tunes and seed give the same text.

    Parameters
    ----------
    made : Report
    """
    content = {
        "version": VERSION,
        "meantone": __version__,
        "name": made.mine.name,
        "against": made.yard.name,
        "view": type(made.yard.view).__name__,
        "notes": made.yard.reference.length,
        "judge": made.profile.judge,
        "seed": made.seed,
        "read": made.mine.read,
        "kept": len(made.mine.tunes),
        "not read": made.mine.failed,
        "errors": made.mine.errors,
        "measured": made.profile.count,
        "headline": made.headline,
        "steady": made.steady,
        "verdicts": [verdict._asdict() for verdict in made.verdicts],
        "copies": _copies(made),
        "sources": _sources(made),
        "profile": rows(made),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def as_csv(made: Report) -> str:
    """Return the profile of a report as a table: a measure a line.

    Parameters
    ----------
    made : Report
    """
    text = io.StringIO()
    table = rows(made)
    writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def rows(made: Report) -> list[dict[str, Any]]:
    """Return the profile's rows, with None where there is no figure.

    Parameters
    ----------
    made : Report
    """
    return [
        {
            "measure": row.name,
            "unit": row.measure.unit,
            "value": _figure(row.value),
            "low": _figure(row.interval[0]),
            "high": _figure(row.interval[1]),
            "people": _figure(row.human),
            "people low": _figure(row.band[0]),
            "people high": _figure(row.band[1]),
            "shuffled": _figure(row.shuffled),
            "place": row.place,
        }
        for row in made.profile.rows
    ]


def _copies(made: Report) -> dict[str, Any]:
    """Return the copies, each pair by the names of its tunes."""
    return vars(made.copies) | {
        "pairs": [
            {
                "mine": pair.mine.id or pair.mine.title,
                "theirs": pair.theirs.id or pair.theirs.title,
                "tokens": pair.length,
                "mine from note": pair.mine_at + 1,
                "theirs from note": pair.theirs_at + 1,
            }
            for pair in made.copies.pairs
        ]
    }


def _sources(made: Report) -> dict[str, Any]:
    """Return of whom the tunes are made, the largest by their names."""
    found = made.sources
    return {
        "asked": found.count,
        "mean": _figure(found.mean),
        "people": _figure(found.human),
        "people low": _figure(found.band[0]),
        "people high": _figure(found.band[1]),
        "shuffled": _figure(found.shuffled),
        "largest": [
            {"tune": one.tune.id or one.tune.title, "share": _figure(one.share)}
            for one in found.largest
        ],
    }


def _figure(value: float) -> float | None:
    """Return a figure as JSON can hold it, without what differs between machines."""
    return float(f"{value:.10g}") if isfinite(value) else None
