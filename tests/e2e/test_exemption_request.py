"""A learner asks on a phone to be exempted; the manager answers, and the learner reads it."""

import pytest
from playwright.sync_api import expect

from . import contents
from .accessibility import PHONE, phone_problems, problems_of
from .people import account
from .steps import press, said

pytestmark = pytest.mark.e2e


def test_a_request_is_sent_answered_and_read(open_as, watch, language):
    watch.expect_status(422)
    learner, manager = account("reader", language), account("manager", language)
    path = contents.read_path(contents.LIBRARY / "incident-reporting", language)
    page = open_as(learner, viewport=PHONE)
    page.goto(f"/{language}/learning/")
    asking = page.locator(f"a[href$='/learn/paths/{path.key}/exemption/']")
    asking.click()
    press(page, language, "Send the request")
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("textarea[name=reason]").fill("Learned elsewhere.")
    assert not problems_of(page, everywhere=language == "fr") + phone_problems(page)
    press(page, language, "Send the request")
    expect(page.get_by_text(said(language, "There is no answer yet."))).to_be_visible()

    desk = open_as(manager, viewport=PHONE)
    desk.goto(f"/{language}/learn/assignments/")
    desk.locator(".assignment-requests a").first.click()
    request = desk.locator(".exemption-list > li").filter(has_text=learner.last_name)
    expect(request).to_contain_text("Learned elsewhere.")
    request.locator("button[value=no]").click()
    expect(request.locator(".field-invalid")).to_be_visible()
    assert not problems_of(desk, everywhere=language == "fr") + phone_problems(desk)
    request.locator("textarea").fill("It has changed since.")
    request.locator("button[value=no]").click()
    expect(request).to_have_count(0)

    page.goto(f"/{language}/learning/")
    expect(page.get_by_text("It has changed since.")).to_be_visible()
    assert not problems_of(page, everywhere=language == "fr") + phone_problems(page)
