"""Real set-ups of a tiny course: interrupted, broken, moved, cut off; the next call mends it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from everybody import like_everybody
from tiny_course import DOOR, NEURAL, Course

pytestmark = pytest.mark.door
not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def assert_works(course: Course, version: str = "1.0") -> None:
    done = course.call("lab")
    assert done.stdout == f"command ['lab'] {version} without beta\n"
    assert done.returncode == 0


def test_the_first_start_sets_up_and_the_second_does_nothing(fresh_course: Course) -> None:
    course = fresh_course
    first = course.call("lab", "--port", "9000")
    assert first.stdout == "command ['lab', '--port', '9000'] 1.0 without beta\n"
    assert "Ready, after" in first.stderr
    before = {path: path.stat().st_mtime_ns for path in course.venv.iterdir()}
    second = course.call("lab", "fail")
    assert second.returncode == 7  # the command's own
    assert second.stderr == ""
    assert {path: path.stat().st_mtime_ns for path in course.venv.iterdir()} == before


def test_the_tests_install_more_and_the_lab_does_not_mind(course: Course) -> None:
    assert course.call("test").stdout.endswith("with beta\n")
    lab = course.call("lab")
    assert lab.stdout.endswith("with beta\n")
    assert lab.stderr == ""


def test_a_new_lock_is_installed(course: Course) -> None:
    assert_works(course)
    course.lock("2.0")
    assert_works(course, "2.0")
    assert course.call("lab").stderr == ""


@not_on_windows
def test_a_killed_set_up_is_completed(course: Course) -> None:
    course.lock("2.0")
    course.kill_all(course.start_slowly())
    assert not (course.venv / "course.json").exists()
    assert_works(course, "2.0")


@not_on_windows
def test_a_set_up_that_was_killed_at_its_beginning_is_completed(fresh_course: Course) -> None:
    process = fresh_course.start("lab")
    while not (fresh_course.venv / "pyvenv.cfg").exists():  # Python is there, pip not yet
        time.sleep(0.02)
    for number in (process.pid, *children(process.pid)):
        with suppress(ProcessLookupError):  # it has ended meanwhile
            os.kill(number, signal.SIGKILL)
    process.communicate()
    assert_works(fresh_course)


def children(parent: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    own = [pid for pid, its_parent in pairs if its_parent == parent]
    return own + [descendant for pid in own for descendant in children(pid)]


@not_on_windows
def test_a_set_up_whose_starter_was_killed_is_waited_for(course: Course) -> None:
    course.lock("2.0")
    first = course.start_slowly()
    first.kill()
    first.communicate()
    second = course.start("lab")
    assert second.stderr is not None
    assert "Another set-up is at work" in second.stderr.readline()
    course.go_on()
    out, _ = second.communicate(timeout=600)
    assert out == "command ['lab'] 2.0 without beta\n"


@not_on_windows
@pytest.mark.parametrize(
    ("number", "deaf"),
    [(signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGTERM, True)],
    ids=["Ctrl-C", "terminated", "terminated where Ctrl-C is ignored"],
)
def test_an_interrupted_set_up_says_how_to_go_on(
    course: Course, number: signal.Signals, deaf: bool
) -> None:
    course.lock("2.0")
    process = course.start_slowly(deaf)
    builder = course.builder_pid()
    process.send_signal(number)
    _, err = process.communicate(timeout=600)
    assert process.returncode == 130
    assert err.endswith("Stopped. Nothing is lost: run the same command again and it goes on.\n")
    assert "Traceback" not in err
    for _ in range(6000):
        if builder not in children(1) and not Path(f"/proc/{builder}").exists():
            break
        time.sleep(0.05)
    else:
        pytest.fail("what was being built is still being built")
    course.go_on()
    assert_works(course, "2.0")


def test_two_calls_at_once_set_up_once(course: Course) -> None:
    course.lock("2.0")
    calls = [course.start("lab"), course.start("lab")]
    answers = [call.communicate(timeout=600) for call in calls]
    assert [call.returncode for call in calls] == [0, 0]
    assert [out for out, _ in answers] == ["command ['lab'] 2.0 without beta\n"] * 2
    assert sum("Ready, after" in err for _, err in answers) == 1


def half_installed(course: Course) -> None:
    next(course.site.glob("alpha-*.dist-info/RECORD")).unlink()


def cut_off(course: Course) -> None:
    (course.site / "alpha.py").write_text("", encoding="utf-8")


def left_over(course: Course) -> None:
    (course.site / "~lpha").mkdir()
    (course.site / "alpha.py").unlink()


def without_pip(course: Course) -> None:
    shutil.rmtree(course.site / "pip")


def without_python(course: Course) -> None:
    for path in course.venv.glob("bin/python*"):
        path.unlink()
    for path in course.venv.glob("Scripts/python*"):
        path.unlink()


def of_another_python(course: Course) -> None:
    settings = course.venv / "pyvenv.cfg"
    text = settings.read_text(encoding="utf-8").replace("version = 3.", "version = 2.")
    settings.write_text(text, encoding="utf-8")


def on_a_python_that_is_gone(course: Course) -> None:
    settings = course.venv / "pyvenv.cfg"
    lines = settings.read_text(encoding="utf-8").splitlines()
    moved = ["home = /no/such/folder" if line.startswith("home") else line for line in lines]
    settings.write_text("\n".join(moved), encoding="utf-8")


@pytest.mark.parametrize("damage", [half_installed, cut_off, left_over, without_pip])
def test_what_an_interrupted_set_up_left_is_mended(course: Course, damage: object) -> None:
    damage(course)
    (course.venv / "course.json").unlink()
    assert_works(course)


@pytest.mark.parametrize("damage", [of_another_python, on_a_python_that_is_gone])
def test_an_environment_that_says_what_is_not_so_is_mended(course: Course, damage: object) -> None:
    damage(course)
    assert_works(course)
    settings = (course.venv / "pyvenv.cfg").read_text(encoding="utf-8")
    assert "/no/such/folder" not in settings
    assert "version = 2." not in settings


CUT_OFF = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_NO_COMPILE": "1"}


def test_an_environment_whose_python_is_gone_is_kept_until_the_new_one_is_whole(
    course: Course,
) -> None:
    without_python(course)
    before = contents(course.venv)
    online, course.variables = course.variables, CUT_OFF
    done = course.call("lab")
    assert done.returncode == 1
    assert "Setting up" in done.stderr
    assert "does not answer. Connect to the internet" in done.stderr
    assert contents(course.venv) == before
    course.variables = online
    assert_works(course)
    assert not (course.venv / "before").exists()


def contents(folder: Path) -> dict[str, int]:
    """The files of an environment that a set-up is not to lose."""
    own = ("course.log", "course.lock")
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in own)
    return {str(path.relative_to(folder)): path.stat().st_size for path in files}


@not_on_windows
@pytest.mark.parametrize("name", ["moved", "with a space " + "and long" * 12])
def test_a_moved_course_works_without_a_network(course: Course, name: str) -> None:
    """Its own commands too, and it is the course in the new folder, though the old one is there."""
    old = course.folder
    script = course.venv / "bin" / "tell"
    script.write_text(f"#!{course.venv}/bin/python\nimport sys; print(sys.prefix)\n", "utf-8")
    script.chmod(0o755)
    course.folder = Path(shutil.copytree(old, old.with_name(name), symlinks=True))
    course.variables = CUT_OFF
    done = course.call("lab")
    assert done.stdout == "command ['lab'] 1.0 without beta\n"
    assert str(course.folder) in (course.venv / "pyvenv.cfg").read_text(encoding="utf-8")
    assert course.call("lab").stderr == ""
    moved = course.venv / "bin" / "tell"
    told = subprocess.run([str(moved)], capture_output=True, text=True, check=True).stdout
    assert told == f"{course.venv}\n"
    link = (course.site / "meantone.pth").read_text(encoding="utf-8")
    assert link == str(course.folder / "src")


def test_an_environment_without_pip_is_mended_without_a_network(course: Course) -> None:
    without_pip(course)
    (course.venv / "pyvenv.cfg").write_text(
        "\n".join(
            line
            for line in (course.venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
            if not line.startswith("command")
        ),
        "utf-8",
    )
    course.variables = CUT_OFF
    assert_works(course)


@not_on_windows
@pytest.mark.parametrize(
    ("name", "words"), [("a:b", "holds a colon"), ("a\udce9b", "'\\udce9'"), ("a\nb", "'\\n'")]
)
def test_a_path_that_no_environment_can_have_is_said(
    template: Course, tmp_path: Path, name: str, words: str
) -> None:
    course = Course(tmp_path / name, {})
    shutil.copytree(template.folder, course.folder, ignore=shutil.ignore_patterns(".venv"))
    done = course.call("lab")
    assert done.returncode == 1
    assert words in done.stderr
    assert "Rename the folder" in done.stderr
    assert not course.venv.exists()


def test_no_network_is_said_with_what_to_do(course: Course) -> None:
    (course.venv / "course.json").unlink()
    shutil.rmtree(next(course.site.glob("alpha-*.dist-info")))
    course.variables = CUT_OFF
    done = course.call("lab")
    assert done.returncode == 1
    assert "the package index does not answer. Connect to the internet" in done.stderr
    assert str(course.venv / "course.log") in done.stderr
    course.variables = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels"}
    assert_works(course)


def test_an_update_without_a_network_leaves_the_lab_working(course: Course) -> None:
    course.lock("2.0")
    kept, course.variables = course.variables, CUT_OFF
    done = course.call("lab")
    assert "Going on with the packages of the last set-up." in done.stderr
    assert done.stdout == "command ['lab'] 1.0 without beta\n"
    assert course.call("test").returncode == 1
    course.variables = kept
    assert_works(course, "2.0")


def test_a_package_that_was_tampered_with_is_refused(course: Course) -> None:
    course.lock("2.0")
    with next((course.folder / "wheels").glob("alpha-2*")).open("ab") as file:
        file.write(b"tampered")
    done = course.call("lab")
    assert done.returncode == 1
    assert "not the one that was locked" in done.stderr


def test_a_package_without_a_build_for_this_machine_is_said(course: Course) -> None:
    course.lock("2.0")
    shutil.rmtree(course.folder / "wheels")
    (course.folder / "wheels").mkdir()
    done = course.call("lab")
    assert done.returncode == 1
    assert "not found for this machine" in done.stderr


def test_settings_that_lead_astray_are_ignored_as_variables_and_in_files(
    course: Course, tmp_path: Path
) -> None:
    """Half of them in each place; where packages come from is said in the file, and holds."""
    astray = tmp_path / "astray"
    astray.mkdir()
    (astray / "alpha.py").write_text("VERSION = 'wrong'\n", encoding="utf-8")
    settings = {
        "target": astray,
        "prefix": astray,
        "root": astray,
        "dry-run": "true",
        "constraint": astray / "none.txt",
        "require-hashes": "true",
        "platform": "win_amd64",
        "python": astray / "no-python",
        "python-version": "2.7",
        "ignore-requires-python": "true",
        "user": "true",
        "quiet": "3",
        "no-binary": ":all:",
        "requirement": astray / "none.txt",
        "report": astray / "report.json",
        "log": astray / "log.txt",
        "isolated": "true",
    }
    lines = [f"{key} = {text}" for key, text in list(settings.items())[::2]]
    found = f"find-links = {(course.folder / 'wheels').as_uri()}"
    config = tmp_path / "pip.conf"
    config.write_text(
        "\n".join(["[global]", "no-index = true", found, "[install]", *lines]), "utf-8"
    )
    course.variables = {
        f"PIP_{key.upper().replace('-', '_')}": str(text)
        for key, text in list(settings.items())[1::2]
    }
    course.variables |= {"PIP_CONFIG_FILE": str(config), "PYTHONPATH": str(astray)}
    course.variables |= {
        "PYTHONOPTIMIZE": "2",
        "PYTHONWARNINGS": "error",
        "PYTHONSTARTUP": "none.py",
    }
    course.lock("2.0")
    assert_works(course, "2.0")
    assert sorted(path.name for path in astray.iterdir()) == ["alpha.py"]


def test_a_file_of_settings_that_pip_cannot_read_is_named_and_nothing_is_changed(
    course: Course, tmp_path: Path
) -> None:
    config = tmp_path / "pip.conf"
    config.write_text("no section = at all\n", encoding="utf-8")
    course.variables |= {"PIP_CONFIG_FILE": str(config)}
    before = contents(course.venv)
    course.lock("2.0")
    done = course.call("lab")
    assert done.returncode == 1
    assert "pip cannot read its settings" in done.stderr
    assert str(config) in done.stderr
    assert contents(course.venv) == before
    course.variables |= {"PIP_CONFIG_FILE": os.devnull}
    assert_works(course, "2.0")


def test_what_pip_says_it_installed_and_did_not_is_found_before_the_stamp(course: Course) -> None:
    """Whatever made it do so: here it is another pip altogether."""
    course.lock("2.0")
    (course.site / "pip" / "__main__.py").write_text("", encoding="utf-8")
    done = course.call("lab")
    assert done.returncode == 1
    assert "is not in .venv: alpha. (pip is set by you to: find-links, no-index.)" in done.stderr
    assert not (course.venv / "course.json").exists()


def test_a_file_beside_the_door_takes_no_modules_place(course: Course) -> None:
    """Neither for the door nor for the command, which is called from that folder as well."""
    for name in ("random", "tempfile", "subprocess", "json", "meantone", "sys", "alpha"):
        (course.folder / f"{name}.py").write_text("raise SystemExit('not this one')", "utf-8")
    assert_works(course)
    (course.venv / "course.json").unlink()
    assert_works(course)


def test_a_file_in_the_environments_place_is_said(course: Course) -> None:
    shutil.rmtree(course.venv)
    course.venv.write_text("mine", encoding="utf-8")
    done = course.call("lab")
    assert done.returncode == 1
    assert f"{course.venv} is in the way" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="root may write anywhere elsewhere")
def test_an_installation_of_somebody_elses_is_used_as_it_is(course: Course) -> None:
    """Also if its owner has the new lock already, or PyTorch could not be installed."""
    course.lock("2.0")
    folders = [course.folder, *(path for path in course.folder.rglob("*") if path.is_dir())]
    files = [path for path in course.venv.iterdir() if path.is_file()]
    for path in (*folders, *files):
        path.chmod(path.stat().st_mode & ~0o222)
    command = [sys.executable, str(course.folder / "course.py")]
    how = {"env": course.environment(), "preexec_fn": like_everybody(), "capture_output": True}
    try:
        lab = subprocess.run([*command, "lab"], **how, text=True, check=False)
        tests = subprocess.run([*command, "test"], **how, text=True, check=False)
    finally:
        for path in (*folders, *files):
            path.chmod(path.stat().st_mode | 0o200)
    assert lab.stdout == "command ['lab'] 1.0 without beta\n"
    assert "cannot be written, so this installation stays as it is" in lab.stderr
    assert tests.returncode == 1
    assert "If it belongs to somebody else, let them run it once" in tests.stderr


def test_an_environment_that_an_editor_made_is_taken_on(course: Course) -> None:
    (course.venv / "course.json").unlink()  # now it is as an editor makes it, and more
    (course.site / "mine.py").touch()
    assert_works(course)
    assert (course.site / "mine.py").exists()


def test_torch_is_installed_after_the_rest_and_brought_up_to_date(course: Course) -> None:
    assert "1.0" in course.torch()
    course.lock("2.0")
    assert_works(course, "2.0")
    assert "2.0" in course.torch()
    (course.venv / "course.log").write_bytes(b"")
    assert course.call("lab").stderr == ""
    assert (course.venv / "course.log").read_bytes() == b""


def forget_torch(course: Course) -> None:
    """Make it a course whose torch is not there and cannot be had."""
    for path in course.site.glob("torch*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (course.folder / "wheels").glob("torch*"):
        path.rename(course.folder / path.name)
    stamp = course.venv / "course.json"
    holds = json.loads(stamp.read_text(encoding="utf-8"))
    del holds[NEURAL]
    stamp.write_text(json.dumps(holds), encoding="utf-8")


def test_without_torch_the_lab_opens_and_says_what_is_missing(course: Course) -> None:
    forget_torch(course)
    done = course.call("lab")
    assert done.returncode == 0
    assert done.stdout == "command ['lab'] 1.0 without beta\n"
    assert "not found for this machine" in done.stderr
    assert "the networks cannot run; all else works" in done.stderr
    wheel = next(course.folder.glob("torch*.whl"))
    wheel.rename(course.folder / "wheels" / wheel.name)
    assert_works(course)
    assert "1.0" in course.torch()
    assert course.call("lab").stderr == ""
    forget_torch(course)
    assert course.call("test").returncode == 1  # not all tests could be run


def test_without_a_network_for_torch_the_lab_opens(course: Course) -> None:
    forget_torch(course)
    course.variables = CUT_OFF
    done = course.call("lab")
    assert done.stdout == "command ['lab'] 1.0 without beta\n"
    assert "all else works" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the usual index has no CUDA")
def test_torch_comes_from_its_own_index_too_or_without_it(course: Course) -> None:
    """That index is out of reach; the usual one, here a folder, has it."""
    forget_torch(course)
    index = course.folder / "index" / "torch"
    index.mkdir(parents=True)
    wheel = next(course.folder.glob("torch*.whl"))
    wheel.rename(index / wheel.name)
    (index / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>', "utf-8")
    door = course.folder / DOOR / "packages.py"
    text = door.read_text(encoding="utf-8")
    assert "https://download.pytorch.org/whl/cpu" in text
    nowhere = text.replace("https://download.pytorch.org/whl/cpu", "http://127.0.0.1:9/cpu")
    door.write_text(nowhere, encoding="utf-8")
    course.variables = {"PIP_INDEX_URL": index.parent.as_uri()}
    assert_works(course)
    assert "1.0" in course.torch()
    log = (course.venv / "course.log").read_text(encoding="utf-8")
    assert "--extra-index-url http://127.0.0.1:9/cpu" in log


@not_on_windows
def test_a_set_up_stopped_at_torch_goes_on_there(course: Course) -> None:
    forget_torch(course)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # an index that never answers
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        course.variables = {"PIP_INDEX_URL": address}
        process = course.start("lab")
        with silent.accept()[0]:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=600)
    assert process.returncode == 130
    assert "Nothing is lost" in err
    course.variables = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "."}
    assert_works(course)
    assert "1.0" in course.torch()
