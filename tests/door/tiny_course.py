"""A course small enough to be set up in seconds: the real course.py, two packages of one line."""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

PACKAGES = {"requirements.txt": ("alpha",), "requirements-test.txt": ("alpha", "beta")}
NEURAL = "requirements-neural.txt"
DOOR = "src/meantone/commands/set_up"
REAL = ("course.py", "src/meantone/commands/__init__.py", "src/meantone/installation.py")

PYPROJECT = """
[build-system]
requires = []
build-backend = "builder"
backend-path = ["."]
"""

# Installs the course; while a file called `slow` is there it works on, as a big package does.
BUILDER = """
import os, pathlib, time, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    here = pathlib.Path.cwd()
    (here / "building").write_text(str(os.getpid()))
    while (here / "slow").exists():
        time.sleep(0.05)
    name = "meantone-0-py3-none-any.whl"
    info = "meantone-0.dist-info"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("meantone.pth", str(here / "src"))
        wheel.writestr(info + "/METADATA", "Metadata-Version: 2.1\\nName: meantone\\nVersion: 0\\n")
        wheel.writestr(info + "/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n")
        wheel.writestr(info + "/RECORD", "")
    return name
"""

COMMAND = """
import sys
import alpha
try:
    import beta
except ImportError:
    beta = None
print("command", sys.argv[1:], alpha.VERSION, "with beta" if beta else "without beta", flush=True)
sys.exit(7 if "fail" in sys.argv else 0)
"""


def wheel(folder: Path, name: str, version: str = "1.0") -> str:
    """Write a package of one module; return how a lock pins it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{file},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()},{len(text)}\n"
        for file, text in files.items()
    )
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(file, text)
    return (
        f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
    )


def copy_door(project: Path, folder: Path) -> None:
    """Lay the door's own work in a folder, where it makes that folder's environment."""
    shutil.copytree(project / DOOR, folder / DOOR, ignore=shutil.ignore_patterns("__pycache__"))


def ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass
class Course:
    """The folder of a tiny course, and how it is called."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, folder: Path, project: Path) -> "Course":
        course = cls(folder, {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels"})
        copy_door(project, folder)
        files = {
            **{name: (project / name).read_text(encoding="utf-8") for name in REAL},
            "pyproject.toml": PYPROJECT,
            "builder.py": BUILDER,
            "src/meantone/__init__.py": "",
            "src/meantone/__main__.py": COMMAND,
        }
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        course.lock("1.0")
        return course

    def lock(self, version: str) -> None:
        """Publish the packages in a version, and lock them in it."""
        for lock, names in PACKAGES.items():
            pins = [wheel(self.folder / "wheels", name, version) for name in names]
            (self.folder / lock).write_text("# The lock.\n" + "".join(pins), encoding="utf-8")
        wheel(self.folder / "wheels", "torch", version)
        (self.folder / NEURAL).write_text(f"# Without a hash.\ntorch=={version}\n", "utf-8")

    def copy_to(self, folder: Path) -> "Course":
        """Copy the course, its environment as if it had been made in the new folder."""
        shutil.copytree(self.folder, folder, symlinks=True)
        for name in (".venv/pyvenv.cfg", ".venv/course.json"):
            text = (folder / name).read_text(encoding="utf-8")
            (folder / name).write_text(text.replace(str(self.folder), str(folder)), "utf-8")
        course = Course(folder, dict(self.variables))
        (course.site / "meantone.pth").write_text(str(folder / "src"), encoding="utf-8")
        return course

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    @property
    def site(self) -> Path:
        """The folder of the installed packages."""
        return next(self.venv.glob("[Ll]ib/**/site-packages"))

    def torch(self) -> str:
        """What stands for PyTorch, as it is installed; "" if it is not."""
        module = self.site / "torch.py"
        return module.read_text(encoding="utf-8") if module.exists() else ""

    def environment(self) -> dict[str, str]:
        """The variables of a user: no settings of pip's but this course's."""
        others = {name: text for name, text in os.environ.items() if not name.startswith("PIP_")}
        return {**others, "PIP_CONFIG_FILE": os.devnull, **self.variables}

    def start(self, *arguments: str, deaf: bool = False) -> "subprocess.Popen[str]":
        """Call the door, and do not wait for it; `deaf`: as `nohup ... &` does, without SIGINT."""
        return subprocess.Popen(
            [sys.executable, str(self.folder / "course.py"), *arguments],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            preexec_fn=ignore_interrupts if deaf else None,
        )

    def call(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Call the door; nobody who does may see a traceback."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=600)
        assert "Traceback" not in out + err
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def start_slowly(self, deaf: bool = False) -> "subprocess.Popen[str]":
        """Call the door; return while the last package is being installed."""
        (self.folder / "building").unlink(missing_ok=True)
        (self.folder / "slow").touch()
        process = self.start("lab", deaf=deaf)
        while not (self.folder / "building").exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        return process

    def go_on(self) -> None:
        """Let the slow package be done."""
        (self.folder / "slow").unlink()

    def builder_pid(self) -> int:
        """The process that builds the slow package, a child of pip's."""
        while not (text := (self.folder / "building").read_text(encoding="utf-8")):
            time.sleep(0.05)
        return int(text)

    def kill_all(self, process: "subprocess.Popen[str]") -> None:
        """End the call and all that it started, with no chance to tidy up."""
        os.killpg(os.getpgid(self.builder_pid()), signal.SIGKILL)
        process.kill()
        process.communicate()
        (self.folder / "slow").unlink(missing_ok=True)
