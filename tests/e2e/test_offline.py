"""A learner without a connection: a course is kept and answered, each answer arrives once."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import phone_problems, problems_of
from .people import account
from .serving import Academy
from .steps import choose, path_of, press, said, sign_in, speaks

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}
# How many caches of lessons and databases the browser has, and whether it knows whose they are.
KEPT = """async () => {
  const names = await caches.keys();
  const kept = names.filter((name) => name.startsWith("academy-kept-"));
  const bases = await indexedDB.databases();
  return [kept.length, bases.length, localStorage.getItem("academy-device") !== null];
}"""


def _begin(page: Page, language: str) -> contents.LearningPath:
    """Join the path, and go to the page of its course."""
    path = contents.read_path(contents.REMOTE_WORK, language)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    press(page, language, "Start this path")
    expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[0].title)
    page.locator(".lesson-side-title a").click()
    return path


def _keep(page: Page, language: str) -> None:
    """Keep the course that is open on this device."""
    press(page, language, "Keep this course on this device")
    expect(
        page.get_by_role("button", name=said(language, "Remove it from this device"))
    ).to_be_visible()


def _lesson_url(page: Page, title: str) -> str:
    return page.locator(".path-main").get_by_role("link", name=title).get_attribute("href")


def _answer_offline(
    page: Page, question: contents.Question, ids: tuple[str, ...], words: str
) -> None:
    choose(page, question, ids)
    holder = page.locator(f"#block-{question.id}")
    holder.locator("button[type=submit]").press("Enter")
    expect(holder.locator(".kept-state")).to_have_text(words)
    expect(holder.locator(".kept-state")).to_be_focused()


def _recorded(academy: Academy, email: str) -> int:
    """Return how many answers of this person the academy has."""
    with closing(sqlite3.connect(academy.var / "academy.sqlite3")) as base:
        (count,) = base.execute(
            "SELECT count(*) FROM courses_answer AS a"
            " JOIN courses_enrolment AS e ON e.id = a.enrolment_id"
            " JOIN accounts_user AS u ON u.id = e.user_id WHERE u.email = ?",
            [email],
        ).fetchone()
    return count


def test_on_the_train(open_browser, watch, academy, language):
    """Keep, lose the connection, answer, reload, close, come back: each answer arrives once."""
    who = account("traveller", language)
    browser = open_browser(language, viewport=PHONE)
    page = browser.new_page()
    sign_in(page, who)
    path = _begin(page, language)
    _keep(page, language)
    first = path.lessons[0]
    lesson_url = _lesson_url(page, first.title)
    course_url = path_of(page)
    assert not problems_of(page, everywhere=False)

    # Nothing but what was kept is there: this page was seen, and was not kept on the way.
    watch.expect_cut()
    browser.set_offline(True)
    page.goto(course_url)
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "On this device"))
    expect(page.locator(".device-away")).to_be_visible()
    expect(page.locator(".device-courses")).to_contain_text(first.title)
    assert not phone_problems(page)
    assert not problems_of(page, everywhere=False)

    page.goto(lesson_url)
    speaks(page, language)
    expect(page.get_by_role("heading", level=1)).to_have_text(first.title)
    kept = said(
        language, "Your answer is kept on this device. It will be marked when you are connected."
    )
    questions = first.questions[:2]
    _answer_offline(page, questions[0], questions[0].wrong[:1], kept)
    page.reload()
    expect(page.locator(f"#block-{questions[0].id} .kept-state")).to_have_text(kept)
    if len(questions) > 1:
        _answer_offline(page, questions[1], questions[1].right, kept)
    assert not problems_of(page, everywhere=False)
    page.close()

    page = browser.new_page()
    page.goto(f"/{language}/learn/device/")
    expect(page.locator(".device-waiting li")).to_have_count(len(questions))
    assert not problems_of(page, everywhere=False)

    # Two tabs come back at the same moment.
    other = browser.new_page()
    other.goto(lesson_url)
    browser.set_offline(False)
    watch.expect_cut(False)
    expect(page.locator(".device-acts")).to_be_hidden()
    expect(page.locator(".device-waiting li")).to_have_count(0)
    other.close()
    page.goto(lesson_url)
    for question, outcome in zip(questions, ("incorrect", "correct"), strict=False):
        box = page.locator(f"#block-{question.id}")
        expect(box.locator(f".question-outcome-{outcome}")).to_have_count(1)
    assert _recorded(academy, who.email) == len(questions)
    page.context.close()


def test_signing_out_removes_what_was_kept_and_so_does_somebody_else(open_browser, watch, language):
    browser = open_browser(language, viewport=PHONE)
    page = browser.new_page()
    sign_in(page, account("borrower", language))
    path = _begin(page, language)
    _keep(page, language)
    lesson_url = _lesson_url(page, path.lessons[0].title)
    kept, bases, is_owned = page.evaluate(KEPT)
    assert (kept, bases, is_owned) == (1, 1, True)

    page.goto(f"/{language}/account/logout/")
    press(page, language, "Sign out", within=page.locator("main"))
    page.wait_for_url(lambda url: "/logout/" not in url)
    assert page.evaluate(KEPT) == [0, 0, False]

    # The session ends by itself: what is kept waits for its owner, and is removed for another.
    sign_in(page, account("borrower", language))
    page.goto(lesson_url)
    page.locator(".lesson-side-title a").click()
    _keep(page, language)
    browser.clear_cookies()
    page.goto(lesson_url)
    assert page.evaluate(KEPT)[0] == 1
    sign_in(page, account("traveller", language))
    expect(page.locator("main .alert").first).to_contain_text(
        said(language, "Somebody else had kept lessons in this browser: they were removed from it.")
    )
    assert page.evaluate(KEPT) == [0, 0, False]
    page.context.close()
