"""A learner: find a path, answer, leave, go on elsewhere, finish."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .people import account
from .steps import answer, finish_lesson, path_of, said, sign_in, speaks

pytestmark = pytest.mark.e2e
TYPOS = {"fr": "travaler a distanse", "en": "workng remotley"}


def _find_path(page: Page, language: str, path: contents.LearningPath) -> None:
    """Search the catalogue with spelling mistakes and open what it finds."""
    menu = page.get_by_role("navigation", name=said(language, "Main menu"))
    menu.get_by_role("link", name=said(language, "Catalogue")).click()
    page.get_by_role("searchbox").fill(TYPOS[language])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?query="))
    page.locator(".catalogue-list").get_by_role("link", name=path.title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.title)


def _read_on_to(page: Page, block_id: str) -> str:
    """Scroll to a block; return the block that the page has told the academy it is at."""
    with page.expect_request(lambda one: one.url.endswith("/position/")) as told:
        page.locator(f"#block-{block_id}").evaluate("block => block.scrollIntoView()")
    sent = told.value
    assert sent.response().status == 204
    return re.search(r'name="block"\s+([0-9a-f-]{36})', sent.post_data).group(1)


def test_from_the_catalogue_to_the_certificate(open_browser, language):
    who, path = account("learner", language), contents.read_path(contents.REMOTE_WORK, language)
    first, *others = path.lessons
    page = open_browser(language).new_page()
    page.goto(f"/{language}/")
    page.get_by_role("banner").get_by_role("link", name=said(language, "Sign in")).click()
    sign_in(page, who)
    assert path_of(page) == f"/{language}/learning/"
    speaks(page, language)

    _find_path(page, language, path)
    page.get_by_role("button", name=said(language, "Start this path")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first.title)
    question = first.questions[0]
    answer(page, question, question.wrong[:1], "incorrect")
    answer(page, question, question.right, "correct")
    after = first.blocks[first.blocks.index(question.id) + 1]
    left_at = _read_on_to(page, after)
    page.context.close()

    page = open_browser(language, viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, who)
    row = page.locator(".due-row", has_text=path.title)
    row.get_by_role("link", name=said(language, "Continue")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first.title)
    assert urlsplit(page.url).fragment == f"block-{left_at}"
    expect(page.locator(f"#block-{left_at}")).to_be_in_viewport()
    expect(page.locator(f"#block-{question.id} .question-outcome-correct")).to_have_count(1)

    for lesson in (first, *others):
        finish_lesson(page, lesson)
    expect(page.get_by_role("heading", level=1)).to_have_text(path.title)
    page.get_by_role("link", name=said(language, "See my certificate")).click()
    certificate = page.locator(".certificate")
    expect(certificate).to_contain_text(f"{who.first_name} {who.last_name}")
    expect(certificate).to_contain_text(path.title)
    expect(certificate).to_contain_text(said(language, "has passed the learning path"))

    with page.expect_download() as taken:
        page.get_by_role("link", name=said(language, "Badge (PNG, Open Badges 3.0)")).click()
    badge = Path(taken.value.path()).read_bytes()
    assert badge.startswith(b"\x89PNG")
    assert b"openbadgecredential" in badge

    # An employer scans the square, on a phone, without an account.
    printed = urlsplit(page.locator("#certificate-address").inner_text()).path
    employer = open_browser(language, viewport={"width": 390, "height": 844}).new_page()
    employer.goto(printed)
    speaks(employer, language)
    expect(employer.locator("main")).to_contain_text(said(language, "This certificate is valid"))
    expect(employer.locator("main")).to_contain_text(f"{who.first_name} {who.last_name}")
    assert who.email not in employer.content()

    page.goto(f"/{language}/learning/")
    finished = page.get_by_role("region", name=said(language, "Finished"))
    expect(finished.get_by_role("link", name=path.title, exact=True)).to_be_visible()
