"""Pages of each kind in a browser, on a host's subfolder, with all other hosts refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect
from static_host import Host

KINDS = {
    "contents": "contents.html",
    "lesson": "lessons/04_likelihood.html",
    "verdicts": "verdicts.html",
    "cases": "benchmarks/results/popularity.html",
    "teachers": "teachers.html",
    "notes": "instructor_notes/04_likelihood.html",
    "researchers": "researchers.html",
    "report": "docs/report.html",
    "example": "reports/temperature-0.4.html",
    "paper": "paper/paper.html",
    "reference": "reference/measures.profile.html",
    "formulas": "reference/experiments.attribution.html",
    "search": "search.html?q=temperature",
}
SIZES = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080)}
LAPTOP = dict(zip(("width", "height"), SIZES["laptop"], strict=True))
PATIENCE = 120_000
"""Milliseconds that a page may take on a busy machine."""
FITS = "width => innerWidth === width && document.documentElement.scrollWidth <= width"
UNKEEPABLE = ("serious", "critical")


@dataclass
class Visit:
    """A page in a browser that reaches one host, and what it asked of others or complained of."""

    page: Page
    root: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, name: str) -> Page:
        self.page.goto(f"{self.root}{name}", wait_until="load")
        return self.page


def visiting(context: BrowserContext, host: Host) -> Visit:
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page(), f"{host.address}/some/where/")

    def route(one: Route, request: Request) -> None:
        if request.url.startswith((visit.root, "data:", "blob:")):
            one.continue_()
        else:
            visit.outside.append(request.url)
            one.abort()

    context.route("**/*", route)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on(
        "console",
        lambda said: visit.complaints.append(said.text) if said.type == "error" else None,
    )
    return visit


Visits = Callable[[str], Visit]


@pytest.fixture(scope="module")
def visits(browser: Browser, host: Host) -> Iterator[Visits]:
    """A visitor for each color scheme, who stays until all is seen."""
    at: dict[str, Visit] = {}

    def of(scheme: str) -> Visit:
        if scheme not in at:
            context = browser.new_context(color_scheme=scheme)
            at[scheme] = visiting(context, host)
        at[scheme].page.set_viewport_size(LAPTOP)
        at[scheme].outside.clear()
        at[scheme].complaints.clear()
        return at[scheme]

    yield of
    for visit in at.values():
        visit.page.context.close()


@pytest.fixture
def visit(visits: Visits) -> Visit:
    """A visitor who likes it light."""
    return visits("light")


@pytest.fixture(scope="module")
def plain(browser: Browser, host: Host) -> Iterator[Visit]:
    """A visitor without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    visit = visiting(context, host)
    yield visit
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_keeps_nobody_out_fits_and_asks_no_other_host(visits: Visits, kind: str) -> None:
    visit = visits("light")
    page = visit.open(KINDS[kind])
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(FITS, arg=width)
    assert (visit.outside, visit.complaints) == ([], [])
    assert objections(page) == []


@pytest.mark.parametrize("kind", ["lesson", "verdicts", "formulas"])
def test_a_dark_page_keeps_nobody_out(visits: Visits, kind: str) -> None:
    page = visits("dark").open(KINDS[kind])
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert objections(page) == []


def objections(page: Page) -> list[tuple[str, list[str], str]]:
    """What axe-core finds serious or critical; it shall not fetch style sheets again."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        (rule["id"], node["target"], node["html"][:200])
        for rule in found
        if rule["impact"] in UNKEEPABLE
        for node in rule["nodes"]
    ]


def test_a_request_to_another_host_is_seen(browser: Browser, host: Host) -> None:
    context = browser.new_context()
    visit = visiting(context, host)
    visit.open("404.html")
    visit.page.evaluate("fetch('http://elsewhere.test/x').catch(() => null)")
    assert visit.outside == ["http://elsewhere.test/x"]
    context.close()


def test_sounds_play_one_at_a_time_and_charts_come_alive(visit: Visit) -> None:
    page = visit.open(KINDS["lesson"])
    players = page.locator("audio")
    assert players.count() > 2
    for number in (0, 1):
        players.nth(number).scroll_into_view_if_needed()
        players.nth(number).evaluate("player => player.play()")
        page.wait_for_function(
            "player => player.currentTime > .2", arg=players.nth(number).element_handle()
        )
    expect(players.nth(0)).to_have_js_property("paused", True)
    chart = page.locator("figure.chart").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".alive svg")).to_be_visible(timeout=PATIENCE)
    alive = chart.locator(".alive")
    assert alive.get_attribute("aria-label")
    assert chart.locator("img").count() == 0
    assert visit.outside == []


def test_on_a_phone_a_chart_keeps_its_size_and_its_box_scrolls_by_keys(visit: Visit) -> None:
    page = visit.open(KINDS["lesson"])
    page.set_viewport_size({"width": 390, "height": 844})
    chart = page.locator("figure.chart").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".alive svg")).to_be_visible(timeout=PATIENCE)
    assert chart.locator("svg").first.evaluate("svg => svg.clientWidth") > 500
    expect(chart).to_have_attribute("tabindex", "0")
    chart.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=chart.element_handle())
    page.wait_for_function(FITS, arg=390)


def test_formulas_are_typeset_and_only_pages_that_have_some_load_the_script(visit: Visit) -> None:
    page = visit.open(KINDS["formulas"])
    expect(page.locator("mjx-container").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("mjx-container")).to_have_count(page.locator(".math").count())
    assert page.locator("[data-mjx-error], mjx-merror").count() == 0
    expect(page.locator("mjx-assistive-mml")).not_to_have_count(0)
    page = visit.open(KINDS["teachers"])
    assert page.locator("script[src*=mathjax]").count() == 0


def test_claims_are_filtered(visit: Visit) -> None:
    page = visit.open(KINDS["verdicts"])
    rows = page.locator("table.claims > tbody > tr:visible")
    every = rows.count()
    assert every > 50
    page.locator("form.filter select[name=verdict]").select_option("fails")
    assert 0 < rows.count() < every
    assert {rows.nth(n).get_attribute("data-verdict") for n in range(rows.count())} == {"fails"}
    page.locator("form.filter select[name=lesson]").select_option("10")
    few = rows.count()
    page.locator("form.filter input").fill("no such words")
    assert rows.count() == 0 < few
    expect(page.locator("form.filter output")).to_have_text(f"0 of {every} claims")
    page.locator("form.filter button").click()
    expect(page.locator("form.filter output")).to_have_text(f"{every} of {every} claims")


def test_search_finds_without_another_host(visit: Visit) -> None:
    page = visit.open("search.html?q=entropy")
    expect(page.locator("#search-results li a").first).to_be_visible(timeout=PATIENCE)
    title = "04 · What is the most likely tune?"
    found = page.locator("#search-results li", has_text=title)
    shown = found.locator("p.context").first  # not the menu of colors that stands above the text
    expect(shown).to_contain_text(title, timeout=PATIENCE)
    assert visit.outside == []


def test_without_javascript_charts_are_pictures_and_claims_a_table(plain: Visit) -> None:
    page = plain.open(KINDS["lesson"])
    expect(page.locator("figure.chart img").first).to_be_visible()
    page = plain.open(KINDS["verdicts"])
    assert page.locator("table.claims > tbody > tr:visible").count() > 50
    assert not page.locator("form.filter").is_visible()
    assert page.locator("details.cases").count() > 50


def test_a_page_that_is_not_there_leads_to_the_start(visit: Visit, site: Path) -> None:
    page = visit.open("contents.html")
    text = (site / "404.html").read_text(encoding="utf-8")
    page.route("**/lessons/none/at/all.html", lambda route: route.fulfill(body=text))
    page.goto(f"{visit.root}lessons/none/at/all.html")
    start = page.locator("#start").evaluate("link => link.href")
    assert start == visit.root
