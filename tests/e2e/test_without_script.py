"""A learner whose browser runs no script: everything works by pages and forms."""

import pytest
from playwright.sync_api import expect

from . import contents
from .people import account
from .steps import choose, path_of, said, sign_in

pytestmark = pytest.mark.e2e


def test_a_path_without_script(open_browser, language):
    who = account("scriptless", language)
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_browser(language, java_script_enabled=False).new_page()
    sign_in(page, who)
    page.goto(f"/{language}/catalogue/?query={path.title}")
    page.locator(".catalogue-list").get_by_role("link", name=path.title).first.click()
    page.get_by_role("button", name=said(language, "Start this path")).click()
    for lesson in path.lessons:
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
        for question in lesson.questions:
            box = page.locator(f"#block-{question.id}")
            for ids, outcome in ((question.wrong[:1], "incorrect"), (question.right, "correct")):
                choose(page, question, ids)
                box.locator("button[type=submit]").click()
                expect(box.locator(f".question-outcome-{outcome}")).to_be_visible()
                assert page.url.endswith(f"#question-{question.id}-outcome")
        page.locator(".reading-end form button").click()
    assert path_of(page) == f"/{language}/catalogue/{path.slug}/"
    page.get_by_role("link", name=said(language, "See my certificate")).click()
    expect(page.locator(".certificate")).to_contain_text(path.title)
