import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from demo_lesson import COURSE
from hypothesis import given, settings
from hypothesis import strategies as st

from meantone.teaching.boxes import Box
from meantone.teaching.course import Course
from meantone.teaching.exercise import Lesson
from meantone.teaching.records import progress
from meantone.teaching.records.progress import Progress, Record, current, heard
from meantone.teaching.records.reports import combine, export_progress

progress_bar = COURSE.progress_bar

KINDS = st.sampled_from(["tried", "done", "predicted", "heard"])
NAMES = st.sampled_from(["02.a", "02.b", "03.a"]) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
NOTES = st.lists(st.tuples(KINDS, NAMES, VALUES), max_size=8)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "progress.sqlite"


@pytest.fixture
def own(monkeypatch, path):
    """The progress in use, in a file of this test."""
    monkeypatch.setenv("MEANTONE_PROGRESS", str(path))
    return current()


def model(notes):
    """What should be known, as a plain dict."""
    known = {}
    for kind, name, value in notes:
        times = known[kind, name].times if (kind, name) in known else 0
        known[kind, name] = Record(value, times + 1)
    return known


# ---- the store


@settings(max_examples=15)
@given(notes=NOTES, cuts=st.sets(st.integers(0, 7)), whole=st.booleans())
def test_the_file_remembers_what_a_dict_does(notes, cuts, whole, tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "progress.sqlite"
    store, memory = Progress(path, whole=whole), Progress(None)
    for index, note in enumerate(notes):
        if index in cuts:
            store = Progress(path, whole=whole)  # another kernel
        store.note(*note)
        memory.note(*note)
    assert Progress(path).records() == store.records() == memory.records() == model(notes)
    assert store.news() == ()


def test_two_kernels_of_a_browser_lose_nothing_of_each_other(path):
    first, second = Progress(path, whole=True), Progress(path, whole=True)
    first.note("done", "02.a")
    second.note("done", "03.a")
    first.note("done", "02.a")
    assert second.records() == first.records() == Progress(path).records()
    assert Progress(path).get("done", "02.a") == Record(True, 2)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_browsers_damaged_file_is_put_aside_too(path):
    path.parent.mkdir()
    path.write_bytes(b"SQLite format 3\0" + b"nonsense" * 512)
    store = Progress(path, whole=True)
    store.note("done", "02.a")
    assert Progress(path, whole=True).get("done", "02.a") == Record(True, 1)
    assert "damaged" in " ".join(store.news())


def test_reading_makes_no_file(path):
    assert Progress(path).records() == {}
    assert not path.parent.exists()


def test_two_kernels_write_at_once(path):
    code = (
        "import sys; from pathlib import Path\n"
        "from meantone.teaching.records.progress import Progress\n"
        "store = Progress(Path(sys.argv[1]), wait=60)\n"
        "for _ in range(40): store.note('tried', '02.a')\n"
        "store.note('done', sys.argv[2]); print(store.news())"
    )
    path.parent.mkdir()
    kernels = [
        subprocess.Popen([sys.executable, "-c", code, path, name], stdout=subprocess.PIPE)
        for name in ("02.a", "02.b")
    ]
    assert [kernel.communicate(timeout=600)[0].strip() for kernel in kernels] == [b"()", b"()"]
    records = Progress(path).records()
    assert records["tried", "02.a"].times == 80
    assert {("done", "02.a"), ("done", "02.b")} <= records.keys()


def filled(path):
    """A sound file with enough in it to have several pages."""
    store = Progress(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    store._unwritten += [("tried", f"02.{n}", json.dumps("x" * 40)) for n in range(200)]
    store.note("done", "02.a")
    return path.read_bytes()


def use(path):
    """Use a file that may be damaged; nothing raises, and the new note is known."""
    store = Progress(path)
    before = store.records()
    store.note("done", "09.new")
    after = store.records()
    assert after["done", "09.new"].value is True
    assert all(after.get(key) == record for key, record in before.items() if key[1] != "09.new")
    return store


@settings(max_examples=20)
@given(data=st.binary(max_size=3000))
def test_a_file_of_any_bytes_is_put_aside(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "progress.sqlite"
    path.write_bytes(data)
    store = use(path)
    aside = path.with_name("progress.sqlite.damaged-1")
    if len(data) >= 512:  # to SQLite, less than its smallest page may be an empty file
        assert aside.read_bytes() == data
        assert "damaged" in store.news()[0]
    assert Progress(path).records() == {("done", "09.new"): Record(True, 1)}


@settings(max_examples=20)
@given(data=st.data())
def test_a_truncated_or_altered_file_stops_nothing(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "progress.sqlite"
    sound = bytearray(filled(path))
    if data.draw(st.booleans()):
        del sound[data.draw(st.integers(1, len(sound) - 1)) :]
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), max_size=20)):
        sound[place] = data.draw(st.integers(0, 255))
    path.write_bytes(sound)
    use(path)


def test_damaged_files_never_overwrite_each_other(path):
    path.parent.mkdir()
    for number in (1, 2, 3):
        path.write_text(f"no database, {number}", encoding="utf-8")
        use(path)
    kept = sorted(p.name for p in path.parent.glob("*.damaged-*"))
    assert kept == [f"progress.sqlite.damaged-{number}" for number in (1, 2, 3)]


def test_an_old_journal_goes_aside_with_its_damaged_file(path, monkeypatch):
    path.parent.mkdir()
    path.write_text("no database", encoding="utf-8")

    def damaged_with_journal(self):
        Path(f"{path}-journal").write_bytes(b"old")
        return True

    monkeypatch.setattr(Progress, "_is_damaged", damaged_with_journal)
    store = Progress(path)
    store.note("done", "02.a")
    assert path.with_name("progress.sqlite.damaged-1-journal").read_bytes() == b"old"
    assert store.news() == (
        "The record of your progress was damaged. It is kept as progress.sqlite.damaged-1, "
        "and a new one has begun.",
    )
    assert store.news() == ()


def test_a_file_that_another_kernel_mended_stays(path, monkeypatch):
    path.parent.mkdir()
    path.write_text("no database", encoding="utf-8")

    def mended_meanwhile(self):
        path.unlink()
        Progress(path).note("done", "02.b")
        return False

    monkeypatch.setattr(Progress, "_is_damaged", mended_meanwhile)
    Progress(path).note("done", "02.a")
    assert {("done", "02.a"), ("done", "02.b")} == Progress(path).records().keys()
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_record_that_is_not_json_is_damage(path):
    filled(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE records SET value = 'oops' WHERE kind = 'done'")
        database.commit()
    use(path)
    assert path.with_name("progress.sqlite.damaged-1").exists()


def test_damage_that_sqlite_cannot_even_put_into_words_is_damage(path):
    path.write_bytes(filled(path).replace(b"TEXT NOT NULL", b"TEXT NOT NUL\xfc"))
    use(path)
    assert path.with_name("progress.sqlite.damaged-1").exists()


def test_a_vanished_file_is_begun_anew_and_told(path):
    store = Progress(path)
    store.note("done", "02.a")
    path.unlink()
    store.note("done", "02.b")
    assert list(Progress(path).records()) == [("done", "02.b")]
    assert store.news() == ("The record of your progress was gone; a new one has begun.",)


def test_a_read_only_file_is_read_and_the_rest_kept_in_memory(path, monkeypatch):
    filled(path)
    before = path.read_bytes()
    connect = sqlite3.connect

    def read_only(file, **settings):
        return connect(f"file:{file}?mode=ro", uri=True, **settings)

    monkeypatch.setattr(progress.sqlite3, "connect", read_only)
    store = Progress(path)
    store.note("tried", "02.1")
    store.note("tried", "02.1")
    assert store.get("tried", "02.1").times == 3
    assert store.get("done", "02.a").times == 1
    assert path.read_bytes() == before
    assert len(store.news()) == 1
    monkeypatch.undo()
    store.note("done", "02.b")  # writable again: nothing was lost
    assert Progress(path).get("tried", "02.1").times == 3
    assert store.records() == Progress(path).records()


def test_a_folder_that_cannot_be_made_keeps_all_in_memory(path):
    path.parent.write_text("a file is in the way", encoding="utf-8")
    store = use(path)
    assert "kept until the kernel stops" in store.news()[0]


def test_a_damaged_file_that_cannot_be_moved_stays(path, monkeypatch):
    path.parent.mkdir()
    path.write_text("no database", encoding="utf-8")

    def refuse(self, target):
        raise PermissionError

    monkeypatch.setattr(Path, "rename", refuse)
    store = use(path)
    assert path.read_text(encoding="utf-8") == "no database"
    assert "kept until the kernel stops" in store.news()[0]


def test_a_busy_file_is_waited_for_then_left(path):
    filled(path)
    store = Progress(path, wait=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        store.note("done", "02.b")
        assert store.get("done", "02.b").times == 1
        other.execute("ROLLBACK")
    store.note("done", "02.c")
    assert {("done", "02.a"), ("done", "02.b"), ("done", "02.c")} <= Progress(path).records().keys()
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_file_that_is_held_is_waited_for_once_and_what_was_known_of_it_is_known(
    path, monkeypatch
):
    filled(path)
    waits, connect = [], sqlite3.connect

    def counted(file, timeout, **settings):
        waits.append(timeout)
        return connect(file, timeout=timeout, **settings)

    store = Progress(path, wait=0.05)
    assert store.get("done", "02.a")
    with closing(connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(progress.sqlite3, "connect", counted)
        for times in range(1, 6):  # as five checks do
            store.note("tried", "02.b")
            assert store.get("tried", "02.b").times == times
            assert store.get("done", "02.a")
        assert waits[0] == 0.05
        assert set(waits[1:]) == {0}
        assert len(store.news()) == 1
        other.execute("ROLLBACK")
    store.note("done", "02.c")
    store.note("done", "02.d")
    assert waits[-1] == 0.05  # free again, it is waited for again
    assert Progress(path).get("tried", "02.b").times == 5


def test_what_could_not_be_written_is_written_when_the_kernel_stops(path):
    code = (
        "import sqlite3, sys\n"
        "from meantone.teaching.records.progress import current\n"
        "current().note('done', '02.a')\n"
        "other = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "other.execute('BEGIN EXCLUSIVE')\n"
        "current().note('done', '02.b')\n"
        "other.close()"
    )
    environment = {**os.environ, "MEANTONE_PROGRESS": str(path)}
    subprocess.run([sys.executable, "-c", code, path], env=environment, check=True)
    assert {("done", "02.a"), ("done", "02.b")} == Progress(path).records().keys()


def test_a_file_of_a_newer_edition_is_left_alone(path):
    filled(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 7")
    before = path.read_bytes()
    use(path)
    assert path.read_bytes() == before


def test_the_setting_names_the_file_or_switches_it_off(monkeypatch, tmp_path):
    monkeypatch.setenv("MEANTONE_PROGRESS", "off")
    assert current().path is None
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "mine.sqlite"))
    assert current().path == tmp_path / "mine.sqlite"
    assert current() is current()
    monkeypatch.setenv("MEANTONE_PROGRESS", "~/mine.sqlite")
    assert current().path == Path.home() / "mine.sqlite"
    if sys.platform != "win32":  # which guesses where somebody else's home would be
        monkeypatch.setenv("MEANTONE_PROGRESS", "~no-such-user/mine.sqlite")
        assert current().path == Path("~no-such-user/mine.sqlite").absolute()
    monkeypatch.delenv("MEANTONE_PROGRESS")
    monkeypatch.setenv("MEANTONE_HOME", str(tmp_path))
    assert current().path == tmp_path / "progress.sqlite"
    monkeypatch.delenv("MEANTONE_HOME")
    assert current().path.name == "progress.sqlite"
    assert "meantone" in str(current().path.parent)


# ---- bar, overview, class


def test_the_bar_counts_what_is_done(own):
    assert repr(progress_bar("90")) == (
        "Lesson 90, A lesson for tests: 0 of 3 exercises done, 0 of 2 predictions made, "
        "0 of 1 sounds heard."
    )
    own.note("done", "90.share")
    own.note("done", "90.no_longer_there")
    own.note("predicted", "90.order")
    heard("90.first")
    bar = progress_bar("90")
    assert "1 of 3 exercises done, 1 of 2 predictions made, 1 of 1 sounds heard" in repr(bar)
    assert "width:50%" in bar._repr_html_()


def test_the_bar_tells_what_happened_to_the_file(own, path):
    path.parent.mkdir()
    path.write_text("no database", encoding="utf-8")
    assert "was damaged" in repr(progress_bar("90"))
    assert "was damaged" not in repr(progress_bar("90"))


def test_a_lesson_with_nothing_to_do_has_a_bar_too(own):
    quiet = Course((Lesson("90", "Quiet"),))
    assert "nothing to do" in repr(quiet.progress_bar("90"))


def test_an_unknown_lesson_has_a_friendly_answer(own):
    assert isinstance(progress_bar("55"), Box)
    assert "There is no lesson `55`" in repr(progress_bar("55"))


def test_the_overview_lists_every_lesson_and_escapes_titles(own):
    bold = Course((Lesson("90", "<b>Bold</b>", exercises=("share",)),))
    own.note("done", "90.share")
    table = bold.overview()
    assert "90 <b>Bold</b>: 1 of 1 exercises done" in repr(table)
    page = table._repr_html_()
    assert "&lt;b&gt;Bold" in page
    assert "<caption" in page
    assert 'scope="row"' in page
    assert 'scope="col"' in page


def test_an_export_holds_a_code_and_no_name(own, tmp_path):
    own.note("done", "90.share")
    own.note("predicted", "90.order", {"value": 3.0, "late": False})
    first = json.loads(export_progress(tmp_path / "one.json").read_text(encoding="utf-8"))
    again = json.loads(export_progress(tmp_path / "two.json").read_text(encoding="utf-8"))
    assert first == again
    assert set(first) == {"format", "code", "records"}
    assert len(first["code"]) == 8
    assert str(Path.home()) not in repr(first)
    assert [record["kind"] for record in first["records"]] == ["done", "predicted"]
    assert sorted(p.name for p in tmp_path.glob("*.json*")) == ["one.json", "two.json"]


def test_a_class_is_combined_from_its_files(own, tmp_path, monkeypatch):
    own.note("done", "90.share")
    mine = export_progress(tmp_path / "mine.json")
    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "other.sqlite"))
    current().note("tried", "90.share")
    current().note("tried", "90.share")
    other = export_progress(tmp_path / "other.json")
    rows = combine([mine, other, mine])
    assert [(row["lesson"], row["name"], row["kind"], row["times"]) for row in rows] == [
        ("90", "90.share", "done", 1),
        ("90", "90.share", "tried", 2),
    ]
    assert len({row["code"] for row in rows}) == 2


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"format": "meantone progress 1"}', "\0"]
)
def test_files_that_are_no_exports_are_named(text, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.json, missing\.json"):
        combine([bad, tmp_path / "missing.json"])
