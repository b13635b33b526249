"""An organism asks for training, another joins: what they ask for becomes a space of building."""

import pytest
from playwright.sync_api import expect

from .accessibility import PHONE, problems_of
from .people import TO_STRUCTURE, account, list_organism
from .steps import path_of, press, said, sign_in

pytestmark = pytest.mark.e2e
TITLES = {
    "fr": ("Accueillir au guichet", "Bien accueillir au guichet"),
    "en": ("Welcome at the counter", "A good welcome at the counter"),
}
NEEDS = {
    "fr": "Au guichet, les plaintes augmentent le lundi.",
    "en": "Complaints at the counter rise on Mondays.",
}


def _write(page, language, title):
    page.locator("input[name=title]").fill(title)
    page.locator("textarea[name=need]").fill(NEEDS[language])
    page.locator("input[name=audience]").fill("Comptoir")
    page.locator("input[name=people]").fill("45")


def test_what_two_organisms_ask_for_becomes_a_space(open_browser, language):
    path, _courses = TO_STRUCTURE[language]
    _code, french, english = list_organism(language)
    second = french if language == "fr" else english
    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, account("manager", language), next_path=f"/{language}/learn/requests/new/")
    _write(page, language, TITLES[language][0])
    press(page, language, "Send the request")
    # The path of the counter is alike, and is shown first.
    expect(page.locator(".requests-alike")).to_contain_text(path)
    found = problems_of(page, everywhere=language == "fr")
    press(page, language, "Send it all the same")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[language][0])
    found += problems_of(page, everywhere=language == "fr")
    address = path_of(page)

    other = open_browser(language).new_page()
    sign_in(other, account("lister", language), next_path=f"/{language}/learn/requests/new/")
    _write(other, language, TITLES[language][1])
    press(other, language, "Send the request")
    alike = other.locator(".requests-alike")
    expect(alike).to_contain_text(said(language, "Words in common: %(words)s.").partition("%")[0])
    alike.get_by_role("link", name=TITLES[language][0], exact=True).click()
    other.get_by_role("link", name=said(language, "We need this too")).click()
    other.locator("input[name=audience]").fill("Cartes")
    other.locator("input[name=people]").fill("12")
    press(other, language, "We need this too")
    expect(other.locator("main table")).to_contain_text(second)

    desk = open_browser(language).new_page()
    sign_in(desk, account("builder", language), next_path="/admin/training-requests/")
    desk.get_by_role("link", name=TITLES[language][0], exact=True).click()
    form = desk.locator("form[action$='/answer/']")
    form.locator("input[name=state][value=built]").check()
    form.locator("select[name=path]").select_option(label=path)
    press(desk, language, "Say it to those who asked", within=form)
    expect(desk.locator(".messages .success")).to_be_visible()
    form = desk.locator("form[action$='/invite/']")
    form.get_by_label(second).check()
    form.locator("select[name=part]").select_option("pedagogy")
    press(desk, language, "Invite them to build it", within=form)
    expect(desk.locator(".messages .success")).to_be_visible()
    desk.get_by_role(
        "link", name=said(language, "The space of “%(title)s”") % {"title": path}
    ).click()
    expect(desk.locator("table").first).to_contain_text(second)

    other.goto(address)
    expect(other.locator(".requests-steps")).to_contain_text(path)
    found += problems_of(other, everywhere=language == "fr")
    assert not found, "\n".join(found)
