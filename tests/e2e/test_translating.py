"""A French lesson changes; the English one says so, until a translator brings it up to date."""

import re

import pytest
from playwright.sync_api import Page, expect

from .accessibility import PHONE, problems_within
from .people import TO_TRANSLATE, account
from .steps import said, sign_in

pytestmark = pytest.mark.e2e
NEW, TRANSLATED = " On garde l’enveloppe.", " One keeps the envelope."


def _write(page: Page, field: str, sentence: str) -> None:
    """Add a sentence at the end of the first text, and wait until the form has it."""
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(sentence)
    expect(page.locator(field).first).to_have_value(re.compile(re.escape(sentence.strip())))


def _publish(page: Page, language: str) -> None:
    page.get_by_role("button", name=said(language, "More actions")).click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_be_visible()


def _is_as_wide_as_its_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_lesson_changes_and_its_translation_follows(open_browser, open_as, watch, language):
    french, english = TO_TRANSLATE[language]
    # The editor saves by itself while one types, and is told that it came too late.
    watch.expect_status(400)
    page = open_browser(language).new_page()
    sign_in(page, account("architect", language))

    # The designer adds a sentence to the French lesson.
    page.goto(f"/fr/catalogue/translate-{language}/")
    page.locator(".lesson-row").get_by_role("link", name=french).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(french)
    page.locator(".edit-link a").click()
    page.locator("#id_title").wait_for()
    _write(page, "[name='body-0-value']", NEW)
    _publish(page, language)

    # Readers of the English one are told that the French one is newer, and where.
    reader = open_as(account("visitor", language))
    reader.goto(f"/en/catalogue/translate-{language}/")
    reader.locator(".lesson-row").get_by_role("link", name=english).click()
    banner = reader.locator("aside.alert")
    expect(banner).to_contain_text("The version in French of this page is newer.")
    expect(banner).to_contain_text("One sorts the mail.")
    assert not problems_within(reader, "aside.alert")
    address = reader.url
    banner.get_by_role("link", name="Read this page in French").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(french)

    # So is who edits it; from there to the desk, where what changed is marked.
    page.goto(address)
    page.locator(".edit-link a").click()
    said_above = page.locator(".messages .warning")
    expect(said_above).to_be_visible()
    said_above.get_by_role("link", name=said(language, "Translate by segments")).click()
    segment = page.locator(".segment")
    expect(segment).to_have_count(1)
    expect(segment.locator("ins")).to_contain_text(NEW.strip())
    assert not problems_within(page, ".segment", ".segment-ways")
    page.set_viewport_size(PHONE)
    assert _is_as_wide_as_its_window(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    # The translator writes the sentence, which goes into the draft.
    _write(page, ".segment-field [name$='-text']", TRANSLATED)
    segment.locator("button[value=save]").click()
    expect(page.locator(".messages .success")).to_contain_text(
        said(language, "Saved in the draft of the translation.")
    )
    expect(page.locator(".segment")).to_have_count(0)
    reader.goto(address)
    expect(banner).to_be_visible()

    # It is published in the editor, and nobody is told any more.
    page.get_by_role(
        "link", name=said(language, "Open the draft in the editor, to publish it")
    ).click()
    page.locator("#id_title").wait_for()
    expect(page.locator(".messages .warning")).to_have_count(0)
    _publish(page, language)
    reader.goto(address)
    expect(reader.locator(".lesson-body")).to_contain_text(TRANSLATED.strip())
    expect(banner).to_have_count(0)
