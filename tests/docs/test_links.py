"""The project's pages lead somewhere: every link to a file, every heading, every path they name."""

import re
from pathlib import Path

import pytest

from meantone.commands import COMMANDS, check

PROJECT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *PROJECT.glob("*.md"),
        *PROJECT.glob("docs/*.md"),
        *PROJECT.glob("hub/*.md"),
        *PROJECT.glob(".github/**/*.md"),
    ]
)
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
CODE = re.compile(r"^(```.*?^```|    .*?$)", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`[^`\n]*`")
PATH = re.compile(r"`((?:src|tests|docs|datasets|instructor_notes|benchmarks|lessons)/[\w./-]*)`")
COMMAND = re.compile(r"course\.py ([a-z]+)(?: ([a-z]+))?")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The names that links to a page's headings use."""
    headings = HEADING.findall(CODE.sub("", text))
    return {re.sub(r"[^\w -]", "", words.lower()).replace(" ", "-") for words in headings}


def broken_links(page: Path, project: Path = PROJECT) -> list[str]:
    """Return the links of a page that lead nowhere; those to other hosts are not followed."""
    links = LINK.findall(SPAN.sub("", CODE.sub("", page.read_text(encoding="utf-8"))))
    own = [link for link in links if not re.match(r"[a-z]+:", link)]
    return [link for link in own if not leads_somewhere(page, link, project)]


def leads_somewhere(page: Path, link: str, project: Path) -> bool:
    place, _, heading = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    if not target.exists() or project not in [target, *target.parents]:
        return False
    return not heading or heading in anchors(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_and_paths_of_a_page_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert broken_links(page) == []
    named = [place for place in PATH.findall(text) if not re.search("N[NA]", place)]
    assert [place for place in named if not (PROJECT / place).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_commands_of_a_page_exist(page: Path) -> None:
    steps = {step.name for step in check.steps()}
    for command, word in COMMAND.findall(page.read_text(encoding="utf-8")):
        assert command in COMMANDS
        if command == "test" and word:
            assert word in steps


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("[a](other.md) [b](page.md) [c](https://example.org/x)", []),
        ("[a](othr.md)", ["othr.md"]),
        ("[a](other.md#two-commands) [b](other.md#three)", ["other.md#three"]),
        ("# Two, three!\n[a](#two-three) [b](#four)", ["#four"]),
        ("[a](../../etc)", ["../../etc"]),
        ("    [a](in_code.md)\n```\n[b](in_code.md)\n```\n", []),
    ],
)
def test_a_link_that_leads_nowhere_is_found(text: str, broken: list[str], tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# One\n\n## Two commands\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    assert broken_links(tmp_path / "page.md", tmp_path) == broken


def test_the_pages_of_a_project_are_there() -> None:
    names = {page.name for page in PAGES}
    assert names >= {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSES.md",
                     "CODE_OF_CONDUCT.md", "architecture.md", "syllabus.md"}  # fmt: skip


def test_the_version_is_the_same_everywhere() -> None:
    import tomllib

    import yaml

    import meantone

    about = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in about["project"]["dynamic"]  # it stands in one place
    assert about["tool"]["hatch"]["version"]["path"] == "src/meantone/__init__.py"
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, date = re.search(r"^## (\S+) \((\S+)\)$", changes, re.MULTILINE).groups()
    assert {meantone.__version__, citation["version"]} == {newest}
    assert str(citation["date-released"]) == date


def test_the_checks_before_a_commit_are_those_of_the_tests() -> None:
    import yaml

    config = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (repository,) = config["repos"]
    before = {hook["id"]: (hook["name"], hook["entry"].split()) for hook in repository["hooks"]}
    tools = {
        step.name: (step.title, ["python" if n == 0 and "-m" in step.command else Path(word).stem
                                 if n == 0 else word for n, word in enumerate(step.command)])
        for step in check.tools()
    }  # fmt: skip
    assert before.keys() == {"style", "format", "javascript", "types"}
    assert before == {name: tools[name] for name in before}


def test_every_step_of_the_tests_is_explained() -> None:
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = {name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
             for name in re.findall(r"`(\w+)`", row)}  # fmt: skip
    assert table == {step.name for step in check.steps()}


def test_a_workflow_runs_the_same_script() -> None:
    import yaml

    path = PROJECT / ".github" / "workflows" / "tests.yml"
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    runs = [step.get("run") for job in jobs.values() for step in job["steps"]]
    assert ".ci/run" in runs
    assert "python course.py test --quick" in runs
