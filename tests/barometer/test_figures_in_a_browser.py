"""Figures come alive in a browser under the strict policy, and ask nobody else for anything."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from barometer import charts, rendering

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
POLICY = "default-src 'self'; img-src 'self' data:"
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
CHART = charts.over_time(
    pd.DataFrame(
        [
            (month, measure, share)
            for measure, share in (("completed", 0.5), ("passed", 0.45))
            for month in pd.date_range("2026-01-01", periods=3, freq="MS")
        ],
        columns=["month", "measure", "share"],
    ),
    language="fr",
)
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Figure</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/css/site.css">
<script type="module" src="/static/js/elements/vega-figure.js"></script>
<figure class="figure"><div class="figure-picture">
<academy-vega-figure data-vega="/static/vendor/vega/vega.min.js"
  data-interpreter="/static/vendor/vega/vega-interpreter.js">
<picture><img src="/light.svg" alt=""></picture>
<script type="application/json">{spec}</script></academy-vega-figure></div></figure></html>"""


class _Site(BaseHTTPRequestHandler):
    """One page, its picture and the static files, all under the policy."""

    def do_GET(self):
        file = ROOT / self.path.lstrip("/")
        if self.path == "/":
            spec = json.dumps(rendering.vega_spec(CHART)).replace("<", "\\u003C")
            self._send(PAGE.replace("{spec}", spec).encode(), "text/html")
        elif self.path == "/light.svg":
            self._send(rendering.svg(CHART).encode(), "image/svg+xml")
        elif self.path.startswith("/static/") and file.is_file():
            self._send(file.read_bytes(), KINDS[file.suffix])
        else:
            self.send_error(404)

    def _send(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing of requests."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        serving.join()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_figure_comes_alive_and_follows_the_theme(address, width):
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
        said, asked = [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.locator(".vega-stage svg").wait_for()
        page.locator("academy-vega-figure img").wait_for(state="hidden")
        words = page.locator(".vega-stage svg text").all_text_contents()
        assert {"Réussi 45\u202f%", "Terminé 50\u202f%", "100\u202f%"} <= set(words)
        assert any("janv." in word for word in words)
        last = page.locator(".vega-stage svg text").last
        before = last.get_attribute("fill")
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(
            "before => [...document.querySelectorAll('.vega-stage svg text')].at(-1)"
            ".getAttribute('fill') !== before",
            arg=before,
        )
        page.locator(".vega-stage .mark-symbol path").last.hover(force=True)
        assert "mars 2026" in page.locator(".vega-tip").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
    assert said == []
    assert all(url.startswith((address, "data:")) for url in asked)
