"""A lesson's picture and a lesson's film, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import problems_of
from .steps import said

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}


def _open(page: Page, language: str, path: contents.LearningPath, lesson: contents.Lesson) -> None:
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.locator(".lesson-row").get_by_role("link", name=lesson.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)


def test_a_picture_fits_a_phone_and_has_words(open_browser, language):
    path = contents.read_path(contents.LIBRARY / "cybersecurity-essentials", language)
    lesson = next(one for one in path.lessons if one.slug in ("lire-un-courriel", "read-an-email"))
    page = open_browser(language, viewport=PHONE).new_page()
    _open(page, language, path, lesson)
    picture = page.locator(".lesson-body img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.naturalWidth") > 0
    box = picture.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert "services-" in (picture.get_attribute("alt") or "")
    assert not problems_of(page, everywhere=language == "fr")


def test_a_film_plays_has_captions_and_is_sought_in(open_browser, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_browser(language).new_page()
    _open(page, language, path, path.lessons[1])
    film = page.locator("video")
    film.scroll_into_view_if_needed()
    found = film.evaluate(
        """async film => {
            film.muted = true
            if (film.readyState < 1)
                await new Promise(go => film.addEventListener("loadedmetadata", go, {once: true}))
            const [track] = [...film.textTracks].filter(one => one.mode === "showing")
            await film.play()
            film.pause()
            const sought = new Promise(go => film.addEventListener("seeked", go, {once: true}))
            film.currentTime = 4
            await sought
            const part = await fetch(film.currentSrc, {headers: {Range: "bytes=100-199"}})
            return {
                seconds: Math.round(film.duration), at: film.currentTime, speaks: track.language,
                says: [...track.activeCues].map(one => one.text).join(" "),
                status: part.status, bytes: (await part.arrayBuffer()).byteLength,
                own: new URL(film.currentSrc).origin === location.origin,
            }
        }"""
    )
    says = {
        "fr": "Deux touches, et l’écran est fermé.",
        "en": "Two keys, and the screen is locked.",
    }
    assert found == {
        "seconds": 6,
        "at": 4,
        "speaks": language,
        "says": says[language],
        "status": 206,
        "bytes": 100,
        "own": True,
    }
    transcript = page.locator(".video details")
    transcript.get_by_text(said(language, "Transcript")).click()
    expect(transcript).to_contain_text(says[language])
    assert not problems_of(page, everywhere=language == "fr")
