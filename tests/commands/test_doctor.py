"""Each thing that the doctor looks at is broken in turn; each time it says what to do."""

import os
import shutil
import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from meantone.commands import doctor
from meantone.commands.doctor import ANEW, CHECKS, Check, examine

Usage = namedtuple("Usage", "total used free")  # as shutil has it


def check(name: str) -> Check:
    return next(check for check in CHECKS if check.name == name)


def look(name: str) -> doctor.Finding:
    """Run a check in this process, where it can be broken."""
    return examine(Check(name, check(name).look))


@pytest.mark.parametrize(
    "name", ["python", "disk", "folders", "lab", "sound", "engraving", "charts"]
)
def test_what_is_in_order_is_found_so(name: str) -> None:
    finding = look(name)
    assert finding.well, finding
    assert not finding.remedy


def break_python(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "version_info", (3, 10, 1))


def break_packages(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("importlib.metadata.version", lambda name: "0.0.1")


def break_disk(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9, 10**6))


def break_folders(patch: pytest.MonkeyPatch) -> None:
    def refuse(dir: Path) -> None:
        raise PermissionError(13, "Permission denied", str(dir))

    patch.setattr("tempfile.TemporaryFile", refuse)


def break_lab(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(sys.modules, "jupyterlab.labapp", None)


def break_kernel(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sys, "prefix", "/nowhere")


def silence(patch: pytest.MonkeyPatch) -> None:
    import meantone.show

    real = meantone.show.sound

    def silent(tune: object) -> object:
        heard = real(tune)
        samples = heard.samples * 0
        return type(heard)(samples, heard.title, heard.instrument, heard.tempo)

    patch.setattr(meantone.show, "sound", silent)


def break_synthesizer(patch: pytest.MonkeyPatch) -> None:
    import meantone.show

    def refuse(tune: object) -> None:
        raise SystemError("illegal instruction")

    patch.setattr(meantone.show, "sound", refuse)


def empty_score(patch: pytest.MonkeyPatch) -> None:
    import meantone.show

    patch.setattr(meantone.show, "score", lambda tune: meantone.show.Score("<svg/>", "", ""))


def empty_chart(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("meantone.show.charts.to_svg", lambda chart: "<svg/>")


def break_starter(patch: pytest.MonkeyPatch) -> None:
    from meantone.tunes.collections import sets

    patch.setattr(sets, "load", lambda name: [])


def break_music21(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(sys.modules, "music21", None)


def hide_torch(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(sys.modules, "torch", None)


def break_torch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("torch.ones", lambda *shape: np.zeros(shape))


def hide_chromium(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("meantone.commands.chromium.find_chromium", lambda: "")


BREAKS = [
    ("python", break_python, "3.11 to 3.13", "Install Python"),
    ("packages", break_packages, "0.0.1", ANEW),
    ("disk", break_disk, "0.0 GB free", "Make room"),
    ("folders", break_folders, "cannot be written", "MEANTONE_HOME"),
    ("lab", break_lab, "jupyterlab", ANEW),
    ("lab", break_kernel, "no Python kernel", ANEW),
    ("sound", silence, "silent", ANEW),
    ("sound", break_synthesizer, "illegal instruction", ANEW),
    ("engraving", empty_score, "0 notes", ANEW),
    ("charts", empty_chart, "empty", ANEW),
    ("data", break_starter, "tunes are missing", "complete copy"),
    ("data", break_music21, "music21", ANEW),
    ("networks", hide_torch, "no PyTorch", "course.py lab"),
    ("networks", break_torch, "up to 0", ANEW),
    ("chromium", hide_chromium, "only the tests", "course.py test"),
]


@pytest.mark.parametrize(("name", "break_it", "words", "remedy"), BREAKS)
def test_what_is_broken_is_found_and_what_to_do_is_said(
    name: str,
    break_it: Callable[[pytest.MonkeyPatch], None],
    words: str,
    remedy: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        break_it(patch)
        finding = look(name)
    assert not finding.well
    assert words in finding.words
    assert remedy in finding.remedy


def test_every_check_is_broken_once_here() -> None:
    assert {name for name, *_ in BREAKS} == {check.name for check in CHECKS}


def well() -> str:
    return "fine"


def crash() -> str:
    os.abort()


def give_up() -> str:
    raise SystemExit("no")


@pytest.mark.parametrize(
    ("checks", "code", "words"),
    [
        ([Check("a", well)], 0, "All is well."),
        ([Check("a", give_up), Check("b", well)], 1, "1 of 2 checks failed"),
        ([Check("a", give_up, needed=False)], 0, "absent  a: SystemExit: no"),
    ],
)
def test_the_exit_code_tells_whether_a_needed_thing_fails(
    checks: list[Check],
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(doctor, "CHECKS", checks)
    assert doctor.main([]) == code
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os._exit(132)", "it crashed with code 132"),
        ("raise ImportError('no such library')", "no such library"),
        ('print(\'[true, "fine", ""]\')', "fine"),
    ],
)
def test_a_crash_of_a_compiled_package_is_a_finding(
    code: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = doctor.subprocess.run
    monkeypatch.setattr(
        doctor.subprocess, "run", lambda command, **how: real([*command[:2], code], **how)
    )
    assert words in examine(Check("sound", well, apart=True)).words


def test_a_check_apart_finds_what_it_finds_here() -> None:
    assert examine(check("engraving")).words == look("engraving").words
