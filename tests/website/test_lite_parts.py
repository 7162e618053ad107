"""The parts of the browser edition, each by itself."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import numpy as np
import pytest
import rpds
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
from website import editions, kernel, lite, wheels
from website.errors import SiteError
from website.silenced import silenced

from meantone.show.audio import INSTRUMENTS
from meantone.show.soundfont import SoundFont, soundfont
from meantone.storage import MissingError

ENTRIES = st.dictionaries(st.text(max_size=2), st.integers(0, 3), max_size=4)
KEYS = st.text(max_size=2)


def written(name: str) -> ModuleType:
    """Return a module that is written for the browser."""
    (path,) = (kernel.BROWSER / "python").glob(f"*/{name}")
    folder = path.is_dir()
    spec = importlib.util.spec_from_file_location(
        f"written_{path.stem}",
        path / "__init__.py" if folder else path,
        submodule_search_locations=[str(path)] if folder else None,
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OURS = written("rpds.py")


@given(entries=ENTRIES, others=ENTRIES, key=KEYS)
def test_maps_that_never_change_are_as_those_of_rpds(entries, others, key) -> None:
    told = []
    for module in (OURS, rpds):
        held = module.HashTrieMap.convert(entries)
        made = [held, held.insert(key, 7), held.update(others), held.discard(key)]
        made += [module.HashTrieMap(entries.items()), held.remove(key) if key in entries else held]
        told.append([sorted(dict(one).items()) for one in made])
        assert module.HashTrieMap.convert(held) is held
        if key not in entries:
            with pytest.raises(KeyError):
                held.remove(key)
    assert told[0] == told[1]


@given(members=st.sets(KEYS, max_size=4), others=st.sets(KEYS, max_size=4), key=KEYS)
def test_sets_and_lists_that_never_change_are_as_those_of_rpds(members, others, key) -> None:
    told = []
    for module in (OURS, rpds):
        held = module.HashTrieSet(members)
        sets = [held, held.insert(key), held.update(others), held.discard(key)]
        grown = module.List(sorted(members)).push_front(key)
        told.append(([sorted(one) for one in sets], list(grown), list(grown.drop_first())))
        if key not in members:
            with pytest.raises(KeyError):
                held.remove(key)
    assert told[0] == told[1]


def test_who_needs_music21_is_told_in_a_sentence() -> None:
    with pytest.raises(MissingError, match=r"^This needs music21, which"):
        written("music21.py")


def test_nothing_is_installed_and_the_learner_is_told_why(capsys) -> None:
    with pytest.raises(StopIteration):  # it waits for nothing
        written("piplite").install(["requests"]).send(None)
    assert "installs nothing" in capsys.readouterr().out


def test_only_a_cell_that_sounds_goes_before_the_rest_is_there() -> None:
    for cell, alone in {
        "import numpy as np\nfrom meantone import show\nfrom meantone.tunes import Tune\n": True,
        "from meantone import show\nfrom meantone.tunes import Tune, load\n": False,
        "from meantone import show\nfrom meantone.measures import profile\n": False,
        "from meantone import measures, show\n": False,
        "show.card(tune)\n": False,
    }.items():
        found = written("meantone_browser/first_cell.py").only_sounds(
            cell.splitlines(keepends=True)
        )
        assert found is alone, cell


def test_every_instrument_keeps_its_recordings_and_the_rest_is_silent(tmp_path: Path) -> None:
    (font,) = silenced().values()
    whole = soundfont()
    (tmp_path / "some.sf2").write_bytes(font)
    some = SoundFont(tmp_path / "some.sf2")
    for program in INSTRUMENTS.values():
        for pitch in (0, 36, 61, 84, 127):
            layers = whole.layers(program, pitch)
            assert layers == some.layers(program, pitch)
            for layer in layers:
                assert np.array_equal(whole.tone(layer, 0.5), some.tone(layer, 0.5))
    assert some.tone(layers[0], 0.1).any()
    (drum,) = {97} - set(INSTRUMENTS.values())  # an effect that no lesson plays
    assert not any(some.tone(layer, 0.2).any() for layer in some.layers(drum, 60))


def test_a_wheel_of_what_is_installed_has_no_compiled_parts(tmp_path: Path) -> None:
    wheel = wheels.repacked("markupsafe", tmp_path, changed={"markupsafe/py.typed": b"changed"})
    with ZipFile(wheel) as file:
        names = file.namelist()
        assert file.read("markupsafe/py.typed") == b"changed"
    assert "markupsafe/_native.py" in names
    assert not [name for name in names if name.endswith((".so", ".pyd", ".pyc"))]
    assert wheels.entry(wheel)["name"] == "markupsafe"
    again = wheels.repacked("markupsafe", tmp_path, changed={"markupsafe/py.typed": b"changed"})
    assert again.read_bytes() == wheel.read_bytes()


def test_a_wheel_is_copied_without_what_is_not_used(tmp_path: Path) -> None:
    whole = wheels.repacked("anywidget", tmp_path)
    (tmp_path / "part").mkdir()
    part = wheels.without(whole, kernel.UNUSED["anywidget"], tmp_path / "part")
    with ZipFile(whole) as file, ZipFile(part) as copy:
        left_out = set(file.namelist()) - set(copy.namelist())
        assert all(copy.read(name) == file.read(name) for name in copy.namelist())
    assert {name.split("/")[1] for name in left_out} == {"labextension", "nbextension"}


def test_a_wheel_that_is_missing_is_named(tmp_path: Path) -> None:
    names = kernel.PYODIDES
    lock = {"packages": {name: {"file_name": f"{name}.whl", "depends": []} for name in names}}
    for name in names[1:]:
        (tmp_path / f"{name}.whl").touch()
    (tmp_path / "out").mkdir()
    with pytest.raises(SiteError, match=rf"{names[0]}\.whl .* is missing .* take a whole Pyodide"):
        kernel.take(tmp_path, tmp_path / "out", lock, {})


def test_a_lesson_is_laid_for_the_kernel_of_the_browser_and_gives_nothing_away() -> None:
    copy = json.loads(lite.browsers_copy(editions.lessons()["02"].read_bytes()))
    assert copy["metadata"]["kernelspec"]["name"] == "python"
    code = [cell for cell in copy["cells"] if cell["cell_type"] == "code"]
    asks = next(n for n, cell in enumerate(code) if "predict(" in "".join(cell["source"]))
    assert not any(cell["outputs"] for cell in code[asks:])


def test_a_cell_that_cannot_run_says_why_and_shows_what_is_stored(tmp_path: Path) -> None:
    """Another error is an error; one that follows is said to follow if the cell is the lesson's."""
    stored = written("meantone_browser/stored.py")
    lite.lay_stored(tmp_path / "stored")
    lesson = json.loads(editions.lessons()["08"].read_bytes())
    cells = ["".join(cell["source"]) for cell in lesson["cells"] if cell["cell_type"] == "code"]
    sounds = next(source for source in cells if "stuck, theirs" in source)
    told: list[dict[str, str]] = []
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    stored.show_instead(shell, lambda name: (tmp_path / "stored" / name).read_text(), told.append)
    raised: list[object] = []
    shell.showtraceback = lambda *given, **named: raised.append(given[0][1])

    def run(source: str, error: Exception) -> None:
        shell.history_manager.input_hist_raw.append(f"{source}\n")
        shell.CustomTB(type(error), error, None)

    run(sounds, NameError("mine"))
    assert (str(raised[0]), told) == ("mine", [])
    run(sounds, MissingError("This needs it."))
    words, sound = told
    assert words["text/markdown"].endswith(
        "This needs it. In the installed course this cell shows:"
    )
    assert "audio" in sound["text/html"]
    run(cells[-1], KeyError("follows"))
    assert stored.FOLLOWS in told[2]["text/markdown"]
    run("my_own", NameError("mine again"))
    run("my_own", MissingError("This needs it, too."))
    assert "mine again" in str(raised[-1])
    assert told[-1]["text/plain"] == "This needs it, too."
