"""A SCORM package from a designer's archive to a finished lesson; and one that means harm."""

import json
from dataclasses import dataclass

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.factories.packages import Part, scorm

from .accessibility import problems_of
from .people import account
from .steps import said, sign_in

pytestmark = pytest.mark.e2e
CONTENT_HOST = "content.localhost"


@dataclass(frozen=True, slots=True)
class Framed:
    """The learner of the journey."""

    email: str
    language: str
    role: str = ""


@pytest.fixture(scope="module")
def places(academy, tmp_path_factory):
    """Return where the lessons of the journeys in a language are; they are made once."""
    known = {}

    def place(language):
        if language not in known:
            file = tmp_path_factory.mktemp("places") / f"{language}.json"
            academy.run("-m", "tests.e2e.closed_frame", language, str(file))
            known[language] = json.loads(file.read_text())
        return known[language]

    return place


def _part(page: Page) -> FrameLocator:
    """Return the part of a package: a frame in the frame of its origin."""
    return page.frame_locator(".package-frame iframe").frame_locator("#part")


def _bring_in(page: Page, language: str, tmp_path, version: str) -> str:
    """Bring a package in from the desk, and read its report; return its title."""
    title = f"SCORM {version} {language}"
    file = tmp_path / "cours.zip"
    file.write_bytes(scorm([Part()], version, title=title))
    page.goto("/admin/packages/add/")
    page.locator("#id_archive").set_input_files(file)
    page.get_by_role("button", name=said(language, "Bring it in")).click()
    report = said(language, "Nothing was found in this package that won’t work here.")
    expect(page.get_by_text(report)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return title


def put_into_lesson(page: Page, language: str, lesson_id: str, title: str) -> None:
    """Add the package at the end of a lesson in the editor, and publish."""
    page.goto(f"/admin/pages/{lesson_id}/edit/")
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name=said(language, "Package (cmi5, SCORM)")).click()
    page.locator("[data-chooser-action-choose]").last.click()
    page.get_by_role("link", name=title).click()
    expect(page.locator("[data-chooser-title]").last).to_have_text(title)
    page.get_by_role("button", name=said(language, "More actions")).click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_be_visible()


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
    title = _bring_in(desk, language, tmp_path, version)
    put_into_lesson(desk, language, place["lesson_id"], title)

    learner = open_browser(language).new_page()
    who = Framed(place["learner"], language)
    sign_in(learner, who, next_path=place["lesson"])
    learner.goto(place["lesson"])
    learner.get_by_role("button", name=said(language, "Start this path")).click()
    learner.goto(place["lesson"])
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
    language = "fr"
    place = places(language)
    who = account("administrator", language)
    signed_in = open_as(who)
    state = signed_in.context.storage_state()
    signed_in.context.close()
    # Not watched: what the package tries is refused by the browser, which says so.
    context = new_context(locale="fr-CA", storage_state=state)
    page = context.new_page()
    # What the browser itself refuses to send is never answered.
    answered = []
    page.on("response", lambda one: answered.append((one.frame.url, one.url)))
    page.goto(place["trap"])
    before = {one["name"]: one["value"] for one in context.cookies(base_url)}
    page.locator(".package-open button").click()
    results = _part(page).locator("#results[data-over=true]")
    results.wait_for(state="attached", timeout=90_000)
    found = json.loads(results.inner_text())
    harmless = {"form": "sent", "messages": "sent", "playerElsewhere": "tried"}
    beacon = found.pop("beacon")
    assert {name: said for name, said in found.items() if said != "nothing"} == harmless | {
        name: "went" for name in ("topNavigation",) if found.get(name) == "went"
    }
    page.wait_for_timeout(4_000)

    # What each of them would have left behind.
    assert "/packages/" in page.url
    assert len(context.pages) == 1
    assert context.service_workers == []
    after = {one["name"]: one["value"] for one in context.cookies(base_url)}
    assert after["sessionid"] == before["sessionid"]
    assert "evil" not in after.values()
    reached = [url for frame, url in answered if CONTENT_HOST in frame and "lms." in url]
    assert reached == [], (beacon, reached)
    # Still signed in, still where one was, and the academy's own page still works.
    assert page.goto("/admin/").status == 200
    assert "/login/" not in page.url
    context.close()
