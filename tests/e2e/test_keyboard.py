"""A lesson from its start to its end without a mouse."""

import pytest
from playwright.sync_api import Locator, Page, expect

from . import contents
from .people import PASSWORD, account
from .steps import said

pytestmark = pytest.mark.e2e
# How many times one presses Tab before giving up.
LIMIT = 80
# Around the element that has the focus, or around the option that it is in.
_FOCUS = """() => {
  const around = [document.activeElement, document.activeElement.closest("li")];
  return around.filter(Boolean).map((one) => getComputedStyle(one))
    .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""


def _tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus, and see that the focus shows."""
    for _press in range(LIMIT):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert page.evaluate(_FOCUS), "The focus doesn't show."
            return
    raise AssertionError(f"Tab never reaches {target}.")


def test_a_lesson_by_keyboard_alone(open_browser, language):
    who = account("keyboard", language)
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    first, second = path.lessons
    page = open_browser(language).new_page()
    page.goto(f"/{language}/account/login/?next=/{language}/catalogue/{path.slug}/")
    for name, value in (("login", who.email), ("password", PASSWORD)):
        _tab_to(page, page.locator(f"input[name={name}]"))
        page.keyboard.type(value)
    page.keyboard.press("Enter")

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(path.title)
    _tab_to(page, page.get_by_role("button", name=said(language, "Start this path")))
    page.keyboard.press("Enter")

    expect(heading).to_have_text(first.title)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    question = first.questions[0]
    options = page.locator(f"#question-{question.id} input")
    _tab_to(page, options.first)
    page.keyboard.press("Space")
    values = [one.get_attribute("value") for one in options.all()]
    for _step in range(values.index(question.right[0])):
        page.keyboard.press("ArrowDown")
    expect(options.nth(values.index(question.right[0]))).to_be_checked()
    _tab_to(page, page.locator(f"#block-{question.id} button[type=submit]"))
    page.keyboard.press("Enter")
    expect(page.locator(f"#block-{question.id} .question-outcome-correct")).to_be_visible()

    # The question was replaced: one goes on from where one was, not from the top of the page.
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('.reading-end') !== null")
    finish = page.locator(".reading-end form button")
    if not finish.evaluate("element => element === document.activeElement"):
        _tab_to(page, finish)
    page.keyboard.press("Enter")
    expect(heading).to_have_text(second.title)
