"""What people do, again and again, in the journeys."""

import re
from typing import Protocol
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Locator, Page, expect

from .contents import Lesson, Question
from .people import PASSWORD


def said(language: str, words: str, *, context: str = "") -> str:
    """Return `words` of the interface, in English in the code, as a page in `language` has them."""
    with translation.override(language):
        return pgettext(context, words) if context else gettext(words)


def path_of(page: Page) -> str:
    """Return the path of the page's address, without host, query and fragment."""
    return urlsplit(page.url).path


class SignsIn(Protocol):
    """Somebody with an account; a role means a second factor."""

    @property
    def email(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def role(self) -> str: ...


def sign_in(page: Page, who: SignsIn, *, next_path: str = "") -> None:
    """Sign in through the pages, with the second factor where the account has one."""
    page.goto(f"/{who.language}/account/login/" + (f"?next={next_path}" if next_path else ""))
    page.locator("input[name=login]").fill(who.email)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, who.language, "Sign in", within=page.locator("main"))
    if who.role:
        code = page.locator(".demonstration-code code").inner_text()
        page.locator("input[name=code]").fill(code)
        press(page, who.language, "Sign in", within=page.locator("main"))
    page.wait_for_url(lambda url: "/account/" not in url)


def prove(page: Page, language: str, password: str = PASSWORD) -> None:
    """Prove again who one is, as delicate pages ask: by the code where one is shown."""
    code = page.locator(".demonstration-code code")
    if code.count():
        page.locator("input[name=code]").fill(code.inner_text())
    else:
        page.locator("input[name=password]").fill(password)
    press(page, language, "Confirm", within=page.locator("main"))
    page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def press(page: Page, language: str, words: str, *, within: Locator | None = None) -> None:
    """Press the button that says `words`."""
    place = within if within is not None else page
    place.get_by_role("button", name=said(language, words), exact=True).click()


def choose(page: Page, question: Question, ids: tuple[str, ...]) -> None:
    """Tick exactly these options of a question."""
    box = page.locator(f"#question-{question.id}")
    for option in box.locator("input").all():
        if option.get_attribute("type") == "checkbox":
            option.set_checked(option.get_attribute("value") in ids)
        elif option.get_attribute("value") in ids:
            option.check()


def answer(page: Page, question: Question, ids: tuple[str, ...], outcome: str) -> None:
    """Answer with the options `ids`, and read that this is `outcome` (correct, incorrect…)."""
    choose(page, question, ids)
    holder = page.locator(f"#block-{question.id}")
    holder.locator("button[type=submit]").click()
    expect(holder.locator(f".question-outcome-{outcome}")).to_be_visible()


def answer_right(page: Page, question: Question) -> None:
    """Answer a question of any kind right, with a script or without; read that it is so."""
    box = page.locator(f"#block-{question.id}")
    match question.kind:
        case "ordering":
            _put_in_order(box, question)
        case "matching" | "categorising":
            for item in question.value["items"]:
                target = question.value["targets"][item["value"]["target"] - 1]["value"]
                box.locator(f"#pair-{item['id']}").select_option(label=target)
        case "numeric":
            box.locator(f"#entry-{question.id}").fill(str(question.value["answer"]))
        case "short_text":
            box.locator(f"#entry-{question.id}").fill(question.value["answers"][0]["value"])
        case "message_triage":
            _sort_messages(box, question)
        case "branching_scenario":
            _take_best_way(box, question)
        case _:
            choose(page, question, question.right)
    box.locator("button[type=submit]").click()
    expect(box.locator(".question-outcome-correct")).to_be_visible()


def _put_in_order(box: Locator, question: Question) -> None:
    for place, item in enumerate(question.value["items"]):
        select = box.locator(f"#place-{item['id']}")
        if select.is_visible():
            select.select_option(str(place + 1))
            continue
        # The locator inside is looked for below the item: it can't begin at the question.
        row = box.locator(".arranged-item", has=box.page.locator(f"#place-{item['id']}"))
        while row.evaluate("row => [...row.parentElement.children].indexOf(row)") > place:
            row.locator("[data-step='-1']").click()


def _sort_messages(box: Locator, question: Question) -> None:
    for mail in question.value["messages"]:
        wanted = box.locator(f"input[value='{mail['id']}[.]{mail['value']['verdict']}']")
        if not wanted.is_visible():
            box.locator(f"[data-mail='{mail['id']}'] .mailbox-row").click()
        wanted.check()
        back = box.locator(".mailbox-back")
        if back.is_visible():
            back.click()


def _take_best_way(box: Locator, question: Question) -> None:
    """Take the best choice of each step; the last one is chosen and not yet sent."""
    number = 1
    while number:
        choices = question.value["steps"][number - 1]["value"]["choices"]
        best = next(one for one in choices if one["value"]["quality"] == "best")
        box.locator(f"input[type=radio][value$='{best['id']}']").check()
        number = best["value"]["next"]
        if number:
            box.locator("button[type=submit]").click()


def finish_lesson(page: Page, lesson: Lesson) -> None:
    """Answer right what is not answered yet, then finish the lesson and follow where it leads."""
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    for question in lesson.questions:
        if page.locator(f"#block-{question.id} .question-outcome-correct").count() == 0:
            answer_right(page, question)
    here = page.url
    page.locator(".reading-end form button").click()
    page.wait_for_url(lambda url: url != here)


def speaks(page: Page, language: str) -> None:
    """The page is in `language`."""
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))


def open_charts(page: Page) -> int:
    """Scroll to every figure, wait until its picture is a chart; return how many there are.

    A heat map is its table on a phone: nothing to draw.
    """
    figures = [one for one in page.locator("academy-vega-figure").all() if one.is_visible()]
    for figure in figures:
        figure.scroll_into_view_if_needed()
        expect(figure.locator(".vega-stage svg")).to_be_visible()
        expect(figure.locator("picture")).to_be_hidden()
    return len(figures)
