"""A training officer opens the list of who is asked, for a reason; who is on it reads so."""

import pytest
from playwright.sync_api import Page, expect

from . import people
from .accessibility import PHONE, phone_problems, problems_of
from .people import account
from .steps import press, prove, said, sign_in

pytestmark = pytest.mark.e2e


def _look(page: Page, language: str) -> None:
    assert not problems_of(page, everywhere=language == "fr") + phone_problems(page)


def test_a_list_is_opened_for_a_reason_that_who_is_on_it_reads(open_browser, watch, language):
    page = open_browser(language).new_page()
    page.set_viewport_size(PHONE)
    officer, learner = account("trainer", language), account("reporter", language)
    sign_in(page, officer)
    page.goto(f"/{language}/learn/assignments/followed/")
    _look(page, language)
    page.locator("main table a").first.click()
    _look(page, language)
    page.locator("input[name=reason][value=other]").check()
    page.locator("textarea[name=words]").fill(f"Zebra-{language}.")
    press(page, language, "Open the list", within=page.locator("main"))
    prove(page, language)
    expect(page.locator(".named-look")).to_contain_text(f"Zebra-{language}.")
    # By keyboard alone.
    page.locator("input[name=q]").focus()
    page.keyboard.type(learner.last_name.upper())
    page.keyboard.press("Enter")
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(len(people.LANGUAGES))
    expect(rows.first).to_contain_text(learner.last_name)
    expect(rows.first).to_contain_text(said(language, "Not begun", context="people"))
    _look(page, language)
    with page.expect_download() as download:
        press(page, language, "As CSV")
    assert learner.last_name in download.value.path().read_text("utf-8-sig")
    press(page, language, "Close the list")
    page.locator("main table a").first.click()
    # Without a reason, nothing opens again.
    watch.expect_status(422)
    press(page, language, "Open the list", within=page.locator("main"))
    expect(page.locator(".error-summary")).to_be_visible()
    _look(page, language)

    seen = open_browser(language).new_page()
    seen.set_viewport_size(PHONE)
    sign_in(seen, learner)
    for address in ("barometer/mine/", "learn/looks/"):
        seen.goto(f"/{language}/{address}")
        mine = seen.locator(".look-list > li").filter(has_text=f"Zebra-{language}.")
        expect(mine).to_contain_text(officer.last_name)
        expect(mine).to_contain_text(said(language, "In a file (CSV)"))
        _look(seen, language)
