"""Figures come alive in a browser under the strict policy, and ask nobody else for anything."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page

from barometer.answers import PICTURE_POLICY
from barometer.drawing import charts, rendering
from barometer.drawing.pictures import WIDTHS, pictures_of
from barometer.drawing.theme import ramp

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
POLICY = {"default-src": ["'self'"], "img-src": ["'self'", "data:"]}
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
CHART = charts.over_time(
    pd.DataFrame(
        [
            (month, measure, share)
            for measure, share in (("completed", 0.5), ("passed", 0.45))
            for month in pd.date_range("2026-01-01", periods=3, freq="MS")
        ],
        columns=["day", "measure", "share"],
    ),
    language="fr",
)
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Figure</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/css/site.css">
<script type="module" src="/static/js/elements/vega-figure.js"></script>
<figure class="figure"><div class="figure-picture">{figure}</div></figure></html>"""


# As the barometer's pages have it: a table below, rows that fit no phone.
SHEET = """<!doctype html><html lang="fr"{theme}><meta charset="utf-8"><title>Page</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/css/site.css">
<link rel="stylesheet" href="/static/css/barometer.css">
<script type="module" src="/static/js/elements/vega-figure.js"></script>
<script type="module" src="/static/js/elements/heat-table.js"></script>
<form class="barometer-filters"><button>Afficher</button></form>
<div class="barometer-figures"><figure class="figure" id="heat-map">
<div class="figure-picture">{figure}</div>
<details class="details"><summary>Tableau</summary><div class="details-content">{table}</div>
</details></figure></div></html>"""
COLUMNS = ["Un parcours au nom bien trop long pour une colonne", *"abcd", "Le dernier parcours"]
PICTURES = pictures_of("organism", "O1", "over-time", "")


def _figure():
    return render_to_string(
        "components/vega_figure.html",
        {"pictures": PICTURES, "spec": rendering.vega_spec(CHART), "long": False},
    )


def _table(paths):
    """The heat map as a table of one organism, 12 % in every path."""
    names = COLUMNS[:paths]
    columns = [{"label": "Organisme", "number": False}]
    columns += [{"label": name, "number": True} for name in names]
    rows = [{"label": "Régie", "cells": [("12 %", 1), *[("95 %", 9)] * (paths - 1)]}]
    context = {"caption": "Parcours", "columns": columns, "rows": rows}
    with translation.override("fr"):
        return render_to_string("components/heat_table.html", context)


class _Site(BaseHTTPRequestHandler):
    """One page, its picture and the static files, all under the policy."""

    def do_GET(self):
        file = ROOT / self.path.lstrip("/")
        if self.path == "/" or self.path.startswith("/sheet"):
            chosen, _, paths = self.path.partition("?")[2].partition("&")
            page = PAGE if self.path == "/" else SHEET
            page = page.replace("{figure}", _figure())
            page = page.replace("{table}", _table(int(paths or 1)))
            page = page.replace("{theme}", f' data-theme="{chosen}"' if chosen else "")
            self._send(page.encode(), "text/html")
        elif asked := re.search(r"over-time-(light|dark)-(\d+)\.svg$", self.path):
            spec = rendering.vega_spec(CHART)
            drawn = rendering.picture(spec, theme=asked[1], width=int(asked[2]))
            self._send(drawn.encode(), "image/svg+xml", PICTURE_POLICY)
        elif self.path.startswith("/static/") and file.is_file():
            self._send(file.read_bytes(), KINDS[file.suffix])
        else:
            self.send_error(404)

    def _send(self, body, kind, policy=POLICY):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        said = "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())
        self.send_header("Content-Security-Policy", said)
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


@pytest.fixture
def open_page(browser) -> Iterator[Callable[..., Page]]:
    """Open a page of its own for a test, in the one browser of all tests; closed after it."""
    with ExitStack() as opened:
        yield lambda **how: opened.enter_context(browser.new_page(**how))


@pytest.mark.parametrize(
    ("system", "chosen", "script", "shown"),
    [
        ("light", "", True, "light"),
        ("dark", "", True, "dark"),
        ("dark", "light", True, "light"),
        ("light", "dark", True, "dark"),
        ("light", "", False, "light"),
        ("dark", "", False, "dark"),
    ],
)
def test_the_picture_follows_the_theme_of_the_page(
    address, open_page, system, chosen, script, shown
):
    """Before the chart stands in its place, and where it never does."""
    page = open_page(color_scheme=system, java_script_enabled=script)
    page.route("**/vega.min.js", lambda route: route.abort())
    page.goto(f"{address}sheet?{chosen}")
    picture = page.locator("img.vega-picture")
    if script:
        page.wait_for_function("() => customElements.get('academy-vega-figure') !== undefined")
        page.wait_for_function(
            "shown => document.querySelector('img').currentSrc.includes(`-${shown}-`)", arg=shown
        )
        page.evaluate(
            "document.documentElement.dataset.theme = 'dark';"
            "document.dispatchEvent(new CustomEvent('themechange'))"
        )
        page.wait_for_function("() => document.querySelector('img').currentSrc.includes('-dark-')")
    else:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        assert picture.is_visible()
        drawn = [url.rpartition("/")[2] for url in asked if "/over-time-" in url]
        assert sorted(drawn) == sorted([f"over-time-{shown}-1150.svg", "over-time-light-840.svg"])


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_the_table_is_open_and_nothing_is_to_be_pressed(address, open_page, script):
    page = open_page(
        color_scheme="dark",
        viewport={"width": 1440, "height": 900},
        java_script_enabled=script,
    )
    page.goto(f"{address}sheet")
    if script:
        page.locator(".vega-stage svg").wait_for()
        page.locator("academy-vega-figure picture").wait_for(state="hidden")
    assert page.locator(".vega-paper").is_hidden()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 900})
    assert page.locator(".barometer-filters").is_hidden()
    assert page.locator("summary").is_hidden()
    assert page.get_by_role("cell", name="12 %").bounding_box()["height"] > 10
    # The ink is dark, whatever the screen shows.
    assert page.locator("academy-vega-figure picture").is_hidden()
    assert page.locator(".vega-stage svg").is_hidden() or not script
    assert page.locator(".vega-paper").get_attribute("src") == PICTURES.paper
    assert "-light-" in PICTURES.paper
    for selector in (".vega-paper", "table"):
        box = page.locator(selector).bounding_box()
        assert box["x"] >= 0
        assert box["width"] > 600
        assert box["x"] + box["width"] <= 721


def test_what_was_never_in_sight_is_fetched_for_paper(address, open_page):
    page = open_page(viewport={"width": 1440, "height": 200})
    page.route("**/vega.min.js", lambda route: route.abort())
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"{address}sheet")
    page.wait_for_function("() => customElements.get('academy-vega-figure') !== undefined")
    assert "over-time-light-840.svg" not in asked
    page.pdf()
    assert "over-time-light-840.svg" in asked


@pytest.mark.parametrize(
    ("window", "place"), [(320, 290), (390, 290), (768, 600), (1440, 1310), (1920, 1310)]
)
def test_a_picture_is_that_of_its_place_and_fills_it(address, open_page, window, place):
    page = open_page(
        viewport={"width": window, "height": 900}, java_script_enabled=False, color_scheme="light"
    )
    page.goto(address)
    page.wait_for_load_state()
    said = page.locator("img.vega-picture").evaluate(
        "one => [one.currentSrc, one.naturalWidth, one.parentNode.clientWidth, one.clientWidth]"
    )
    source, natural, room, width = said
    assert source.endswith(f"-light-{place}.svg")
    assert natural == place
    assert width == max(room, natural)


@pytest.mark.parametrize(("width", "picture"), [(390, False), (1440, True)])
def test_on_a_phone_the_heat_map_is_its_table(address, open_page, width, picture):
    page = open_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}sheet")
    assert page.locator("academy-vega-figure").is_visible() is picture
    assert page.locator("summary").is_visible() is picture
    assert page.locator("td").evaluate("one => one.checkVisibility()") is not picture
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_table_of_a_phone_has_its_colours_and_scrolls_beside_its_names(
    address, open_page, script, theme
):
    page = open_page(
        viewport={"width": 320, "height": 900}, color_scheme=theme, java_script_enabled=script
    )
    page.goto(f"{address}sheet?&6")
    cells = page.locator(".heat-table td")
    seen = [
        cell.evaluate("one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]")
        for cell in (cells.first, cells.last)
    ]
    colours = [ramp(dark=theme == "dark")[step] for step in (1, 9)]
    assert seen == [[_rgb(colour) for colour in pair] for pair in colours]
    assert page.locator(".heat-table-hint").is_visible()
    region = page.get_by_role("region", name="Parcours")
    # Reached by keyboard, then scrolled by it.
    page.locator(".barometer-filters button").focus()
    page.keyboard.press("Tab")
    assert region.evaluate("one => one === document.activeElement")
    name, last = page.get_by_role("rowheader"), page.get_by_role("columnheader").last
    left = name.bounding_box()["x"]
    assert last.bounding_box()["x"] + last.bounding_box()["width"] > 320
    region.press("End")
    for _ in range(20):
        region.press("ArrowRight")
    page.wait_for_timeout(200)
    assert abs(name.bounding_box()["x"] - left) < 1
    box = last.bounding_box()
    assert box["x"] + box["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # The name of the column is whole.
    words = last.locator("span").bounding_box()
    assert box["y"] <= words["y"]
    assert words["y"] + words["height"] <= box["y"] + box["height"] + 1
    if script:
        page.locator(".heat-table:not([data-more])").wait_for()
        assert page.locator(".heat-table-hint").is_visible()


def _rgb(colour):
    """Write #rrggbb as a browser does."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_a_table_that_fits_says_nothing_of_its_side(address, open_page):
    page = open_page(viewport={"width": 390, "height": 900})
    page.goto(f"{address}sheet?&5")
    page.wait_for_function("() => customElements.get('academy-heat-table') !== undefined")
    page.wait_for_timeout(100)
    assert page.locator(".heat-table-hint").is_hidden()
    last = page.get_by_role("columnheader").last.bounding_box()
    assert last["x"] + last["width"] <= 390


def test_numbers_of_the_table_are_read_in_forced_colours(address, open_page):
    page = open_page(viewport={"width": 390, "height": 900}, forced_colors="active")
    page.goto(f"{address}sheet?&6")
    for cell in page.locator(".heat-table td").all():
        ground, ink = cell.evaluate(
            """one => { const {backgroundColor, color} = getComputedStyle(one);
                        return [backgroundColor, color]; }"""
        )
        assert {ground, ink} == {"rgb(255, 255, 255)", "rgb(0, 0, 0)"}


@pytest.mark.parametrize("width", [390, 1440])
def test_a_figure_comes_alive_and_follows_the_theme(address, open_page, width):
    page = open_page(viewport={"width": width, "height": 900}, color_scheme="light")
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.locator(".vega-stage svg").wait_for()
    page.locator("academy-vega-figure picture").wait_for(state="hidden")
    words = page.locator(".vega-stage svg text").all_text_contents()
    # At the end of the lines, or above them where that would take half of their place.
    plot = page.locator(".vega-stage svg .background").first.bounding_box()
    assert (plot["width"] > page.locator(".vega-stage").bounding_box()["width"] - 80) is (
        width == 390
    )
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
    assert said == []
    assert all(url.startswith((address, "data:")) for url in asked)


NAMES = ["Secrétariat à la valorisation des espèces méconnues", "Wwwwww MMMMMM", "Régie"]
PATHS = ["Protéger les renseignements personnels", "Mots de passe", "Gérer les responsabilités"]
EVERY_CHART = {
    "over time": charts.over_time(
        pd.DataFrame(
            [
                (month, measure, 0.52)
                for measure in charts.MEASURES
                for month in pd.date_range("2025-11-01", periods=13, freq="MS")
            ],
            columns=["day", "measure", "share"],
        ),
        language="fr",
    ),
    "by group": charts.by_group(
        pd.DataFrame(
            [(name, measure, 0.52) for name in NAMES for measure in ("completed", "passed")],
            columns=["label", "measure", "share"],
        ),
        language="fr",
    ),
    "heat map": charts.heat_map(
        pd.DataFrame(
            [(name, path, 0.52) for name in NAMES for path in [*PATHS, *"abcd"]],
            columns=["label", "path", "share"],
        ),
        language="fr",
    ),
}


def _show(page: Page, picture: str, *, policy: dict = PICTURE_POLICY) -> None:
    """Open a picture by itself, as it is sent."""
    said = "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())
    page.route(
        "**/picture.svg",
        lambda route: route.fulfill(
            body=picture,
            headers={"Content-Type": "image/svg+xml", "Content-Security-Policy": said},
        ),
    )
    page.goto("http://pictures.example/picture.svg")


@pytest.mark.parametrize("name", EVERY_CHART)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("letters", ["own", "other"])
def test_no_word_leaves_its_picture_or_covers_another(open_page, name, width, letters):
    """In the letters that the picture brings, and in wider ones where a reader has them instead."""
    picture = rendering.picture(rendering.vega_spec(EVERY_CHART[name]), width=width)
    if letters == "other":
        picture = re.sub("<style>.*?</style>", "", picture)
        picture = picture.replace("Atkinson Hyperlegible Next, Segoe UI, sans-serif", "monospace")
        assert "Atkinson" not in picture
    page = open_page(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    _show(page, picture)
    root = page.locator("svg").first.bounding_box()
    words = page.evaluate(
        """() => [...document.querySelectorAll("text:not([opacity='0'])")]
          .filter(one => one.textContent.trim())
          .map(one => { const {left, top, right, bottom} = one.getBoundingClientRect();
                        return [one.textContent, left, top, right, bottom]; })"""
    )
    assert len(words) > 8
    for said, left, top, right, bottom in words:
        assert left >= root["x"] - 1, said
        assert right <= root["x"] + root["width"] + 1, said
        assert top >= root["y"] - 1, said
        assert bottom <= root["y"] + root["height"] + 2, said
    for one, other in combinations(words, 2):
        # Paper around the letters is the same words in another colour.
        if one[0] != other[0]:
            across = min(one[3], other[3]) - max(one[1], other[1])
            down = min(one[4], other[4]) - max(one[2], other[2])
            assert across <= 0.5 or down <= 4, (one, other)


def test_a_picture_is_written_in_the_letters_it_brings_under_its_policy(address, open_page):
    page = open_page(java_script_enabled=False)
    said = []
    page.on("console", lambda message: said.append(message.text))
    _show(page, rendering.svg(CHART))
    fonts = "async () => { await document.fonts.ready; return [...document.fonts].map(one => %s) }"
    assert page.evaluate(fonts % "one.weight + one.status") == ["400loaded", "600loaded"]
    assert said == []
    # In an `<img>`, which sees no font of its page.
    img = '<!doctype html><body><img src="/own.svg"><img src="/other.svg"></body>'
    drawn = rendering.svg(CHART)
    page.route("**/own.svg", lambda route: route.fulfill(body=drawn, content_type="image/svg+xml"))
    without = re.sub("<style>.*?</style>", "", drawn)
    page.route(
        "**/other.svg", lambda route: route.fulfill(body=without, content_type="image/svg+xml")
    )
    page.route("**/img", lambda route: route.fulfill(body=img, content_type="text/html"))
    page.goto("http://pictures.example/img")
    own, other = (one.screenshot() for one in page.locator("img").all())
    assert own != other
