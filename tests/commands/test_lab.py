"""The lab answers, on lesson 00, with its own settings only."""

import errno
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from everybody import like_everybody
from nbformat.v4 import new_code_cell, new_notebook, new_output

from meantone.commands import lab
from meantone.commands.copies import MANIFEST, update_copies

RUN = (
    "import sys\nfrom pathlib import Path\nfrom meantone.commands import lab\n"
    "lab.project_folder = lambda: Path.cwd()\nsys.exit(lab.main(sys.argv[1:]))"
)
WAIT = 600


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson, in a folder with a name that is hard to handle."""
    monkeypatch.delenv("MEANTONE_HOME", raising=False)
    folder = tmp_path / "Méan tone"
    (folder / "lessons").mkdir(parents=True)
    html = new_output("display_data", {"text/html": "<b>stored</b>", "text/plain": "stored"})
    cells = [
        new_code_cell(source, outputs=[html], execution_count=number)
        for number, source in enumerate(["1 + 1", "predict('00.sum', 'How much?')", "1 + 1"], 1)
    ]
    nbformat.write(new_notebook(cells=cells), folder / "lessons" / lab.START)
    return folder


def address_in(process: subprocess.Popen[str]) -> str:
    """Return the address that the lab tells, as soon as it does."""
    said = ""
    for line in process.stdout or ():
        said += line
        if found := re.search(r"http://\S+", line):
            return found[0]
    pytest.fail(f"the lab did not start:\n{said}")


@contextmanager
def running(folder: Path, *options: str, **variables: str) -> Iterator[str]:
    """Run the lab as a learner does; give its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "--no-browser", *options],
        cwd=folder,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        preexec_fn=like_everybody(),
    )
    try:
        yield address_in(process)
    finally:
        process.terminate()
        process.communicate(timeout=WAIT)


def ask(address: str, path: str, content: object = None) -> str:
    """Return what the lab answers; content is what it is given to save."""
    base, _, token = address.partition("/lab/tree/")
    request = urllib.request.Request(
        f"{base}/{path}",
        headers={"Authorization": f"token {token.partition('token=')[2]}"},
        data=None if content is None else json.dumps(content).encode(),
        method="GET" if content is None else "PUT",
    )
    with urllib.request.urlopen(request, timeout=WAIT) as answer:
        return str(answer.read().decode("utf-8"))


@contextmanager
def written_by_nobody(folder: Path) -> Iterator[None]:
    """For a while take the right to write in a folder, and the files in it, from its owner."""
    paths = [folder, *folder.iterdir()]
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    yield
    for path in paths:
        path.chmod(path.stat().st_mode | 0o200)


@pytest.fixture
def hostile_settings(tmp_path: Path) -> dict[str, str]:
    """A user whose own Jupyter settings, kernels and paths would break the lab."""
    own = tmp_path / "own"
    kernel = own / "kernels" / "python3"
    kernel.mkdir(parents=True)
    broken = {"argv": ["no-such-python"], "display_name": "Broken", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(broken), encoding="utf-8")
    for name in ("jupyter_config.py", "jupyter_server_config.py", "jupyter_lab_config.py"):
        (own / name).write_text("raise SystemExit('broken settings')", encoding="utf-8")
    names = ("CONFIG_DIR", "DATA_DIR", "PATH", "CONFIG_PATH")
    return {
        **{f"JUPYTER_{name}": str(own) for name in names},
        "JUPYTER_PREFER_ENV_PATH": "0",
        "JUPYTER_PORT": "1",
        "JUPYTERLAB_DIR": str(own),
        "JUPYTERLAB_SETTINGS_DIR": str(own),
        "IPYTHONDIR": str(own),
    }


def test_it_answers_on_the_next_free_port_whatever_the_users_settings(
    course: Path, hostile_settings: dict[str, str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(course, "--port", str(port), **hostile_settings) as address:
            assert re.match(rf"http://127.0.0.1:\d+/lab/tree/{lab.START}\?token=\w+", address)
            assert f":{port}/" not in address
            files = json.loads(ask(address, "api/contents"))["content"]
            kernels = json.loads(ask(address, "api/kernelspecs"))
            page = ask(address, f"lab/tree/{lab.START}")
            settings = json.loads(ask(address, "lab/api/settings"))
            style = ask(address, "custom/custom.css")
            layout = json.loads(ask(address, "lab/api/workspaces/default"))
            with written_by_nobody(course / "my_lessons" / ".lab" / "data"):
                lesson = json.loads(ask(address, f"api/contents/{lab.START}"))
                lesson["content"]["cells"][0]["source"] = "saved"
                ask(address, f"api/contents/{lab.START}", lesson)
    assert [file["name"] for file in files] == [lab.START]
    copy = nbformat.read(course / "my_lessons" / lab.START, as_version=4)
    assert copy.cells[0].source == "saved"  # though its trust could not be noted
    assert "--meantone-build" in style
    assert ".jp-Notebook" in style
    assert "custom/custom.css" in page
    left = layout["data"]["layout-restorer:data"]["left"]
    assert (left["current"], left["collapsed"]) == ("@jupyterlab/toc:plugin", False)
    names = next(
        item for item in settings["settings"] if "filebrowser-extension:browser" in item["id"]
    )
    assert names["schema"]["properties"]["showLastModifiedColumn"]["default"] is False
    assert list(kernels["kernelspecs"]) == [kernels["default"]] == ["python3"]
    assert kernels["kernelspecs"]["python3"]["spec"]["display_name"] != "Broken"
    assert '"readonly"' in page or '"read-only"' in page
    notification = next(item for item in settings["settings"] if "notification" in item["id"])
    assert notification["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert notification["schema"]["properties"]["checkForUpdates"]["default"] is False


def test_copies_are_laid_trusted_and_reported(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served = []
    monkeypatch.setattr(lab, "project_folder", lambda: course)
    monkeypatch.setattr(lab, "serve", lambda options: served.append(options))
    for name in [name for name in os.environ if name.startswith(("JUPYTER", "IPYTHON"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "elsewhere")
    monkeypatch.setenv("JUPYTER_DATA_DIR", "elsewhere")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "elsewhere")
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    monkeypatch.setenv("IPYTHONDIR", "elsewhere")
    assert lab.main(["--no-browser", "--LabApp.extra=1"]) == 0
    assert (
        capsys.readouterr().out == "1 notebook copied to my_lessons/: your own copy to work in.\n"
    )
    assert served[0][-1] == "--LabApp.extra=1"
    copy = course / "my_lessons" / lab.START
    assert [len(cell.outputs) for cell in nbformat.read(copy, as_version=4).cells] == [1, 0, 0]
    notary = nbformat.sign.NotebookNotary()
    assert notary.check_signature(nbformat.read(copy, as_version=4))
    notary.store.close()
    assert lab.main(["--no-browser"]) == 0
    assert capsys.readouterr().out == ""


@pytest.fixture
def own_settings(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab's own settings, for the time of a test."""
    names = [name for name in os.environ if name.startswith(("JUPYTER", "IPYTHON"))]
    for name in [*names, "JUPYTER_PREFER_ENV_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"]:
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("IPYTHONDIR", "elsewhere")
    lab.use_own_settings(os.environ, course / "my_lessons" / ".lab")


def more_lessons(course: Path) -> list[str]:
    """Give a course three more lessons, each with a content of its own."""
    lesson = nbformat.read(course / "lessons" / lab.START, as_version=4)
    names = [f"0{number}.ipynb" for number in (1, 2, 3)]
    for name in names:
        lesson.cells[0].source = name
        nbformat.write(lesson, course / "lessons" / name)
    return [lab.START, *names]


def trusted(course: Path) -> list[str]:
    """Name the copies that are trusted."""
    notary = nbformat.sign.NotebookNotary()
    paths = sorted((course / "my_lessons").glob("*.ipynb"))
    found = [path for path in paths if notary.check_signature(nbformat.read(path, as_version=4))]
    notary.store.close()
    return [path.name for path in found]


@pytest.mark.parametrize("last", [1, 2, 3])
def test_what_was_laid_before_a_failure_is_trusted(
    course: Path, own_settings: None, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it fails: a kill, after which nothing is done any more, is the hardest."""
    names, written = more_lessons(course), []

    class Killed(BaseException):
        pass

    def write(path: Path, content: bytes) -> None:
        path.write_bytes(content)
        written.append(path.name)
        if path.name == names[last]:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("meantone.commands.copies.write_whole", write)
        with pytest.raises(Killed):
            lab.lay(course / "lessons", course / "my_lessons")
    assert trusted(course) == names[: last + 1]
    lab.lay(course / "lessons", course / "my_lessons")
    assert trusted(course) == names


def test_what_was_laid_untrusted_once_is_trusted_later_but_no_work_of_the_learners(
    course: Path, own_settings: None
) -> None:
    names = more_lessons(course)
    update_copies(course / "lessons", course / "my_lessons")  # as if the note had been lost
    work = nbformat.read(course / "my_lessons" / names[1], as_version=4)
    work.cells[0].source = "from somebody_else import *"
    nbformat.write(work, course / "my_lessons" / names[1])
    assert trusted(course) == []
    assert lab.lay(course / "lessons", course / "my_lessons") == []
    assert trusted(course) == [names[0], *names[2:]]


def test_a_disk_too_full_to_trust_a_lesson_leaves_it_for_the_next_start(
    course: Path,
    own_settings: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(self: object, notebook: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("nbformat.sign.NotebookNotary.sign", full)
        assert lab.lay(course / "lessons", course / "my_lessons") == []
    assert "disk is full" in capsys.readouterr().err
    assert not list((course / "my_lessons").glob("*.ipynb"))
    lab.lay(course / "lessons", course / "my_lessons")
    assert trusted(course) == [lab.START]


def test_what_a_killed_update_left_unfinished_is_swept_and_nothing_else(course: Path) -> None:
    mine = course / "my_lessons"
    mine.mkdir()
    digits = "0123456789abcdef"
    left = [f".{lab.START}.{digits}.part", f".{digits}.part", f".{MANIFEST}.{digits}.part"]
    left += [f".{lab.START[:-6]}.new-edition.ipynb.{digits}.part"]
    others = [".mine.part", f"{lab.START}.part", f".other.ipynb.{digits}.part", f".{digits}.parts"]
    for name in (*left, *others):
        (mine / name).touch()
    update_copies(course / "lessons", mine)
    there = {path.name for path in mine.iterdir()}
    assert not there & set(left)
    assert set(others) <= there


def test_only_laid_the_copies_are_trusted_by_the_jupyter_that_is_there(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "project_folder", lambda: course)
    monkeypatch.setattr(lab, "open_lab", lambda *given: pytest.fail("the lab opened"))
    monkeypatch.setattr(lab, "in_background", lambda: pytest.fail("networks are trained"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(course / "theirs"))
    assert lab.main(["--lay"]) == 0
    assert (course / "theirs" / "nbsignatures.db").exists()
    assert trusted(course) == [lab.START]
    assert not (course / "my_lessons" / ".lab").exists()


def test_labs_that_start_at_once_each_find_a_port(course: Path) -> None:
    """Each finds the same one free; the second is stopped there until the first has it."""
    ports = []

    class Held(lab.server_class()):
        def __init__(self, port: int) -> None:
            super().__init__(port=port, ip="127.0.0.1")

    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    servers = [Held(port) for _ in range(3)]
    for server in servers:
        server._find_http_port()
        ports.append(server.port)
    assert len(set(ports)) == 3
    for server in servers:
        server.held.close()


def test_no_kernel_heeds_what_leads_python_astray(tmp_path: Path) -> None:
    variables = {"PYTHONOPTIMIZE": "2", "PYTHONSTARTUP": "mine.py", "PYTHONUTF8": "1"}
    lab.use_own_settings(variables, tmp_path)
    assert "PYTHONUTF8" in variables
    assert not {"PYTHONOPTIMIZE", "PYTHONSTARTUP"} & variables.keys()


@pytest.mark.parametrize("text", ["-1", "65536", "80000", "1e3", "x", "", "٣"])
def test_a_port_that_there_is_not_is_said(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        lab.parse([f"--port={text}"])
    assert stop.value.code == 2
    assert f"a port is a number from 1 to 65535, not {text!r}" in capsys.readouterr().err


def test_no_lessons_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "project_folder", lambda: tmp_path)
    assert lab.main([]) == 1
    assert "course.py build" in capsys.readouterr().err


def test_a_full_disk_does_not_keep_the_lab_shut(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    served = []
    monkeypatch.setattr(lab, "project_folder", lambda: course)
    monkeypatch.setattr(lab, "use_own_settings", lambda variables, folder: None)
    monkeypatch.setattr(lab, "serve", lambda options: served.append(options))
    monkeypatch.setattr(lab, "update_copies", fail)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "elsewhere")
    assert lab.main([]) == 1  # nothing to show
    (course / "my_lessons").mkdir()
    (course / "my_lessons" / lab.START).touch()
    assert lab.main([]) == 0
    assert "No space left" in capsys.readouterr().err
    assert len(served) == 1


def test_networks_are_trained_beside_the_lab_while_it_is_open(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened = []

    @contextmanager
    def training() -> Iterator[None]:
        happened.append("training begins")
        yield
        happened.append("training ends")

    monkeypatch.setattr(lab, "project_folder", lambda: course)
    monkeypatch.setattr(lab, "use_own_settings", lambda variables, folder: None)
    monkeypatch.setattr(lab, "lay", update_copies)
    monkeypatch.setattr(lab, "in_background", training)
    monkeypatch.setattr(lab, "open_lab", lambda *given: happened.append("the lab is open"))
    assert lab.main([]) == 0
    assert happened == ["training begins", "the lab is open", "training ends"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a screen")
@pytest.mark.parametrize(
    ("variables", "shown"),
    [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_browser_opens_where_there_is_a_screen(variables: dict[str, str], shown: bool) -> None:
    assert lab.has_screen(variables) is shown


def test_without_a_screen_the_address_is_told_with_the_way_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    words = lab.announcement("http://127.0.0.1:8888/lab", 8888, opened=False)
    assert "ssh -N -L 8888:127.0.0.1:8888" in words
    assert "Open this address in a browser." in words


def test_the_style_is_brought_up_to_date_and_a_layout_of_ones_own_stays(tmp_path: Path) -> None:
    lab.lay_out(tmp_path)
    style = tmp_path / "custom" / "custom.css"
    (layout,) = (tmp_path / "lab" / "workspaces").iterdir()
    current = style.read_bytes()
    style.write_text("old", encoding="utf-8")
    layout.write_text("my own", encoding="utf-8")
    lab.lay_out(tmp_path)
    assert style.read_bytes() == current
    assert layout.read_text(encoding="utf-8") == "my own"


def test_a_full_disk_costs_the_style_and_not_the_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lab, "write_whole", full)
    lab.lay_out(tmp_path)
    assert not list(tmp_path.rglob("*.css"))


def test_the_style_fetches_nothing() -> None:
    for path in lab.STYLES:
        assert not re.search(r"@import|url\(|https?:", path.read_text(encoding="utf-8"))
