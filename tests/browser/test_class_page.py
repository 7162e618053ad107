"""The class's page in a browser: sixty hand in while it is open, and the projector is right."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from barriers import barriers
from classroom.open_class import Class, opened
from classroom.simulated_class import BITS, COMMONEST, code_of, key_of, text_of
from lab_page import SIZES, Visit
from playwright.sync_api import Browser, expect

from meantone.teaching.records import posting
from meantone.teaching.records.handed import packed
from meantone.teaching.records.posting import post
from meantone.teaching.records.progress import Record, Records

pytestmark = pytest.mark.browser

READY = 300_000
"""Milliseconds until the page must have been drawn, on a busy machine the first time."""

BEGINNING: Records = {
    ("predicted", "02.bits"): Record({"value": [[1.0, 3.0]], "late": False}, 1),
    ("revealed", "02.bits"): Record([[1.0, 2.6]], 1),
}
"""What the first learner hands in early."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    with opened("open", "--port", "0", "--folder", str(folder)) as found:
        yield found


def test_sixty_hand_in_and_the_page_shows_the_commonest_wrong_idea(
    browser: Browser,
    found: Class,
    album: tuple[Path, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(posting, "PATIENCE", 300)  # a busy machine may take its time
    visit = Visit(browser.new_page(color_scheme="light"))
    page = visit.page
    page.goto(found.page)
    expect(page.locator("#count")).to_have_text("Nobody has handed in yet.", timeout=READY)
    expect(page.locator("#code")).to_have_text(found.code)
    how, port = page.locator("#how"), found.port
    expect(how.locator("pre")).to_contain_text("from meantone.exercises import hand_in")
    expect(how.locator("#call")).to_contain_text(f':{port}", code="{found.code}")')
    assert barriers(page) == []
    page.screenshot(path=album[0] / "class-empty.png")

    def hand_in(number: int, text: str = "") -> None:
        post(found.address, found.code, key_of(number), (text or text_of(number)).encode())

    lessons = page.locator("#lessons")
    other = browser.new_page()
    other.goto(found.page)
    hand_in(0, json.dumps(packed(BEGINNING, code_of(0), 1)))
    expect(lessons.get_by_role("button", pressed=True)).to_have_text("02", timeout=READY)
    other.get_by_role("button", name="Reveal").click(timeout=READY)  # there the teacher is at work

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(hand_in, range(60)))
    expect(page.locator("#count")).to_have_text("60 learners have handed in.", timeout=READY)
    expect(how.locator("pre")).to_be_hidden()  # it makes room, and stays at hand
    how.locator("summary").click()
    expect(lessons.get_by_role("button", pressed=True)).to_have_text("13")  # where most are now
    expect(other.get_by_role("button", name="04 ·")).to_be_visible(timeout=READY)
    expect(other.locator("#lessons button[aria-pressed=true]")).to_have_text("02")
    other.close()
    page.get_by_role("button", name="04 ·").click()
    hero = page.locator("section:visible .hero")
    expect(hero).to_contain_text(BITS)
    expect(hero).to_contain_text(f"{COMMONEST} of 60 learners")
    expect(hero).to_contain_text("Bits per note and perplexity are the same number.")
    hero.get_by_text("How to meet it").click()

    heads = page.locator('[data-name="04.heads"]')
    expect(heads.locator("p.measured")).to_be_hidden()
    heads.get_by_role("button").hover()
    page.mouse.down()
    hand_in(0)  # who hands in again makes no press be lost
    for _ in range(3):  # the last of them was asked for after that
        with page.expect_response("**/state*", timeout=READY):
            pass
    page.mouse.up()
    expect(heads.locator("p.measured")).to_be_visible()
    expect(heads.locator("p.measured")).to_have_text("Measured: 100")
    expect(page.locator('[data-name="04.mode"] p.measured')).to_be_hidden()

    hand_in(60)  # what the teacher revealed and opened stays when the next one comes
    expect(page.locator("#count")).to_have_text("61 learners have handed in.", timeout=READY)
    expect(heads.locator("p.measured")).to_be_visible()
    expect(hero.locator("details")).to_have_attribute("open", "")
    expect(how.locator("pre")).to_be_visible()

    expect(page.get_by_text("is being drawn")).to_have_count(0, timeout=READY)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for lesson in ("04", "00", "02", "13"):
            page.get_by_role("button", name=f"{lesson} ·").click()
            for name, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=album[0] / f"class-{lesson}-{scheme}-{name}.png")
                page.wait_for_function(
                    "width => document.documentElement.scrollWidth <= width", arg=width
                )
            assert barriers(page) == []
    page.get_by_role("button", name="02 ·").click()
    page.reload()  # the choice stays
    expect(lessons.get_by_role("button", pressed=True)).to_have_text("02", timeout=READY)
    page.close()
    assert (visit.outside, visit.complaints) == ([], [])


def test_on_a_hub_the_page_shows_jupyterhub_that_its_own_page_asks(
    browser: Browser, found: Class
) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "_xsrf", "value": "mark", "url": found.page}])
    page = context.new_page()
    page.set_default_timeout(READY)
    with page.expect_request("**/state*", timeout=READY) as asked:
        page.goto(found.page)
    assert asked.value.headers["x-xsrftoken"] == "mark"
    context.close()
