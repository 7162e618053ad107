"""A learner's server on a hub: lessons laid and trusted, a cache to read, the hub heard."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from everybody import like_everybody
from nbformat.v4 import new_code_cell, new_notebook, new_output

from meantone.commands import doctor, lab, teach
from meantone.storage import cache_folder

if sys.platform == "win32":
    pytest.skip("JupyterHub runs on Unix alone", allow_module_level=True)

PREFIX = "/user/ann/"
OF_THE_HUB = {
    "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
    "JUPYTERHUB_API_TOKEN": "hers",
    "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:1/user/ann/",
}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of two lessons that nobody may write in, and a home beside it."""
    lessons = tmp_path / "course" / "lessons"
    lessons.mkdir(parents=True)
    html = new_output("display_data", {"text/html": "<b>stored</b>", "text/plain": "stored"})
    for name in (lab.START, "01_music_as_data.ipynb"):
        cell = new_code_cell(f"'{name}'", outputs=[html], execution_count=1)
        nbformat.write(new_notebook(cells=[cell]), lessons / name)
    monkeypatch.setattr(lab, "project_folder", lambda: tmp_path / "course")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MEANTONE_HOME", "~/meantone")
    for name in [name for name in os.environ if name.startswith(("JUPYTER", "IPYTHON"))]:
        monkeypatch.delenv(name)
    for name in ("JUPYTER_PREFER_ENV_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, "elsewhere")  # set, so that they are put back
    for name, value in OF_THE_HUB.items():
        monkeypatch.setenv(name, value)
    return tmp_path


class Server:
    """Stands for JupyterHub's own server of a learner."""

    def __init__(self) -> None:
        self.options: list[str] = []
        self.variables: dict[str, str] = {}
        self.started = False
        self.contents_manager = self
        self.hooks: list[Any] = []
        self.notary: Any = None
        self.parent = None

    def initialize_server(self, argv: list[str]) -> "Server":
        self.options, self.variables = argv, dict(os.environ)
        return self

    def register_pre_save_hook(self, hook: Any) -> None:
        self.hooks.append(hook)

    def start(self) -> None:
        self.started = True


@pytest.fixture
def server(course: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    from jupyterhub.singleuser import extension

    found = Server()
    monkeypatch.setattr(extension, "JupyterHubSingleUser", found)
    monkeypatch.setattr(lab, "notary_class", lambda: lambda parent: "the house's")
    assert lab.main(["--hub", "--MappingKernelManager.cull_idle_timeout=7"]) == 0
    return found


def test_lessons_are_laid_in_the_home_and_trusted(course: Path, server: Server) -> None:
    mine = course / "home" / "meantone" / "my_lessons"
    copies = sorted(mine.glob("*.ipynb"))
    assert [path.name for path in copies] == [lab.START, "01_music_as_data.ipynb"]
    notary = nbformat.sign.NotebookNotary(data_dir=str(mine / ".lab" / "data"))
    for path in copies:
        assert notary.check_signature(nbformat.read(path, as_version=4)), path
    notary.store.close()
    assert not (course / "course" / "my_lessons").exists()


def test_nobody_else_looks_into_what_a_learner_makes(course: Path, server: Server) -> None:
    """Debian's `useradd` makes homes that everybody on the machine may read."""
    (course / "home").chmod(0o755)
    assert (course / "home" / "meantone").stat().st_mode & 0o777 == 0o700
    (course / "home" / "meantone").chmod(0o750)  # whoever opens it to a group has reasons
    assert lab.main(["--hub"]) == 0
    assert (course / "home" / "meantone").stat().st_mode & 0o777 == 0o750


def test_the_server_is_jupyterhubs_with_the_labs_settings(course: Path, server: Server) -> None:
    assert server.started
    mine = course / "home" / "meantone" / "my_lessons"
    assert f"--ServerApp.root_dir={mine}" in server.options
    assert f"--ServerApp.default_url=/lab/tree/{lab.START}" in server.options
    assert "--MappingKernelManager.cull_idle_timeout=7" in server.options
    assert "--LabApp.custom_css=True" in server.options
    assert (mine / ".lab" / "config" / "custom" / "custom.css").is_file()
    assert server.hooks == [lab.keep_stills]
    assert server.notary == "the house's"
    # Where it answers and whom it lets in is the hub's to say.
    own = [option for option in server.options if any(name in option for name in ("ip=", "port="))]
    assert not own
    assert not any("token" in option for option in server.options)


def test_what_the_hub_said_is_heard_and_kernels_are_told_to_train_nothing(
    course: Path, server: Server
) -> None:
    assert OF_THE_HUB.items() <= server.variables.items()
    assert server.variables["MEANTONE_PREPARE"] == "off"  # as every test of the lab has it
    assert server.variables["JUPYTER_DATA_DIR"].endswith("/meantone/my_lessons/.lab/data")


def test_no_second_lab_opens_and_no_address_of_one_is_told(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "serve", lambda options: pytest.fail("a second lab"))
    assert lab.main([]) == 0
    said = capsys.readouterr().out
    assert f"{PREFIX}lab/tree/{lab.START}" in said
    assert "127.0.0.1" not in said
    assert "http" not in said
    folder = course / "home" / "meantone" / "my_lessons" / "teaching"
    teach.open_lab(folder, folder, "02 live.ipynb", None, [])  # type: ignore[arg-type]
    assert "lab/tree/teaching/02%20live.ipynb" in capsys.readouterr().out


def test_progress_lies_in_the_home(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from meantone.teaching.records.progress import current; print(current().path)"
    variables = {name: value for name, value in os.environ.items() if name != "MEANTONE_PROGRESS"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(course / "home" / "meantone")


READ = """
import os, sys
from pathlib import Path
from meantone.tunes import load
from meantone.models.neural import prepared
from meantone.storage import alone, cache_folder
assert len(load("starter")) > 30 and len(load("kinder")) > 200
assert prepared("lstm") is None
with alone(cache_folder() / "kinder.lock", 1):
    pass
print(sorted(path.name for path in cache_folder().rglob("*")))
"""


def test_the_cache_may_be_read_only(tmp_path: Path) -> None:
    """No lock, no unfinished part, no word of it; what is not there is made for this once."""
    cache = tmp_path / "cache"
    cache.mkdir()
    for name in ("starter", "kinder"):
        from meantone.tunes import load

        load(name)  # so that it is there
        shutil.copy(next(cache_folder().glob(f"{name}-*.npz")), cache)
    (cache / "models").mkdir()
    paths = sorted(path.relative_to(cache).as_posix() for path in cache.rglob("*"))
    for path in (*cache.rglob("*"), cache):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def read() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", READ],
            env={**os.environ, "MEANTONE_CACHE": str(cache)},
            preexec_fn=like_everybody(),
            capture_output=True,
            text=True,
        )

    try:
        done = read()
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.strip() == str(paths)
        cache.chmod(0o755)
        next(cache.glob("starter-*.npz")).unlink()
        cache.chmod(0o555)
        lacking = read()
        assert lacking.returncode == 0
        assert lacking.stderr.count("cannot be kept") == 1
        assert not list(cache.glob(".*"))
    finally:
        for path in (cache, *cache.rglob("*")):
            path.chmod(0o755)


def test_the_doctor_does_not_ask_for_the_right_to_write_in_a_hubs_cache(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not in the home, where it is when nothing is set.
    monkeypatch.setenv("MEANTONE_CACHE", str(course / "baked in"))
    monkeypatch.setattr("meantone.commands.places.why_not", lambda folder: "")
    monkeypatch.setattr(doctor, "project_folder", lambda: course / "course")
    assert "to read only" not in doctor.check_folders()

    def only_the_home(folder: Path) -> str:
        return "" if folder.is_relative_to(course / "home") else "Read-only file system"

    monkeypatch.setattr("meantone.commands.places.why_not", only_the_home)
    assert "to read only" in doctor.check_folders()
    monkeypatch.delenv("MEANTONE_PREPARE")
    with pytest.raises(doctor.AilmentError, match="cannot be written"):
        doctor.check_folders()
