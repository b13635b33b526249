"""A designer has a path checked, goes to what was found, mends it, and has it checked again."""

import pytest
from playwright.sync_api import Page, expect

from .accessibility import PHONE, problems_within
from .people import TO_STRUCTURE, account
from .steps import said, sign_in

pytestmark = pytest.mark.e2e
FINDING = (
    "Nothing says when this lesson has to be read again. Choose a day: a year from now is usual."
)


def _save_day(page: Page, day: str) -> None:
    page.locator("#id_review_by").fill(day)
    # By the keyboard: the calendar that opens below the day may lie over the button.
    page.locator("footer button.action-save").press("Enter")
    expect(page.locator(".messages .success")).to_be_visible()


def test_a_designer_has_a_path_checked_and_mends_what_is_found(open_browser, watch, language):
    path, courses = TO_STRUCTURE[language]
    # The editor saves by itself while one types, and is told that a block isn't whole yet.
    watch.expect_status(400)
    page = open_browser(language).new_page()
    sign_in(page, account("architect", language))

    # From the menu of the path.
    page.goto(f"/{language}/catalogue/structure-{language}/")
    page.get_by_role("link", name=said(language, "Edit this page")).click()
    page.locator("#id_title").wait_for()
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name=said(language, "Check this path")).click()
    expect(page.locator(".lint-path h2")).to_contain_text(path)
    address = page.url

    # The questions of the last course's lesson serve nothing; its page is one link away.
    lesson = page.locator(".lint-page").filter(has_text=courses[2])
    expect(lesson).to_have_count(1)
    found = lesson.locator("+ .lint-findings > li")
    expect(found.first).to_contain_text(
        said(
            language,
            "The questions of this lesson serve no objective, and its course has none. Write in "
            "the course what one can do afterwards, then tick it here.",
        )
    )
    assert not problems_within(page, ".lint-path", ".lint-about")
    found.first.get_by_role("link").click()
    _save_day(page, "")
    beside = page.locator(".lint-panel")
    expect(beside).to_contain_text(said(language, FINDING))
    assert not problems_within(page, ".lint-panel")

    # What was saved is read, though it isn't published.
    page.goto(address)
    expect(found.filter(has_text=said(language, FINDING))).to_have_count(1)
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    found.filter(has_text=said(language, FINDING)).get_by_role("link").click()
    page.set_viewport_size({"width": 1280, "height": 900})
    _save_day(page, "2030-01-31")
    page.goto(address)
    expect(found.first).to_be_visible()
    expect(found.filter(has_text=said(language, FINDING))).to_have_count(0)

    # Nothing of it is due: the report has other lessons, or none.
    page.goto("/admin/checks/ageing/")
    expect(page.locator("h1")).to_contain_text(said(language, "Ageing content"))
