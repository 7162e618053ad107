"""What the wheel holds besides the package: all that it needs where this folder is not.

Lessons go in as the lab lays them for learners: without the outputs that would answer their
questions, and so at a fifth of the size. An installation in place (`-e`) finds all of it here.
"""

import tempfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LEARNERS = "src/meantone/teaching/publishing/learners.py"
AS_THEY_ARE = ("datasets", "instructor_notes/quiz.toml", "instructor_notes/wrong_ideas.toml")


class Wholeness(BuildHookInterface):
    """Adds lessons, data sets, and what a class needs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name what goes in.

        Parameters
        ----------
        version : str
            "editable" for an installation in place.
        build_data : dict
            What hatchling is told.
        """
        if version == "editable":
            return
        root, included = Path(self.root), build_data["force_include"]
        included.update({str(root / name): f"meantone/{name}" for name in AS_THEY_ARE})
        self.made = tempfile.TemporaryDirectory(prefix="meantone-")
        for lesson in sorted((root / "lessons").glob("*.ipynb")):
            copy = Path(self.made.name, lesson.name)
            copy.write_bytes(learners_copy(root)(lesson.read_bytes()))
            included[str(copy)] = f"meantone/lessons/{lesson.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made for the wheel.

        Parameters
        ----------
        version : str
        build_data : dict
        artifact_path : str
            Where the wheel lies.
        """
        if version != "editable":
            self.made.cleanup()


def learners_copy(root: Path) -> Any:
    """Return the function that makes a learner's copy; its package's others are not there yet."""
    spec = spec_from_file_location("learners", root / LEARNERS)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(root / LEARNERS)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.learners_copy
