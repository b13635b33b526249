"""Questions of the newer kinds on the style page, each open, refused, answered and closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.images import get_image_model

from courses.models import LessonPage
from courses.questions import GivenAnswer, QuestionView, question_view

PAIR = "[.]"


@dataclass(frozen=True, slots=True)
class Sample:
    """A question in one state. `problem`: why what was sent isn't taken, empty otherwise."""

    question: QuestionView
    closed: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """A question of a kind, a wrong answer to it and the right one."""

    kind: str
    value: dict[str, Any]
    wrong: tuple[str, ...]
    right: tuple[str, ...]

    def in_each_state(self) -> list[Sample]:
        wrong, right = GivenAnswer(self.wrong, 0.5, False), GivenAnswer(self.right, 1, True)
        return [
            Sample(self._view("open", ())),
            Sample(self._view("refused", (), ()), problem=_("A part of the answer is missing.")),
            Sample(self._view("answered", (wrong,))),
            Sample(self._view("closed", (wrong, right)), closed=True),
        ]

    def _view(
        self, state: str, answers: Sequence[GivenAnswer], draft: Sequence[str] | None = None
    ) -> QuestionView:
        # Ids inside are those of this state: all states of all kinds are on one page.
        name = f"{self.kind}-{state}"
        block_id = str(uuid5(NAMESPACE_URL, name))
        stored = _renamed({"type": self.kind, "id": block_id, "value": self.value}, name)
        told = [
            GivenAnswer([_here(part, name) for part in one.response], one.scaled, one.success)
            for one in answers
        ]
        body = LessonPage._meta.get_field("body").stream_block
        return question_view(body.to_python([stored])[0], told, draft)


def sample_questions() -> list[tuple[str, list[Sample]]]:
    """Return the newer kinds of questions by name, each in its states, in the page's language.

    A picture is the first of the academy; without one, its kind is left out.
    """
    return [(case.kind, case.in_each_state()) for case in _cases()]


def _items(*values: Any, start: int = 1) -> list[dict[str, Any]]:
    return [
        {"type": "item", "id": f"i{number}", "value": value}
        for number, value in enumerate(values, start)
    ]


def _here(part: str, name: str) -> str:
    """Return a part of an answer with its ids (i1 and the like) below `name`."""
    words = (
        f"{name}-{word}" if word[:1] == "i" and word[1:].isdigit() else word
        for word in part.split(PAIR)
    )
    return PAIR.join(words)


def _renamed(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        renamed = {field: _renamed(one, name) for field, one in value.items()}
        if value.get("type") == "item":
            renamed["id"] = _here(value["id"], name)
        return renamed
    return [_renamed(one, name) for one in value] if isinstance(value, list) else value


def _said(text: str) -> str:
    return f"<p>{text}</p>"


def _cases() -> Iterator[_Case]:
    yield from _arranged()
    yield from _typed()
    yield _mailbox()
    yield _branching()
    image = get_image_model().objects.order_by("pk").first()
    if image is not None:
        yield _hot_spot(image.pk)


def _arranged() -> Iterator[_Case]:
    why = _said(_("Think of what must not wait."))
    steps = [_("Stop"), _("Report"), _("Tell your manager")]
    yield _Case(
        "ordering",
        {
            "prompt": _("Put what you do after a wrong click in order."),
            "items": _items(*({"text": step, "feedback": why} for step in steps)),
            "explanation": why,
        },
        ("i1", "i3", "i2"),
        ("i1", "i2", "i3"),
    )
    public, secret = pgettext("information", "Public"), pgettext("information", "Confidential")
    for kind, prompt, texts in (
        ("matching", _("What is each one?"), [_("A press release"), _("A medical file")]),
        (
            "categorising",
            _("Where does each one belong?"),
            [_("A press release"), _("A medical file"), _("A list of salaries")],
        ),
    ):
        targets = _items(public, secret, start=11)
        right = tuple(
            f"i{number}{PAIR}i{11 if number == 1 else 12}" for number in range(1, len(texts) + 1)
        )
        wrong = (f"i1{PAIR}i12", f"i2{PAIR}i11", *right[2:])
        yield _Case(
            kind,
            {
                "prompt": prompt,
                "targets": targets,
                "items": _items(
                    *(
                        {"text": text, "target": min(number, 2), "feedback": why}
                        for number, text in enumerate(texts, 1)
                    )
                ),
                "explanation": why,
            },
            wrong,
            right,
        )


def _typed() -> Iterator[_Case]:
    why = _said(_("Count again, without hurry."))
    yield _Case(
        "numeric",
        {
            "prompt": _("How many characters does a passphrase have at least?"),
            "answer": "15",
            "tolerance": "0",
            "unit": _("characters"),
            "mistakes": [],
            "feedback": why,
            "explanation": why,
        },
        ("8",),
        ("15",),
    )
    yield _Case(
        "short_text",
        {
            "prompt": _("What does one call a message that fishes for passwords?"),
            "answers": _items(_("phishing")),
            "mistakes": [],
            "feedback": _said(_("It has a hook.")),
            "explanation": "",
        },
        (_("spam"),),
        (_("phishing"),),
    )


def _mailbox() -> _Case:
    why = _said(_("Look at what it asks, and where it leads."))

    def mail(sender: str, address: str, subject: str, verdict: str) -> dict[str, Any]:
        return {
            "sender": sender,
            "address": address,
            "subject": subject,
            "sent": "",
            "body": why,
            "attachments": [],
            "verdict": verdict,
            "clues": _items(_("The address"), start=20) if verdict == "report" else [],
            "feedback": why,
        }

    mails = _items(
        mail(_("Payroll"), "pay@roll.example", _("Your deposit is on hold"), "report"),
        mail("Camille Roy", "camille.roy@organisme.example", _("Minutes of Thursday"), "keep"),
        mail(_("Service desk"), "aide@organisme.example", _("Maintenance on Sunday"), "keep"),
    )
    return _Case(
        "message_triage",
        {
            "prompt": _("Sort this mailbox."),
            "situation": "",
            "messages": mails,
            "explanation": why,
        },
        (f"i1{PAIR}keep", f"i2{PAIR}report", f"i3{PAIR}keep"),
        (f"i1{PAIR}report", f"i2{PAIR}keep", f"i3{PAIR}keep"),
    )


def _branching() -> _Case:
    def choice(text: str, quality: str, then: int) -> dict[str, Any]:
        return {"text": text, "quality": quality, "feedback": _said(text), "next": then}

    def step(situation: str, *choices: dict[str, Any], start: int) -> dict[str, Any]:
        return {
            "situation": _said(situation),
            "message": {"kind": "email", "sender": "", "subject": "", "body": ""},
            "prompt": _("What do you do?"),
            "choices": _items(*choices, start=start),
        }

    hang_up, give = _("I hang up and call the service desk."), _("I give the code.")
    report, wait = _("I report it at once."), _("I wait and see.")
    steps = _items(
        step(
            _("Somebody on the phone asks for your code."),
            choice(hang_up, "best", 0),
            choice(give, "risky", 2),
            start=31,
        ),
        step(
            _("A notice says that you signed in from elsewhere."),
            choice(report, "best", 0),
            choice(wait, "risky", 0),
            start=33,
        ),
    )
    return _Case(
        "branching_scenario",
        {"prompt": _("A call"), "steps": steps, "explanation": ""},
        (f"i1{PAIR}i32", f"i2{PAIR}i34"),
        (f"i1{PAIR}i31",),
    )


def _hot_spot(image: int) -> _Case:
    def region(text: str, correct: bool, left: int) -> dict[str, Any]:
        place = {"left": left, "top": 10, "width": 30, "height": 30}
        return {"text": text, "correct": correct, "feedback": _said(text)} | place

    return _Case(
        "hot_spot",
        {
            "prompt": _("What gives this page away?"),
            "image": image,
            "alt_text": _("A picture of the academy, for this example."),
            "several": False,
            "regions": _items(region(_("The address"), True, 10), region(_("The logo"), False, 55)),
            "explanation": "",
        },
        ("i2",),
        ("i1",),
    )
