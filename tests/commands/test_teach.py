"""A teacher's copies are laid, kept and opened; a lesson is found by any of its names."""

import errno
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from meantone.commands import copies, teach
from meantone.teaching import LessonError, to_text
from meantone.teaching.publishing import editions

MASTER = '''\
# ---
# jupyter:
#   meantone:
#     lesson: "07"
#     minutes: 20
# ---

# %% [markdown]
# # 07 · Can a demo sing?
#
# ## Build

# %%
### LIVE: three notes
notes = [60, 62, 64]
notes


# %%
def highest(notes):
    """The highest of some notes."""
    ### BEGIN SOLUTION
    return max(notes)
    ### END SOLUTION
'''
NOTES = "# 07 · Can a demo sing?\n\n## Aim\n\nTo sing.\n\n## Minutes\n\n20 in all.\n"
INSTRUCTOR, LIVE, NOTES_PAGE, SLIDES = (
    f"{name[0]} 07.{name[1]}"
    for name in (("instructor", "ipynb"), ("live", "ipynb"), ("notes", "html"), ("slides", "html"))
)


class Course:
    """A course of one lesson, what was opened of it, and how often it ran."""

    def __init__(self, folder: Path) -> None:
        self.master = folder / "instructor_notes" / "masters" / "07_demo.py"
        self.notes = folder / "instructor_notes" / "07_demo.md"
        self.lesson = folder / "lessons" / "07_demo.ipynb"
        self.copies = folder / "my_lessons" / "teaching"
        self.opened: list[tuple[Path, str, int, bool, list[str]]] = []
        self.runs = 0
        self.master.parent.mkdir(parents=True)
        self.master.write_text(MASTER, encoding="utf-8")
        self.notes.write_text(NOTES, encoding="utf-8")
        self.lesson.parent.mkdir()
        nbformat.write(new_notebook(cells=[new_markdown_cell("# 07 · Can it sing?")]), self.lesson)

    def run(self, edition, folder, name):
        """Stand for a run of a lesson."""
        self.runs += 1
        assert name == "07_demo"
        for cell in edition.cells:
            if cell.cell_type == "code":
                cell.outputs = [new_output("stream", name="stdout", text=f"run {self.runs}")]
        return edition

    def open(self, folder, own, first, options, others):
        """Stand for the lab."""
        assert own == folder / ".lab"
        assert (folder / first).exists()
        self.opened.append((folder, first, options.port, options.browser, others))

    def copy(self, name: str) -> str:
        return (self.copies / name).read_text(encoding="utf-8")

    def names(self) -> list[str]:
        return sorted(path.name for path in self.copies.glob("[!.]*"))


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    course = Course(tmp_path / "Méan tone")
    monkeypatch.setattr(teach, "project_folder", lambda: course.master.parents[2])
    monkeypatch.setattr(teach, "run_with_bar", course.run)
    monkeypatch.setattr(teach, "open_lab", course.open)
    monkeypatch.setattr(teach, "use_own_settings", lambda variables, folder: None)
    monkeypatch.delenv("MEANTONE_HOME", raising=False)
    trust = nullcontext(lambda path, content: None)
    monkeypatch.setattr("meantone.commands.lab.trusting", lambda: trust)
    return course


def test_the_instructors_edition_is_run_and_opened_with_its_notes_on_top(course: Course) -> None:
    assert teach.main(["7", "--no-browser", "--port", "9000", "--LabApp.extra=1"]) == 0
    assert course.opened == [(course.copies, INSTRUCTOR, 9000, False, ["--LabApp.extra=1"])]
    cells = nbformat.reads(course.copy(INSTRUCTOR), as_version=4).cells
    assert cells[0].source.startswith("# Notes: 07 · Can a demo sing?\n\n## Aim")
    assert cells[2].source == "notes = [60, 62, 64]\nnotes"
    assert cells[2].outputs[0].text == "run 1"
    assert "return max(notes)" in cells[3].source
    assert "three notes" in course.copy(NOTES_PAGE)
    assert course.names() == [INSTRUCTOR, NOTES_PAGE]


def test_the_live_edition_is_not_run(course: Course) -> None:
    assert teach.main(["07", "--live"]) == 0
    assert course.opened[0][1] == LIVE
    assert "# TYPE: three notes" in course.copy(LIVE)
    assert course.runs == 0
    assert course.names() == [LIVE, NOTES_PAGE]


def test_slides_are_written_and_nothing_is_opened(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert teach.main(["07_demo", "--slides"]) == 0
    assert course.opened == []
    assert "<title>07 · Can it sing?</title>" in course.copy(SLIDES)
    assert f"Slides: {course.copies / SLIDES}" in capsys.readouterr().out
    assert course.names() == [SLIDES]


def test_a_lesson_that_is_not_built_has_no_slides(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    course.lesson.unlink()
    assert teach.main(["7", "--slides"]) == 1
    assert "course.py build 07" in capsys.readouterr().err


def test_it_runs_again_only_if_the_lesson_its_notes_or_the_course_changed(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def runs() -> int:
        assert teach.main(["7"]) == 0
        return course.runs

    assert (runs(), runs()) == (1, 1)
    course.master.write_text(MASTER.replace("62", "65"), encoding="utf-8")
    assert (runs(), runs()) == (2, 2)
    course.notes.write_text(NOTES.replace("sing", "hum"), encoding="utf-8")
    assert (runs(), runs()) == (3, 3)
    monkeypatch.setattr(teach, "course_checksum", lambda: b"another package")
    assert (runs(), runs()) == (4, 4)
    (course.copies / ".lab" / INSTRUCTOR).write_bytes(b"\xff\xfe")
    assert (runs(), runs()) == (5, 5)
    assert course.names() == [INSTRUCTOR, NOTES_PAGE]  # an untouched copy is brought up to date
    assert "hum" in course.copy(INSTRUCTOR)


def test_a_changed_copy_is_never_overwritten(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert teach.main(["7", "--live"]) == 0
    mine = course.copies / LIVE
    notebook = nbformat.read(mine, as_version=4)
    notebook.cells.append(new_code_cell("mine"))
    mine.write_text(to_text(editions.with_ids(notebook)), encoding="utf-8")
    changed = mine.read_bytes()
    assert teach.main(["7", "--live"]) == 0
    course.master.write_text(MASTER.replace("62", "65"), encoding="utf-8")
    capsys.readouterr()
    assert teach.main(["7", "--live"]) == 0
    assert mine.read_bytes() == changed
    assert "[60, 65, 64]" in course.copy("live 07.new-edition.ipynb")
    assert "stays as you left it" in capsys.readouterr().out
    assert [first for _, first, *_ in course.opened] == [LIVE] * 3
    mine.unlink()  # a teacher who wants it afresh
    assert teach.main(["7", "--live"]) == 0
    assert "[60, 65, 64]" in mine.read_text(encoding="utf-8")


def test_a_lesson_that_does_not_run_here_opens_without_outputs(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*given: object) -> None:
        raise LessonError("no disk", "cell 2")

    monkeypatch.setattr(teach, "run_with_bar", fail)
    assert teach.main(["7"]) == 0
    assert "without outputs, since it does not run here: cell 2: no disk" in capsys.readouterr().err
    assert "max(notes)" in course.copy(INSTRUCTOR)
    monkeypatch.setattr(teach, "run_with_bar", course.run)
    assert teach.main(["7"]) == 0  # what failed was not kept
    assert course.runs == 1


def test_a_broken_master_is_said(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    course.master.write_text(MASTER.replace("### END", "### BEGIN"), encoding="utf-8")
    for option in ("--live", "--no-browser"):
        assert teach.main(["7", option]) == 1
        assert "'BEGIN SOLUTION' is out of place" in capsys.readouterr().err
    assert course.opened == []


def test_a_full_disk_is_said(
    course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(copies, "write_whole", full)
    monkeypatch.setattr(teach, "write_whole", full)
    assert teach.main(["7", "--live"]) == 1
    assert "No space left" in capsys.readouterr().err
    assert course.opened == []


def test_without_a_lesson_they_are_listed(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert teach.main([]) == 0
    said = capsys.readouterr().out
    assert "  07 · Can a demo sing? (20 minutes)\n" in said
    assert "course.py teach" in said
    course.master.unlink()
    assert teach.main([]) == 1
    assert "There is no master" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("2", "02_markov_chains"),
        ("02", "02_markov_chains"),
        ("02_markov_chains", "02_markov_chains"),
        ("Markov_chains", "02_markov_chains"),
        ("02_markov_chains.ipynb", "02_markov_chains"),
        ("0", "00_start_here"),
    ],
)
def test_a_lesson_has_many_names(name: str, answer: str) -> None:
    masters = [Path("00_start_here.py"), Path("02_markov_chains.py")]
    assert teach.choose(masters, name).stem == answer


@pytest.mark.parametrize(
    ("name", "hint"),
    [("markov", "teach 02"), ("2_markow_chain", "teach 02"), ("here", "teach 00")],
)
def test_a_slip_is_answered_with_the_nearest(name: str, hint: str) -> None:
    masters = [Path("00_start_here.py"), Path("02_markov_chains.py")]
    with pytest.raises(LessonError, match=f"no lesson '{name}'. Did you mean:  .* {hint}$"):
        teach.choose(masters, name)


def test_a_name_that_is_near_to_none_is_answered_with_all(course: Course) -> None:
    with pytest.raises(LessonError, match="07 · Can a demo sing"):
        teach.choose([course.master], "xyz")


def test_live_and_slides_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        teach.parse(["7", "--live", "--slides"])
    assert "not allowed with" in capsys.readouterr().err


def test_the_records_of_a_teacher_are_not_those_of_a_learner(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Callable[[], str | None] = lambda: teach.os.environ.get("MEANTONE_PROGRESS")  # noqa: E731
    monkeypatch.delenv("MEANTONE_PROGRESS")
    assert teach.main(["7", "--live"]) == 0
    assert seen() == str(course.copies / ".progress.sqlite")
    monkeypatch.setenv("MEANTONE_PROGRESS", "off")
    assert teach.main(["7", "--live"]) == 0
    assert seen() == "off"
