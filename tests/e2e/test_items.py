"""A designer goes from a lesson in the editor to what answers say of its questions."""

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import PHONE, problems_within
from .people import account
from .steps import said, sign_in

pytestmark = pytest.mark.e2e


def _open_analysis(page: Page, language: str, path: contents.LearningPath) -> None:
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.locator(".lesson-row").get_by_role("link", name=path.lessons[0].title).click()
    page.locator(".edit-link a").click()
    link = page.get_by_role("link", name=said(language, "Analysis of questions"))
    page.locator(".w-header-button, .w-slim-header button[aria-expanded]").first.wait_for()
    if not link.first.is_visible():
        page.get_by_role("button", name=said(language, "Actions"), exact=True).first.click()
    link.first.click()


def test_a_designer_reads_what_answers_say(open_browser, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    lesson = path.lessons[0]
    page = open_browser(language).new_page()
    sign_in(page, account("analyst", language), next_path="/admin/")
    _open_analysis(page, language, path)

    page.wait_for_url("**/admin/analysis/*/#lesson-*")
    row = page.locator(".items-wide tr").filter(has_text=lesson.title)
    # The people of the barometer's units have finished the path: enough to be counted.
    counted = said(language, "at least %(count)s").split("%")[0]
    expect(row.locator("td").first).to_contain_text(counted)
    section = page.locator("section").filter(has=page.get_by_role("heading", name=lesson.title))
    expect(section.locator(".items-question")).to_have_count(len(lesson.questions))
    expect(section.locator(".items-figures").first).to_contain_text(counted)
    # Fewer than a hundred judge nothing.
    expect(section.locator(".items-question").first).to_contain_text(
        said(language, "Too few answers to judge it: %(count)s are needed.") % {"count": 100}
    )
    found = problems_within(page, ".items")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found += problems_within(page, ".items")
    assert not found, "\n".join(found)

    section.locator("h3 a").first.click()
    expect(page.locator("#id_title")).to_have_value(lesson.title)
