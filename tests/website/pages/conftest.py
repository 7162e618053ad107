from collections.abc import Iterator
from pathlib import Path

import pytest
from pages_read import Read, read
from static_host import Host, hosting
from website.build import build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built whole into a folder below the host's root, as a subfolder of a host."""
    folder = tmp_path_factory.mktemp("host") / "some" / "where"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Read]:
    """All pages of the site, by path."""
    files = sorted(site.rglob("*.html"))
    return {
        path.relative_to(site).as_posix(): read(path.read_text(encoding="utf-8"))
        for path in files
        if "_static" not in path.parts
    }


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[Host]:
    """A static host that serves it."""
    with hosting(site.parents[1]) as host:
        yield host
