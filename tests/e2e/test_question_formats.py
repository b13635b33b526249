"""A designer takes questions of another system into a bank, and takes them away in a third form."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .people import account
from .steps import press, said, sign_in

pytestmark = pytest.mark.e2e
QUESTIONS = """// [tag:messages]
::Un::Prompt one {=Right#Because. ~Wrong#Because not.}

::Deux::Prompt two {Tell us freely}

::Trois::Tell us. {}
"""
SOUND = QUESTIONS.replace("{Tell us freely}", "{TRUE#No, it is.#Indeed.}")


def _choose(page, text):
    page.set_input_files(
        "input[name=file]",
        {"name": "questions.gift.txt", "mimeType": "text/plain", "buffer": text.encode()},
    )


def test_questions_come_in_after_a_report_and_leave_as_moodle_xml(open_browser, language, watch):
    # A file that is refused.
    watch.expect_status(422)
    page = open_browser(language, accept_downloads=True).new_page()
    sign_in(page, account("designer", language), next_path="/admin/")
    title = f"Formats {language}"
    page.goto("/admin/snippets/courses/questionbank/add/")
    page.locator("input[name=title]").fill(title)
    page.locator("form footer button[type=submit], button.action-save").first.click()
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("input[name=title]")).to_have_value(title)
    bank = page.url.rstrip("/").split("/")[-1]

    page.goto(f"/admin/questions/import/?bank={bank}")
    expect(page.locator("select[name=bank]")).to_have_value(bank)
    page.select_option("select[name=language]", language)
    _choose(page, QUESTIONS)
    press(page, language, "See what would be saved")
    refusal = said(language, "The answer key can't be read: no answer begins with “=” or “~”.")
    expect(page.get_by_role("row").filter(has_text=refusal)).to_contain_text("4")
    expect(page.get_by_role("alert")).to_contain_text(
        said(language, "The file was refused: nothing was saved.")
    )

    _choose(page, SOUND)
    press(page, language, "See what would be saved")
    left_out = said(language, "Left out", context="of a line of a file")
    expect(page.get_by_role("row").filter(has_text=left_out)).to_contain_text("Trois")
    expect(page.get_by_role("row").filter(has_text="Prompt one")).to_contain_text("messages")
    page.get_by_role("checkbox").check()
    press(page, language, "Save these questions")
    for prompt in ("Prompt one", "Prompt two"):
        expect(page.get_by_role("link", name=prompt)).to_be_visible()
    expect(page.get_by_role("link", name="Tell us.")).to_have_count(0)

    page.goto(f"/admin/questions/{bank}/export/")
    page.select_option("select[name=form]", "moodle_xml")
    page.select_option("select[name=language]", language)
    press(page, language, "See what the format holds")
    with page.expect_download() as download:
        page.get_by_role("link", name=said(language, "Download the file")).click()
    assert download.value.suggested_filename == f"formats-{language}.{language}.xml"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.count('<question type="multichoice">') == 2
    assert "Because not." in text
