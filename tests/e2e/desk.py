"""What designers do at their desk in several journeys."""

import re

from playwright.sync_api import Locator, Page, expect

from .steps import SignsIn, path_of, press, said, sign_in


def write(page: Page, sentence: str, *, block: int = 0) -> None:
    """Add a sentence at the end of the text at this place of the lesson that is edited."""
    field = page.locator(f"[name='body-{block}-value']")
    page.locator(".public-DraftEditor-content").nth(block).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(sentence)
    expect(field).to_have_value(re.compile(re.escape(sentence.strip())))


def act(page: Page, language: str, action: str) -> None:
    """Choose an action of the editor, such as `publish` or `submit`, and read that it is done."""
    page.get_by_role("button", name=said(language, "More actions")).click()
    page.locator(f"button[name=action-{action}]").click()
    expect(page.locator(".messages .success")).to_be_visible()


def open_space(page: Page, title: str) -> None:
    """Open the co-building space of the path that is called `title`."""
    page.goto("/admin/building/")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def invite(page: Page, language: str, organism: str, part: str, *, quorum: int) -> None:
    """Invite an organism into the space that is open, and say how many voices are needed."""
    form = page.locator("form[action$='/parts/']")
    form.locator("select[name=organism]").select_option(label=organism)
    form.locator("select[name=part]").select_option(part)
    press(page, language, "Invite", within=form)
    expect(page.locator("table").first).to_contain_text(organism)
    form = page.locator("form[action$='/rule/']")
    form.locator("input[name=quorum]").fill(str(quorum))
    press(page, language, "Keep this rule", within=form)
    expect(page.locator(".messages .success")).to_be_visible()


def approve(page: Page, who: SignsIn, path_title: str, lesson_title: str) -> None:
    """Sign in, and approve the lesson in the space of its path."""
    sign_in(page, who, next_path="/admin/")
    open_space(page, path_title)
    page.get_by_role("link", name=lesson_title).first.click()
    page.locator("input[name=verdict][value=approve]").check()
    press(page, who.language, "Give this voice")
    expect(page.locator(".messages .success")).to_be_visible()


def adopt(page: Page, language: str) -> tuple[str, int]:
    """Adopt the path whose page is open among those to adopt; return the address of the adoption
    and the number of the copy's page in `language`."""
    press(page, language, "Adopt this path")
    expect(page.locator(".messages .success")).to_be_visible()
    names = {"fr": "français|French", "en": "anglais|English"}[language]
    links = page.locator(".adoption-facts a[href^='/admin/pages/']")
    link = links.filter(has_text=re.compile(names, re.IGNORECASE)).first
    return path_of(page), _number_in(link)


def below(page: Page, number: int, place: int = 0) -> int:
    """Return the number of the page at `place` below the page `number`, in the explorer."""
    page.goto(f"/admin/pages/{number}/?ordering=ord")
    link = page.locator("td.title a[href$='/edit/']").nth(place)
    return _number_in(link)


def _number_in(link: Locator) -> int:
    found = re.search(r"/pages/(\d+)/", link.get_attribute("href") or "")
    assert found, "the link leads to a page of the editor"
    return int(found[1])


def publish_with_what_is_below(page: Page, number: int) -> None:
    """Publish a page and all below it, from the explorer."""
    page.goto(f"/admin/bulk/wagtailcore/page/publish/?id={number}&next=/admin/")
    page.locator("input[name=include_descendants]").check()
    page.locator("form:has(input[name=include_descendants]) button[type=submit]").click()
    expect(page.locator(".messages .success")).to_be_visible()
