"""Every kind of question: by keyboard alone, without a script, and what axe says of each state."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from . import contents
from .accessibility import DESK, phone_problems, problems_of
from .people import account
from .steps import finish_lesson, said, sign_in

pytestmark = pytest.mark.e2e
# How many times one presses Tab before giving up.
LIMIT = 60


def _values(lesson: str, language: str) -> dict[str, tuple[str, dict]]:
    """Return the id and the value of each question of a lesson, by kind."""
    name = f"courses/every-way/{lesson}.{language}.json"
    data = json.loads((contents.EVERY_QUESTION / name).read_text(encoding="utf-8"))
    return {block["type"]: (block["id"], block["value"]) for block in data["body"]}


def _open(page: Page, language: str, place: int) -> None:
    """Open the lesson at this place of the path, joined at the first."""
    path = contents.read_path(contents.EVERY_QUESTION, language)
    page.goto(f"/{language}/catalogue/{path.slug}/")
    start = page.get_by_role("button", name=said(language, "Start this path"))
    if start.count():
        start.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[0].title)
        page.goto(f"/{language}/catalogue/{path.slug}/")
    page.locator(".lesson-row").get_by_role("link", name=path.lessons[place].title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.lessons[place].title)


def _tab_to(page: Page, target: Locator) -> None:
    for _press in range(LIMIT):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}.")


class _Question:
    """A question of the page, answered by keyboard."""

    def __init__(self, page: Page, block_id: str) -> None:
        self.page = page
        self.id = block_id
        self.box = page.locator(f"#block-{block_id}")

    def reach(self, target: Locator) -> None:
        _tab_to(self.page, target)

    def send(self, outcome: str) -> None:
        """Send by keyboard; the focus goes to what is said, and one reads that it is `outcome`."""
        self.reach(self.box.locator("button[type=submit]"))
        self.page.keyboard.press("Enter")
        told = self.page.locator(f"#question-{self.id}-outcome.question-outcome-{outcome}")
        expect(told).to_be_focused()

    def begin(self) -> None:
        """Stand right before the question, where Tab leads into it."""
        self.box.evaluate("box => { box.tabIndex = -1; box.focus(); }")


def _sort_by_keyboard(question: _Question, right: list[str]) -> None:
    """Bring each item to its place with the up arrow, from the first place on."""
    items = question.box.locator(".arranged-item")
    for place, text in enumerate(right):
        up = items.filter(has_text=text).locator(".arranged-move").first
        texts = items.locator(".arranged-text").all_inner_texts()
        question.begin()
        question.reach(up)
        for _step in range(texts.index(text) - place):
            question.page.keyboard.press("ArrowUp")
            expect(up).to_be_focused()
    expect(items.locator(".arranged-text")).to_have_text(right)


def test_things_are_arranged_by_keyboard(open_browser, language):
    page = open_browser(language).new_page()
    sign_in(page, account("answerer", language))
    _open(page, language, 0)
    values = _values("arrange", language)

    block_id, value = values["ordering"]
    question = _Question(page, block_id)
    texts = [item["value"]["text"] for item in value["items"]]
    _sort_by_keyboard(question, texts[1:2] + texts[:1] + texts[2:])
    expect(question.box.locator("[role=status]").first).not_to_be_empty()
    question.send("partly")
    assert not problems_of(page, everywhere=True)
    page.set_viewport_size(DESK)
    _sort_by_keyboard(question, texts)
    question.send("correct")

    for kind in ("matching", "categorising"):
        block_id, value = values[kind]
        question = _Question(page, block_id)
        question.begin()
        for item in value["items"]:
            select = question.box.locator(f"#pair-{item['id']}")
            question.reach(select)
            page.keyboard.type(value["targets"][item["value"]["target"] - 1]["value"][:25])
        question.send("correct")

    block_id, value = values["numeric"]
    question = _Question(page, block_id)
    field = question.box.locator("input[name=choice]")
    for typed, outcome in (("12,9", "incorrect"), ("51,7 bits", "correct")):
        question.begin()
        question.reach(field)
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(typed)
        question.reach(question.box.locator("input[name=certainty]").first)
        page.keyboard.press("ArrowDown")
        expect(question.box.locator("input[value=unsure]")).to_be_checked()
        question.send(outcome)

    block_id, value = values["short_text"]
    question = _Question(page, block_id)
    question.begin()
    question.reach(question.box.locator("input[name=choice]"))
    page.keyboard.type(value["answers"][0]["value"].upper())
    question.send("correct")

    block_id, value = values["hot_spot"]
    question = _Question(page, block_id)
    question.begin()
    question.reach(question.box.locator("input[type=radio]").first)
    page.keyboard.press("Space")
    expect(question.box.locator(".hot-spot-region.is-chosen")).to_have_count(1)
    question.send("correct")
    assert not problems_of(page, everywhere=True)
    assert not phone_problems(page)


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_a_mailbox_is_sorted_and_a_scenario_gone_through_by_keyboard(open_browser, language, width):
    page = open_browser(language, viewport={"width": width, "height": 900}).new_page()
    sign_in(page, account("answerer", language))
    _open(page, language, 1)
    values = _values("decide", language)
    block_id, value = values["message_triage"]
    question = _Question(page, block_id)
    if question.box.locator("form").count():
        assert not problems_of(page, everywhere=True)
        page.set_viewport_size({"width": width, "height": 900})
    if width == 1280:
        _sort_mails(question, value, all_right=False)
        question.send("partly")
        assert not problems_of(page, everywhere=True)
        return
    _sort_mails(question, value, all_right=True)
    question.send("correct")

    block_id, value = values["branching_scenario"]
    question = _Question(page, block_id)
    for place, end in ((0, False), (2, True)):
        choices = value["steps"][place]["value"]["choices"]
        best = next(one for one in choices if one["value"]["quality"] == "best")
        question.begin() if place == 0 else None
        radio = question.box.locator(f"input[type=radio][value$='{best['id']}']")
        first = question.box.locator("input[type=radio]").first
        question.reach(first)
        page.keyboard.press("Space")
        expect(radio).to_be_checked()
        if end:
            question.send("correct")
        else:
            question.reach(question.box.locator("button[type=submit]"))
            page.keyboard.press("Enter")
            expect(page.locator(f"#question-{block_id}-step")).to_be_focused()
            assert not problems_of(page, everywhere=False)
    assert not phone_problems(page)


def _sort_mails(question: _Question, value: dict, *, all_right: bool) -> None:
    """Open each message and say what to do with it; miss the first unless `all_right`."""
    page, box = question.page, question.box
    rows = box.locator(".mailbox-row")
    question.begin()
    for place, mail in enumerate(value["messages"]):
        if place == 0:
            question.reach(rows.nth(0))
            page.keyboard.press("Home")
            if not rows.nth(0).evaluate("row => row === document.activeElement"):
                rows.nth(0).focus()
        else:
            page.keyboard.press("ArrowDown")
            expect(rows.nth(place)).to_be_focused()
        page.keyboard.press("Enter")
        expect(box.locator(f"#mail-{mail['id']}-title")).to_be_focused()
        verdict = mail["value"]["verdict"] if all_right or place else "keep"
        # Tab stops at the option that is chosen; where none is, at the first.
        chosen = box.locator(f"input[name='choice-{mail['id']}']:checked")
        options = box.locator(f"input[name='choice-{mail['id']}']")
        question.reach(chosen if chosen.count() else options.first)
        page.keyboard.press("Space")
        wanted = box.locator(f"input[value='{mail['id']}[.]{verdict}']")
        if not wanted.is_checked():
            page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()
        back = box.locator(".mailbox-back")
        if back.is_visible():
            back.focus()
            page.keyboard.press("Enter")
        else:
            rows.nth(place).focus()
        expect(rows.nth(place)).to_be_focused()


def test_a_path_with_every_kind_is_followed_to_its_end(open_browser, language):
    page = open_browser(language).new_page()
    sign_in(page, account("walker", language))
    path = contents.read_path(contents.EVERY_QUESTION, language)
    _open(page, language, 0)
    for lesson in path.lessons:
        finish_lesson(page, lesson)
    expect(page.get_by_role("heading", level=1)).to_have_text(path.title)
    expect(page.get_by_role("link", name=said(language, "See my certificate"))).to_be_visible()


def test_every_kind_is_answered_without_a_script(open_browser, language):
    page = open_browser(language, java_script_enabled=False).new_page()
    sign_in(page, account("scriptless-answerer", language))
    _open(page, language, 0)
    values = _values("arrange", language)

    block_id, value = values["ordering"]
    for place, item in enumerate(value["items"], 1):
        page.locator(f"#place-{item['id']}").select_option(str(place))
    _send(page, block_id, "correct")
    block_id, value = values["matching"]
    for item in value["items"]:
        text = value["targets"][item["value"]["target"] - 1]["value"]
        page.locator(f"#pair-{item['id']}").select_option(label=text)
    _send(page, block_id, "correct")
    block_id, value = values["numeric"]
    field = page.locator(f"#entry-{block_id}")
    field.fill("douze")
    page.locator(f"#block-{block_id} button[type=submit]").click()
    expect(page.locator(f"#question-{block_id}-error")).to_be_focused()
    expect(field).to_have_value("douze")
    field.fill("51,7")
    _send(page, block_id, "correct")

    _open(page, language, 1)
    values = _values("decide", language)
    block_id, value = values["message_triage"]
    for mail in value["messages"]:
        details = page.locator(f"[data-mail='{mail['id']}'] details")
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        details.locator(f"input[value$='{mail['value']['verdict']}']").check()
    _send(page, block_id, "correct")
    block_id, value = values["branching_scenario"]
    box = page.locator(f"#block-{block_id}")
    box.locator("input[type=radio]").first.check()
    box.locator("button[type=submit]").click()
    expect(page.locator(f"#question-{block_id}-step")).to_be_focused()
    box.locator("input[type=radio]").first.check()
    _send(page, block_id, "correct")


def _send(page: Page, block_id: str, outcome: str) -> None:
    page.locator(f"#block-{block_id} button[type=submit]").click()
    expect(page.locator(f"#block-{block_id} .question-outcome-{outcome}")).to_be_visible()
