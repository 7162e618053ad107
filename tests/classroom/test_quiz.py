"""The quiz: twelve items, one key each, three on each of four wrong ideas, and no giveaway."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from meantone.classroom.quiz import LETTERS, Item, key, read_quiz, sheet
from meantone.commands.classroom import main
from meantone.measures import at_least

ITEMS = read_quiz(Path(__file__).resolve().parents[2] / "instructor_notes" / "quiz.toml")
IDEAS = {
    "AI averages songs together",
    "the most likely tune is a typical tune",
    "more random is more creative",
    "the model looks the tune up",
}


def test_three_items_are_about_each_of_the_four_ideas() -> None:
    assert Counter(item.idea for item in ITEMS) == dict.fromkeys(IDEAS, 3)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.asks[:30])
def test_each_has_four_options_one_key_and_the_wrong_idea_among_the_others(item: Item) -> None:
    assert len(set(item.options)) == len(LETTERS)
    assert item.key in LETTERS
    assert item.trap in LETTERS
    assert item.key != item.trap
    assert item.asks.endswith("?")
    assert len(item.why.split()) > 5


def test_the_letters_and_lengths_give_nothing_away() -> None:
    assert Counter(item.key for item in ITEMS) == dict.fromkeys(LETTERS, 3)
    assert Counter(item.trap for item in ITEMS) == dict.fromkeys(LETTERS, 3)
    longest = [
        max(item.options, key=len) == item.options[LETTERS.index(item.key)] for item in ITEMS
    ]
    assert sum(longest) <= len(ITEMS) / 2
    assert all(one.idea != after.idea for one, after in pairwise(ITEMS))


def test_the_sheet_has_no_key_and_the_key_has_all() -> None:
    text = "\n".join(sheet(ITEMS))
    assert all(item.why not in text and item.idea not in text for item in ITEMS)
    assert text.count("☐ A ·") == len(ITEMS)
    assert all(f"| **{item.key}** |" in key(ITEMS) for item in ITEMS)
    assert key(ITEMS).count("| **") == len(ITEMS)


def test_the_command_writes_both_as_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEANTONE_HOME", str(tmp_path))
    assert main(["quiz"]) == 0
    (quiz,) = tmp_path.rglob("quiz.html")
    (answers,) = tmp_path.rglob("quiz key.html")
    assert ITEMS[3].options[1] in quiz.read_text(encoding="utf-8")
    assert ITEMS[3].why in answers.read_text(encoding="utf-8")


def test_the_sign_tests_that_the_key_states_are_right() -> None:
    stated = re.findall(r"(\d+) of (\d+)", key(ITEMS).partition("sign test")[2].partition(".\n")[0])
    for gained, changed in [(int(one), int(all_)) for one, all_ in stated[:5]]:
        assert at_least(gained, changed) < 0.05 <= at_least(gained - 1, changed)
