"""A path with a structure: its learner on a phone, its designer in the editor."""

import re

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import PHONE, problems_of, problems_within
from .people import TO_STRUCTURE, account
from .steps import finish_lesson, said, sign_in

pytestmark = pytest.mark.e2e
SET = "2 + 1"
OBJECTIVES = {"fr": "Régler une panne au comptoir.", "en": "Mend a breakdown at the counter."}


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
    page.get_by_role("link", name=said(language, "Edit this page")).click()
    expect(page.locator("#id_title")).to_be_visible()


def _publish(page: Page) -> None:
    page.get_by_role("button", name=re.compile("More actions|Plus d'actions")).click()
    page.locator("button[name=action-publish]").click()


def _save(page: Page) -> None:
    page.locator("footer button.action-save").click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_a_designer_gives_a_path_a_structure(open_browser, watch, language):
    path, courses = TO_STRUCTURE[language]
    page = open_browser(language).new_page()
    sign_in(page, account("architect", language))

    # The editor saves by itself while one types, and is told that a block isn't whole yet.
    watch.expect_status(400)
    # A set of which one is needed, saved so that courses can join it.
    _edit(page, language)
    sets = page.locator("[data-contentpath=optional_sets]")
    sets.locator("button.c-sf-add-button").click()
    sets.locator("[name='optional_sets-0-value-title']").fill(SET)
    _save(page)
    for place in (1, 2):
        _edit(page, language, place)
        page.locator("#id_optional_set").select_option(label=SET)
        _save(page)

    # The plan takes what was saved: nothing is published, and nothing is wrong with it.
    _edit(page, language)
    plan = page.locator(".path-plan")
    expect(plan).to_contain_text(
        said(
            language,
            "Every course can be reached, and the path can be finished whatever one chooses.",
        )
    )
    expect(plan.locator("table").first).to_contain_text(SET)
    expect(plan.locator("table").last).to_contain_text("10 minutes")
    assert not problems_within(page, ".path-plan")

    # The first course can't require the one that requires it.
    _edit(page, language, 2)
    page.locator("#id_optional_set").select_option("")
    page.get_by_role("checkbox", name=courses[0], exact=True).first.check()
    _save(page)
    _edit(page, language, 0)
    page.get_by_role("checkbox", name=courses[2], exact=True).first.check()
    _publish(page)
    refused = page.locator("[data-contentpath=requires] [data-field-errors]")
    expect(refused).to_contain_text(
        said(
            language,
            "%(others)s require each other in a circle: nobody could ever open one of them. "
            "Take one of these prerequisites away.",
        )
        .partition("%(others)s")[2]
        .strip()
    )
    for course in (courses[0], courses[2]):
        expect(refused).to_contain_text(course)
    # The editor saves what was refused as a draft, by itself and a moment later: whoever goes on
    # opens that draft.
    page.wait_for_timeout(2_000)
    page.wait_for_load_state("networkidle")
    _edit(page, language, 0)
    page.get_by_role("checkbox", name=courses[2], exact=True).first.uncheck()
    _publish(page)
    expect(page.locator(".messages .success")).to_contain_text(courses[0])

    # Published from the last to the first: nothing is refused on the way.
    _edit(page, language)
    _publish(page)
    expect(page.locator(".messages .success")).to_contain_text(path)
    for place in (2, 1):
        _edit(page, language, place)
        _publish(page)
        expect(page.locator(".messages .success")).to_contain_text(courses[place])
    page.goto(f"/{language}/catalogue/structure-{language}/")
    expect(page.locator(".path-set")).to_contain_text(SET)
    expect(page.locator(".course-block").nth(2).locator(".step-note")).to_contain_text(courses[0])


def test_a_designer_says_what_a_course_works_on_and_reads_it_in_the_report(
    open_browser, watch, language
):
    path, courses = TO_STRUCTURE[language]
    watch.expect_status(400)
    page = open_browser(language).new_page()
    sign_in(page, account("architect", language))
    _edit(page, language, 0)
    objectives = page.locator("[data-contentpath=objectives]").first
    objectives.locator("button.c-sf-add-button").first.click()
    objectives.locator("[name='objectives-0-value-text']").fill(OBJECTIVES[language])
    add = objectives.locator("[data-contentpath=frameworks] button.c-sf-add-button").first
    choose = page.get_by_role("button", name=said(language, "Choose an entry of a framework"))
    # The editor may still be laying out the block that was just added, and loses a click then.
    for _attempt in range(5):
        add.click()
        page.wait_for_timeout(2_000)
        if choose.count():
            break
    choose.first.click()
    chooser = page.locator(".modal")
    chooser.locator("#id_q").fill("5.1")
    entry = chooser.locator("a", has_text="DigComp 5.1")
    expect(entry).to_have_count(1)
    expect(chooser.locator("tbody tr")).to_have_count(2)
    entry.click()
    expect(objectives.locator(".chooser__title")).to_contain_text("DigComp 5.1")
    _publish(page)
    expect(page.locator(".messages .success")).to_contain_text(courses[0])

    # No lesson serves it yet: the report says so, and leads to where it is mended.
    page.goto("/admin/coverage/?framework=digcomp")
    row = page.locator("tbody tr", has_text="DigComp 2.2 · 5.1")
    place = page.locator("thead th").all_inner_texts().index(path)
    expect(row.locator("th, td").nth(place)).to_contain_text("–")
    expect(page.locator(".coverage-notes")).to_contain_text(OBJECTIVES[language])
    assert not problems_within(page, ".coverage", ".coverage-notes")
