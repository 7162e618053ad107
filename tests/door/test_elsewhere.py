"""Machines that cannot be had here: what hosted runners, and Binder's builder, are told to do."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
import yaml

from meantone.commands.places import COPIES
from meantone.commands.set_up.folders import NEWEST, OLDEST

PROJECT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
posix = pytest.mark.skipif(sys.platform == "win32", reason="a script for Linux")


def lint(path: Path) -> "subprocess.CompletedProcess[str]":
    """Hold a workflow against the schema that comes with the linter, without a network."""
    pytest.importorskip("check_jsonschema", reason="python course.py test installs the linter")
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.github-workflows", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_one(path: Path) -> None:
    done = lint(path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_workflow_that_is_none_is_found(tmp_path: Path) -> None:
    text = WORKFLOWS[0].read_text(encoding="utf-8")
    (tmp_path / "no.yml").write_text(text.replace("runs-on:", "runs-in:"), encoding="utf-8")
    assert lint(tmp_path / "no.yml").returncode == 1


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_takes_what_it_names_and_may_no_more_than_it_needs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    needed = {
        "publish": {"pages": "write", "id-token": "write"},
        "beside-the-tag": {"contents": "write"},
        "index": {"id-token": "write"},
    }
    for name, job in workflow["jobs"].items():
        assert job.get("permissions") == needed.get(name), name
        assert job["timeout-minutes"] <= 80
    used = re.findall(r"uses: (.*)", text)
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each) for each in used)
    assert "secrets." not in text
    assert "pull_request_target" not in text


def test_nothing_is_released_before_the_tests_and_the_index_waits_for_an_owner() -> None:
    workflow = yaml.safe_load((PROJECT / ".github/workflows/release.yml").read_text("utf-8"))
    assert workflow[True] == {"push": {"tags": ["v*"]}}  # YAML reads "on" as true
    jobs = workflow["jobs"]
    runs = [step.get("run", "") for step in jobs["build"]["steps"]]
    tested = runs.index(".ci/run")
    assert any("-m hatchling build -t wheel" in run for run in runs[tested:])
    assert [jobs[name]["needs"] for name in ("beside-the-tag", "index")] == [
        "build",
        "beside-the-tag",
    ]
    assert jobs["index"]["environment"] == {"name": "index"}
    check = next(run for run in runs if "__version__" in run).removeprefix("grep -qx ")
    assert check.endswith(" src/meantone/__init__.py")


@posix
@pytest.mark.parametrize(("tag", "code"), [("v{}", 0), ("v{}.1", 1)])
def test_a_tag_that_is_not_the_version_stops_the_release(tag: str, code: int) -> None:
    import meantone

    workflow = yaml.safe_load((PROJECT / ".github/workflows/release.yml").read_text("utf-8"))
    steps = workflow["jobs"]["build"]["steps"]
    check = next(step["run"] for step in steps if "__version__" in step.get("run", ""))
    named = {**os.environ, "GITHUB_REF_NAME": tag.format(meantone.__version__)}
    assert (
        subprocess.run(["bash", "-c", check], cwd=PROJECT, env=named, check=False).returncode
        == code
    )


def test_the_site_is_built_by_the_courses_own_command() -> None:
    jobs = yaml.safe_load((PROJECT / ".github/workflows/site.yml").read_text("utf-8"))["jobs"]
    assert "python course.py site" in [step.get("run") for step in jobs["build"]["steps"]]
    assert jobs["publish"]["needs"] == "build"


def test_the_quick_tests_run_on_every_system_with_every_python() -> None:
    jobs = yaml.safe_load((PROJECT / ".github/workflows/tests.yml").read_text("utf-8"))["jobs"]
    matrix = jobs["quick"]["strategy"]["matrix"]
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    (_, oldest), (_, newest) = OLDEST, NEWEST
    assert matrix["python"] == [f"3.{minor}" for minor in range(oldest, newest + 1)]
    assert "exclude" not in matrix
    assert jobs["quick"]["steps"][-1]["run"] == "python course.py test --quick"


@posix
def test_binders_own_builder_takes_the_environment_and_then_what_comes_after(
    tmp_path: Path,
) -> None:
    """It is asked what it would do, which needs no Docker."""
    pytest.importorskip("repo2docker", reason="python course.py test installs Binder's builder")
    for path in PROJECT.iterdir():  # what it looks at
        if path.is_file():
            shutil.copy(path, tmp_path)
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug"]
    command += ["--user-id", "1000", "--user-name", "jovyan", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = done.stdout + done.stderr
    assert "Building conda environment for python=3.11" in said
    steps = [line.strip() for line in said.splitlines()]
    update = next(n for n, line in enumerate(steps) if '--file "environment.yml"' in line)
    copied = next(
        n for n, line in enumerate(steps) if line.startswith("COPY --chown=1000:1000 src")
    )
    after = steps.index("RUN ./postBuild")
    assert copied < update < after  # "-e ." is the course itself, which is there by then


FAKE = """#!/bin/sh
echo "$@" >> "$SAID"
case "$1" in -c) exec "$PYTHON" "$@";; esac
"""


@posix
@pytest.mark.parametrize("networks", [(), ("lstm-1.safetensors", "rhythm-2.safetensors")])
def test_after_the_environment_data_networks_and_copies_are_there(
    tmp_path: Path, networks: tuple[str, ...]
) -> None:
    fake = tmp_path / "bin" / "python"
    fake.parent.mkdir()
    fake.write_text(FAKE, encoding="utf-8")
    fake.chmod(0o755)
    shutil.copy(PROJECT / "postBuild", tmp_path)
    for name in networks:
        (tmp_path / "prepared").mkdir(exist_ok=True)
        (tmp_path / "prepared" / name).write_text(name, encoding="utf-8")
    variables = {
        "PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}",
        "SAID": str(tmp_path / "said"),
        "PYTHON": sys.executable,
        "MEANTONE_CACHE": str(tmp_path / "cache"),
    }
    subprocess.run(
        [str(tmp_path / "postBuild")], cwd="/", env={**os.environ, **variables}, check=True
    )
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert [line for line in said if line.startswith("-m")] == [
        "-m meantone data",
        "-m meantone lab --lay",
    ]
    there = sorted(path.name for path in (tmp_path / "cache").rglob("*.*"))
    assert there == list(networks)


def test_the_start_link_opens_the_learners_copy_of_lesson_00() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    link = next(word for word in text.replace(")", " ").split() if "mybinder.org" in word)
    address = urlparse(link[link.index("https") :])
    (path,) = parse_qs(address.query)["urlpath"]
    assert path == f"lab/tree/{COPIES}/00_start_here.ipynb"
    assert (PROJECT / "lessons" / "00_start_here.ipynb").exists()


GH = r"""#!/usr/bin/env bash
case "$*" in
    "api repos/o/m/git/ref/tags/v1.0.0 "*) echo "$REF" ;;  # nothing, if it is no tag object
    "api tag/1 --jq .message") printf 'The title\n\nA line.\n\nMore.\n-----BEGIN PGP\nx\n' ;;
    release*) printf '%s|' "$@"; cat "${!#}" ;;
    *) exit 1 ;;
esac
"""


@posix
@pytest.mark.parametrize(("ref", "code"), [("tag/1", 0), ("", 1)])
def test_a_release_has_the_text_of_its_tag_and_a_tag_without_one_makes_none(
    ref: str, code: int, tmp_path: Path
) -> None:
    workflow = yaml.safe_load((PROJECT / ".github/workflows/release.yml").read_text("utf-8"))
    script = workflow["jobs"]["beside-the-tag"]["steps"][-1]["run"]
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "GH_REPO": "o/m", "GITHUB_REF_NAME": "v1.0.0", "REF": ref},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    asked = "release|create|v1.0.0|dist/*|--verify-tag|--title|The title|--notes-file|notes|"
    assert done.stdout == (f"{asked}A line.\n\nMore.\n" if ref else "")
