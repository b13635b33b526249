"""Two organisms build a path: one invites the other, writes and submits; both approve, and learners
read it. Somebody without an account read the draft before."""

import re

import pytest
from playwright.sync_api import expect

from . import contents, people
from .accessibility import problems_of
from .desk import approve, invite, open_space, write
from .people import account
from .steps import press, said, sign_in

pytestmark = pytest.mark.e2e
SENTENCES = {
    "fr": " Deux organismes l’ont relu ensemble.",
    "en": " Two organizations reviewed it together.",
}


def test_two_organisms_build_a_path_and_approve_it(open_browser, open_as, language):
    path = contents.read_path(contents.KNOWLEDGE_TEST, language)
    lesson = path.lessons[0]
    neighbour = people.NEIGHBOUR[1 if language == "fr" else 2]
    page = open_browser(language).new_page()
    sign_in(page, account("builder", language), next_path="/admin/")
    open_space(page, path.title)
    invite(page, language, neighbour, "security", quorum=2)

    form = page.locator("form[action$='/links/']")
    form.locator("input[name=note]").fill("Cercle des usagers")
    press(page, language, "Make a link", within=form)
    address = page.locator(".help-block code").inner_text()

    visitor = open_browser(language).new_page()
    visitor.goto(re.sub(r"^https?://[^/]+", "", address))
    visitor.locator(".review-pages").locator(f"[href^='/{language}/']").last.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(lesson.title)
    assert not problems_of(visitor, everywhere=language == "fr")
    visitor.locator("input[name=name]").fill("Léa")
    visitor.locator("textarea[name=text]").fill("Une remarque.")
    press(visitor, language, "Send the remark")
    expect(visitor.locator("main")).to_contain_text(lesson.title)

    open_space(page, path.title)
    expect(page.locator("main")).to_contain_text("Une remarque.")
    reader = open_as(account("visitor", language))
    reader.goto(f"/{language}/catalogue/{path.slug}/")
    reader.locator(".lesson-row").get_by_role("link", name=lesson.title).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(lesson.title)
    page.goto(re.sub(r"^https?://[^/]+", "", reader.url))
    page.locator(".edit-link a").click()
    write(page, SENTENCES[language])
    page.get_by_role("button", name=said(language, "More actions")).click()
    expect(page.locator("button[name=action-publish]")).to_have_count(0)
    page.locator("button[name=action-submit]").click()
    expect(page.locator(".messages .success")).to_be_visible()

    for part in ("colleague", "cobuilder"):
        reader.reload()
        expect(reader.locator(".lesson-body")).not_to_contain_text(SENTENCES[language].strip())
        other = open_browser(language).new_page()
        approve(other, account(part, language), path.title, lesson.title)
    reader.reload()
    expect(reader.locator(".lesson-body")).to_contain_text(SENTENCES[language].strip())
    reader.goto(f"/{language}/catalogue/{path.slug}/")
    expect(reader.locator(".path-facts")).to_contain_text(neighbour)
