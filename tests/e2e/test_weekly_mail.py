"""The weekly mail on a phone: stopping it without signing in, choosing another day, why it came."""

import email
import re
from email import policy

import pytest
from playwright.sync_api import expect

from . import people
from .accessibility import PHONE, problems_of
from .people import account
from .serving import Academy
from .steps import path_of, press, said

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="session")
def letters(academy: Academy) -> list[str]:
    """The messages that were sent, once the weekly mail was."""
    academy.run("-m", "tests.e2e.weekly_mail")
    return [part for file in academy.letters() for part in re.split(r"\n-{70,}\n", file)]


def _weekly_mail(letters: list[str], address: str):
    """Return the weekly mail to an address."""
    for text in letters:
        message = email.message_from_string(text.strip(), policy=policy.default)
        if message["To"] == address and message["List-Unsubscribe"]:
            return message
    raise AssertionError(f"No weekly mail was sent to {address}.")


def test_a_mail_is_stopped_taken_back_explained_and_moved(
    letters, open_browser, open_as, watch, language
):
    who = account("subscriber", language)
    message = _weekly_mail(letters, who.email)
    stop = message["List-Unsubscribe"].strip(" <>")
    assert stop in message.get_body(("plain",)).get_content()

    page = open_browser(language, viewport=PHONE).new_page()
    page.goto(stop)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(said(language, "Stop the weekly email?"))
    assert problems_of(page, everywhere=False) == []
    press(page, language, "Stop the weekly email")
    expect(title).to_have_text(said(language, "The weekly email is stopped"))
    assert problems_of(page, everywhere=False) == []
    press(page, language, "I want it after all")
    expect(title).to_have_text(said(language, "You will get the weekly email again"))

    page = open_as(who, viewport=PHONE)
    page.goto(f"/{language}/learn/mails/")
    expect(page.locator(".digest-sample")).to_be_visible()
    assert problems_of(page, everywhere=language == "fr") == []
    page.locator("select[name=weekday]").select_option("3")
    page.locator("select[name=hour]").select_option("3")
    watch.expect_status(422)
    press(page, language, "Keep these times")
    error = "This hour is among your quiet hours. Choose another one, or change those."
    expect(page.locator("main")).to_contain_text(said(language, error))
    assert problems_of(page, everywhere=False) == []
    page.locator("select[name=hour]").select_option("14")
    press(page, language, "Keep these times")
    expect(page.get_by_text(said(language, "Your choice is kept."))).to_be_visible()
    expect(page.locator("select[name=weekday]")).to_have_value("3")
    page.get_by_role("link", name=said(language, "Why did I get this?")).first.click()
    expect(page.locator(".digest-reasons")).to_contain_text(
        people.MINISTRY[1 if language == "fr" else 2]
    )
    assert problems_of(page, everywhere=False) == []


def test_pages_about_what_would_leave(letters, open_as, language):
    page = open_as(account("manager", language))
    page.goto(f"/{language}/learn/mails/organizations/")
    assert path_of(page) != f"/{language}/learn/mails/organizations/", "the only one leads on"
    expect(page.locator("table").first).to_be_visible()
    found = problems_of(page, everywhere=language == "fr")
    page.get_by_role("link", name=said(language, "See what asking for a path would change")).click()
    page.locator("select[name=path]").select_option(index=1)
    page.locator("input[name=due_on]").fill("2099-12-31")
    press(page, language, "Show the emails")
    expect(page.locator("table").first).to_be_visible()
    found += problems_of(page, everywhere=language == "fr")
    page = open_as(account("administrator", language))
    for address in ("log/", "organizations/"):
        page.goto(f"/{language}/learn/mails/{address}")
        found += problems_of(page, everywhere=False)
    assert not found, "\n".join(found)
