"""The pictures of the documentation: `python -m tests.e2e.screenshots [names…]`.

Loads the demonstration academy, opens the pages that the pictures show and writes docs/images:
`<name>.png` in French, `<name>-en.png` in English.
"""

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from .chromium import CHROMIUM_OPTIONS, chromium
from .serving import ROOT, Academy, serve

IMAGES = ROOT / "docs" / "images"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
TALL = {"width": 1100, "height": 1150}
# What a picture may weigh, in bytes.
LIMIT = 250_000
PREPARATION = (
    ["manage.py", "migrate", "--verbosity", "0"],
    ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
    ["manage.py", "prepare_site", "--verbosity", "0"],
    ["manage.py", "load_library", "--verbosity", "0"],
    # No path that ships with the academy has a video.
    ["manage.py", "load_library", "tests/e2e/paths/locked-screen", "--verbosity", "0"],
    ["manage.py", "load_demo", "--verbosity", "0"],
    ["manage.py", "run_worker", "--once"],
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A demonstration account that signs in."""

    email: str
    language: str
    role: str = ""


LEARNER = "apprenant@demo.example"
DESIGNER = "conception@demo.example"
MANAGER = "gestion@demo.example"
LEAD = "gouvernement@demo.example"


def _top(page: Page) -> None:
    page.evaluate("() => scrollTo(0, 0)")


def _message(page: Page) -> None:
    """Show a message that the lesson asks about."""
    page.locator(".message").first.evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 260)"
    )


def _charts(page: Page) -> None:
    """Turn every picture into its chart, then come back to the top."""
    for figure in page.locator("academy-vega-figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".vega-stage svg").wait_for()
    _top(page)


def _heat_map(page: Page) -> None:
    _charts(page)
    page.locator("figure#heat-map").evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 40)"
    )


def _editor(page: Page) -> None:
    """From the lesson to the editor, where its first text shows."""
    page.locator(".edit-link a").click()
    page.locator(".public-DraftEditor-content").first.wait_for()
    page.locator("[data-side-panel-toggle=preview]").click()
    page.frame_locator("iframe").first.locator(".lesson-body").wait_for()
    page.wait_for_timeout(1500)


def _steps(page: Page) -> None:
    """The steps of a path: the skipped one, the set and the locked one."""
    page.locator(".course-block").nth(1).evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 20)"
    )


def _positioning(page: Page) -> None:
    """From a path to the first question of its positioning test, begun or gone on with."""
    page.locator(".positioning-offer a").first.click()
    begin = page.locator(".positioning-ways button")
    if begin.count():
        begin.click()
    page.locator("#positioning-answer").wait_for()
    _top(page)


def _plan(page: Page) -> None:
    """From a path to its plan in the editor."""
    page.locator(".edit-link a").last.click()
    plan = page.locator(".path-plan")
    plan.wait_for()
    page.wait_for_timeout(1500)
    plan.evaluate("one => { one.style.scrollMarginTop = '9rem'; one.scrollIntoView(); }")
    page.wait_for_timeout(500)


def _coverage(page: Page) -> None:
    page.goto("/admin/coverage/", wait_until="networkidle")


PATH = "cybersecurity-essentials"
FIRST_WEEKS = "home/demonstration/first-weeks"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: whose page, where, what is done before it is taken."""

    name: str
    email: str
    address: Callable[[Page, str], str]
    before: Callable[[Page], None] = _top
    languages: tuple[str, ...] = ("fr", "en")
    size: dict[str, int] | None = None
    colours: str = "light"


def _at(address: str) -> Callable[[Page, str], str]:
    return lambda _page, _language: address


def _path(folder: str) -> Callable[[Page, str], str]:
    """Return the address of the path that a folder of the product holds."""

    def find(_page: Page, language: str) -> str:
        from .contents import read_path

        return f"catalogue/{read_path(ROOT / folder, language).slug}/"

    return find


def _lesson(number: int) -> Callable[[Page, str], str]:
    """Return the address of a lesson of the first path, found from its path."""

    def find(page: Page, language: str) -> str:
        from .contents import LIBRARY, read_path

        path = read_path(LIBRARY / PATH, language)
        page.goto(f"/{language}/catalogue/{path.slug}/")
        link = page.locator(".lesson-row a").nth(number)
        return (link.get_attribute("href") or "").split("/", 2)[2]

    return find


def _film(page: Page, language: str) -> str:
    """Return the address of a lesson with a video, joined by whoever looks."""
    from .contents import LOCKED_SCREEN, read_path

    path = read_path(LOCKED_SCREEN, language)
    _join(page, f"/{language}/catalogue/{path.slug}/")
    link = page.locator(".lesson-row a").nth(1)
    return (link.get_attribute("href") or "").split("/", 2)[2]


def _join(page: Page, address: str) -> None:
    page.goto(address)
    button = page.locator("#path-action form button")
    if button.count():
        button.first.click()
        page.wait_for_load_state()
        page.goto(address)


def _passage(page: Page) -> None:
    """Stop the video at its second passage, which a search has found."""
    page.locator("video").evaluate(
        """async (film) => {
            film.currentTime = 3.2
            await new Promise((go) => film.addEventListener("seeked", go, { once: true }))
        }"""
    )
    page.locator(".video-search input").fill("ecran" if "/fr/" in page.url else "screen")
    page.locator(".video-title").evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 20)"
    )


def _test_result(page: Page, language: str) -> str:
    """Take the test of a path, or look at the attempt that was made; return its address."""
    from .contents import LIBRARY, read_path

    folder = LIBRARY / "classify-information"
    path = read_path(folder, language)
    _join(page, f"/{language}/catalogue/{path.slug}/")
    page.get_by_role("link", name=path.lessons[-1].title).first.click()
    page.locator(".test-card a.button").first.click()
    page.wait_for_load_state()
    if page.locator(".test-attempts a").count():
        page.locator(".test-attempts a").first.click()
    else:
        page.locator("main form button[type=submit]").click()
        bank = json.loads((folder / "banks/end-of-the-path.json").read_text(encoding="utf-8"))
        right = {
            choice["value"]["text"]
            for question in bank["questions"]
            for choice in question["text"][language]["value"].get("choices", ())
            if choice["value"].get("correct") or choice["value"].get("quality") == "best"
        }
        while page.locator("#test-answer").count():
            for label in page.locator(".question-choice label").all():
                if label.inner_text().strip() in right:
                    label.click()
            page.locator(".test-buttons button").first.click()
            page.wait_for_load_state()
        page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    return page.url.split("/", 4)[4]


SHOTS = (
    Shot("home", "", _at("")),
    Shot("catalogue", "", _at("catalogue/")),
    Shot("dashboard", LEARNER, _at("learning/")),
    Shot("lesson", LEARNER, _lesson(1), _message),
    Shot("lesson-phone", LEARNER, _lesson(0), size=PHONE, colours="dark"),
    Shot("barometer-organism", MANAGER, _at("barometer/"), _charts),
    Shot("barometer-government", LEAD, _at("barometer/government/"), _heat_map),
    Shot("editor", DESIGNER, _lesson(1), _editor),
    Shot("path-steps", LEARNER, _path(FIRST_WEEKS), _steps, size=TALL),
    Shot("path-plan", DESIGNER, _path(FIRST_WEEKS), _plan, size=TALL),
    Shot("positioning", LEARNER, _path("courses/library/remote-work"), _positioning, size=PHONE),
    Shot("coverage", DESIGNER, _at(""), _coverage),
    Shot("test-result", LEARNER, _test_result),
    Shot("video", LEARNER, _film, _passage),
    Shot("my-record", LEARNER, _at("account/record/")),
)


def main(names: list[str]) -> None:
    """Take the pictures called `names`, or all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.test")
    django.setup()
    wanted = [one for one in SHOTS if not names or one.name in names]
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _academy() as academy, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
        for shot in wanted:
            for language in shot.languages:
                _take(browser, academy, shot, language)
        browser.close()


@contextmanager
def _academy() -> Iterator[Academy]:
    with tempfile.TemporaryDirectory(prefix="academie-screenshots-") as folder:
        academy = serve(Path(folder), *PREPARATION)
        try:
            yield academy
        finally:
            academy.stop()


def _take(browser: Browser, academy: Academy, shot: Shot, language: str) -> None:
    from .steps import sign_in

    context = browser.new_context(
        base_url=academy.address,
        viewport=DESK,
        locale=f"{language}-CA",
        reduced_motion="reduce",
        color_scheme=shot.colours,
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    if shot.email:
        role = "" if shot.email == LEARNER else "role"
        sign_in(page, Holder(shot.email, language, role))
    address = shot.address(page, language)
    page.set_viewport_size(shot.size or DESK)
    page.goto(f"/{language}/{address}", wait_until="networkidle")
    shot.before(page)
    page.wait_for_timeout(300)
    target = IMAGES / (f"{shot.name}.png" if language == "fr" else f"{shot.name}-{language}.png")
    target.write_bytes(_small(page.screenshot()))
    context.close()
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} kB")


def _small(png: bytes) -> bytes:
    """Return the picture in at most 256 colours, as small as PNG makes it."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    if kept.tell() > LIMIT:
        raise ValueError(f"A picture weighs {kept.tell()} bytes, more than {LIMIT}.")
    return kept.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
