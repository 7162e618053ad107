"""A learner's work survives every update, whatever happens in between."""

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from meantone.commands import copies
from meantone.commands.copies import LOCK, MANIFEST, update_copies
from meantone.teaching.publishing.learners import learners_copy

NAMES = ("00_start.ipynb", "01_data.ipynb", "pictures/staff.svg")


def notebook(*sources: str, **metadata: object) -> str:
    cells = [{"cell_type": "code", "source": source, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4})


def built(word: str) -> str:
    """Return a lesson as the author stores it: run, with an answer below its question."""
    said = [{"output_type": "stream", "name": "stdout", "text": word}]
    sources = [f"hear('{word}')", "predict('99.it', 'Which?')", f"reveal('{word}')"]
    cells = [
        {"cell_type": "code", "source": s, "outputs": said, "execution_count": n, "metadata": {}}
        for n, s in enumerate(sources, start=1)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})


class Learner(RuleBasedStateMachine):
    """A learner, an author and bad luck, in any order; what the learner wrote must be there."""

    @initialize(folder=st.builds(lambda: None))
    def begin(self, folder: None) -> None:
        import tempfile

        self.home = tempfile.TemporaryDirectory()
        self.lessons = Path(self.home.name, "lessons")
        self.mine = Path(self.home.name, "mine")
        self.count = 0
        self.earlier = True  # whether the course was not yet brought up to date
        self.written: dict[str, str] = {}  # what the learner wrote and did not remove
        for name in NAMES:
            self.publish(name)
        update_copies(self.lessons, self.mine)

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.home.cleanup()

    def next_text(self, kind: str) -> str:
        self.count += 1
        return built(f"{kind} {self.count}")

    def files(self) -> list[str]:
        found = (path for path in self.mine.rglob("*") if path.is_file())
        return sorted(
            path.relative_to(self.mine).as_posix() for path in found if path.name[0] != "."
        )

    def publish(self, name: str) -> None:
        path = self.lessons / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.next_text("edition"), encoding="utf-8")

    @rule(name=st.sampled_from(NAMES))
    def author_publishes(self, name: str) -> None:
        self.publish(name)

    @rule(number=st.integers(0, 20))
    def learner_edits(self, number: int) -> None:
        files = self.files()
        if files:
            self.write(files[number % len(files)])

    @rule(name=st.sampled_from(["notes.ipynb", "01_data.new-edition.ipynb", "00_start-2.ipynb"]))
    def learner_writes_a_file(self, name: str) -> None:
        self.write(name)

    @rule(name=st.sampled_from(NAMES))
    def learner_runs_a_copy(self, name: str) -> None:
        """A run that gives just what the author stored, of a copy that lacks it, is work too."""
        copy, lesson = self.mine / name, (self.lessons / name).read_text(encoding="utf-8")
        if copy.exists() and copy.read_bytes() == learners_copy(lesson.encode()):
            self.write(name, lesson)

    def write(self, name: str, text: str = "") -> None:
        self.written[name] = text or self.next_text("mine")
        (self.mine / name).write_text(self.written[name], encoding="utf-8")

    @rule(number=st.integers(0, 20))
    def learner_deletes(self, number: int) -> None:
        files = self.files()
        if files:
            (self.mine / files[number % len(files)]).unlink()
            self.written.pop(files[number % len(files)], None)

    @rule(number=st.integers(0, 20), name=st.sampled_from([*NAMES, "other.ipynb"]))
    def learner_renames(self, number: int, name: str) -> None:
        files = self.files()
        if not files or (self.mine / name).exists():
            return
        old = files[number % len(files)]
        (self.mine / old).rename(self.mine / name)
        if old in self.written:
            self.written[name] = self.written.pop(old)

    @rule(damage=st.sampled_from(["", "{", "[]", '{"00_start.ipynb": 7}', '{"a": ["", null]}']))
    def manifest_is_lost(self, damage: str) -> None:
        if damage:
            (self.mine / MANIFEST).write_text(damage, encoding="utf-8")
        else:
            (self.mine / MANIFEST).unlink(missing_ok=True)

    @precondition(lambda self: self.earlier)
    @rule()
    def update_with_an_earlier_course(self) -> None:
        """It laid whole files, answers and all."""
        update_copies(self.lessons, self.mine)

    @rule()
    def update(self) -> None:
        before = {name: (self.mine / name).read_text(encoding="utf-8") for name in self.files()}
        self.earlier = False
        changes = update_copies(self.lessons, self.mine, learners_copy)
        for change in changes:
            edition = (self.lessons / change.lesson).read_bytes()
            assert change.path.read_bytes() == learners_copy(edition)
            if change.what == "new":
                assert change.lesson not in before
        assert all((self.mine / name).is_file() for name in NAMES)
        assert update_copies(self.lessons, self.mine, learners_copy) == []

    @invariant()
    def nothing_of_the_learner_is_lost(self) -> None:
        if hasattr(self, "written"):
            for name, text in self.written.items():
                assert (self.mine / name).read_text(encoding="utf-8") == text


TestLearner = Learner.TestCase
TestLearner.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    lessons, mine = tmp_path / "lessons", tmp_path / "mine"
    lessons.mkdir()
    (lessons / "00_start.ipynb").write_text(notebook("first"), encoding="utf-8")
    update_copies(lessons, mine)
    return lessons, mine


def publish(lessons: Path, text: str) -> None:
    (lessons / "00_start.ipynb").write_text(text, encoding="utf-8")


def told(lessons: Path, mine: Path) -> list[str]:
    return [str(change) for change in update_copies(lessons, mine)]


def test_an_untouched_copy_is_replaced(folders: tuple[Path, Path]) -> None:
    lessons, mine = folders
    publish(lessons, notebook("second"))
    assert told(lessons, mine) == ["00_start.ipynb: updated to its new edition."]
    assert "second" in (mine / "00_start.ipynb").read_text(encoding="utf-8")


def test_a_changed_copy_stays_and_the_new_edition_is_laid_beside_it_once(
    folders: tuple[Path, Path],
) -> None:
    lessons, mine = folders
    (mine / "00_start.ipynb").write_text(notebook("first", "my answer"), encoding="utf-8")
    assert told(lessons, mine) == []  # no new edition
    publish(lessons, notebook("second"))
    assert told(lessons, mine) == [
        "00_start.ipynb: there is a new edition. Your copy stays as you left it; "
        "the new one is beside it: 00_start.new-edition.ipynb"
    ]
    (mine / "00_start.new-edition.ipynb").unlink()
    assert told(lessons, mine) == []  # it was seen, and is not wanted


def test_an_edition_beside_is_replaced_while_untouched_and_else_kept(
    folders: tuple[Path, Path],
) -> None:
    lessons, mine = folders
    (mine / "00_start.ipynb").write_text("my own", encoding="utf-8")
    for text in ("second", "third"):
        publish(lessons, notebook(text))
        update_copies(lessons, mine)
    assert "third" in (mine / "00_start.new-edition.ipynb").read_text(encoding="utf-8")
    (mine / "00_start.new-edition.ipynb").write_text("my own too", encoding="utf-8")
    publish(lessons, notebook("fourth"))
    update_copies(lessons, mine)
    assert (mine / "00_start.new-edition.ipynb").read_text(encoding="utf-8") == "my own too"
    assert "fourth" in (mine / "00_start.new-edition-2.ipynb").read_text(encoding="utf-8")


def test_a_deleted_copy_is_laid_again(folders: tuple[Path, Path]) -> None:
    lessons, mine = folders
    (mine / "00_start.ipynb").unlink()
    assert told(lessons, mine) == ["00_start.ipynb: copied to your folder."]


def test_opening_a_notebook_is_no_work_but_running_it_is(folders: tuple[Path, Path]) -> None:
    lessons, mine = folders
    copy = mine / "00_start.ipynb"
    built = json.loads(notebook("first"))
    built["cells"][0]["outputs"] = [{"data": {"vega": {"x": 1.0}}}]
    publish(lessons, json.dumps(built))
    update_copies(lessons, mine)
    opened = json.loads(notebook("first"))
    opened["cells"][0]["source"] = ["fir", "st"]
    opened["cells"][0]["outputs"] = [{"data": {"vega": {"x": 1}}}]
    opened["metadata"] = {"kernelspec": {"name": "python3"}, "language_info": {"version": "3.12"}}
    copy.write_text(json.dumps(opened, indent=1), encoding="utf-8")
    publish(lessons, notebook("second"))
    assert [change.what for change in update_copies(lessons, mine)] == ["updated"]
    run = json.loads(notebook("second"))
    run["cells"][0]["outputs"] = [{"output_type": "stream", "text": "4"}]
    copy.write_text(json.dumps(run), encoding="utf-8")
    publish(lessons, notebook("third"))
    assert [change.what for change in update_copies(lessons, mine)] == ["beside"]


def outputs(path: Path) -> list[int]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [len(cell["outputs"]) for cell in cells]


def test_a_copy_has_no_answer_before_its_question(tmp_path: Path) -> None:
    lessons, mine = tmp_path / "lessons", tmp_path / "mine"
    lessons.mkdir()
    publish(lessons, built("it"))
    update_copies(lessons, mine, learners_copy)
    assert outputs(mine / "00_start.ipynb") == [1, 0, 0]
    assert 'execution_count": 2' not in (mine / "00_start.ipynb").read_text(encoding="utf-8")
    assert outputs(lessons / "00_start.ipynb") == [1, 1, 1]
    assert update_copies(lessons, mine, learners_copy) == []


def test_a_copy_with_answers_of_an_earlier_course_is_brought_up_to_date(
    folders: tuple[Path, Path],
) -> None:
    lessons, mine = folders
    publish(lessons, built("it"))
    update_copies(lessons, mine)
    assert outputs(mine / "00_start.ipynb") == [1, 1, 1]
    changes = update_copies(lessons, mine, learners_copy)
    assert [change.what for change in changes] == ["updated"]
    assert outputs(mine / "00_start.ipynb") == [1, 0, 0]
    # From here on the same outputs are there because the learner ran the lesson.
    (mine / "00_start.ipynb").write_text(built("it"), encoding="utf-8")
    publish(lessons, built("that"))
    changes = update_copies(lessons, mine, learners_copy)
    assert [change.what for change in changes] == ["beside"]
    assert outputs(mine / "00_start.ipynb") == [1, 1, 1]


def test_who_changed_a_copy_of_an_earlier_course_is_told_of_no_new_edition(
    folders: tuple[Path, Path],
) -> None:
    lessons, mine = folders
    publish(lessons, built("it"))
    update_copies(lessons, mine)
    (mine / "00_start.ipynb").write_text(notebook("my answer"), encoding="utf-8")
    assert update_copies(lessons, mine, learners_copy) == []
    publish(lessons, built("that"))
    changes = update_copies(lessons, mine, learners_copy)
    assert [change.what for change in changes] == ["beside"]
    assert outputs(changes[0].path) == [1, 0, 0]
    assert "my answer" in (mine / "00_start.ipynb").read_text(encoding="utf-8")


def test_without_a_manifest_every_file_is_the_learners(folders: tuple[Path, Path]) -> None:
    lessons, mine = folders
    (mine / MANIFEST).unlink()
    publish(lessons, notebook("second"))
    assert [change.what for change in update_copies(lessons, mine)] == ["beside"]
    assert "first" in (mine / "00_start.ipynb").read_text(encoding="utf-8")


def test_a_folder_in_a_lessons_place_is_left_alone(folders: tuple[Path, Path]) -> None:
    lessons, mine = folders
    (mine / "00_start.ipynb").unlink()
    (mine / "00_start.ipynb").mkdir()
    publish(lessons, notebook("second"))
    assert [change.path.name for change in update_copies(lessons, mine)] == [
        "00_start.new-edition.ipynb"
    ]


def test_a_full_disk_leaves_the_copy_as_it_was(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lessons, mine = folders
    publish(lessons, notebook("second"))

    def fail(file: int) -> None:
        os.ftruncate(file, 5)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="No space"):
            update_copies(lessons, mine)
    assert (mine / "00_start.ipynb").read_text(encoding="utf-8") == notebook("first")
    assert {path.name for path in mine.iterdir()} - {LOCK} == {MANIFEST, "00_start.ipynb"}
    assert [change.what for change in update_copies(lessons, mine)] == ["updated"]


def test_hidden_and_made_files_are_no_lessons(tmp_path: Path) -> None:
    for name in ("01.ipynb", ".ipynb_checkpoints/01.ipynb", "__pycache__/a.pyc", "_draft.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert copies.find_lessons(tmp_path) == ["01.ipynb"]
