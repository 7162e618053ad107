import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shown_tunes import SCALE

from meantone.show import MEANINGS, PALETTE, categories, colors_of
from meantone.show.colors import (
    HEAT,
    HEAT_DARK,
    MEANINGS_DARK,
    MISSING,
    check_count,
    colored_by,
    domain_of,
    hex_color,
)

# How eyes that lack one kind of cone see a color: Machado, Oliveira and Fernandes 2009, full loss.
EYES = {
    "usual": np.eye(3),
    "no red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "no green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "no blue": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


def light(color: str, eyes: str = "usual") -> float:
    """Relative luminance of a color, as WCAG defines it, seen by some eyes."""
    levels = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return float(np.clip(EYES[eyes] @ linear, 0, 1) @ [0.2126, 0.7152, 0.0722])


def contrast(color: str) -> float:
    return 1.05 / (light(color) + 0.05)


@pytest.mark.parametrize("eyes", EYES)
def test_higher_is_lighter_for_all_eyes(eyes: str) -> None:
    lights = [light(color, eyes) for color in colors_of(range(33))]
    assert all(a < b for a, b in itertools.pairwise(lights))


@pytest.mark.parametrize("eyes", EYES)
def test_more_is_darker_in_a_heat_map_for_all_eyes(eyes: str) -> None:
    assert all(light(a, eyes) > light(b, eyes) for a, b in itertools.pairwise(HEAT))


def test_every_color_is_seen_on_white() -> None:
    for color in [*colors_of(range(33)), *PALETTE.values(), MISSING]:
        assert contrast(color) >= 3


def test_no_value_is_gray() -> None:
    assert colors_of([None, float("nan"), float("inf"), 1.0])[:3] == [MISSING] * 3


def test_values_beyond_the_domain_take_the_ends() -> None:
    assert colors_of([-5, 0, 10, 15], domain=(0, 10)) == colors_of([0, 0, 10, 10])


def test_equal_values_have_equal_colors() -> None:
    assert len(set(colors_of([3.0, 3.0, 3.0]))) == 1


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=20))
def test_colors_rise_with_values(values: list[float | None]) -> None:
    colors = colors_of(values)
    known = sorted((v, light(c)) for v, c in zip(values, colors, strict=True) if v is not None)
    assert all(a[1] <= b[1] + 1e-3 for a, b in itertools.pairwise(known))
    assert all(hex_color(color) == color for color in colors)


@pytest.mark.parametrize("color", ["pink", "#12345", "#GGGGGG", "", "rgb(0,0,0)"])
def test_what_is_no_color_is_refused_with_the_names(color: str) -> None:
    with pytest.raises(ValueError, match="one of blue, orange, purple"):
        hex_color(color)


def test_numpy_values_are_values() -> None:
    assert colors_of(np.array([0.0, 1.0])) == colors_of([0, 1])
    assert domain_of(np.array([2.0, 1.0])) == (1.0, 2.0)


def test_the_scale_in_words() -> None:
    assert colored_by([1, 4], "surprise (bits)", (0, 8)) == (
        " Color: surprise (bits), from 0 (dark) to 8 (bright)."
    )


@pytest.mark.parametrize("count", [0, 7, 9])
def test_a_value_for_each_event(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} values for 8 events"):
        check_count(SCALE, [0.0] * count)


@pytest.mark.parametrize("eyes", EYES)
def test_more_is_brighter_in_a_heat_map_on_a_dark_page(eyes: str) -> None:
    assert all(light(a, eyes) < light(b, eyes) for a, b in itertools.pairwise(HEAT_DARK))


def test_a_color_has_one_meaning() -> None:
    assert set(MEANINGS) == set(MEANINGS_DARK)
    assert {MEANINGS[name] for name in ("people", "machine", "machine B", "shuffled")} == {
        PALETTE[name] for name in ("green", "blue", "orange", "gray")
    }
    assert all(1.05 / contrast(color) / 0.0625 >= 4.5 for color in MEANINGS_DARK.values())


def test_people_and_shuffled_have_their_colors_in_any_order_and_machines_the_others() -> None:
    for labels in itertools.permutations(["human, new", "order 3", "order 5", "songs, shuffled"]):
        scale = categories(labels)
        color_of = dict(zip(scale["domain"], scale["range"], strict=True))
        assert color_of["human, new"] == MEANINGS["people"]
        assert color_of["songs, shuffled"] == MEANINGS["shuffled"]
        assert len({*color_of.values()}) == 4


def test_red_is_red() -> None:
    red, green, blue = (int(PALETTE["red"][i : i + 2], 16) for i in (1, 3, 5))
    assert red > 6 * max(green, blue)


def test_more_categories_than_colors_are_refused() -> None:
    with pytest.raises(ValueError, match="more than there are colors"):
        categories([f"order {n}" for n in range(6)])
