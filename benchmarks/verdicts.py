"""`course.py bench verdicts`: all claims of the course in one table, from what is stored."""

from __future__ import annotations

import argparse

from benchmarks import bias, collapse, loops, popularity
from benchmarks.pages import publish_verdicts

BENCHES = (collapse.BENCH, bias.BENCH, loops.BENCH, popularity.BENCH)


def main(arguments: list[str]) -> int:
    """Write the page; nothing is measured."""
    argparse.ArgumentParser(prog="python course.py bench verdicts", description=__doc__).parse_args(
        arguments
    )
    publish_verdicts(BENCHES)
    return 0
