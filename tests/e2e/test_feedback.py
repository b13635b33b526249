"""A passage is reported on a phone, by keyboard alone; axe finds nothing on the way."""

import pytest
from playwright.sync_api import Locator, Page, expect

from . import contents
from .accessibility import PHONE, problems_of
from .people import account
from .steps import path_of, press, said, sign_in

pytestmark = pytest.mark.e2e
# How many times one presses Tab before giving up.
LIMIT = 60


def _tab_to(page: Page, target: Locator) -> None:
    for _press in range(LIMIT):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {target}.")


def test_a_passage_is_reported_by_keyboard_on_a_phone(open_browser, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, account("reporter", language))
    page.goto(f"/{language}/catalogue/{path.slug}/")
    press(page, language, "Start this path")
    words = "Something unclear, wrong or out of date in this lesson?"
    ways_in = page.get_by_role("link", name=said(language, words))
    # One for the lesson, whatever the number of its passages.
    expect(ways_in).to_have_count(1)
    _tab_to(page, ways_in)
    page.keyboard.press("Enter")

    form = page.locator(".report-form")
    expect(form).to_be_visible()
    found = problems_of(page, everywhere=language == "fr")
    _tab_to(page, form.locator("input[name=passage]").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(form.locator("input[name=passage]").nth(1)).to_be_checked()
    _tab_to(page, form.locator("input[name=kind]").first)
    page.keyboard.press("Space")
    _tab_to(page, form.locator("textarea"))
    page.keyboard.type("Ah ?")
    _tab_to(page, form.locator("button[type=submit]"))
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Ah ?")
    assert path_of(page) == f"/{language}/learn/reports/"
    found += problems_of(page, everywhere=language == "fr")
    assert not found, "\n".join(found)
