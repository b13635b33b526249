"""Take the pictures of the README from a running demonstration academy.

    make run                                  in one terminal
    .venv/bin/python -m tests.e2e.screenshots http://lms.localhost:8000

They go to docs/images, in 128 colours so that each stays small.
"""

import io
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZE = {"width": 1280, "height": 860}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"]
PASSWORD = "demonstration"
LESSON = "/fr/catalogue/cybersecurite-les-essentiels/hameconnage-et-ingenierie-sociale/"


def sign_in(page: Page, address: str, email: str) -> None:
    """Sign in, with the code that the demonstration shows where one is asked for."""
    page.goto(f"{address}/fr/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    if page.locator("input[name=code]").count():
        code = re.search(r"\b(\d{3})\s?(\d{3})\b", page.inner_text("main"))
        page.fill("input[name=code]", code[1] + code[2])
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state()


def keep(page: Page, name: str, scroll_to: str = "") -> None:
    """Keep what the window shows as docs/images/<name>.png."""
    page.wait_for_load_state("networkidle")
    if scroll_to:
        page.locator(scroll_to).first.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(128).save(FOLDER / f"{name}.png", optimize=True)


def main(address: str) -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )

        def fresh(email: str = "") -> Page:
            page = browser.new_context(viewport=SIZE, color_scheme="light").new_page()
            page.set_default_timeout(60_000)
            if email:
                sign_in(page, address, email)
            return page

        page = fresh()
        page.goto(f"{address}/fr/")
        keep(page, "home")
        page = fresh("apprenant@demo.example")
        page.goto(f"{address}/fr/learning/")
        keep(page, "dashboard")
        page.goto(f"{address}{LESSON}")
        page.locator(".lesson-row a").nth(1).click()
        keep(page, "lesson", ".message")
        page = fresh("gestion@demo.example")
        page.goto(f"{address}/fr/barometer/")
        keep(page, "barometer-organism")
        page = fresh("gouvernement@demo.example")
        page.goto(f"{address}/fr/barometer/")
        keep(page, "barometer-government", "#heat-map")
        page = fresh("conception@demo.example")
        page.goto(f"{address}{LESSON}")
        page.locator(".lesson-row a").nth(1).click()
        edit = page.locator("wagtail-userbar a[href*='/edit']").first.get_attribute("href")
        page.goto(urljoin(address, edit))
        keep(page, "editor")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
