"""A lesson from its start to its end without a mouse."""

import pytest
from playwright.sync_api import expect

from . import contents
from .keyboard import FOCUS, tab_to
from .people import PASSWORD, account
from .steps import choose, said, sign_in

pytestmark = pytest.mark.e2e


def test_a_lesson_by_keyboard_alone(open_browser, language):
    who = account("keyboard", language)
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    first, second = path.lessons
    page = open_browser(language).new_page()
    page.goto(f"/{language}/account/login/?next=/{language}/catalogue/{path.slug}/")
    for name, value in (("login", who.email), ("password", PASSWORD)):
        tab_to(page, page.locator(f"input[name={name}]"))
        page.keyboard.type(value)
    page.keyboard.press("Enter")

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(path.title)
    tab_to(page, page.get_by_role("button", name=said(language, "Start this path")))
    page.keyboard.press("Enter")

    expect(heading).to_have_text(first.title)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    question = first.questions[0]
    options = page.locator(f"#question-{question.id} input")
    tab_to(page, options.first)
    page.keyboard.press("Space")
    values = [one.get_attribute("value") for one in options.all()]
    for _step in range(values.index(question.right[0])):
        page.keyboard.press("ArrowDown")
    expect(options.nth(values.index(question.right[0]))).to_be_checked()
    tab_to(page, page.locator(f"#block-{question.id} button[type=submit]"))
    page.keyboard.press("Enter")
    outcome = page.locator(f"#block-{question.id} .question-outcome-correct")
    expect(outcome).to_be_focused()
    assert page.evaluate(FOCUS), "The focus doesn't show."

    # The question was replaced: one goes on from where one was, not from the top of the page.
    page.keyboard.press("Tab")
    assert page.evaluate(
        "() => document.activeElement.closest('.lesson-report, .reading-end') !== null"
    )
    finish = page.locator(".reading-end form button")
    if not finish.evaluate("element => element === document.activeElement"):
        tab_to(page, finish)
    page.keyboard.press("Enter")
    expect(heading).to_have_text(second.title)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_answer_gives_the_focus_to_what_is_said_of_it(open_browser, language, script):
    who = account("corrector" if script else "scriptless-corrector", language)
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    lesson = path.lessons[1]
    question = lesson.questions[0]
    page = open_browser(language, java_script_enabled=script).new_page()
    sign_in(page, who)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.get_by_role("button", name=said(language, "Start this path")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[0].title)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.locator(".lesson-row").get_by_role("link", name=lesson.title).click()
    send = page.locator(f"#block-{question.id} button[type=submit]")

    # Nothing chosen: what to do is said above the options, which come next.
    send.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#question-{question.id}-error")).to_be_focused()
    page.keyboard.press("Tab")
    options = page.locator(f"#question-{question.id} input")
    expect(options.first).to_be_focused()

    choose(page, question, question.wrong[:1])
    send.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#question-{question.id}-outcome")).to_be_focused()
    expect(page.locator(f"#question-{question.id}-outcome")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(send).to_be_focused()
