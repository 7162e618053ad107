"""The comparison of stored outputs is shown to fail where it must, and only there."""

import base64
import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbval.plugin import get_sanitize_patterns
from nbval_offline import NBVAL, comparable, opened, readable

from meantone.teaching import run, to_text

PROJECT = Path(__file__).resolve().parents[2]
SANITIZE = PROJECT / "tests" / "sanitize.cfg"

# The sound and the address differ in every run; the rest is what a lesson shows.
SOURCES = [
    "import base64, os\nfrom IPython.display import HTML, SVG, display",
    "pitches = [60, 62, 64]\npitches",
    "from pandas import DataFrame\nprint(object())\nDataFrame({'a': [1]}).style",
    "bytes_ = base64.b64encode(os.urandom(300)).decode()\n"
    'HTML(f\'<audio aria-label="A tune" src="data:audio/mpeg;base64,{bytes_}"></audio>\')',
    "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>')",
    "display({'application/vnd.vegalite.v5+json': {'mark': 'line'}}, raw=True)",
]

ALTERED = [
    ("[]", "[]"),
    ("62, 64]", "62, 65]"),
    ("<object object>", "<objects>"),
    ("A tune", "A song"),
    ("<g/>", "<g></g>"),
    ('"line"', '"bar"'),
]


def chart_of(*values: float) -> dict[str, object]:
    """A chart as Altair gives it: its data are named by all their digits."""
    name, rows = f"data-{hash(values)}", [{"x": value} for value in values]
    return {"mark": "line", "data": {"name": name}, "datasets": {name: rows}}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((0.1 + 0.2, 1e-17), (0.3, 0.0), True),
        ((20.734400357858431,), (20.734400357858502,), True),
        ((0.639577044,), (0.639577035,), True),  # sought step by step
        ((20.7344,), (20.7345,), False),
        ((1.0, 2.0), (2.0, 1.0), False),
        ((1.0,), (1.0, 1.0), False),
    ],
)
def test_charts_differ_if_their_numbers_do_and_another_processor_is_no_difference(
    one: tuple[float, ...], other: tuple[float, ...], same: bool
) -> None:
    assert (comparable(chart_of(*one)) == comparable(chart_of(*other))) == same
    assert comparable(chart_of(*one)) != comparable({**chart_of(*one), "mark": "bar"})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("M0,37h60.376250158654855", "M0,37h60.37625015865481", True),
        ("M0,37h60.376250158654855", "M0,38h60.376250158654855", False),
        ("M0,37h60.376250158654855", "L0,37h60.376250158654855", False),
        ("1.5 of 1.53", "1.5 of 1.530", False),
        ("0.123456789012", "0.123457789012", False),
        ("[60, 62, 64]", "[60, 62, 65]", False),
    ],
)
def test_numbers_of_many_digits_may_be_near(one: str, other: str, same: bool) -> None:
    assert (readable(one) == readable(other)) == same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('<path d="M0,220.442"/>', '<path d="M0,220.443"/>', True),
        ('<path d="M15,2"/>', '<path d="M14.999999999999998,2"/>', True),
        ('<path d="M0,220.442"/>', '<path d="M0,220.452"/>', False),
        ('<path d="M0,220"/>', '<path d="L0,220"/>', False),
        ("<text>3</text>", "<text>4</text>", False),
        ("<text>a</text>", "<text>b</text>", False),
    ],
)
def test_numbers_of_a_drawing_may_be_near(one: str, other: str, same: bool) -> None:
    plain = [readable(f"<svg>{drawn}</svg>") for drawn in (one, other)]
    coded = [base64.b64encode(f"<svg>{drawn}</svg>".encode()).decode() for drawn in (one, other)]
    inside = [readable(opened(f'<img src="data:image/svg+xml;base64,{text}">')) for text in coded]
    assert (plain[0] == plain[1]) == same
    assert (inside[0] == inside[1]) == same


def sanitized(text: str) -> str:
    for pattern, replacement in get_sanitize_patterns(SANITIZE.read_text(encoding="ascii")):
        text = re.sub(pattern, replacement, text)
    return text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<object object at 0x7f3a2b1c>", "<object object at 0x55d0aa10f2>"),
        (
            "a\n  0%|          | 0/9 [00:00<?, ?it/s]\nb",
            "a\n100%|####| 9/9 [00:01<00:00, 8.2it/s]\nb",
        ),
        ("kinder: 7it [00:00, 5.1it/s]", "kinder: 7it [00:02, 3.2it/s]"),
        ("CPU times: user 3 ms\nWall time: 4 ms\nx", "CPU times: user 9 ms\nWall time: 1 s\nx"),
        ("1.2 ms \xb1 3 us per loop (mean of 7)", "1.9 ms \xb1 1 us per loop (mean of 7)"),
        ('src="data:audio/mpeg;base64,AAAA+/=="', 'src="data:audio/mpeg;base64,BBBBBBBB"'),
        ('<table id="T_1a2b3">', '<table id="T_ffff0">'),
        ("/tmp/ipykernel_71/3301.py:1", "/tmp/ipykernel_9/881.py:1"),
    ],
)
def test_what_means_nothing_is_not_compared(one: str, other: str) -> None:
    assert one != other
    assert sanitized(one) == sanitized(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pitch 64, from 0.00 s to 0.60 s", "pitch 64, from 0.00 s to 0.65 s"),
        ("[60, 62, 64]", "[60, 62, 65]"),
        ("99% of the tunes", "98% of the tunes"),
        ("a\n 0%|  | 0/9 [00:00<?, ?it/s]\nb", "a\n 0%|  | 0/9 [00:00<?, ?it/s]\nc"),
        (
            '<audio src="data:audio/mpeg;base64,AAAA">1',
            '<audio src="data:audio/mpeg;base64,AAAA">2',
        ),
        ("0x40", "0x41"),
    ],
)
def test_what_a_lesson_says_is_compared(one: str, other: str) -> None:
    assert sanitized(one) != sanitized(other)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    notebook = new_notebook(cells=[new_code_cell(source) for source in SOURCES])
    return run(notebook, tmp_path_factory.mktemp("run"))


def nbval(folder: Path) -> str:
    """Run the project's comparison on a folder's notebooks; return what it says."""
    settings = [
        "-c",
        str(PROJECT / "pyproject.toml"),
        "--rootdir",
        str(folder),
        "-p",
        "no:cacheprovider",
    ]
    command = [sys.executable, "-m", "pytest", *NBVAL, *settings, "-rA", "-q", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8").stdout


def outcomes(said: str) -> dict[str, list[int]]:
    """Return the numbers of the cells that passed and failed."""
    return {
        word: [int(n) for n in re.findall(rf"^{word} .*::Cell (\d+)", said, re.MULTILINE)]
        for word in ("PASSED", "FAILED")
    }


def test_a_rerun_that_differs_only_in_noise_passes(executed: NotebookNode, tmp_path: Path) -> None:
    (tmp_path / "same.ipynb").write_text(to_text(executed), encoding="utf-8")
    said = nbval(tmp_path)
    assert outcomes(said) == {"PASSED": [0, 1, 2, 3, 4, 5], "FAILED": []}, said


def test_a_stored_output_that_is_altered_fails(executed: NotebookNode, tmp_path: Path) -> None:
    altered = copy.deepcopy(executed)
    for cell, (old, new) in zip(altered.cells, ALTERED, strict=True):
        text = json.dumps(cell.outputs)
        assert old in text
        cell.outputs = [NotebookNode(output) for output in json.loads(text.replace(old, new))]
    (tmp_path / "altered.ipynb").write_text(to_text(altered), encoding="utf-8")
    said = nbval(tmp_path)
    assert outcomes(said) == {"PASSED": [0], "FAILED": [1, 2, 3, 4, 5]}, said
    assert "62, 65" in said
