"""A cmi5 package from a designer's archive to a finished lesson, in both languages."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.factories.cmi5 import Au, Group, cmi5

from .accessibility import problems_of
from .packaged import CONTENT_HOST, Framed, bring_in, make_places, open_started, put_into_lesson
from .people import account
from .speaking_au import PAGE, SCRIPT
from .steps import said, sign_in

pytestmark = pytest.mark.e2e
UNITS = [Group("b", [Au("un", "Première partie", move_on="CompletedAndPassed")]), Au("deux")]


@pytest.fixture(scope="module")
def places(academy, tmp_path_factory):
    """Return where the lessons of the journeys in a language are; they are made once."""
    return make_places(academy, tmp_path_factory, "cmi5")


def _au(page: Page) -> FrameLocator:
    return page.frame_locator(".package-frame iframe")


def _bring_in(page: Page, language: str, tmp_path) -> str:
    title = f"cmi5 {language}"
    file = tmp_path / "cours.zip"
    file.write_bytes(cmi5(UNITS, {"index.html": PAGE, "au.js": SCRIPT}, title=title))
    bring_in(page, language, file, title)
    expect(page.get_by_text(said(language, "once it is completed and passed"))).to_be_visible()
    return title


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_cmi5_package_is_brought_in_left_resumed_and_passed(
    open_browser, places, watch, tmp_path, language
):
    watch.expect_hosts_below(CONTENT_HOST)
    # The editor saves by itself while no package is chosen yet, and the AU asks for what it kept
    # before it has kept anything: both are told so.
    watch.expect_status(400)
    watch.expect_status(404)
    place = places(language)
    desk = open_browser(language).new_page()
    sign_in(desk, account("designer", language), next_path="/admin/")
    title = _bring_in(desk, language, tmp_path)
    put_into_lesson(desk, language, place["lesson_id"], title)

    learner = open_browser(language).new_page()
    who = Framed(place["learner"], language)
    sign_in(learner, who, next_path=place["lesson"])
    open_started(learner, language, place["lesson"])
    learner.locator(".package-card button").click()
    likes = "fr-CA,en-CA" if language == "fr" else "en-CA,fr-CA"
    expect(_au(learner).locator("#opened")).to_have_text(f"Normal|{likes}|none")
    assert not problems_of(learner, everywhere=True)
    _au(learner).locator("#half").click()
    expect(_au(learner).locator("#opened")).to_have_text("kept")
    learner.context.close()

    other = open_browser(language).new_page()
    sign_in(other, who, next_path=place["lesson"])
    other.goto(place["lesson"])
    other.locator(".package-card button").click()
    expect(_au(other).locator("#opened")).to_have_text(f"Normal|{likes}|page-2")
    _au(other).locator("#pass").click()
    closed = said(language, "This part is closed. Choose the next one, or go back to the lesson.")
    expect(_au(other).locator(".ended")).to_have_text(closed)
    expect(other.locator(".package-contents .package-part").first.locator("svg")).to_be_visible()
    other.locator(".package-contents .package-part").last.click()
    expect(_au(other).locator("#opened")).to_contain_text("Normal|")
    _au(other).locator("#pass").click()
    done = said(language, "You have finished this.")
    expect(other.locator(".package-standing")).to_contain_text(done)
    other.get_by_role("link", name=said(language, "Back to the lesson"), exact=True).click()
    expect(other.locator(".package-card")).to_contain_text(done)


def test_where_a_frame_may_keep_nothing_the_part_opens_in_a_window_of_its_own(
    open_browser, places, watch, tmp_path
):
    """Browsers that hold third parties back from storing do so in frames alone."""
    watch.expect_hosts_below(CONTENT_HOST)
    watch.expect_status(400)
    watch.expect_status(404)
    place = places("en")
    desk = open_browser("en").new_page()
    sign_in(desk, account("designer", "en"), next_path="/admin/")
    file = tmp_path / "cours.zip"
    keeps = (
        "try { sessionStorage.place = 1; document.body.id = 'keeps'; } catch { /* in a frame */ }"
    )
    file.write_bytes(cmi5([Au("un")], {"index.html": PAGE, "au.js": keeps + SCRIPT}, title="Keeps"))
    bring_in(desk, "en", file, "Keeps")
    put_into_lesson(desk, "en", place["lesson_id"], "Keeps")

    learner = open_browser("en").new_page()
    sign_in(learner, Framed(place["learner"], "en"), next_path=place["lesson"])
    open_started(learner, "en", place["lesson"])
    learner.locator(".package-card", has_text="Keeps").locator("button").click()
    with learner.context.expect_page() as opened:
        learner.locator("#package-window").click()
    window = opened.value
    expect(window.locator("#opened")).to_contain_text("Normal|")
    expect(window.locator("#keeps")).to_be_visible()
    expect(learner.locator(".package-frame iframe")).to_have_count(0)
    window.locator("#pass").click()
    expect(window.locator(".ended")).to_be_visible()
    done = said("en", "You have finished this.")
    expect(learner.locator(".package-standing")).to_contain_text(done)
