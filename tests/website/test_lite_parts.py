"""The parts of the browser edition, each by itself."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import runpy
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import numpy as np
import pytest
import rpds
from hypothesis import given
from hypothesis import strategies as st
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


def test_who_needs_music21_is_told_in_a_sentence_and_its_songs_are_there(tmp_path) -> None:
    with pytest.raises(MissingError, match=r"^This needs music21, which"):
        runpy.run_path(str(kernel.BROWSER / "music21.py"))
    with ZipFile(kernel.without_music21(tmp_path)) as wheel:
        names = wheel.namelist()
    assert "music21/__init__.py" in names
    assert not [name for name in names if name.endswith(".py") and name.count("/") > 1]
    assert any(name.startswith("music21/corpus/essenFolksong/") for name in names)


def test_nothing_is_installed_and_the_learner_is_told_why(capsys) -> None:
    asyncio.run(written("piplite").install(["requests"]))
    assert "installs nothing" in capsys.readouterr().out


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


def test_a_wheel_that_is_missing_is_named(tmp_path: Path) -> None:
    names = (*kernel.FIRST, *kernel.LATER)
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
