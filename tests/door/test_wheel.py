"""The package alone: built, installed in a fresh environment, and used where the folder is not.

The environment sees the packages of this one, so that nothing is fetched: once all of them, and
once those alone that the package asks for. Whatever opens a file of the repository is ended.
"""

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement

from meantone.commands import COMMANDS, EVERYWHERE
from meantone.storage import VARIABLE, cache_folder
from meantone.teaching.publishing.learners import learners_copy

pytestmark = [
    pytest.mark.door,
    pytest.mark.skipif(sys.platform == "win32", reason="packages are lent by links"),
]
PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = Path(sysconfig.get_path("purelib"))
EPOCH = "1764460800"
GUARD = """
import os, sys
sys.path.append(os.environ["LENT"])
def guard(event, given):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(given[0], str):
        path = os.path.realpath(given[0])
        if path.startswith({project!r} + os.sep) and not path.startswith({allowed!r}):
            os.write(2, ("reached the repository: " + path).encode())
            os._exit(99)
sys.addaudithook(guard)
"""


@dataclass(frozen=True)
class Installed:
    """A fresh environment with the wheel."""

    wheel: Path
    prefix: Path
    home: Path
    all: Path
    asked_for: Path

    def run(self, *words: str, lent: str = "all") -> "subprocess.CompletedProcess[str]":
        """Run its Python, or its command `meantone`, far from the repository."""
        kept = {"PATH", "LANG", "OMP_NUM_THREADS", "TMPDIR", "LD_LIBRARY_PATH"}
        variables = {name: value for name, value in os.environ.items() if name in kept}
        program, *rest = words
        return subprocess.run(
            [str(self.prefix / "bin" / program), *rest],
            cwd=self.home,
            env={
                **variables,
                "HOME": str(self.home),
                "LENT": str(getattr(self, lent)),
                VARIABLE: str(cache_folder()),
            },
            capture_output=True,
            text=True,
            check=False,
        )


def build(folder: Path, source: Path = PROJECT, target: str = "wheel") -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    variables = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    subprocess.run(command, cwd=source, env=variables, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="python course.py test installs the build tool")
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def files(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def about(files: dict[str, bytes]) -> Metadata:
    (name,) = [name for name in files if name.endswith(".dist-info/METADATA")]
    return Metadata.from_email(files[name], validate=True)


@pytest.fixture(scope="module")
def installed(wheel: Path, about: Metadata, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    top = tmp_path_factory.mktemp("alone")
    here = Installed(wheel, top / "env", top / "Früh & spät", top / "all", top / "asked for")
    here.home.mkdir()
    venv.create(here.prefix, symlinks=True)
    (here.prefix / "share").symlink_to(Path(sys.prefix, "share"))  # Jupyter's kernels and templates
    python = str(here.prefix / "bin" / "python")
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    subprocess.run([*command, "--no-index", "--no-deps", str(wheel)], check=True)
    (site,) = (here.prefix / "lib").glob("python*/site-packages")
    allowed = tuple(
        str(Path(folder).resolve()) for folder in (sys.prefix, PACKAGES, cache_folder())
    )
    guard = GUARD.format(project=str(PROJECT), allowed=allowed)  # they may lie in the repository
    (site / "guard.py").write_text(guard, encoding="utf-8")
    # Not as `sitecustomize`: Debian's Python has one of its own, and finds that first.
    (site / "guard.pth").write_text("import guard\n", encoding="ascii")
    lend(here.all, {path.name for path in PACKAGES.iterdir()})
    lend(here.asked_for, set(asked_for(about.requires_dist or [])))
    return here


def lend(folder: Path, names: set[str]) -> None:
    """Link packages of this environment into a folder, but not the course itself."""
    folder.mkdir()
    for name in names:
        if not name.startswith(("meantone", "_editable", "__pycache__")) and ".pth" not in name:
            (folder / name).symlink_to(PACKAGES / name)


def asked_for(needs: Iterable[Requirement]) -> Iterator[str]:
    """Yield what is on the top level of all packages that are needed, directly or not."""
    waiting, known = [*needs], set()
    while waiting:
        need = waiting.pop()
        if need.name in known or (need.marker and not need.marker.evaluate()):
            continue
        known.add(need.name)
        if dist := found(need.name):
            yield from {path.parts[0] for path in dist.files or () if path.parts[0] != ".."}
            waiting += map(Requirement, dist.requires or ())


def found(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # of another system
        return None


def text_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What is in it


def test_it_holds_lessons_data_sets_and_a_class_as_they_are_in_the_folder(
    files: dict[str, bytes],
) -> None:
    for name in ("instructor_notes/quiz.toml", "instructor_notes/wrong_ideas.toml"):
        assert files[f"meantone/{name}"] == (PROJECT / name).read_bytes()
    for path in (PROJECT / "datasets").rglob("*.*"):
        assert files[f"meantone/{path.relative_to(PROJECT).as_posix()}"] == path.read_bytes()
    lessons = {name.rpartition("/")[2] for name in files if name.startswith("meantone/lessons/")}
    assert lessons == {path.name for path in (PROJECT / "lessons").glob("*.ipynb")}
    for name in lessons:
        laid = learners_copy((PROJECT / "lessons" / name).read_bytes())
        assert files[f"meantone/lessons/{name}"] == laid
        assert learners_copy(laid) == laid  # the lab lays what it finds


def test_it_holds_no_weights_no_others_music_no_solutions_and_is_small(
    wheel: Path, files: dict[str, bytes]
) -> None:
    kinds = {Path(name).suffix for name in files}
    assert kinds <= {".py", ".js", ".css", ".json", ".toml", ".csv", ".md", ".abc", ".ipynb",
                     ".html", ".j2", ".svg", ".typed", ".txt", ""}  # fmt: skip
    music = {name.rpartition("/")[0] for name in files if name.endswith(".abc")}
    assert music == {"meantone/datasets/starter"}
    assert not [name for name, content in files.items() if b"### BEGIN SOLUTION\n" in content
                and name.endswith(".ipynb")]  # fmt: skip
    assert not [name for name in files if "masters" in name or "answers/" in name]
    assert wheel.stat().st_size < 4_000_000


def test_its_metadata_is_whole_and_valid(about: Metadata) -> None:
    from trove_classifiers import classifiers

    assert about.license_expression == "MIT AND CC-BY-4.0 AND CC0-1.0"
    assert set(about.license_files or ()) == {"LICENSE", "LICENSES.md"}
    assert {"Source", "Changes", "Issues"} == set(about.project_urls or ())
    assert about.summary
    assert about.keywords
    assert set(about.classifiers or ()) <= classifiers
    supported = re.findall(r":: 3\.(\d+)", " ".join(about.classifiers or ()))
    assert [f"3.{minor}" in about.requires_python for minor in supported] == [True] * 3  # type: ignore[operator]
    assert about.requires_python is not None
    assert "3.14" not in about.requires_python
    assert about.description_content_type == "text/markdown"
    links = re.findall(r"\]\(([^)]+)\)", about.description or "")
    assert [link for link in links if "://" not in link] == []  # an index has no folder


def test_the_same_files_give_the_same_wheel_also_by_way_of_the_archive_of_sources(
    wheel: Path, tmp_path: Path
) -> None:
    archive = build(tmp_path / "sources", target="sdist")
    subprocess.run(["tar", "-xzf", str(archive), "-C", str(tmp_path)], check=True)
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")
    again = build(tmp_path / "again", source=unpacked)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


# Where the folder is not


def test_it_says_its_version_and_lists_what_works(installed: Installed) -> None:
    import meantone

    assert installed.run("meantone", "--version").stdout == f"meantone {meantone.__version__}\n"
    done = installed.run("python", "-m", "meantone", lent="asked_for")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: meantone COMMAND [OPTIONS]\n")
    assert re.findall(r"^  (\w+) ", done.stdout, re.MULTILINE) == list(EVERYWHERE)
    assert done.stdout.endswith("Start with:  meantone lab\n")
    assert len(done.stdout.splitlines()) < 15


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in EVERYWHERE])
def test_what_needs_the_folder_says_so_in_a_sentence(command: str, installed: Installed) -> None:
    done = installed.run("meantone", command)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{command!r} works on the course's own folder")
    assert line.endswith(f"python course.py {command}")


def test_without_jupyter_all_that_is_needed_works_and_the_lab_says_what_it_lacks(
    installed: Installed,
) -> None:
    done = installed.run("meantone", "doctor", lent="asked_for")
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout
    assert "FAILED" not in said
    assert "packages: all as asked for" in said
    assert f"your copies are in {installed.home / 'meantone' / 'my_lessons'}" in said
    assert "absent  lab: no JupyterLab, which the lab and pages to print need" in said
    came_from = installed.wheel.as_uri()  # no index has it
    assert f'python -m pip install "meantone[lab] @ {came_from}"' in said
    assert f'python -m pip install "meantone[neural] @ {came_from}"' in said
    assert "chromium" not in said
    assert "course.py" not in said
    assert ".venv" not in said
    assert said.endswith("people's:  meantone report FOLDER\n")
    done = installed.run("meantone", "lab", "--lay", lent="asked_for")
    assert done.returncode == 1
    assert done.stderr == (
        "The lab needs JupyterLab. Install it with:  "
        f'python -m pip install "meantone[lab] @ {came_from}"\n'
    )
    done = installed.run("meantone", "class", "quiz", lent="asked_for")
    assert done.returncode == 1
    assert re.fullmatch(
        r"The package \w+ is missing. Install it with the lab's packages:  "
        rf'python -m pip install "meantone\[lab\] @ {re.escape(came_from)}"\n',
        done.stderr,
    )


def test_a_folder_of_two_tunes_is_held_against_peoples(installed: Installed) -> None:
    folder = installed.home / "tunes"
    folder.mkdir()
    for name in ("ode_to_joy", "greensleeves"):
        tune = (PROJECT / "datasets" / "starter" / f"{name}.abc").read_bytes()
        (folder / f"{name}.abc").write_bytes(tune)
    done = installed.run("meantone", "report", "tunes", "--against", "kinder", lent="asked_for")
    assert done.returncode == 0, done.stderr
    assert "tunes: 2 tunes read, 0 could not be read" in done.stdout
    page = (installed.home / "report.html").read_text(encoding="utf-8")
    assert "<audio" in page or "data:audio" in page
    assert {"report.json", "report.csv"} <= {path.name for path in installed.home.iterdir()}


def test_lessons_are_laid_in_the_learners_home_and_nothing_beside_the_package(
    installed: Installed,
) -> None:
    (package,) = (installed.prefix / "lib").glob("python*/site-packages/meantone")
    before = {path for path in package.rglob("*") if path.suffix != ".pyc"}
    done = installed.run("meantone", "lab", "--lay")
    assert done.returncode == 0, done.stderr
    copies = installed.home / "meantone" / "my_lessons"
    lessons = {path.name for path in (PROJECT / "lessons").glob("*.ipynb")}
    assert {path.name for path in copies.glob("*.ipynb")} == lessons
    assert f"{len(lessons)} notebooks copied to {copies}" in done.stdout
    assert done.stderr == ""
    work = copies / "02_markov_chains.ipynb"
    work.write_text("my work", encoding="utf-8")
    assert installed.run("meantone", "lab", "--lay").stdout == ""
    code = "from meantone.commands import doctor; doctor.look_and_tell('lab')"
    assert installed.run("python", "-c", code).stdout.startswith('[true, "JupyterLab ')
    assert work.read_text(encoding="utf-8") == "my work"
    after = {path for path in package.rglob("*") if path.suffix != ".pyc"}
    assert after - before == {path for path in after if path.name == "__pycache__"} - before


def test_a_teacher_can_open_a_class_and_print_the_quiz(installed: Installed) -> None:
    code = (
        "from meantone.commands.classroom import views\n"
        "seen = views(); print(len(seen.questions), len(seen.lessons), len(seen.ideas))"
    )
    done = installed.run("python", "-c", code)
    assert done.returncode == 0, done.stderr
    from meantone.commands.classroom import views

    here = views()
    assert done.stdout.split() == [
        str(len(part)) for part in (here.questions, here.lessons, here.ideas)
    ]
    assert installed.run("meantone", "class", "quiz").returncode == 0
    assert (installed.home / "meantone" / "my_lessons" / "teaching" / "quiz.html").exists()
    assert installed.run("meantone", "data", "--split").returncode == 1


def test_what_opens_the_repository_is_ended(installed: Installed) -> None:
    done = installed.run("python", "-c", f"open({str(PROJECT / 'README.md')!r})")
    assert done.returncode == 99
