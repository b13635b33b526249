"""A test drawn from a bank: by keyboard on a phone, on another device, without a script, and when
its time runs out."""

import json

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import problems_of
from .people import account
from .steps import said, sign_in

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}
# How many times one presses Tab before giving up.
LIMIT = 60


def _right_texts(language: str) -> dict[str, str]:
    """Return the right option of each question of the bank, by the question."""
    file = contents.KNOWLEDGE_TEST / "banks/closed-office.json"
    bank = json.loads(file.read_text(encoding="utf-8"))
    return {
        text["value"]["prompt"]: next(
            one["value"]["text"] for one in text["value"]["choices"] if one["value"]["correct"]
        )
        for text in (question["text"][language] for question in bank["questions"])
    }


def _open_lesson(page: Page, language: str) -> None:
    path = contents.read_path(contents.KNOWLEDGE_TEST, language)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    start = page.get_by_role("button", name=said(language, "Start this path"))
    if start.count():
        start.click()
    else:
        page.locator(".lesson-row").get_by_role("link", name=path.lessons[0].title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[0].title)


def _press(page: Page, language: str, words: str) -> None:
    """Go to a button or a link by Tab, and press Enter."""
    name = said(language, words)
    target = page.locator("main").locator("button, a").filter(has_text=name).first
    for _press in range(LIMIT):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {name}.")


def _answer(page: Page, language: str, *, right: bool = True) -> None:
    """Choose an option of the question that is shown, by its text."""
    prompt = page.locator(".question legend").inner_text()
    text = _right_texts(language)[prompt]
    options = page.locator(".question-choice label")
    wanted = options.filter(has_text=text) if right else options.filter(has_not_text=text)
    wanted.first.locator("input").focus()
    page.keyboard.press("Space")


def test_a_test_is_taken_by_keyboard_on_a_phone_and_goes_on_elsewhere(open_browser, language):
    who = account("examinee", language)
    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, who)
    _open_lesson(page, language)
    assert not problems_of(page, everywhere=False)
    _press(page, language, "See the test")
    expect(page.get_by_role("heading", name=said(language, "How it goes"))).to_be_visible()
    assert not problems_of(page, everywhere=True)
    _press(page, language, "Begin: time starts now")

    expect(page.locator("academy-time-left button")).to_be_visible()
    assert not problems_of(page, everywhere=True)
    _press(page, language, "Hide the time")
    expect(page.locator(".time-left-words")).to_be_hidden()
    _answer(page, language)
    saved = said(language, "Saved at %(time)s.").partition("%")[0]
    expect(page.locator("#test-saved")).to_contain_text(saved)

    # The change was saved without a button: another device goes on from there.
    other = open_browser(language).new_page()
    sign_in(other, who)
    _open_lesson(other, language)
    other.get_by_role("link", name=said(language, "Go on with the test")).click()
    other.get_by_role("link", name=said(language, "Go on with the test")).click()
    expect(other.locator(".test-review .badge-success")).to_have_count(1)

    for _question in range(3):
        _answer(page, language)
        expect(page.locator("#test-saved")).to_contain_text(saved)
        heading = page.get_by_role("heading", level=1).inner_text()
        words = (
            "Save and go on"
            if page.locator("main button", has_text=said(language, "Save and go on")).count()
            else "Save and review all"
        )
        _press(page, language, words)
        expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)
    expect(page.locator(".test-review .badge-success")).to_have_count(3)
    assert not problems_of(page, everywhere=True)
    _press(page, language, "Send the test")
    expect(page.locator("#score")).to_contain_text("100")
    expect(page.locator(".test-results .is-correct")).to_have_count(3)
    assert not problems_of(page, everywhere=True)
    page.get_by_role("link", name=said(language, "Back to the lesson")).click()
    page.get_by_role("button", name=said(language, "Finish this lesson")).click()
    expect(page.locator("main")).to_contain_text("100")


def test_without_a_script_and_when_time_runs_out(open_browser, language, academy):
    page = open_browser(language, java_script_enabled=False).new_page()
    sign_in(page, account("scriptless-examinee", language))
    _open_lesson(page, language)
    page.get_by_role("link", name=said(language, "See the test")).click()
    page.get_by_role("button", name=said(language, "Begin: time starts now")).click()
    _answer(page, language)
    page.get_by_role("button", name=said(language, "Save and review all")).click()
    expect(page.locator(".test-review .badge-success")).to_have_count(1)
    attempt = int(page.url.rstrip("/").split("/")[-1])
    academy.run("-m", "tests.e2e.pass_time", str(attempt))
    page.reload()
    expect(page.locator("main")).to_contain_text(
        said(language, "Time was up: the test was sent as it was.")
    )
    expect(page.locator("#score")).to_contain_text("33")
