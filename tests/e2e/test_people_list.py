"""A manager sends a list of people: every difference is shown, the worker writes them."""

import pytest
from playwright.sync_api import Page, expect

from . import people
from .accessibility import phone_problems, problems_of
from .people import account
from .steps import press, said, sign_in

pytestmark = pytest.mark.e2e
COLUMNS = {
    "fr": "matricule;courriel;prénom;nom;code d’unité",
    "en": "employee number,e-mail,first name,last name,unit code",
}
# Who is there already, but for the last person, who leaves; somebody joins.
NEW = ("1004", "Danielle", "Vaillancourt")


def _list(language: str) -> bytes:
    """Return the file as an office would make it: Windows-1252 and semicolons, or UTF-8."""
    separator = ";" if language == "fr" else ","
    code = people.list_unit(language)[0]
    lines = [COLUMNS[language]]
    for number, first_name, last_name in (*people.LISTED[:-1], NEW):
        address = people.listed_address(number, language)
        lines.append(separator.join([number, address, first_name, last_name, code]))
    return "\r\n".join(lines).encode("cp1252" if language == "fr" else "utf-8")


def _send(page: Page, language: str) -> None:
    """Hand over the list, from the people pages of the organism."""
    page.goto(f"/{language}/people/")
    page.get_by_role("link", name=said(language, "Send a list of people")).first.click()
    page.locator("input[type=file]").set_input_files(
        {"name": "personnel.csv", "mimeType": "text/csv", "buffer": _list(language)}
    )
    press(page, language, "Compare")


def test_a_list_from_its_file_to_the_organism(open_browser, watch, language):
    page = open_browser(language).new_page()
    sign_in(page, account("lister", language))
    _send(page, language)
    # The worker reads; the page follows by itself.
    expect(page.locator(".difference-joining")).to_contain_text(" ".join(NEW[1:]))
    leaving = " ".join(people.LISTED[-1][1:])
    expect(page.locator(".difference-leaving")).to_contain_text(leaving)
    assert not problems_of(page, everywhere=language == "fr") + phone_problems(page)
    # A third of the organism would leave: the number has to be typed.
    watch.expect_status(422)
    page.locator("#apply input[name=departures]").fill("7")
    page.locator("button[form=apply]").click()
    expect(page.locator("#apply .field-error")).to_be_visible()
    page.locator("#apply input[name=departures]").fill("1")
    page.locator("button[form=apply]").click()
    expect(page.locator(".alert-success")).to_be_visible()

    # The same list once more: the academy knows all of it.
    _send(page, language)
    nothing = said(language, "Nothing to change")
    expect(page.get_by_role("heading", name=nothing)).to_be_visible()
    expect(page.locator(".difference")).to_have_count(0)
