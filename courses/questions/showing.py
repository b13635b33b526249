"""From a question block and its answers to what a learner's page shows."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from courses.assessment import (
    LONGEST_TEXT,
    PAIR,
    AnswerProblem,
    BranchingQuestion,
    BranchStep,
    Choice,
    ChoiceQuestion,
    Mark,
    NumericQuestion,
    OrderingQuestion,
    PairingQuestion,
    Question,
    ShortTextQuestion,
    TriageQuestion,
    paired,
    pairs_in,
)

from .shapes import (
    ChoiceView,
    EntryView,
    ItemView,
    MailView,
    MarkedAnswer,
    PictureView,
    QuestionView,
    RegionView,
    StepView,
    TargetView,
    WalkView,
)

_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"<a\b(?P<attributes>[^>]*)>(?P<text>.*?)</a>", re.DOTALL)
_HREF = re.compile(r'\bhref="([^"]*)"')


def question_view(
    block: Any, answers: Sequence[MarkedAnswer], draft: Sequence[str] | None = None
) -> QuestionView:
    """Return the view of a question block after `answers`, oldest first (none: not answered).

    `draft`: what was sent and couldn't be taken, or is on its way to the next step. It is shown
    again as it was, and nothing is said of it.
    """
    value = block.value
    question: Question = value.question(block.id)
    last = answers[-1] if answers else None
    response = tuple(last.response) if last and draft is None else tuple(draft or ())
    mark = _mark(question, response) if draft is None and last else None
    closed = bool(last and last.success)
    is_answered = last is not None and draft is None
    shown = _shown(question, value, response, mark, is_answered=is_answered)
    message = value.get("message")
    return QuestionView(
        block_id=str(block.id),
        kind=question.kind,
        prompt=question.prompt,
        situation=value.get("situation"),
        message=message if message and says_something(message) else None,
        attempts=len(answers),
        closed=closed,
        outcome=_outcome(last) if draft is None else "",
        explanation=value["explanation"] if closed else None,
        response=response,
        is_draft=draft is not None,
        asks_certainty=bool(value.get("ask_certainty")),
        certainty=last.certainty if last and draft is None else "",
        **shown,
    )


def _mark(question: Question, response: Sequence[str]) -> Mark | None:
    """Mark an answer again for what it says of each part; None where the question has changed."""
    try:
        return question.mark(question.read(response))
    except AnswerProblem:
        return None


def _shown(
    question: Question,
    value: Any,
    response: tuple[str, ...],
    mark: Mark | None,
    *,
    is_answered: bool,
) -> dict[str, Any]:
    """Return the fields that this kind of question has."""
    if isinstance(question, ChoiceQuestion):
        # Options that the question has lost since are left out; the others say what they said.
        return _choices(question, value, response, is_marked=is_answered)
    if isinstance(question, OrderingQuestion):
        return _order(question, response, mark)
    if isinstance(question, PairingQuestion):
        return _pairs(question, response, mark)
    if isinstance(question, NumericQuestion | ShortTextQuestion):
        return {"entry": _entry(question, response, mark)}
    if isinstance(question, TriageQuestion):
        return _mailbox(question, value, response, mark)
    return {"walk": _walk(question, value, response, mark)}


# --- Options ---------------------------------------------------------------
def _choices(
    question: ChoiceQuestion, value: Any, response: tuple[str, ...], *, is_marked: bool
) -> dict[str, Any]:
    is_picture = question.kind == "hot_spot"
    choices = tuple(
        _choice(choice, choice.id in response, is_marked, number if is_picture else 0)
        for number, choice in enumerate(question.choices, 1)
    )
    shown: dict[str, Any] = {"multiple": question.takes_many, "choices": choices}
    if is_picture:
        shown["picture"] = _picture(value, choices)
    return shown


def _choice(choice: Choice, checked: bool, is_marked: bool, number: int) -> ChoiceView:
    if checked and is_marked:
        state = state_of(choice.credit)
        return ChoiceView(choice.id, choice.text, True, state, choice.feedback, number)
    return ChoiceView(choice.id, choice.text, checked, number=number)


def _picture(value: Any, choices: tuple[ChoiceView, ...]) -> PictureView:
    regions = (
        RegionView(
            id=choice.id,
            number=choice.number,
            left=region["left"] or 0,
            top=region["top"] or 0,
            width=region["width"] or 0,
            height=region["height"] or 0,
            checked=choice.checked,
            state=choice.state,
        )
        for choice, region in zip(choices, value["regions"], strict=True)
    )
    return PictureView(value["image"], value["alt_text"], tuple(regions))


# --- Things to put somewhere -----------------------------------------------
def _item_state(mark: Mark | None, item_id: str) -> str:
    return "" if mark is None else state_of(mark.part(item_id))


def _tally(mark: Mark | None) -> dict[str, int]:
    if mark is None:
        return {}
    return {"right": sum(credit >= 1 for _id, credit in mark.parts), "total": len(mark.parts)}


def _order(
    question: OrderingQuestion, response: tuple[str, ...], mark: Mark | None
) -> dict[str, Any]:
    items = {item.id: item for item in question.items}
    if mark is not None:
        order = list(response)
        places = {item_id: str(place) for place, item_id in enumerate(order, 1)}
    else:
        order = [item.id for item in question.shown()]
        places = dict(entry.split(PAIR, 1) for entry in response if PAIR in entry)
    count = len(items)
    return {
        "items": tuple(
            ItemView(
                id=item_id,
                text=items[item_id].text,
                targets=tuple(
                    TargetView(
                        paired(item_id, place), str(place), places.get(item_id) == str(place)
                    )
                    for place in range(1, count + 1)
                ),
                given=places.get(item_id, ""),
                state=_item_state(mark, item_id),
                feedback=items[item_id].feedback if mark else "",
            )
            for item_id in order
        ),
        **_tally(mark),
    }


def _pairs(
    question: PairingQuestion, response: tuple[str, ...], mark: Mark | None
) -> dict[str, Any]:
    given = _pairs_or_none(response)
    items, targets = question.shown()
    texts = {target.id: target.text for target in targets}
    return {
        "items": tuple(
            ItemView(
                id=item.id,
                text=item.text,
                targets=tuple(
                    TargetView(
                        paired(item.id, target.id), target.text, given.get(item.id) == target.id
                    )
                    for target in targets
                ),
                given=texts.get(given.get(item.id, ""), ""),
                state=_item_state(mark, item.id),
                feedback=item.feedback if mark else "",
            )
            for item in items
        ),
        **_tally(mark),
    }


def _pairs_or_none(response: tuple[str, ...]) -> dict[str, str]:
    try:
        return pairs_in(response)
    except AnswerProblem:
        return {}


# --- What is typed ---------------------------------------------------------
def _entry(
    question: NumericQuestion | ShortTextQuestion, response: tuple[str, ...], mark: Mark | None
) -> EntryView:
    is_wrong = mark is not None and not mark.success
    return EntryView(
        value=response[0] if response else "",
        is_number=isinstance(question, NumericQuestion),
        unit=question.unit if isinstance(question, NumericQuestion) else "",
        longest=LONGEST_TEXT,
        state="" if mark is None else state_of(mark.scaled),
        feedback=question.said_of(response) if is_wrong else "",
    )


# --- A mailbox -------------------------------------------------------------
def _mailbox(
    question: TriageQuestion, value: Any, response: tuple[str, ...], mark: Mark | None
) -> dict[str, Any]:
    given = _pairs_or_none(response)
    mails = []
    for number, (message, item) in enumerate(
        zip(question.messages, value["messages"].bound_blocks, strict=True), 1
    ):
        parts = item.value
        mails.append(
            MailView(
                id=message.id,
                number=number,
                parts=parts,
                body=with_shown_targets(parts["body"].source),
                given=given.get(message.id, ""),
                state=_item_state(mark, message.id),
                feedback=message.feedback if mark else "",
                clues=tuple(parts["clues"]) if mark else (),
                is_suspicious=mark is not None and message.verdict == "report",
            )
        )
    shown: dict[str, Any] = {"mailbox": tuple(mails), **_tally(mark)}
    if mark is not None:
        caught, suspicious, alarms, _honest = question.counts(response)
        shown |= {"missed": suspicious - caught, "false_alarms": alarms}
    return shown


def with_shown_targets(html: str) -> str:
    """Return rich text in which each link is words, followed by the address that it leads to.

    Nothing can be followed: an address is there to be read.
    """

    def shown(link: re.Match[str]) -> str:
        target = _HREF.search(link["attributes"])
        if target is None:
            return link["text"]
        return (
            f'<span class="mail-link">{link["text"]}</span> '
            f'<span class="mail-target">[<code>{target[1]}</code>]</span>'
        )

    return _LINK.sub(shown, html)


# --- Steps -----------------------------------------------------------------
def _walk(
    question: BranchingQuestion, value: Any, response: tuple[str, ...], mark: Mark | None
) -> WalkView:
    try:
        walk = question.walk(response)
    except AnswerProblem:
        walk = question.walk(())
    passed = tuple(
        _step(value, step, chosen=choice.id, is_marked=mark is not None)
        for step, choice in walk.passed
    )
    # After an answer that may be bettered, one starts again from the first step.
    is_over = mark is not None
    asked = question.steps[0] if is_over else walk.asked
    return WalkView(passed, _step(value, asked) if asked else None, is_over)


def _step(value: Any, step: BranchStep, *, chosen: str = "", is_marked: bool = False) -> StepView:
    said = value.step(step.id)
    message = said["message"]
    choices = tuple(
        ChoiceView(
            id=paired(step.id, choice.id),
            text=choice.text,
            checked=choice.id == chosen,
            state=state_of(choice.credit) if chosen and is_marked else "",
            feedback=choice.feedback if chosen else "",
        )
        for choice in step.choices
        if not chosen or choice.id == chosen
    )
    return StepView(
        id=step.id,
        situation=said["situation"],
        message=message if message and says_something(message) else None,
        prompt=step.prompt,
        choices=choices,
        sent=paired(step.id, chosen),
    )


def words_of(html: str) -> str:
    """Return the words of rich text, without its tags."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def says_something(message: Any) -> bool:
    """Whether there is a message at all: an editor that was left empty still holds a paragraph."""
    body = words_of(message["body"].source if message["body"] else "")
    return any(part.strip() for part in (message["sender"], message["subject"], body) if part)


def state_of(credit: float) -> str:
    """Return the state of something with this worth."""
    if credit >= 1:
        return "correct"
    return "partly" if credit > 0 else "incorrect"


def _outcome(last: MarkedAnswer | None) -> str:
    if last is None:
        return ""
    return "correct" if last.success else state_of(min(last.scaled, 0.99))
