"""One path, two languages: in the middle of a lesson, of a video or of a test one changes the
language, and everything is where it was."""

import json
import re
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from . import contents
from .people import account
from .serving import Academy
from .steps import answer, answer_right, choose, finish_lesson, said, sign_in, speaks

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}
OTHER = {"fr": "en", "en": "fr"}
NAMES = {"fr": "Français", "en": "English"}


def _switch(page: Page, language: str) -> None:
    """Press the name of the language in the header."""
    page.locator(".site-tools").get_by_role("button", name=NAMES[language]).click()
    speaks(page, language)


def _join(page: Page, language: str, path: contents.LearningPath) -> None:
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.get_by_role("button", name=said(language, "Start this path")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[0].title)


def _recorded(academy: Academy, email: str) -> list[tuple[str, int]]:
    """Return how many answers of this person the academy has, by question."""
    with closing(sqlite3.connect(academy.var / "academy.sqlite3")) as base:
        return base.execute(
            "SELECT a.block_id, count(*) FROM courses_answer AS a"
            " JOIN courses_enrolment AS e ON e.id = a.enrolment_id"
            " JOIN accounts_user AS u ON u.id = e.user_id WHERE u.email = ? GROUP BY 1",
            [email],
        ).fetchall()


def _by_kind(lesson: contents.Lesson) -> dict[str, contents.Question]:
    return {question.kind: question for question in lesson.questions}


def _ids_in_order(box: Locator) -> list[str]:
    return [one.get_attribute("name") for one in box.locator(".arranged-select").all()]


def test_half_a_lesson_goes_on_in_the_other_language(open_browser, academy, language):
    other = OTHER[language]
    who, folder = account("bilingual", language), contents.EVERY_QUESTION
    here, there = (contents.read_path(folder, one) for one in (language, other))
    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, who)
    _join(page, language, here)
    asked = _by_kind(here.lessons[0])

    # One is answered; an order, a number, how sure one is and a place on a picture are half given.
    answer_right(page, asked["matching"])
    order = page.locator(f"#block-{asked['ordering'].id}")
    order.locator(".arranged-item").last.locator("[data-step='-1']").click()
    wanted = _ids_in_order(order)
    typed = page.locator(f"#entry-{asked['numeric'].id}")
    typed.fill("51,7")
    sure = page.locator(f"#block-{asked['numeric'].id} input[value=sure]")
    sure.check()
    spot = asked["hot_spot"]
    choose(page, spot, spot.right)
    typed.scroll_into_view_if_needed()
    page.locator(f"#block-{asked['numeric'].id}").evaluate("block => block.scrollIntoView()")
    page.wait_for_timeout(200)
    _switch(page, other)

    expect(page.get_by_role("heading", level=1)).to_have_text(there.lessons[0].title)
    assert urlsplit(page.url).fragment == f"block-{asked['numeric'].id}"
    expect(typed).to_be_in_viewport()
    expect(typed).to_have_value("51,7")
    expect(sure).to_be_checked()
    for region in spot.right:
        place = page.locator(f"#block-{spot.id} [data-choice='{region}']")
        expect(place).to_have_class(re.compile("is-chosen"))
    assert _ids_in_order(order) == wanted
    texts = {
        item["id"]: item["value"]["text"]
        for item in _by_kind(there.lessons[0])["ordering"].value["items"]
    }
    assert order.locator(".arranged-text").all_inner_texts() == [
        texts[name.removeprefix("choice-")] for name in wanted
    ]
    expect(page.locator(f"#block-{asked['matching'].id} .question-outcome-correct")).to_have_count(
        1
    )

    # What is half given goes back as well, and is sent once, in either language.
    _switch(page, language)
    expect(typed).to_have_value("51,7")
    assert _ids_in_order(order) == wanted
    box = page.locator(f"#block-{asked['numeric'].id}")
    box.locator("button[type=submit]").click()
    expect(box.locator(".question-outcome-correct")).to_be_visible()
    _switch(page, other)
    expect(box.locator(".question-outcome-correct")).to_have_count(1)
    assert sorted(_recorded(academy, who.email)) == sorted(
        (asked[kind].id.replace("-", ""), 1) for kind in ("matching", "numeric")
    )
    finish_lesson(page, there.lessons[0])

    # Messages that are half sorted.
    asked = _by_kind(here.lessons[1])
    expect(page.get_by_role("heading", level=1)).to_have_text(there.lessons[1].title)
    mail = asked["message_triage"].value["messages"][0]
    box = page.locator(f"#block-{asked['message_triage'].id}")
    row = box.locator(f"[data-mail='{mail['id']}'] .mailbox-row")
    row.click()
    box.locator(f"input[value='{mail['id']}[.]report']").check()
    _switch(page, language)
    expect(page.get_by_role("heading", level=1)).to_have_text(here.lessons[1].title)
    expect(row).to_contain_text(said(language, "Reported"))
    finish_lesson(page, here.lessons[1])
    expect(page.get_by_role("link", name=said(language, "See my certificate"))).to_be_visible()
    _switch(page, other)
    expect(page.get_by_role("link", name=said(other, "See my certificate"))).to_be_visible()


def test_a_film_stands_where_it_was_in_the_other_language(open_browser, language):
    other = OTHER[language]
    who, folder = account("bilingual", language), contents.LOCKED_SCREEN
    here, there = (contents.read_path(folder, one) for one in (language, other))
    page = open_browser(language).new_page()
    sign_in(page, who)
    _join(page, language, here)
    question = here.lessons[0].questions[0]
    answer(page, question, question.right, "correct")
    finish_lesson(page, here.lessons[0])
    film = page.locator("video")
    film.evaluate(
        """async film => {
            film.muted = true
            film.currentTime = 3.5
            await film.play()
            film.pause()
        }"""
    )
    left_at = film.evaluate("film => film.currentTime")
    assert left_at >= 3.5
    _switch(page, other)
    expect(page.get_by_role("heading", level=1)).to_have_text(there.lessons[1].title)
    expect(film).to_have_js_property("paused", True)
    assert film.evaluate("film => film.currentTime") == pytest.approx(left_at, abs=0.05)
    # There is nothing to choose: it stands there already; the captions are of this language.
    expect(page.locator(".video-resume")).to_be_hidden()
    shown = "one => one.mode === 'showing'"
    assert film.evaluate(
        f"film => [...film.textTracks].filter({shown}).map(one => one.language)"
    ) == [other]
    spoken = page.locator(".video-cue-button[aria-current]")
    expect(spoken).to_have_count(1)

    # And it is kept for another device, as ever.
    page.context.close()
    page = open_browser(other, viewport=PHONE).new_page()
    sign_in(page, who)
    page.goto(f"/{other}/catalogue/{there.slug}/")
    page.locator(".lesson-row").get_by_role("link", name=there.lessons[1].title).click()
    expect(page.locator(".video-resume button").first).to_contain_text("0:03")


def _prompts(language: str) -> dict[str, str]:
    """Return the questions of the bank: their key by what is asked in this language."""
    file = contents.KNOWLEDGE_TEST / "banks/closed-office.json"
    bank = json.loads(file.read_text(encoding="utf-8"))
    return {one["text"][language]["value"]["prompt"]: one["key"] for one in bank["questions"]}


def test_a_test_whose_time_runs_goes_on_in_the_other_language(open_browser, language):
    other = OTHER[language]
    who, folder = account("bilingual", language), contents.KNOWLEDGE_TEST
    here = contents.read_path(folder, language)
    page = open_browser(language).new_page()
    sign_in(page, who)
    _join(page, language, here)
    page.get_by_role("link", name=said(language, "See the test")).click()
    page.get_by_role("button", name=said(language, "Begin: time starts now")).click()
    legend = page.locator(".question legend")
    asked = _prompts(language)[legend.inner_text()]
    clock = re.compile(r"\d\d:\d\d(?=\))")
    ends = clock.search(page.locator(".time-left-words").inner_text())[0]
    # Chosen, and the language changed before it could be saved.
    chosen = page.locator(".question input").nth(1)
    value = chosen.get_attribute("value")
    chosen.check()
    attempt = urlsplit(page.url).path.removeprefix(f"/{language}")
    _switch(page, other)
    assert urlsplit(page.url).path == f"/{other}{attempt}"
    assert _prompts(other)[legend.inner_text()] == asked
    expect(page.locator(f".question input[value='{value}']")).to_be_checked()
    # Without another press, it is saved now; the end of the test is the same.
    expect(page.locator("#test-saved")).to_contain_text(
        said(other, "Saved at %(time)s.").partition("%")[0]
    )
    assert clock.search(page.locator(".time-left-words").inner_text())[0] == ends
    page.reload()
    expect(page.locator(f".question input[value='{value}']")).to_be_checked()

    page.get_by_role("button", name=said(other, "Save and review all")).click()
    expect(page.locator(".test-review .badge-success")).to_have_count(1)
    _switch(page, language)
    expect(page.locator(".test-review .badge-success")).to_have_count(1)
    page.get_by_role("button", name=said(language, "Send the test")).click()
    score = re.compile(r"\d+")
    here_said = score.search(page.locator("#score").inner_text())[0]
    _switch(page, other)
    assert score.search(page.locator("#score").inner_text())[0] == here_said
    expect(page.locator(".test-results .lesson-question")).to_have_count(3)
