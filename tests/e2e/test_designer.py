"""A designer: edit a lesson in the editor, see it before it is published, publish; learners see."""

import re

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .people import account
from .steps import path_of, said, sign_in, speaks

pytestmark = pytest.mark.e2e
SENTENCES = {
    "fr": " La main trouve le raccourci toute seule après une semaine.",
    "en": " The hand finds the shortcut by itself after a week.",
}


def _open_editor(page: Page, language: str, lesson: contents.Lesson) -> str:
    """Go from the lesson, as everybody reads it, to the editor; return the lesson's address."""
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.locator(".lesson-row").get_by_role("link", name=lesson.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    address = path_of(page)
    page.locator(".edit-link a").click()
    expect(page.locator("#id_title")).to_have_value(lesson.title)
    return address


def _write(page: Page, sentence: str) -> None:
    """Add a sentence at the end of the first text of the lesson."""
    text = page.locator(".public-DraftEditor-content").first
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(sentence)
    # The editor hands what is typed to the page's form a moment later.
    form_field = page.locator("[name='body-0-value']")
    expect(form_field).to_have_value(re.compile(re.escape(sentence.strip())))


def test_a_change_from_the_editor_to_the_learners(open_browser, open_as, language):
    designer, reader = account("designer", language), account("visitor", language)
    lesson = contents.read_path(contents.LOCKED_SCREEN, language).lessons[0]
    sentence = SENTENCES[language]
    page = open_browser(language).new_page()
    sign_in(page, designer, next_path="/admin/")
    assert path_of(page) == "/admin/"
    speaks(page, language)

    address = _open_editor(page, language, lesson)
    _write(page, sentence)
    page.get_by_role("button", name=said(language, "Toggle preview")).click()
    preview = page.frame_locator("iframe[src*='preview'], iframe[id*='preview']").first
    body = preview.locator(".lesson-body")
    expect(body).to_contain_text(sentence.strip())
    expect(body).to_contain_text(said(language, "In a preview, answers are not recorded."))
    # A learner's page: the way up, the lessons beside, options to choose; what answers say besides.
    expect(preview.locator(".breadcrumbs a")).to_have_count(3)
    expect(preview.locator(".lesson-side")).to_contain_text(lesson.title)
    expect(body.locator("input[type=radio]").first).to_be_enabled()
    expect(body.locator(".lesson-question-send button").first).to_be_disabled()
    expect(body.locator(".answer-key")).to_have_count(len(lesson.questions))
    expect(preview.locator("main form")).to_have_count(0)

    learner = open_as(reader)
    learner.goto(address)
    expect(learner.get_by_role("heading", level=1)).to_have_text(lesson.title)
    expect(learner.locator(".lesson-body")).not_to_contain_text(sentence.strip())

    page.get_by_role("button", name=said(language, "More actions")).click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_contain_text(lesson.title)
    learner.goto(address)
    expect(learner.locator(".lesson-body")).to_contain_text(sentence.strip())
