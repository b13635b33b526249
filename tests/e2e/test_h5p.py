"""H5P content from a designer's file to a finished lesson; and one that means harm."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.factories.h5p import h5p

from .accessibility import problems_of
from .packaged import (
    CONTENT_HOST,
    Framed,
    bring_in,
    gains_nothing,
    make_places,
    open_started,
    put_into_lesson,
)
from .people import account
from .steps import said, sign_in

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def places(academy, tmp_path_factory):
    """Return where the lessons of the journeys in a language are; they are made once."""
    return make_places(academy, tmp_path_factory, "h5p")


def _content(page: Page) -> FrameLocator:
    """Return the page of the content: the frame of its origin."""
    return page.frame_locator(".package-frame iframe")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_content_from_the_file_to_the_finished_lesson(
    open_browser, places, watch, tmp_path, language
):
    watch.expect_hosts_below(CONTENT_HOST)
    # The editor saves by itself while no package is chosen yet, and is told so.
    watch.expect_status(400)
    place = places(language)
    title = f"H5P {language}"
    file = tmp_path / "question.h5p"
    file.write_bytes(h5p(said={"title": title}))
    desk = open_browser(language).new_page()
    sign_in(desk, account("designer", language), next_path="/admin/")
    bring_in(desk, language, file, title)
    expect(desk.get_by_text("H5P.TestQuestion 1.0")).to_be_visible()
    desk.get_by_role("link", name=said(language, "Try it")).click()
    expect(desk.frame_locator("iframe.package-trial").locator(".opened")).to_have_text("page 1")
    put_into_lesson(desk, language, place["lesson_id"], title)

    learner = open_browser(language).new_page()
    who = Framed(place["learner"], language)
    sign_in(learner, who, next_path=place["lesson"])
    open_started(learner, language, place["lesson"])
    card = learner.locator(".package-card")
    expect(card.get_by_role("heading")).to_have_text(title)
    card.get_by_role("button", name=said(language, "Open", context="a package")).click()
    content = _content(learner)
    expect(content.locator(".opened")).to_have_text("page 1")
    assert not problems_of(learner, everywhere=True)
    content.locator(".answer").click()
    content.locator(".turn").click()
    content.locator(".turn").click()
    expect(content.locator(".opened")).to_have_text("page 3")
    # Links lead nowhere from within: the address is shown.
    content.locator(".away").click()
    expect(content.locator("#notice")).to_contain_text("https://example.org/")
    # Away without a word, as people leave; then again on another device.
    learner.goto(place["lesson"])
    under_way = said(language, "Under way. Where you are is kept, on any device.")
    learner.context.close()

    other = open_browser(language).new_page()
    sign_in(other, who, next_path=place["lesson"])
    other.goto(place["lesson"])
    card = other.locator(".package-card")
    card.get_by_role("button", name=said(language, "Go on", context="a package")).click()
    content = _content(other)
    expect(content.locator(".opened")).to_have_text("page 3")
    expect(other.locator(".package-state")).to_contain_text(under_way)
    other.reload()
    expect(content.locator(".opened")).to_have_text("page 3")
    # A part that is answered finishes nothing: the content itself does.
    content.locator(".answer").click()
    content.locator(".turn").click()
    expect(other.locator(".package-state")).to_contain_text(under_way)
    content.locator(".finish").click()
    done = said(language, "You have finished this.")
    expect(other.locator(".package-standing")).to_contain_text(done)
    other.get_by_role("link", name=said(language, "Back to the lesson"), exact=True).click()
    expect(other.locator(".package-card")).to_contain_text(done)
    expect(other.locator(".lesson-row-here")).to_have_class(
        "lesson-row lesson-row-done lesson-row-here"
    )


def test_hostile_content_gains_nothing_of_an_administrator(open_as, new_context, places, base_url):
    gains_nothing(open_as, new_context, base_url, places("fr")["trap"], _content)
