"""Three kinds of manager use the barometer from signing in to taking the figures away."""

import base64
import csv
import io
import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Download, Locator, Page, expect
from pypdf import PdfReader

from . import contents, people
from .accessibility import DESK, PHONE, phone_problems, problems_of
from .people import Account, account
from .steps import open_charts, path_of, press, said, speaks

pytestmark = pytest.mark.e2e

SIX_MONTHS = "6"
# By the browser, with its cookies: what it shows of a PDF can't be read.
_FETCH = """async (address) => {
  const answer = await fetch(address);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const kind = answer.headers.get("content-type");
  return [answer.status, kind, btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""))];
}"""


def _name(names: tuple[str, str, str], language: str) -> str:
    return names[1] if language == "fr" else names[2]


@pytest.fixture
def enter(open_as) -> Callable[[Account], Page]:
    """Return a function that signs somebody in, by password and second factor, and opens the
    barometer by the menu."""

    def one(who: Account) -> Page:
        page = open_as(who)
        page.goto(f"/{who.language}/")
        menu = page.get_by_role("navigation", name=said(who.language, "Main menu"))
        menu.get_by_role("link", name=said(who.language, "Barometer")).click()
        speaks(page, who.language)
        return page

    return one


def _asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _filter(page: Page, path: contents.LearningPath) -> None:
    """Choose a path and a period; the address says so, and a reload shows the same."""
    form = page.locator(".barometer-filters")
    form.locator("select[name=path]").select_option(path.key)
    form.locator("select[name=period]").select_option(SIX_MONTHS)
    form.locator("button").click()
    expect(page.locator("#headline")).to_have_text(path.title)
    _is_filtered(page, path)
    said_before = page.locator(".barometer-headline").inner_text()
    page.reload()
    assert page.locator(".barometer-headline").inner_text() == said_before
    _is_filtered(page, path)


def _is_filtered(page: Page, path: contents.LearningPath) -> None:
    """The address and the filters say the path and the period."""
    asked = _asked(page)
    assert (asked["path"], asked["period"]) == ([path.key], [SIX_MONTHS])
    form = page.locator(".barometer-filters")
    expect(form.locator("select[name=path]")).to_have_value(path.key)
    expect(form.locator("select[name=period]")).to_have_value(SIX_MONTHS)


def _reads_headline(page: Page) -> None:
    """The headline says in a sentence, and in bands, how far the path has come."""
    expect(page.locator(".barometer-answer")).to_be_visible()
    bands = page.locator(".barometer-stats .stat-of").all_inner_texts()
    assert len(bands) >= 3
    # Between how many and how many, of how many.
    assert [one for one in bands if len(re.findall(r"\d+", one)) < 3] == []


def _download(page: Page, link: Locator) -> Download:
    with page.expect_download() as downloading:
        link.click()
    return downloading.value


def _takes_away(page: Page, figure: Locator, row: str) -> None:
    """Open the table of a figure and take it away in three formats, which say the same rows."""
    figure.locator("summary").click()
    expect(figure.get_by_role("rowheader", name=row).first).to_be_visible()
    files = {
        kind: _download(page, figure.get_by_role("link", name=kind))
        for kind in ("CSV", "XLSX", "JSON")
    }
    for kind, file in files.items():
        assert file.suggested_filename.endswith(f".{kind.lower()}")
    table = files["CSV"].path().read_text(encoding="utf-8-sig")
    assert row in table
    assert len(list(csv.reader(io.StringIO(table)))) > 1
    sheets = openpyxl.load_workbook(io.BytesIO(files["XLSX"].path().read_bytes())).worksheets
    cells = {cell for sheet in sheets for line in sheet.values for cell in line}
    assert row in cells
    assert row in json.dumps(json.loads(files["JSON"].path().read_text()), ensure_ascii=False)


def _opens_release(page: Page, language: str) -> None:
    """Follow the release of the page to its method, and come back."""
    here = page.url
    page.get_by_role("link", name=said(language, "This release and its method")).click()
    expect(page.get_by_role("term").filter(has_text=said(language, "Method"))).to_be_visible()
    assert re.search(r"/releases/\d{4}-\d{2}-\d{2}/$", path_of(page))
    expect(page.locator(".barometer-digest").first).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    page.go_back()
    page.wait_for_url(here)


def _subscribes(page: Page, language: str, place: str) -> None:
    """Ask for the page by mail, find it among one's own, and stop it."""
    page.get_by_role("link", name=said(language, "Receive this page by email")).click()
    press(page, language, "Receive it", within=page.locator("main"))
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "Pages by email"))
    row = page.locator("main tbody tr").filter(has=page.get_by_role("link", name=place)).first
    expect(row).to_be_visible()
    press(page, language, "Stop these emails", within=row)
    expect(page.get_by_text(said(language, "You get no page by email"), exact=True)).to_be_visible()


def _looks_right(page: Page, language: str) -> None:
    """No fault of accessibility at 390 and 1440 px; nothing scrolls sideways on a phone."""
    # Drawn for a phone at once: a chart that is drawn anew says only afterwards that it scrolls.
    page.set_viewport_size(PHONE)
    page.reload()
    open_charts(page)
    found = problems_of(page, everywhere=language == "fr")
    found += phone_problems(page)
    page.set_viewport_size(DESK)
    assert not found, "\n".join(found)


def test_the_manager_of_an_organism(enter, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    ministry = _name(people.MINISTRY, language)
    page = enter(account("sponsor", language))
    expect(page.get_by_role("heading", level=1)).to_have_text(ministry)
    _filter(page, path)
    _reads_headline(page)
    _takes_away(page, page.locator("figure#places"), _name(people.UNITS[0], language))

    sheet = page.get_by_role("link", name=said(language, "Council sheet: one page to print (PDF)"))
    status, kind, content = page.evaluate(_FETCH, sheet.get_attribute("href"))
    assert (status, kind) == (200, "application/pdf")
    document = PdfReader(io.BytesIO(base64.b64decode(content)))
    (sheet_page,) = document.pages
    assert ministry in document.metadata.title
    assert path.title in " ".join(sheet_page.extract_text().split())

    _opens_release(page, language)
    _is_filtered(page, path)
    _looks_right(page, language)
    _subscribes(page, language, ministry)


def test_the_officer_of_a_portfolio(enter, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    portfolio, ministry = (
        _name(people.PORTFOLIO, language),
        _name(people.MINISTRY, language),
    )
    page = enter(account("steward", language))
    expect(page.get_by_role("heading", level=1)).to_have_text(portfolio)
    _filter(page, path)
    _reads_headline(page)
    _takes_away(page, page.locator("figure#heat-map"), ministry)
    _opens_release(page, language)
    _looks_right(page, language)
    page.locator(".barometer-links").get_by_role("link", name=ministry).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ministry)
    _is_filtered(page, path)
    page.go_back()
    _subscribes(page, language, portfolio)


def test_the_lead_of_the_government(enter, language):
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    portfolio, ministry = (
        _name(people.PORTFOLIO, language),
        _name(people.MINISTRY, language),
    )
    page = enter(account("overseer", language))
    assert path_of(page) == f"/{language}/barometer/government/"
    _filter(page, path)
    _reads_headline(page)
    _takes_away(page, page.locator("figure#heat-map"), portfolio)
    _looks_right(page, language)
    for name in (portfolio, ministry):
        page.locator(".barometer-links").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        _is_filtered(page, path)
    page.go_back()
    page.go_back()
    expect(page.locator("#headline")).to_have_text(path.title)
    _opens_release(page, language)
    day = path_of(page)
    page.get_by_role("link", name=said(language, "This release and its method")).click()
    published = _download(
        page, page.get_by_role("link", name=said(language, "Download the document (JSON)"))
    )
    assert json.loads(published.path().read_text())["format"].startswith("academie-barometer-")
    page.go_back()
    assert path_of(page) == day
    _subscribes(page, language, said(language, "The whole government"))
