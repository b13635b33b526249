"""A SCORM package from a designer's archive to a finished lesson; and one that means harm."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.factories.packages import Part, scorm

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
    return make_places(academy, tmp_path_factory, "scorm")


def _part(page: Page) -> FrameLocator:
    """Return the part of a package: a frame in the frame of its origin."""
    return page.frame_locator(".package-frame iframe").frame_locator("#part")


@pytest.mark.parametrize("version", ["1.2", "2004 4th Edition"])
def test_a_package_from_the_archive_to_the_finished_lesson(
    open_browser, open_as, places, watch, tmp_path, academy, version
):
    language = "fr" if version == "1.2" else "en"
    watch.expect_hosts_below(CONTENT_HOST)
    # The editor saves by itself while no package is chosen yet, and is told so.
    watch.expect_status(400)
    place = places(language)
    desk = open_browser(language).new_page()
    sign_in(desk, account("designer", language), next_path="/admin/")
    title = f"SCORM {version} {language}"
    file = tmp_path / "cours.zip"
    file.write_bytes(scorm([Part()], version, title=title))
    bring_in(desk, language, file, title)
    report = said(language, "Nothing was found in this package that won’t work here.")
    expect(desk.get_by_text(report)).to_be_visible()
    put_into_lesson(desk, language, place["lesson_id"], title)

    learner = open_browser(language).new_page()
    who = Framed(place["learner"], language)
    sign_in(learner, who, next_path=place["lesson"])
    open_started(learner, language, place["lesson"])
    card = learner.locator(".package-card")
    expect(card.get_by_role("heading")).to_have_text(title)
    card.get_by_role("button", name=said(language, "Open", context="a package")).click()
    expect(_part(learner).locator("#opened")).to_have_text("ab-initio||")
    assert not problems_of(learner, everywhere=True)
    _part(learner).locator("#half").click()
    expect(_part(learner).locator("#opened")).to_have_text("kept")
    # Away without a word, as people leave; then again on another device.
    learner.context.close()

    other = open_browser(language).new_page()
    sign_in(other, who, next_path=place["lesson"])
    other.goto(place["lesson"])
    card = other.locator(".package-card")
    card.get_by_role("button", name=said(language, "Go on", context="a package")).click()
    expect(_part(other).locator("#opened")).to_have_text("resume|page-2|half of it")
    under_way = said(language, "Under way. Where you are is kept, on any device.")
    expect(other.locator(".package-state")).to_contain_text(under_way)
    _part(other).locator("#finish").click()
    done = said(language, "You have finished this.")
    expect(other.locator(".package-standing")).to_contain_text(done)
    other.get_by_role("link", name=said(language, "Back to the lesson"), exact=True).click()
    expect(other.locator(".package-card")).to_contain_text(done)
    expect(other.locator(".lesson-row-here")).to_have_class(
        "lesson-row lesson-row-done lesson-row-here"
    )


def test_a_hostile_package_gains_nothing_of_an_administrator(
    open_as, new_context, places, base_url
):
    gains_nothing(open_as, new_context, base_url, places("fr")["trap"], _part)
