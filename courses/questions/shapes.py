"""What a learner's page shows of a question, whatever its kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from courses.assessment import QuestionKind, Verdict


class MarkedAnswer(Protocol):
    """What is needed of an answer that was recorded."""

    response: Sequence[str]
    scaled: float
    success: bool
    certainty: str


@dataclass(slots=True)
class GivenAnswer:
    """An answer that has no row of its own: a `MarkedAnswer` made where it is needed."""

    response: Sequence[str]
    scaled: float
    success: bool
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An option. `state`: empty, `correct`, `partly` or `incorrect`. `number`: of its region."""

    id: str
    text: str
    checked: bool = False
    state: str = ""
    feedback: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class TargetView:
    """What items may go with: the half of a pair, a category, a place. `value` is what is sent."""

    value: str
    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """A thing to put somewhere. `given`: the words of where it was put, empty where it wasn't."""

    id: str
    text: str
    targets: tuple[TargetView, ...]
    given: str = ""
    state: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """What is typed. `unit` stands beside a number; `feedback` is said of a wrong answer."""

    value: str = ""
    is_number: bool = False
    unit: str = ""
    longest: int = 0
    state: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class MailView:
    """A message of a mailbox: `parts` is its block's value, `body` its text with shown targets.

    `given`: what was done with it, empty before. `state` and `feedback` come with an answer, and so
    do `clues` and whether it `is_suspicious`.
    """

    id: str
    number: int
    parts: Any
    body: str
    given: Verdict | str = ""
    state: str = ""
    feedback: str = ""
    clues: tuple[str, ...] = ()
    is_suspicious: bool = False


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a scenario with consequences: what it says, and what could be, or was, chosen."""

    id: str
    situation: Any
    message: Any
    prompt: str
    choices: tuple[ChoiceView, ...]
    sent: str = ""


@dataclass(frozen=True, slots=True)
class WalkView:
    """What was gone through, and the step that is asked (None at the end).

    `is_over`: an end was reached, and the step that is asked is the first once more.
    """

    passed: tuple[StepView, ...]
    asked: StepView | None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class RegionView:
    """Where a region of a picture lies, in hundredths, and the number by which it is listed."""

    id: str
    number: int
    left: int
    top: int
    width: int
    height: int
    checked: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class PictureView:
    """The picture of a hot spot."""

    image: Any
    alt_text: str
    regions: tuple[RegionView, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question and what its learner has answered. `outcome`: empty, or as an option's state.

    `response`: what is shown as answered: the last answer, or what could not be taken (a draft).
    `right`, `total`: how many items of the last answer are right, of how many, where it has items.
    Fields that a kind of question doesn't have are empty.
    """

    block_id: str
    kind: QuestionKind
    prompt: str
    multiple: bool = False
    choices: tuple[ChoiceView, ...] = ()
    items: tuple[ItemView, ...] = ()
    entry: EntryView | None = None
    mailbox: tuple[MailView, ...] = ()
    walk: WalkView | None = None
    picture: PictureView | None = None
    situation: Any = None
    message: Any = None
    attempts: int = 0
    closed: bool = False
    outcome: str = ""
    explanation: Any = None
    response: tuple[str, ...] = ()
    is_draft: bool = False
    right: int = 0
    total: int = 0
    false_alarms: int = 0
    missed: int = 0
    asks_certainty: bool = False
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line of an answer key: a thing, where it belongs or what it is worth, and what is said."""

    text: str
    state: str
    feedback: str = ""
    belongs: str = ""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What each part of a question is worth and says, and the explanation.

    For a designer's preview alone: no learner's page is made with it.
    """

    lines: tuple[KeyLine, ...]
    explanation: Any = None
