"""The barometer: the next release says what was learned; charts, tables, pictures; who sees it."""

import re

import pytest
from playwright.sync_api import Page, Response, expect

from . import contents, people
from .accessibility import PHONE, phone_problems
from .people import account
from .steps import finish_lesson, open_charts, path_of, press, said, speaks

pytestmark = pytest.mark.e2e


def _show(page: Page, path: contents.LearningPath) -> None:
    """Choose the path that the figures are about."""
    form = page.locator(".barometer-filters")
    form.locator("select[name=path]").select_option(path.key)
    form.locator("button").click()
    expect(page.locator("#headline")).to_have_text(path.title)


def _headline(page: Page) -> list[str]:
    """Return what the headline says: between how many people reached, completed, passed."""
    return page.locator(".barometer-stats .stat-of").all_inner_texts()


def _passed_in(page: Page, unit: str) -> str:
    """Return what the table of units says of those who passed in one of them."""
    row = page.locator("figure#places tbody tr").filter(has_text=unit)
    return row.locator("td").last.text_content()


def _figures_but_the_outlook(page: Page) -> int:
    """Draw all figures; return how many, without the forecast: the worker makes it meanwhile."""
    return open_charts(page) - page.locator("figure#outlook").count()


def _name(names: tuple[str, str, str], language: str) -> str:
    return names[1] if language == "fr" else names[2]


def test_somebody_learns_and_the_next_release_says_so(open_as, academy, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_as(account("manager", language))
    page.goto(f"/{language}/")
    menu = page.get_by_role("navigation", name=said(language, "Main menu"))
    menu.get_by_role("link", name=said(language, "Barometer")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(_name(people.MINISTRY, language))
    speaks(page, language)
    _show(page, path)
    unit = _name(people.mover_unit(language), language)
    before = _headline(page), _passed_in(page, unit)
    # Two of twelve have passed: between nobody and two of them, as the band says.
    assert re.fullmatch(r"(au plus|at most) 17\s?%", before[1])

    learner = open_as(account("mover", language))
    learner.goto(f"/{language}/catalogue/{path.slug}/")
    press(learner, language, "Start this path")
    for lesson in path.lessons:
        finish_lesson(learner, lesson)
    page.reload()
    assert (_headline(page), _passed_in(page, unit)) == before

    academy.run("-m", "tests.e2e.release")
    page.reload()
    assert _headline(page) != before[0]
    # Three have.
    assert "(25–75)" in _passed_in(page, unit)
    assert path_of(page).endswith(f"/organism/{people.MINISTRY[0]}/")


def test_charts_and_what_stands_beside_them(open_as, language):
    page = open_as(account("manager", language))
    page.goto(f"/{language}/barometer/")
    _show(page, contents.read_path(contents.LOCKED_SCREEN, language))
    assert _figures_but_the_outlook(page) == 3
    units = page.locator("figure#places")
    units.locator("summary").click()
    expect(units.get_by_role("rowheader", name=_name(people.UNITS[0], language))).to_be_visible()
    with page.expect_download() as downloading:
        units.get_by_role("link", name=re.compile("CSV")).click()
    table = downloading.value.path().read_text(encoding="utf-8-sig")
    for names in people.UNITS:
        assert _name(names, language) in table


def test_pictures_without_script(open_as, language):
    page = open_as(account("manager", language), java_script_enabled=False)
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))
    page.goto(f"/{language}/barometer/")
    expect(page.locator("figure:not(#outlook) img.vega-picture")).to_have_count(3)
    for picture in page.locator("img.vega-picture").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible()
        assert picture.bounding_box()["height"] > 100
    drawn = [one for one in answers if "/figures/" in one.url]
    assert len(drawn) >= 3
    assert {(one.status, one.headers["content-type"]) for one in drawn} == {(200, "image/svg+xml")}


@pytest.mark.parametrize(
    ("part", "place", "row"),
    [("officer", people.PORTFOLIO, people.MINISTRY), ("lead", None, people.PORTFOLIO)],
)
def test_the_heat_map_of_the_wider_roles(open_as, language, part, place, row):
    page = open_as(account(part, language))
    page.goto(f"/{language}/barometer/")
    if place is not None:
        expect(page.get_by_role("heading", level=1)).to_have_text(_name(place, language))
    else:
        assert path_of(page) == f"/{language}/barometer/government/"
    assert _figures_but_the_outlook(page) == 2
    title = said(language, "Where each path has spread")
    figure = page.locator("figure").filter(has=page.get_by_role("heading", name=title))
    figure.locator("summary").click()
    header = figure.get_by_role("rowheader", name=_name(row, language))
    expect(header).to_be_visible()
    page.locator(".barometer-links").get_by_role("link", name=_name(row, language)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(_name(row, language))


def test_names_stay_in_sight_when_figures_are_scrolled_on_a_phone(open_as, language):
    page = open_as(account("lead", language), viewport=PHONE)
    page.goto(f"/{language}/barometer/government/")
    assert not phone_problems(page)
    # So narrow that the columns of the measures don't fit, however the languages cut the names.
    page.set_viewport_size({"width": 320, "height": 844})
    page.locator("figure#over-time summary").click()
    figures = page.locator("figure#over-time .data-table-scroll")
    name = figures.locator("tbody th").first
    first = figures.locator("tbody td").first
    left = figures.bounding_box()["x"]
    column = first.bounding_box()["width"]
    moved = figures.evaluate("one => { one.scrollLeft = one.scrollWidth; return one.scrollLeft; }")
    assert moved > column
    assert abs(name.bounding_box()["x"] - left) < 1
    names_end = left + name.bounding_box()["width"]
    assert first.bounding_box()["x"] + column <= names_end


def test_it_does_not_exist_for_learners(open_as, watch, language):
    watch.expect_status(404)
    page = open_as(account("visitor", language))
    menu = page.get_by_role("navigation", name=said(language, "Main menu"))
    page.goto(f"/{language}/")
    expect(menu.get_by_role("link", name=said(language, "Barometer"))).to_have_count(0)
    for address in ("", "government/", f"organism/{people.MINISTRY[0]}/"):
        assert page.goto(f"/{language}/barometer/{address}").status == 404
