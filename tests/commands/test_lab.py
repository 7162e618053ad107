"""The lab answers, on lesson 00, with its own settings only."""

import errno
import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from meantone.commands import lab

RUN = (
    "import sys\nfrom pathlib import Path\nfrom meantone.commands import lab\n"
    "lab.project_folder = lambda: Path.cwd()\nsys.exit(lab.main(sys.argv[1:]))"
)
WAIT = 60


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one lesson, in a folder with a name that is hard to handle."""
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
    )
    try:
        yield address_in(process)
    finally:
        process.terminate()
        process.communicate(timeout=WAIT)


def ask(address: str, path: str) -> str:
    base, _, token = address.partition("/lab/tree/")
    request = urllib.request.Request(
        f"{base}/{path}", headers={"Authorization": f"token {token.partition('token=')[2]}"}
    )
    with urllib.request.urlopen(request, timeout=WAIT) as answer:
        return str(answer.read().decode("utf-8"))


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
    assert [file["name"] for file in files] == [lab.START]
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
    assert capsys.readouterr().out == "1 lesson laid in my_lessons/, your own copy to work in.\n"
    assert served[0][-1] == "--LabApp.extra=1"
    copy = course / "my_lessons" / lab.START
    assert [len(cell.outputs) for cell in nbformat.read(copy, as_version=4).cells] == [1, 0, 0]
    notary = nbformat.sign.NotebookNotary()
    assert notary.check_signature(nbformat.read(copy, as_version=4))
    notary.store.close()
    assert lab.main(["--no-browser"]) == 0
    assert capsys.readouterr().out == ""


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
    monkeypatch.setattr(lab, "trust", lambda notebooks: None)
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
