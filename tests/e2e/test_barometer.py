"""The barometer: it moves when somebody learns; charts, tables, pictures; who may see it."""

import re
import time

import pytest
from playwright.sync_api import Page, Response, expect

from . import contents, people
from .accessibility import PHONE, phone_problems
from .people import account
from .steps import finish_lesson, open_charts, path_of, press, said, speaks

pytestmark = pytest.mark.e2e
# Seconds that the figures may take to follow: "a few", and what a busy machine adds.
FOLLOWS_WITHIN = 20


def _show(page: Page, path: contents.LearningPath) -> None:
    """Choose the path that the figures are about."""
    form = page.locator(".barometer-filters")
    form.locator("select[name=path]").select_option(path.key)
    form.locator("button").click()
    expect(page.locator("#headline")).to_have_text(path.title)


def _people(page: Page) -> dict[str, int]:
    """Return how many people the headline counts: reached, completed, passed."""
    lines = page.locator(".barometer-stats .stat-of").all_inner_texts()
    counted = [int(re.match(r"\d+", line).group()) for line in lines]
    return dict(zip(("reached", "completed", "passed"), counted, strict=True))


def _name(names: tuple[str, str, str], language: str) -> str:
    return names[1] if language == "fr" else names[2]


def test_it_moves_when_somebody_learns(open_as, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_as(account("manager", language))
    page.goto(f"/{language}/")
    menu = page.get_by_role("navigation", name=said(language, "Main menu"))
    menu.get_by_role("link", name=said(language, "Barometer")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(_name(people.MINISTRY, language))
    speaks(page, language)
    _show(page, path)
    before = _people(page)
    assert before["completed"] >= sum(people.COMPLETED)

    learner = open_as(account("mover", language))
    learner.goto(f"/{language}/catalogue/{path.slug}/")
    press(learner, language, "Start this path")
    for lesson in path.lessons:
        finish_lesson(learner, lesson)
    finished = time.monotonic()

    while _people(page) == before and time.monotonic() < finished + FOLLOWS_WITHIN:
        page.wait_for_timeout(500)
        page.reload()
    assert _people(page) == {measure: count + 1 for measure, count in before.items()}
    assert path_of(page).endswith(f"/organism/{people.MINISTRY[0]}/")


def test_charts_and_what_stands_beside_them(open_as, language):
    page = open_as(account("manager", language))
    page.goto(f"/{language}/barometer/")
    _show(page, contents.read_path(contents.LOCKED_SCREEN, language))
    figures = open_charts(page)
    assert figures == 3
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
    expect(page.locator("img.vega-picture")).to_have_count(3)
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
    assert open_charts(page) == 2
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
    # So narrow that the columns of the paths don't fit, however the languages cut the names.
    page.set_viewport_size({"width": 320, "height": 844})
    figures = page.locator("figure#heat-map .data-table-scroll")
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
