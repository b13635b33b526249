"""An organism adopts another's path, keeps what it changed, and offers it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from . import contents
from .accessibility import problems_of
from .desk import act, adopt, below, publish_with_what_is_below, write
from .people import account, list_organism
from .steps import press, said, sign_in

pytestmark = pytest.mark.e2e
OURS = {"fr": " Chez nous, on ferme aussi la porte.", "en": " Here, we close the door too."}
THEIRS = {"fr": " Et l’on range le dossier.", "en": " And one puts the file away."}
SUMMARIES = {"fr": "Un geste, et le dossier est à l’abri.", "en": "One gesture, and it is safe."}


def _edit_there(page: Page, language: str, path: contents.LearningPath) -> None:
    """The authors publish: a sentence in the same text, and another summary."""
    page.goto(f"/{language}/catalogue/{path.slug}/")
    page.locator(".lesson-row").get_by_role("link", name=path.lessons[-1].title).click()
    page.locator(".edit-link a").click()
    write(page, THEIRS[language])
    page.locator("#id_summary").fill(SUMMARIES[language])
    act(page, language, "publish")


def test_a_path_is_adopted_adapted_merged_and_offered_back(open_browser, open_as, watch, language):
    # The editor saves by itself while one publishes, and is told that it came too late; a merge
    # without a choice is refused.
    watch.expect_status(400)
    watch.expect_status(422)
    path = contents.read_path(contents.LOCKED_SCREEN, language)
    organism = list_organism(language)[1 if language == "fr" else 2]
    ours, author = open_browser(language).new_page(), open_browser(language).new_page()
    sign_in(ours, account("adopter", language), next_path="/admin/adoptions/")
    ours.get_by_role("link", name=path.title).click()
    expect(ours.locator("main")).to_contain_text(organism)
    found = problems_of(ours, everywhere=False)
    adoption, number = adopt(ours, language)
    expect(ours.locator(".messages .success")).to_contain_text(organism)

    lesson = below(ours, below(ours, number), len(path.lessons) - 1)
    ours.goto(f"/admin/pages/{lesson}/edit/")
    write(ours, OURS[language])
    act(ours, language, "publish")
    publish_with_what_is_below(ours, number)

    sign_in(author, account("designer", language), next_path="/admin/")
    _edit_there(author, language, path)

    ours.goto(adoption)
    conflict = ours.locator(".adoption-conflict")
    expect(conflict).to_have_count(1)
    expect(conflict).to_contain_text(OURS[language].strip())
    expect(conflict).to_contain_text(THEIRS[language].strip())
    expect(ours.locator(".adoption-change")).to_contain_text([SUMMARIES[language]])
    found += problems_of(ours, everywhere=False)
    press(ours, language, "Merge into the drafts")
    expect(ours.locator("[role=alert]")).to_be_visible()
    ours.get_by_label(said(language, "Keep yours")).check()
    press(ours, language, "Merge into the drafts")
    expect(ours.locator(".messages .success")).to_be_visible()
    expect(ours.locator(".adoption-conflict")).to_have_count(0)

    ours.goto(f"/admin/pages/{lesson}/edit/")
    expect(ours.locator("#id_summary")).to_have_value(SUMMARIES[language])
    act(ours, language, "publish")
    learner = open_as(account("visitor", language))
    ours.goto(f"/admin/pages/{lesson}/")
    learner.goto(ours.locator("a[href*='/catalogue/']").first.get_attribute("href") or "")
    expect(learner.locator("main")).to_contain_text(OURS[language].strip())
    expect(learner.locator("main")).not_to_contain_text(THEIRS[language].strip())

    ours.goto(adoption)
    ours.locator(".adoption-part summary").first.click()
    ours.locator(".adoption-part a").first.click()
    ours.locator("textarea[name=words]").fill("Ah !")
    press(ours, language, "Offer it back")
    expect(ours.locator(".messages .success")).to_be_visible()
    author.goto("/admin/adoptions/")
    author.get_by_role("link", name=path.lessons[-1].title).first.click()
    expect(author.locator("main")).to_contain_text(OURS[language].strip())
    found += problems_of(author, everywhere=False)
    author.locator("input[name=answer][value=accept]").check()
    press(author, language, "Send the answer")
    expect(author.locator("[name='body-0-value']")).to_have_value(
        re.compile(re.escape(OURS[language].strip()))
    )
    ours.goto(adoption)
    expect(ours.locator("main")).to_contain_text(said(language, "Accepted", context="an offer"))
    # Other journeys look for the one path of this name.
    ours.goto(f"/admin/pages/{number}/unpublish/")
    ours.locator("form[action*='/unpublish/'] button[type=submit]").click()
    expect(ours.locator(".messages .success")).to_be_visible()
    assert not found, "\n".join(found)
