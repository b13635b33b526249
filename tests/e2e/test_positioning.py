"""Positioning tests, on a phone: by keyboard alone for who knows, and for who doesn't yet."""

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import PHONE, problems_of
from .keyboard import answer_by_keyboard, tab_to
from .people import account
from .steps import press, said, sign_in

pytestmark = pytest.mark.e2e
# No test is longer.
MOST = 12


def _asked(page: Page, questions: dict[str, contents.Question]) -> contents.Question:
    """Return the question that the page asks."""
    expect(page.locator("#positioning-answer")).to_be_visible()
    shown = page.locator("#positioning-answer [id^='question-']").first.get_attribute("id") or ""
    return next(one for key, one in questions.items() if key in shown)


def _questions(path: contents.LearningPath) -> dict[str, contents.Question]:
    return {one.id: one for lesson in path.lessons for one in lesson.questions}


def test_who_knows_is_spared_the_course_by_keyboard_alone(open_browser, language):
    path = contents.read_path(contents.PASSWORDS, language)
    first_weeks = contents.read_path(contents.FIRST_WEEKS, language)
    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, account("positioned", language))
    page.goto(f"/{language}/catalogue/{path.slug}/")
    tab_to(page, page.locator(".path-action .positioning-offer a"))
    page.keyboard.press("Enter")
    expect(page.locator(".page-kicker")).to_have_text(said(language, "Positioning test"))
    assert not problems_of(page, everywhere=language == "fr")
    tab_to(page, page.get_by_role("button", name=said(language, "Begin the test")))
    page.keyboard.press("Enter")

    questions = _questions(path)
    heading = page.get_by_role("heading", level=1)
    for number in range(1, MOST + 1):
        asks = said(language, "Question %(number)s") % {"number": number}
        expect(heading).to_have_text(asks)
        # A page that is loaded anew: one begins at its top.
        question = _asked(page, questions)
        if number == 1:
            assert not problems_of(page, everywhere=language == "fr")
        answer_by_keyboard(page, question)
        tab_to(page, page.get_by_role("button", name=said(language, "Send and go on")))
        page.keyboard.press("Enter")
        expect(heading).not_to_have_text(asks)
        if page.locator(".positioning-back").count():
            break
    expect(heading).to_have_text(said(language, "You already master this course"))
    expect(page.locator(".positioning-back")).to_contain_text("min")
    assert not problems_of(page, everywhere=language == "fr")

    # The path is done with it; the course may be opened all the same.
    tab_to(page, page.get_by_role("button", name=said(language, "Start this path")))
    page.keyboard.press("Enter")
    expect(heading).to_have_text(path.title)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    expect(page.locator(".positioning-mastered")).to_be_visible()
    assert not problems_of(page, everywhere=language == "fr")
    tab_to(page, page.get_by_role("link", name=path.lessons[0].title, exact=True).first)
    page.keyboard.press("Enter")
    expect(heading).to_have_text(path.lessons[0].title)

    # Elsewhere, a course that teaches the same is skipped, and says why.
    page.goto(f"/{language}/catalogue/{first_weeks.slug}/")
    step = page.locator(".course-block").nth(1)
    expect(step.locator(".step-note")).to_contain_text(
        said(language, "Skipped: you have shown on %(day)s that you master %(courses)s.").partition(
            "%"
        )[0]
    )
    tab_to(page, step.locator(".step-open"))
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-row a")).to_have_count(1)
    page.locator(".lesson-row a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first_weeks.lessons[1].title)


def test_who_doesnt_know_yet_is_told_where_to_look_and_has_it_forgotten(open_browser, language):
    path = contents.read_path(contents.PASSWORDS, language)
    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, account("beginner", language))
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.locator(".path-action .positioning-offer a").click()
    press(page, language, "Begin the test")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(said(language, "Question %(number)s") % {"number": 1})
    # What can't be taken is said, and nothing is lost.
    # (A browser says by itself what is missing of things to match or to put in order.)
    if not page.locator("#positioning-answer select").count():
        press(page, language, "Send and go on")
        expect(page.locator("[id$='-error']").first).to_be_focused()
        assert not problems_of(page, everywhere=language == "fr")
    press(page, language, "I don’t know")
    expect(heading).to_have_text(said(language, "Question %(number)s") % {"number": 2})

    # It waits for whoever leaves.
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.get_by_role("link", name=said(language, "Go on with the positioning test")).click()
    expect(heading).to_have_text(said(language, "Question %(number)s") % {"number": 2})
    for number in range(2, MOST + 1):
        press(page, language, "I don’t know")
        expect(heading).not_to_have_text(said(language, "Question %(number)s") % {"number": number})
        if not page.locator("#positioning-answer").count():
            break
    expect(heading).to_have_text(said(language, "This course has something for you"))
    expect(page.locator(".lesson-row").first).to_be_visible()
    assert not problems_of(page, everywhere=language == "fr")

    page.get_by_role("link", name=said(language, "Have it forgotten")).click()
    expect(heading).to_have_text(said(language, "Have the positioning test forgotten?"))
    assert not problems_of(page, everywhere=language == "fr")
    press(page, language, "Have it forgotten")
    expect(heading).to_have_text(said(language, "This result is forgotten"))
    assert not problems_of(page, everywhere=language == "fr")
