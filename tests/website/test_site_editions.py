"""Which lessons can be opened where."""

import re

from website import editions

from meantone.commands import project_folder


def test_the_browser_holds_lessons_that_train_no_network() -> None:
    assert set(editions.IN_BROWSER) < set(editions.lessons())
    masters = project_folder() / "instructor_notes" / "masters"
    for number in [name for name in editions.lessons() if name >= "10"]:
        (path,) = masters.glob(f"{number}_*.py")
        trains = re.search(r"neural import .*[Tt]rain", path.read_text(encoding="utf-8"))
        assert (number in editions.IN_BROWSER) == (not trains)
