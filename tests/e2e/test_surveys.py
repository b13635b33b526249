"""A designer builds a survey in the editor; learners answer before and after; what is said of it
hides below ten people and shows from ten on."""

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import PHONE, problems_of
from .people import account
from .steps import press, said, sign_in

pytestmark = pytest.mark.e2e
NAMES = {"fr": "Aisance, en français", "en": "Ease, in English"}
QUESTION = {"fr": "Êtes-vous à l’aise au comptoir ?", "en": "Are you at ease at the counter?"}


def _build(page: Page, language: str) -> None:
    page.goto("/admin/snippets/courses/survey/add/")
    page.locator("#id_name").fill(NAMES[language])
    box = page.locator("[data-contentpath=questions]")
    expect(box.locator("button.c-sf-add-button").first).to_be_visible()
    # Nothing is wrong before anything is written.
    expect(page.locator(".help-critical")).to_have_count(0)
    box.locator("button.c-sf-add-button").first.click()
    page.get_by_role("option", name=said(language, "Scale from 1 to 5")).click()
    for code, words in QUESTION.items():
        box.locator(f"[name='questions-0-value-{code}']").fill(words)
    for name, words in (("low", "–"), ("high", "+")):
        for code in QUESTION:
            box.locator(f"[name='questions-0-value-{name}_{code}']").fill(words)
    page.locator("footer button.action-save").click()
    expect(page.locator(".messages .success")).to_be_visible()


def _attach(page: Page, path: contents.LearningPath, language: str) -> None:
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.get_by_role("link", name=said(language, "Edit this page")).click()
    for moment in ("before", "after"):
        chooser = page.locator(f"#id_survey_{moment}-chooser")
        if page.locator(f"#id_survey_{moment}").input_value():
            # The journey in the other language chose one: both languages are in it.
            continue
        chooser.locator("[data-chooser-action-choose]:visible").first.click()
        page.locator(".modal-body").get_by_role("link", name=NAMES[language]).click()
        expect(chooser).to_contain_text(NAMES[language])
    page.get_by_role("button", name=said(language, "More actions")).click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_be_visible()


def _answer(page: Page, language: str) -> None:
    offer = page.locator(".survey-offer")
    offer.get_by_role("link").first.click()
    expect(page.locator(".survey-consent")).to_be_visible()
    page.locator(".survey-form input[value='4']").check()
    press(page, language, "Send my answers")
    expect(page.locator(".survey-offer")).to_contain_text(
        said(language, "You have answered. Thank you.")
    )


def test_a_survey_is_built_answered_and_read(open_browser, open_as, academy, watch, language):
    # The editor saves by itself while one types, and is told that something isn't whole yet.
    watch.expect_status(400)
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_browser(language).new_page()
    sign_in(page, account("designer", language), next_path="/admin/")
    _build(page, language)
    _attach(page, path, language)
    academy.run("-m", "tests.e2e.survey_answers", path.key)

    results = f"/{language}/barometer/surveys/path/{path.key}/"
    page.goto(results)
    expect(page.locator("main")).to_contain_text(said(language, "Too few people to say"))
    expect(page.locator("#question-1")).to_have_count(0)
    found = problems_of(page, everywhere=language == "fr")

    before = open_browser(language, viewport=PHONE).new_page()
    sign_in(before, account("visitor", language))
    before.goto(f"/{language}/catalogue/{path.slug}/")
    _answer(before, language)
    found += problems_of(before, everywhere=language == "fr")
    after = open_as(account("reader", language))
    after.goto(f"/{language}/catalogue/{path.slug}/")
    _answer(after, language)

    page.goto(results)
    expect(page.locator("#question-1")).to_contain_text(QUESTION[language])
    expect(page.locator("main")).not_to_contain_text(said(language, "Too few people to say"))
    found += problems_of(page, everywhere=language == "fr")
    assert not found, "\n".join(found)
