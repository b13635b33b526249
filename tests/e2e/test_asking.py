"""A manager asks a path by a rule on a phone, exempts somebody, and asks no more."""

import pytest
from playwright.sync_api import Page, expect

from . import contents, people
from .accessibility import PHONE, phone_problems, problems_of
from .people import account
from .steps import press, said, sign_in

pytestmark = pytest.mark.e2e


def _look(page: Page, language: str) -> None:
    assert not problems_of(page, everywhere=language == "fr") + phone_problems(page)


def test_a_path_is_asked_by_a_rule_and_somebody_is_exempted(open_browser, language):
    page = open_browser(language).new_page()
    page.set_viewport_size(PHONE)
    sign_in(page, account("lister", language))
    page.goto(f"/{language}/learn/assignments/")
    news = page.locator("#audience-preview")
    fewer = said(language, "fewer than %(smallest)s people") % {"smallest": 10}
    expect(news).to_contain_text(fewer)
    for choice in page.locator(".audience-choice summary").all():
        choice.click()
    # The number follows what is ticked, without the button.
    page.locator("input[name=roles][value=designer]").check()
    expect(news).to_contain_text(said(language, "nobody"))
    page.locator("input[name=roles][value=designer]").uncheck()
    page.locator("input[name=units]").first.check()
    expect(news).to_contain_text(fewer)
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page.locator("select[name=path]").select_option(path.key)
    page.locator("input[name=counted][value=arrival]").check()
    expect(page.locator("input[name=due_on]")).to_be_hidden()
    press(page, language, "Ask for this path")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("input[name=units]").first).to_be_checked()
    _look(page, language)
    page.locator("input[name=due_days]").fill("30")
    page.locator("input[name=grace_days]").fill("10")
    page.locator(f"input[name=reason_{language}]").fill("On arrival.")
    press(page, language, "Ask for this path")
    expect(page.locator(".asked-conditions")).to_contain_text(
        people.list_unit(language)[1:][language == "en"]
    )
    _look(page, language)

    page.locator(".assignment-change a").click()
    number, first_name, last_name = people.LISTED[0]
    page.locator("input[name=q]").fill(f"{first_name} {last_name}")
    press(page, language, "Search")
    page.get_by_label(people.listed_address(number, language)).check()
    page.locator("input[name=reason]").fill("Already learned.")
    _look(page, language)
    press(page, language, "Exempt this person")
    exempted = page.locator(".exemption-list li")
    expect(exempted).to_contain_text(last_name)
    _look(page, language)
    exempted.locator("button").click()
    expect(page.locator(".exemption-list")).to_have_count(0)
    page.locator(".button-danger").click()
    expect(page.locator(".asked-conditions")).to_have_count(0)
