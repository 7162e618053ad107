"""Networks that lessons train are trained once in a run of the tests, then taken from a folder.

The same cell trains the same network when a lesson's outputs are compared, when its exercises are
answered, and in the lab. A training can be repeated exactly, which the tests of networks prove, so
its later runs may as well be read. What it depends on is its name: the first weights, the plan, the
tokens, and the code of the room. After each epoch the state is kept, so that a lesson which looks
on sees the same again. A network that a lesson changed with functions of its own is always trained.
"""

import hashlib
import importlib.machinery
import inspect
import io
import os
import sys
from collections.abc import Callable
from functools import cache, wraps
from importlib.abc import Loader, MetaPathFinder
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

VARIABLE = "MEANTONE_TESTS_TRAININGS"
"""Names the folder. Where it is not set, every network is trained."""

MODULE = "meantone.models.neural.training"
OURS = ("meantone.", "torch.")
NOT_COPIED = ("network", "optimizer", "plan", "augment")


class Finder(MetaPathFinder):
    """Puts `kept` around `train` once the module that has it is loaded."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name != MODULE or (spec := importlib.machinery.PathFinder.find_spec(name, path)) is None:
            return None
        spec.loader = Wrapping(spec.loader)
        return spec


class Wrapping(Loader):
    """Loads a module as another loader does, then changes its `train`."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader

    def create_module(self, spec: Any) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.loader.exec_module(module)
        module.train = kept(module.train, module.Training, Path(os.environ[VARIABLE]))


def install() -> None:
    """Keep the trainings of this process in the folder that the variable names."""
    sys.meta_path.insert(0, Finder())


def kept(train: Callable[..., Any], training: type, folder: Path) -> Callable[..., Any]:
    """Return a `train` that looks into a folder first, and writes what it did there."""
    how = inspect.signature(train)

    @wraps(train)
    def look_first(*given: Any, **named: Any) -> Any:
        bound = how.bind(*given, **named)
        bound.apply_defaults()
        asked = bound.arguments
        if not repeatable(asked):
            return train(*given, **named)
        made = training(asked["network"], asked["plan"])
        path = folder / f"{key(made, asked['tunes'], asked['valid'])}.states"
        after = asked.pop("after_epoch") or (lambda training: None)
        with alone(path):
            if path.exists():
                replay(made, path, after)
                return made
            return record(train, asked, path, after)

    return look_first


def repeatable(asked: dict[str, Any]) -> bool:
    """Tell whether a training depends on nothing but what goes into its key."""
    if asked["augment"] is not None or asked["seconds"] != float("inf"):
        return False
    parts = list(asked["network"].modules())
    scopes = [vars(one) for part in parts for one in (part, *type(part).__mro__)]
    functions = [f for scope in scopes for f in scope.values() if isinstance(f, FunctionType)]
    return all(f.__module__.startswith(OURS) for f in [*map(type, parts), *functions])


def key(made: Any, tunes: Any, valid: Any) -> str:
    """Return what changes whenever a training would."""
    import numpy as np
    import torch

    about = [code(), torch.__version__, made.plan, made.network, made.network.settings]
    digest = hashlib.sha256(repr(about).encode())
    for name, weights in made.network.state_dict().items():
        digest.update(name.encode() + weights.numpy().tobytes())
    for songs in (tunes, valid):
        for song in songs:
            digest.update(np.asarray(song, np.int64).tobytes() + b";")
        digest.update(b"|")
    return digest.hexdigest()[:32]


@cache
def code() -> str:
    """Return a digest of the code that trains."""
    folder = Path(sys.modules[MODULE].__file__).parent
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(folder.glob("*.py")))).hexdigest()


def record(train: Callable[..., Any], asked: dict[str, Any], path: Path, after: Any) -> Any:
    """Train, and write the state after each epoch."""
    import torch

    states: list[bytes] = []

    def note(training: Any) -> None:
        held = io.BytesIO()
        torch.save(state(training), held)
        states.append(held.getvalue())
        after(training)

    done = train(**asked, after_epoch=note)
    part = path.with_suffix(f".{os.getpid()}")
    torch.save(states, part)
    part.replace(path)
    return done


def replay(training: Any, path: Path, after: Any) -> None:
    """Put a training into each of the states that it went through."""
    import torch

    for held in torch.load(path, weights_only=False):
        found = torch.load(io.BytesIO(held), weights_only=False)
        training.network.load_state_dict(found.pop("network"))
        training.optimizer.load_state_dict(found.pop("optimizer"))
        vars(training).update(found)
        after(training)


def state(training: Any) -> dict[str, Any]:
    """Return all that changes in a training."""
    rest = {name: value for name, value in vars(training).items() if name not in NOT_COPIED}
    return {
        **rest,
        "network": training.network.state_dict(),
        "optimizer": training.optimizer.state_dict(),
    }


def alone(path: Path) -> Any:
    """Return the lock of a training: whoever asks while it is under way waits for it."""
    from filelock import FileLock

    return FileLock(path.with_suffix(".lock"))
