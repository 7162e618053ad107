from pathlib import Path

import pytest

DEMO = '''\
# ---
# jupyter:
#   meantone:
#     lesson: "07"
#     minutes: 20
# ---

# %% [markdown]
# # 07 · Can a demo sing?
#
# One, two, three.

# %% minutes=3
notes = [60, 62, 64]
notes


# %% [markdown] tags=["instructor"]
# Wait until somebody answers.

# %% tags=["student"]
print("Hello, student")

# %% minutes=5
def highest(notes):
    """The highest of some notes."""
    ### BEGIN SOLUTION
    ### STUB: return None
    return max(notes)
    ### END SOLUTION


# %%
highest(notes)

# %% tags=["instructor", "keep"]
assert highest(notes) == 64
'''


@pytest.fixture
def demo_master(tmp_path: Path) -> Path:
    """A small master of every kind of cell, as a file."""
    path = tmp_path / "07_demo.py"
    path.write_text(DEMO, encoding="utf-8")
    return path
