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


def test_a_lesson_finished_on_the_train_says_so_and_counts_once_connected(
    open_browser, watch, academy, language
):
    """The last question answered and the lesson finished without a connection; both then arrive."""
    browser = open_browser(language, viewport=PHONE)
    page = browser.new_page()
    sign_in(page, account("commuter", language))
    path = _begin(page, language)
    _keep(page, language)
    first, second = path.lessons[:2]
    lesson_url = _lesson_url(page, first.title)
    course_url = path_of(page)

    watch.expect_cut()
    browser.set_offline(True)
    page.goto(lesson_url)
    kept = said(
        language, "Your answer is kept on this device. It will be marked when you are connected."
    )
    for question in first.questions:
        _answer_offline(page, question, question.right, kept)
    page.locator("[data-kept-finish] button").press("Enter")

    # One goes on to the next lesson, which says what became of the one before, once.
    expect(page.get_by_role("heading", level=1)).to_have_text(second.title)
    finished = said(
        language,
        "You finished “{title}” without a connection. It counts once you are connected and each of"
        " its questions has an answer.",
    ).replace("{title}", first.title)
    expect(page.locator("main .alert")).to_contain_text(finished)
    assert not problems_of(page, everywhere=False)
    assert not phone_problems(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(second.title)
    expect(page.locator("main .alert")).to_have_count(0)

    page.goto(f"/{language}/learn/device/")
    waiting = page.locator(".device-waiting li")
    expect(waiting).to_have_count(len(first.questions) + 1)
    expect(waiting.last).to_contain_text(
        said(language, "Finished on {date}: it waits to be sent.").partition("{")[0]
    )

    browser.set_offline(False)
    watch.expect_cut(False)
    expect(waiting).to_have_count(0)
    page.goto(course_url)
    expect(page.locator(".lesson-row-done")).to_have_count(1)
    expect(page.locator(".lesson-row-done")).to_contain_text(first.title)
    page.context.close()


# Makes what is kept as old as it would be after so many days: its day, and when it was last asked
# for again.
AGE = """async (days) => {
  const device = self.AcademyDevice, past = days * 24 * 3600 * 1000;
  const earlier = (moment) => new Date(new Date(moment) - past).toISOString();
  for (const course of await device.all("courses")) {
    const cache = await caches.open("academy-kept-" + localStorage.getItem("academy-device"));
    for (const lesson of course.lessons) {
      const answer = await cache.match(lesson.url);
      const headers = new Headers(answer.headers);
      headers.set("Academy-Kept-Until", earlier(answer.headers.get("Academy-Kept-Until")));
      await cache.put(lesson.url, new Response(await answer.text(), { headers }));
      lesson.until = earlier(lesson.until);
    }
    await device.put("courses", { ...course, refreshed: course.refreshed - past });
  }
}"""
# What each lesson that is kept shows as its summary, and until when (milliseconds).
KEPT_LESSONS = """async () => {
  const [course] = await self.AcademyDevice.all("courses");
  const cache = await caches.open("academy-kept-" + localStorage.getItem("academy-device"));
  return Promise.all((course?.lessons ?? []).map(async ({ url, until }) => {
    const html = await (await cache.match(url)).text();
    const lead = new DOMParser().parseFromString(html, "text/html").querySelector(".lead");
    return [lead?.textContent ?? "", new Date(until).getTime()];
  }));
}"""


def _own_path(page: Page, language: str) -> contents.LearningPath:
    """Join a path that no other journey reads the summaries of, and open its course."""
    path = contents.read_path(contents.EVERY_QUESTION, language)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    press(page, language, "Start this path")
    expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[0].title)
    page.locator(".lesson-side-title a").click()
    return path


def test_a_lesson_that_was_changed_is_kept_anew_and_an_old_copy_is_not_shown(
    open_browser, watch, academy, language
):
    browser = open_browser(language, viewport=PHONE)
    page = browser.new_page()
    sign_in(page, account("commuter", language))
    path = _own_path(page, language)
    course_url = path_of(page)
    _keep(page, language)
    lesson_url = _lesson_url(page, path.lessons[0].title)
    before = page.evaluate(KEPT_LESSONS)

    # Within the hour nothing is asked for again; later, what was changed is, and nothing else.
    new = {"fr": "Une question de plus cette année.", "en": "One more question this year."}[
        language
    ]
    academy.run("-m", "tests.e2e.publish", language, path.lessons[0].slug, "summary", new)
    page.goto(course_url)
    expect(page.locator("#remove-course")).to_be_visible()
    assert page.evaluate(KEPT_LESSONS) == before
    page.evaluate(AGE, 1)
    page.goto(f"/{language}/learning/")
    page.wait_for_function(
        f"""async ([words, day]) => {{
            const [[shown, until]] = await ({KEPT_LESSONS})();
            return shown === words && until >= day;
        }}""",
        arg=[new, before[0][1]],
    )
    (_first, *others) = page.evaluate(KEPT_LESSONS)
    assert [words for words, _until in others] == [words for words, _until in before[1:]]
    assert all(until < old for (_w, until), (_o, old) in zip(others, before[1:], strict=True))

    # Half a life later, what has not changed is asked for again too.
    page.evaluate(AGE, 16)
    page.goto(f"/{language}/learning/")
    page.wait_for_function(
        f"async (day) => (await ({KEPT_LESSONS})()).every(([_words, until]) => until >= day)",
        arg=before[0][1],
    )

    # Past its day, a copy is not shown, whatever is still in the browser; then it is swept.
    page.evaluate(AGE, 31)
    watch.expect_cut()
    browser.set_offline(True)
    page.goto(lesson_url)
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "On this device"))
    expect(page.locator(".device-away")).to_be_visible()
    browser.set_offline(False)
    watch.expect_cut(False)
    page.goto(course_url)
    expect(page.locator("#keep-course")).to_be_visible()
    assert page.evaluate(KEPT_LESSONS) == []
    page.context.close()


FOOTER = {"fr": ("a-propos", "À propos de l’académie"), "en": ("about", "About the academy")}


def test_a_new_version_is_offered_and_used_when_one_says_so(open_browser, academy, language):
    browser = open_browser(language, viewport=PHONE)
    page = browser.new_page()
    sign_in(page, account("borrower", language))
    page.goto(f"/{language}/learning/")
    path = contents.read_path(contents.REMOTE_WORK, language)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    start = page.get_by_role("button", name=said(language, "Start this path"))
    if start.count():
        start.click()
    else:
        page.locator(".lesson-row").get_by_role("link", name=path.lessons[0].title).click()
    page.locator(".lesson-side-title a").click()
    _keep(page, language)
    shells = "async () => (await caches.keys()).filter((name) => name.startsWith('academy-shell-'))"
    page.reload()
    (old,) = page.evaluate(shells)

    # The academy is deployed anew: a page that every device keeps is another.
    slug, name = FOOTER[language]
    academy.run("-m", "tests.e2e.publish", language, slug, "title", f"{name}\u00a0+")
    page.goto(f"/{language}/learning/")
    offer = page.locator("main .alert", has_text=said(language, "A new version is ready."))
    expect(offer).to_be_visible()
    assert not problems_of(page, everywhere=language == "fr")
    assert not phone_problems(page)
    assert len(page.evaluate(shells)) == 2

    # Who doesn't take it goes on with the old one, and is asked again; who does gets it at once.
    page.goto(f"/{language}/learn/device/")
    expect(offer).to_be_visible()
    with page.expect_navigation():
        offer.get_by_role("button", name=said(language, "Use it now")).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "On this device"))
    expect(offer).to_have_count(0)
    (now,) = page.evaluate(shells)
    assert now != old
    page.reload()
    expect(page.locator(".device-courses")).to_contain_text(path.lessons[0].title)
    expect(offer).to_have_count(0)
    academy.run("-m", "tests.e2e.publish", language, slug, "title", name)
    page.context.close()
