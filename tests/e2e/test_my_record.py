"""Somebody reads their record, takes it away, asks to leave, stays, and leaves; whoever has the
code checks the receipt."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .accessibility import PHONE, phone_problems, problems_of
from .people import PASSWORD, Account, account
from .steps import press, prove, said, sign_in

pytestmark = pytest.mark.e2e
FILES = {
    "record.pdf": b"%PDF",
    "record.zip": b"PK",
    "record.json": b"{",
    "my-statements.json": b"[",
}


def _look(page: Page, language: str) -> None:
    assert not problems_of(page, everywhere=language == "fr") + phone_problems(page)


def _take_away(page: Page, language: str) -> dict[str, Path]:
    """Download each file, right after a proof of who one is."""
    _prove_before(page, language, "record")
    taken = {}
    for name in FILES:
        with page.expect_download() as download:
            page.locator(f"a[href$='{name}']").click()
        taken[name] = download.value.path()
    return taken


def _prove_before(page: Page, language: str, name: str) -> None:
    """Prove again who one is, and go on to a page of one's account."""
    next_path = f"/{language}/account/{name}/"
    page.goto(f"/{language}/account/reauthenticate/?next={next_path}")
    prove(page, language)


def _ask_by_keyboard(page: Page, who: Account) -> None:
    """Choose the random name and withdrawn certificates, type the address, send: no mouse."""
    _prove_before(page, who.language, "leave")
    page.locator("input[name=mode]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(who.email)
    page.keyboard.press("Enter")


def test_a_record_is_read_taken_away_and_erased(open_browser, watch, academy, language):
    who = account("leaver", language)
    page = open_browser(language, viewport=PHONE).new_page()
    sign_in(page, who)
    page.locator(".account-menu > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".account-panel")).to_be_visible()
    _look(page, language)
    page.locator(".account-panel").get_by_role("link", name=said(language, "My record")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "My record"))
    expect(page.locator("main")).to_contain_text(who.email)
    _look(page, language)

    taken = _take_away(page, language)
    for name, start in FILES.items():
        assert taken[name].read_bytes().startswith(start), name
    told = json.loads(taken["record.json"].read_bytes())
    assert who.last_name in json.dumps(told["parts"], ensure_ascii=False)
    with zipfile.ZipFile(taken["record.zip"]) as archive:
        assert set(archive.namelist()) == {f"{part['name']}.csv" for part in told["parts"]}

    # A wrong address changes nothing; the right one may be taken back.
    _prove_before(page, language, "leave")
    _look(page, language)
    watch.expect_status(422)
    press(page, language, "Ask to leave the academy")
    expect(page.locator(".error-summary")).to_be_visible()
    _look(page, language)
    _ask_by_keyboard(page, who)
    expect(page.locator(".own-record-code")).to_be_visible()
    _look(page, language)
    press(page, language, "Stay: erase nothing")
    expect(page.locator("body")).to_contain_text(said(language, "You stay. Nothing was erased."))

    _ask_by_keyboard(page, who)
    code = page.locator(".own-record-code").inner_text().strip()
    academy.run("-m", "tests.e2e.depart", who.email)
    letter = next(one for one in reversed(academy.letters()) if who.email in one)
    assert code in letter

    # The account is gone, with its session.
    page.goto(f"/{language}/account/record/")
    assert "/login/" in page.url
    page.locator("input[name=login]").fill(who.email)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, language, "Sign in", within=page.locator("main"))
    expect(page.locator(".error-summary, .alert-error").first).to_be_visible()

    # Anybody with the code, in the other letter case.
    stranger = open_browser(language, viewport=PHONE).new_page()
    stranger.goto(f"/{language}/account/receipt/")
    _look(stranger, language)
    stranger.locator("input[name=code]").fill(code.lower())
    stranger.keyboard.press("Enter")
    main = stranger.locator("main")
    expect(main).to_contain_text(said(language, "The receipt is genuine"))
    assert not re.search(f"{who.last_name}|{who.email}", main.inner_text())
    _look(stranger, language)
    with stranger.expect_download() as download:
        stranger.locator("a[href$='receipt.json']").click()
    assert json.loads(download.value.path().read_bytes())["mode"] == "pseudonymise"
    watch.expect_status(404)
    stranger.goto(f"/{language}/account/receipt/")
    stranger.locator("input[name=code]").fill("AAAA BBBB")
    stranger.keyboard.press("Enter")
    expect(main).to_contain_text(said(language, "No receipt has this code"))
