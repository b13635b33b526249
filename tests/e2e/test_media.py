"""A lesson's picture and a lesson's film, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from . import contents
from .accessibility import phone_problems, problems_of
from .people import account
from .steps import finish_lesson, press, said, sign_in

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
    assert page.locator(".video-cue-button[aria-current]").inner_text().endswith(says[language])
    transcript = page.locator(".video details")
    transcript.get_by_text(said(language, "Transcript")).click()
    expect(transcript).to_contain_text(says[language])
    assert not problems_of(page, everywhere=language == "fr")


WORDS = {"fr": "ecran", "en": "SCREEN"}


def _tab_to(page: Page, target: Locator) -> None:
    for _press in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}.")


def test_what_a_film_says_is_gone_through_by_keyboard_on_a_phone(open_browser, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_browser(language, viewport=PHONE).new_page()
    _open(page, language, path, path.lessons[1])
    film, cues = page.locator("video"), page.locator(".video-cue-button")
    film.evaluate("film => { film.muted = true }")
    expect(cues).to_have_count(2)

    # Words are found without accents and capitals, and the number of passages is said.
    field, status = page.locator(".video-search input"), page.locator(".video-hits")
    _tab_to(page, field)
    page.keyboard.type(WORDS[language])
    heard = said(language, "Passage {place} of {count}").replace("{count}", "1")
    expect(status).to_have_text(heard.replace("{place}", "1"))
    expect(cues.nth(1).locator("mark.is-here")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(status).to_have_text(heard.replace("{place}", "1"))
    field.fill("zzz")
    expect(status).to_have_text(said(language, "No passage has these words."))
    field.fill("")
    expect(status).to_be_empty()
    expect(page.locator(".video-cues mark")).to_have_count(0)

    # One stop for the list; Enter leads to the moment.
    _tab_to(page, cues.nth(1))
    page.keyboard.press("ArrowUp")
    expect(cues.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(cues.nth(1)).to_have_attribute("aria-current", "true")
    assert round(film.evaluate("film => film.currentTime")) == 3

    # The speed is kept on this device.
    speed = page.locator(".video-speed select")
    speed.select_option("1.5")
    page.reload()
    expect(speed).to_have_value("1.5")
    assert film.evaluate("film => film.playbackRate") == 1.5
    assert not problems_of(page, everywhere=True)
    assert not phone_problems(page)


def _watch_to(page: Page, seconds: int) -> None:
    """Play the film from `seconds` on for a moment; what is told of the place is kept."""
    with page.expect_response(lambda one: "/videos/" in one.url) as kept:
        page.locator("video").evaluate(
            """async (film, at) => {
                film.muted = true
                film.currentTime = at
                await film.play()
                film.pause()
            }""",
            seconds,
        )
    assert kept.value.status == 204


def test_a_film_goes_on_where_one_left_it_on_another_device(open_browser, language):
    who, path = account("watcher", language), contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_browser(language).new_page()
    sign_in(page, who)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    press(page, language, "Start this path")
    finish_lesson(page, path.lessons[0])
    expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[1].title)
    expect(page.locator(".video-resume")).to_be_hidden()
    _watch_to(page, 2)
    address = page.url
    page.context.close()

    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, who)
    page.goto(address)
    film = page.locator("video")
    film.evaluate("film => { film.muted = true }")
    resume, restart = page.locator(".video-resume button").all()
    expect(resume).to_be_visible()
    assert "0:02" in resume.inner_text()
    assert not problems_of(page, everywhere=True)
    assert not phone_problems(page)
    _tab_to(page, restart)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".video-resume")).to_be_hidden()
    assert film.evaluate("film => film.currentTime") >= 2
    film.evaluate("film => film.pause()")
    # Nothing waits for the rest of the film: the text was there to read.
    finish_lesson(page, path.lessons[1])
    expect(page.get_by_role("link", name=said(language, "See my certificate"))).to_be_visible()


def test_without_a_script_there_is_a_transcript_to_read(open_browser, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    page = open_browser(language, java_script_enabled=False).new_page()
    _open(page, language, path, path.lessons[1])
    expect(page.locator(".video-tools")).to_be_hidden()
    page.locator(".video summary").click()
    expect(page.locator(".video details .prose")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name=said(language, "Download the transcript (text)")).click()
    assert "0:03  " in Path(taken.value.path()).read_text(encoding="utf-8")
