"""A path with a structure: its learner on a phone, its designer in the editor."""

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import PHONE, problems_of
from .people import TO_STRUCTURE, account
from .steps import finish_lesson, said, sign_in

pytestmark = pytest.mark.e2e


def test_a_locked_step_says_what_opens_it_and_a_set_is_done_by_one_of_its_courses(
    open_browser, language
):
    path = contents.read_path(contents.FIRST_WEEKS, language)
    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, account("newcomer", language))
    address = f"/{language}/catalogue/{path.slug}/"
    page.goto(address)
    page.get_by_role("button", name=said(language, "Start this path")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[0].title)

    page.goto(address)
    steps = page.locator(".course-block")
    locked = steps.nth(5)
    expect(locked.locator(".step-note")).to_contain_text(
        said(language, "It opens once you have finished:")
    )
    expect(locked.locator(".lesson-row")).to_have_count(0)
    assert not problems_of(page, everywhere=language == "fr")

    # Its lesson says the same, and where to go first.
    locked.locator(".course-block-title a").click()
    page.locator(".lesson-row a").first.click()
    expect(page.locator("main")).to_contain_text(said(language, "This lesson is not open yet."))
    assert not problems_of(page, everywhere=language == "fr")

    page.goto(address)
    steps.nth(0).locator(".lesson-row a").click()
    finish_lesson(page, path.lessons[0])
    page.goto(address)
    expect(locked.locator(".lesson-row")).to_have_count(1)

    # One of the set is enough: the others are there if one likes.
    steps.nth(4).locator(".lesson-row a").click()
    finish_lesson(page, path.lessons[4])
    page.goto(address)
    expect(page.locator(".path-set")).to_contain_text(
        said(
            language, "You have done enough courses of this set. The others are there if you like."
        )
    )
    assert not problems_of(page, everywhere=language == "fr")


def _edit(page: Page, language: str, place: int | None = None) -> None:
    """Open the path to structure in the editor, or its course number `place`."""
    page.goto(f"/{language}/catalogue/structure-{language}/")
    if place is not None:
        page.locator(".course-block-title a").nth(place).click()
    page.locator(".edit-link a").click()
    expect(page.locator("#id_title")).to_be_visible()


def _publish(page: Page, language: str) -> None:
    page.get_by_role("button", name=said(language, "More actions")).click()
    page.locator("button[name=action-publish]").click()


def _save(page: Page) -> None:
    page.locator("button.action-save").first.click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_a_designer_gives_a_path_a_structure(open_browser, language):
    title, courses = TO_STRUCTURE[language]
    page = open_browser(language).new_page()
    sign_in(page, account("architect", language))

    # A set of which one is needed, saved so that courses can join it.
    _edit(page, language)
    plan = page.locator("#panel-child-content-child-plan_of_the_path-section, .path-plan").first
    expect(plan).to_be_visible()
    page.get_by_role("button", name=said(language, "Insert a block")).last.click()
    page.locator("[name$='-value-title']").fill("Deux façons")
    _save(page)

    # The second and the third course are of the set.
    for place in (1, 2):
        _edit(page, language, place)
        page.locator("#id_optional_set").select_option(label="Deux façons")
        _save(page)
