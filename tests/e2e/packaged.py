"""What the journeys of packages have in common, whatever their standard."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

from .people import account
from .steps import said

CONTENT_HOST = "content.localhost"


@dataclass(frozen=True, slots=True)
class Framed:
    """The learner of a journey."""

    email: str
    language: str
    role: str = ""


def make_places(academy: Any, folders: Any, standard: str) -> Callable[[str], dict[str, str]]:
    """Return what finds the lessons of the journeys in a language; they are made once."""
    known: dict[str, dict[str, str]] = {}

    def place(language: str) -> dict[str, str]:
        if language not in known:
            file = folders.mktemp("places") / f"{language}.json"
            academy.run("-m", "tests.e2e.package_places", language, str(file), standard)
            known[language] = json.loads(file.read_text())
        return known[language]

    return place


def bring_in(page: Page, language: str, file: Path, title: str) -> None:
    """Bring a package called `title` in from the desk, up to the page that has its report."""
    page.goto("/admin/packages/add/")
    page.locator("#id_archive").set_input_files(file)
    page.get_by_role("button", name=said(language, "Bring it in")).click()
    expect(page.get_by_role("heading", name=said(language, "Versions"))).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def put_into_lesson(page: Page, language: str, lesson_id: str, title: str) -> None:
    """Add the package at the end of a lesson in the editor, and publish."""
    page.goto(f"/admin/pages/{lesson_id}/edit/")
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name=said(language, "Package (cmi5, SCORM, H5P)")).click()
    page.locator("[data-chooser-action-choose]").last.click()
    page.get_by_role("link", name=title).click()
    expect(page.locator("[data-chooser-title]").last).to_have_text(title)
    page.get_by_role("button", name=said(language, "More actions")).click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages .success")).to_be_visible()


def open_started(page: Page, language: str, lesson: str) -> None:
    """Open the page of a lesson, once its path is started."""
    page.goto(lesson)
    start = page.get_by_role("button", name=said(language, "Start this path"))
    if start.count():
        start.click()
        expect(start).to_have_count(0)
        page.goto(lesson)


def gains_nothing(
    open_as: Callable[..., Page],
    new_context: Callable[..., Any],
    base_url: str,
    trap: str,
    inside: Callable[[Page], FrameLocator],
) -> None:
    """Check what is left of an administrator's session after the hostile package of the lesson
    `trap` was opened; `inside` is where in the page it runs."""
    signed_in = open_as(account("administrator", "fr"))
    state = signed_in.context.storage_state()
    signed_in.context.close()
    # Not watched: what the package tries is refused by the browser, which says so.
    context = new_context(locale="fr-CA", storage_state=state)
    page = context.new_page()
    # What the browser itself refuses to send is never answered.
    answered: list[tuple[str, str]] = []
    page.on("response", lambda one: answered.append((one.frame.url, one.url)))
    page.goto(trap)
    before = {one["name"]: one["value"] for one in context.cookies(base_url)}
    page.locator(".package-open button").click()
    results = inside(page).locator("#results[data-over=true]")
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
