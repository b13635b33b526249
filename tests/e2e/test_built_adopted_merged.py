"""Two organisms build a path and approve it, a third one adopts and adapts it; when the two change
it, what the third wrote stays."""

import pytest
from playwright.sync_api import Page, expect

from . import people
from .desk import (
    act,
    adopt,
    approve,
    below,
    invite,
    open_space,
    publish_with_what_is_below,
    write,
)
from .people import account
from .steps import press, sign_in

pytestmark = pytest.mark.e2e
FIRST = {"fr": " On salue chacun.", "en": " Everybody is greeted."}
OURS = {"fr": " Chez nous, on ferme à treize heures.", "en": " Here, we close at one."}
LATER = {"fr": " Le samedi, on ouvre à neuf heures.", "en": " On Saturdays we open at nine."}


def _change(page: Page, language: str, lesson: int, sentence: str) -> None:
    """Change the first text of the lesson, and ask the organisms for their voices."""
    page.goto(f"/admin/pages/{lesson}/edit/")
    write(page, sentence)
    act(page, language, "submit")


def _approve_both(open_browser, language: str) -> None:
    title, lesson_title = people.TO_BUILD[language]
    for part in ("colleague", "cobuilder"):
        approve(open_browser(language).new_page(), account(part, language), title, lesson_title)


def test_what_two_build_a_third_adopts_and_keeps_its_own_words(
    open_browser, open_as, watch, language
):
    # The editor saves by itself while one publishes, and is told that it came too late.
    watch.expect_status(400)
    title, _lesson_title = people.TO_BUILD[language]
    builder, ours = open_browser(language).new_page(), open_browser(language).new_page()
    sign_in(builder, account("builder", language), next_path="/admin/")
    open_space(builder, title)
    neighbour = people.NEIGHBOUR[1 if language == "fr" else 2]
    invite(builder, language, neighbour, "language", quorum=2)
    reader = open_as(account("visitor", language))
    reader.goto(f"/{language}/catalogue/built-{language}/")
    reader.locator(".lesson-row a").first.click()
    upstream = reader.url
    builder.goto(upstream)
    builder.locator(".edit-link a").click()
    lesson = int(builder.url.split("/pages/")[1].split("/")[0])
    _change(builder, language, lesson, FIRST[language])
    _approve_both(open_browser, language)
    reader.goto(upstream)
    expect(reader.locator(".lesson-body")).to_contain_text(FIRST[language].strip())

    sign_in(ours, account("adopter", language), next_path="/admin/adoptions/")
    ours.get_by_role("link", name=title).click()
    adoption, copy = adopt(ours, language)
    own_lesson = below(ours, below(ours, copy))
    ours.goto(f"/admin/pages/{own_lesson}/edit/")
    write(ours, OURS[language], block=1)
    act(ours, language, "publish")
    publish_with_what_is_below(ours, copy)

    _change(builder, language, lesson, LATER[language])
    ours.goto(adoption)
    # What waits for its approval is no change yet.
    expect(ours.locator(".adoption-change")).to_have_count(0)
    _approve_both(open_browser, language)

    ours.goto(adoption)
    expect(ours.locator(".adoption-change")).to_contain_text([LATER[language].strip()])
    expect(ours.locator(".adoption-conflict")).to_have_count(0)
    press(ours, language, "Merge into the drafts")
    expect(ours.locator(".messages .success")).to_be_visible()
    ours.goto(f"/admin/pages/{own_lesson}/edit/")
    act(ours, language, "publish")
    ours.goto(f"/admin/pages/{own_lesson}/")
    reader.goto(ours.locator("a[href*='/catalogue/']").first.get_attribute("href") or "")
    body = reader.locator(".lesson-body")
    expect(body).to_contain_text(FIRST[language].strip())
    expect(body).to_contain_text(LATER[language].strip())
    expect(body).to_contain_text(OURS[language].strip())
    ours.goto(adoption)
    expect(ours.locator(".adoption-change")).to_have_count(0)
    # Other journeys look for the one path of this name.
    ours.goto(f"/admin/pages/{copy}/unpublish/")
    ours.locator("form[action*='/unpublish/'] button[type=submit]").click()
    expect(ours.locator(".messages .success")).to_be_visible()
