"""One set of versions everywhere: the locks and environment.yml agree, with pyproject.toml too."""

import re
import tomllib
from importlib.metadata import requires
from itertools import pairwise, product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from meantone.commands import lock
from meantone.commands.set_up.packages import CPU_INDEX, read_pins

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-test.txt")
NEURAL = "requirements-neural.txt"
SYSTEMS = {
    "linux": ("posix", "Linux", ("x86_64", "aarch64")),
    "darwin": ("posix", "Darwin", ("x86_64", "arm64")),
    "win32": ("nt", "Windows", ("AMD64",)),
}
MACHINES = [
    {
        "python_version": f"3.{minor}",
        "python_full_version": f"3.{minor}.{patch}",
        "sys_platform": system,
        "os_name": SYSTEMS[system][0],
        "platform_system": SYSTEMS[system][1],
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    for minor, patch, system in product((11, 12, 13), (0, 9), SYSTEMS)
    for machine in SYSTEMS[system][2]
]


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def pins(name: str) -> list[Requirement]:
    return [Requirement(pin) for pin in read_pins(read(name))]


def versions_on(name: str, machine: dict[str, str]) -> dict[str, str]:
    """Return what a lock installs on a machine; each package once."""
    chosen = [pin for pin in pins(name) if not pin.marker or pin.marker.evaluate(machine)]
    versions = {canonicalize_name(pin.name): str(pin.specifier) for pin in chosen}
    assert len(versions) == len(chosen)
    return versions


def wanted(extras: tuple[str, ...]) -> list[Requirement]:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    named = [project["dependencies"], *(project["optional-dependencies"][name] for name in extras)]
    return [Requirement(line) for lines in named for line in lines]


@pytest.mark.parametrize(
    ("name", "extras"),
    [(LOCKS[0], ("lab", "neural")), (LOCKS[1], ("lab", "neural", "cluster", "test"))],
)
@pytest.mark.parametrize(
    "machine",
    MACHINES,
    ids=lambda m: f"{m['sys_platform']}-{m['python_full_version']}-{m['platform_machine']}",
)
def test_the_lock_holds_what_the_project_asks_for_on_every_machine(
    name: str, extras: tuple[str, ...], machine: dict[str, str]
) -> None:
    versions = versions_on(name, machine) | versions_on(NEURAL, machine)
    for requirement in wanted(extras):
        if requirement.marker and not requirement.marker.evaluate(machine):
            continue
        version = versions[canonicalize_name(requirement.name)].removeprefix("==")
        assert requirement.specifier.contains(version, prereleases=True), requirement


@pytest.mark.parametrize("machine", MACHINES[:3])
def test_developers_have_the_learners_versions(machine: dict[str, str]) -> None:
    learner, developer = (versions_on(name, machine) for name in LOCKS)
    assert learner.items() <= developer.items()


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_its_hashes_and_nothing_else_is_said(name: str) -> None:
    lines = [line for line in read(name).splitlines() if not line.startswith("#")]
    pin = re.compile(r"[a-z0-9-]+==[\w.]+( ; .+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert all(pin.fullmatch(line) or digest.fullmatch(line) for line in lines)
    for before, line in pairwise(lines):
        assert digest.fullmatch(line) if before.endswith("\\") else pin.fullmatch(line)


def test_torch_stands_apart_without_a_hash_and_what_only_cuda_needs_nowhere() -> None:
    assert [pin.name for pin in pins(NEURAL)] == ["torch"]
    assert "--hash" not in read(NEURAL)
    named = [pin.name for name in LOCKS for pin in pins(name)]
    assert not [name for name in named if re.match(r"torch|triton|nvidia|cuda", name)]
    for machine in MACHINES:
        intel_mac = machine["sys_platform"] == "darwin" and machine["platform_machine"] == "x86_64"
        assert (versions_on(NEURAL, machine) == {}) is intel_mac


def test_what_torch_needs_is_in_the_lock() -> None:
    """So that its installation, which knows no hashes, fetches nothing but itself."""
    needed = [Requirement(line) for line in requires("torch") or () if "extra ==" not in line]
    versions = versions_on(LOCKS[0], MACHINES[0])
    usual = [one for one in needed if not re.match(r"triton|nvidia|cuda", one.name)]
    assert len(usual) > 4
    for requirement in usual:
        if not requirement.marker or requirement.marker.evaluate(MACHINES[0]):
            version = versions[canonicalize_name(requirement.name)].removeprefix("==")
            assert requirement.specifier.contains(version), requirement


def conda_lines() -> tuple[list[str], list[str]]:
    """Return what environment.yml takes from conda, and what from pip."""
    lines = read("environment.yml").splitlines()
    own = [line.strip()[2:] for line in lines if re.match("  - (?!pip:)", line)]
    return own, [line.strip()[2:].strip('"') for line in lines if line.startswith("      - ")]


def test_conda_has_the_locked_versions_and_the_course() -> None:
    own, by_pip = conda_lines()
    assert own == ["conda-forge", "python=3.11", "pip"]
    pins = [pin for name in (LOCKS[0], NEURAL) for pin in read_pins(read(name))]
    assert by_pip == [f"--extra-index-url {CPU_INDEX}", *pins, "-e ."]


def test_environment_yml_is_what_conda_reads() -> None:
    import yaml

    environment = yaml.safe_load(read("environment.yml"))
    assert environment["name"] == "meantone"
    assert environment["dependencies"][-1] == {"pip": conda_lines()[1]}


def test_tools_have_the_versions_that_were_tried_together() -> None:
    """A version that changes is to be tried first: in the lessons, in the lab, in the tests."""
    tried = {
        "jupyterlab": "4.6.6",
        "ipywidgets": "8.1.9",
        "anywidget": "0.11.0",
        "altair": "6.3.0",
        "vl-convert-python": "1.9.0.post1",
        "music21": "10.5.1",
        "note-seq": "0.0.5",
        "symusic": "0.5.9",
        "verovio": "6.4.1",
        "nbval": "0.11.0",
        "pytest": "9.2.0",
        "pytest-xdist": "3.8.0",
        "jupytext": "1.19.6",
        "nbdime": "4.0.4",
        "ruff": "0.17.6",
        "playwright": "1.65.2",
    }
    assert [str(pin.specifier) for pin in pins(NEURAL)] == ["==2.13.0"]
    for machine in MACHINES:
        versions = versions_on("requirements-test.txt", machine)
        assert {name: versions[name].removeprefix("==") for name in tried} == tried


def test_a_lock_that_fails_leaves_the_old_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\nversion = '?'\n", "utf-8")
    (tmp_path / "requirements.txt").write_text("old", encoding="utf-8")
    monkeypatch.setattr(lock, "project_folder", lambda: tmp_path)
    assert lock.main([]) == 1
    assert "No lock was written" in capsys.readouterr().err
    assert (tmp_path / "requirements.txt").read_text(encoding="utf-8") == "old"
