"""The questions of a lesson as files hold them: their shapes, and what makes each sound. Pure.

The limits are those of the blocks in `courses.blocks.questions`; a test holds them together.
"""

from typing import Any, get_args

from courses.assessment import VERDICTS, QuestionKind, normalised

from .numbers import Number, Whole
from .problems import Place, _
from .schema import Flag, Items, MediaFile, OneOf, Record, Rich, Rule, Shape, Text, refuse_twice

IMAGE_ENDINGS = ("avif", "gif", "jpeg", "jpg", "png", "webp")
QUESTION_TYPES: tuple[str, ...] = get_args(QuestionKind)
# The first is that of a message that says none.
MESSAGE_KINDS = ("email", "text_message", "chat", "phone_call", "notice")


def _one_right(question: dict[str, Any], place: Place) -> None:
    if sum(choice["value"]["correct"] for choice in question["choices"]) != 1:
        place.at("choices").refuse(_("A single choice has exactly one right option."))


def _some_right(question: dict[str, Any], place: Place) -> None:
    if not any(choice["value"]["correct"] for choice in question["choices"]):
        place.at("choices").refuse(_("At least one option has to be right."))


def _some_best(question: dict[str, Any], place: Place) -> None:
    if not any(choice["value"]["quality"] == "best" for choice in question["choices"]):
        place.at("choices").refuse(_("At least one option has to be the best one."))


def _all_apart(question: dict[str, Any], place: Place) -> None:
    texts = (" ".join(item["value"]["text"].split()).casefold() for item in question["items"])
    refuse_twice(texts, place.at("items"), "text")


def _targets_there(question: dict[str, Any], place: Place) -> None:
    targets = (" ".join(one["value"].split()).casefold() for one in question["targets"])
    refuse_twice(targets, place.at("targets"))
    count = len(question["targets"])
    for number, item in enumerate(question["items"], 1):
        if item["value"]["target"] > count:
            place.at("items", number, "target").refuse(
                _("There is no target number %(number)s: there are %(count)s."),
                number=item["value"]["target"],
                count=count,
            )


def _one_to_one(question: dict[str, Any], place: Place) -> None:
    _targets_there(question, place)
    used = (item["value"]["target"] for item in question["items"])
    refuse_twice(used, place.at("items"), "target")


def _two_groups(question: dict[str, Any], place: Place) -> None:
    _targets_there(question, place)
    if len({item["value"]["target"] for item in question["items"]}) < 2:
        place.at("items").refuse(_("At least two categories need an item."))


def _mistakes_are_wrong_numbers(question: dict[str, Any], place: Place) -> None:
    for number, mistake in enumerate(question["mistakes"], 1):
        if abs(mistake["value"]["value"] - question["answer"]) <= question["tolerance"]:
            place.at("mistakes", number, "value").refuse(
                _("This number is right, with the tolerance that the question has.")
            )


def _mistakes_are_wrong_texts(question: dict[str, Any], place: Place) -> None:
    right = [normalised(answer["value"]) for answer in question["answers"]]
    for number, answer in enumerate(right, 1):
        if not answer:
            place.at("answers", number).refuse(
                _("Without its marks, nothing is left of this text.")
            )
    for number, mistake in enumerate(question["mistakes"], 1):
        if normalised(mistake["value"]["text"]) in right:
            place.at("mistakes", number, "text").refuse(_("This text is an accepted answer."))


def _both_verdicts(question: dict[str, Any], place: Place) -> None:
    there = {message["value"]["verdict"] for message in question["messages"]}
    for verdict in VERDICTS:
        if verdict not in there:
            place.at("messages").refuse(
                _("At least one message has the verdict “%(verdict)s”."), verdict=verdict
            )


def _leads_on(question: dict[str, Any], place: Place) -> None:
    count = len(question["steps"])
    reached = {1}
    ids: list[str] = []
    for number, step in enumerate(question["steps"], 1):
        here_ = place.at("steps", number)
        _some_best(step["value"], here_)
        for choice_number, choice in enumerate(step["value"]["choices"], 1):
            leads_to = choice["value"]["next"]
            reached.add(leads_to)
            ids.append(choice["id"])
            if leads_to and not number < leads_to <= count:
                here_.at("choices", choice_number, "next").refuse(
                    _("This has to be the number of a later step (up to %(count)s), or 0."),
                    count=count,
                )
    for number in range(1, count + 1):
        if number not in reached:
            place.at("steps", number).refuse(_("No choice leads to this step."))
    refuse_twice(ids, place.at("steps"))


def _inside(question: dict[str, Any], place: Place) -> None:
    regions = [region["value"] for region in question["regions"]]
    for number, region in enumerate(regions, 1):
        for edge, size in (("left", "width"), ("top", "height")):
            if region[edge] + region[size] > 100:
                place.at("regions", number, size).refuse(
                    _("This region sticks out of the picture.")
                )
    right = sum(region["correct"] for region in regions)
    if not right:
        place.at("regions").refuse(_("At least one region has to be right."))
    elif right > 1 and not question["several"]:
        place.at("several").refuse(
            _("Several regions are right: this has to be true, or one region alone right.")
        )


_CHOICES = Items(Record({"text": Text(), "correct": Flag(), "feedback": Rich()}), least=2, most=8)
# What every question ends with.
_END: dict[str, Shape] = {"explanation": Rich(required=False), "ask_certainty": Flag()}
# Digits of a number, and those after the point.
MOST_DIGITS, MOST_DECIMALS = 18, 6
MOST_STEPS = 12
SMALLEST_REGION = 2


def _question(fields: dict[str, Shape], rule: Rule) -> Record:
    """Return the shape of a question with `fields` before what every question ends with."""
    return Record(fields | _END, rule=rule, defaults={"ask_certainty": False})


_CHOICE_QUESTION: dict[str, Shape] = {"prompt": Text(), "choices": _CHOICES}
_MESSAGE = Record(
    {
        "kind": OneOf(MESSAGE_KINDS),
        "sender": Text(200, required=False),
        "subject": Text(200, required=False),
        "body": Rich(required=False),
    },
    defaults={"kind": MESSAGE_KINDS[0]},
)
_DONE: dict[str, Shape] = {
    "text": Text(),
    "quality": OneOf(("best", "acceptable", "risky")),
    "feedback": Rich(),
}
_NUMBER = Number(MOST_DIGITS, MOST_DECIMALS)


def _paired_items(targets: int, least: int, most: int) -> Items:
    item = Record({"text": Text(), "target": Whole(1, targets), "feedback": Rich()})
    return Items(item, least=least, most=most)


QUESTIONS: dict[str, Shape] = {
    "single_choice": _question(_CHOICE_QUESTION, _one_right),
    "multiple_choice": _question(_CHOICE_QUESTION, _some_right),
    "scenario": _question(
        {
            "situation": Rich(),
            "message": _MESSAGE,
            "prompt": Text(),
            "choices": Items(Record(_DONE), least=2, most=6),
        },
        _some_best,
    ),
    "ordering": _question(
        {
            "prompt": Text(),
            "items": Items(Record({"text": Text(), "feedback": Rich()}), least=3, most=8),
        },
        _all_apart,
    ),
    "matching": _question(
        {
            "prompt": Text(),
            "targets": Items(Text(120), least=2, most=8),
            "items": _paired_items(8, 2, 8),
        },
        _one_to_one,
    ),
    "categorising": _question(
        {
            "prompt": Text(),
            "targets": Items(Text(120), least=2, most=5),
            "items": _paired_items(5, 3, 12),
        },
        _two_groups,
    ),
    "numeric": _question(
        {
            "prompt": Text(),
            "answer": _NUMBER,
            "tolerance": Number(MOST_DIGITS, MOST_DECIMALS, least=0),
            "unit": Text(20, required=False),
            "mistakes": Items(Record({"value": _NUMBER, "feedback": Rich()}), least=0, most=6),
            "feedback": Rich(),
        },
        _mistakes_are_wrong_numbers,
    ),
    "short_text": _question(
        {
            "prompt": Text(),
            "answers": Items(Text(100), least=1, most=12),
            "mistakes": Items(Record({"text": Text(100), "feedback": Rich()}), least=0, most=8),
            "feedback": Rich(),
        },
        _mistakes_are_wrong_texts,
    ),
    "message_triage": _question(
        {
            "prompt": Text(),
            "situation": Rich(required=False),
            "messages": Items(
                Record(
                    {
                        "sender": Text(120),
                        "address": Text(200),
                        "subject": Text(200),
                        "sent": Text(60, required=False),
                        "body": Rich(),
                        "attachments": Items(Text(120), least=0, most=5),
                        "verdict": OneOf(VERDICTS),
                        "clues": Items(Text(200), least=0, most=6),
                        "feedback": Rich(),
                    }
                ),
                least=3,
                most=12,
            ),
        },
        _both_verdicts,
    ),
    "branching_scenario": _question(
        {
            "prompt": Text(),
            "steps": Items(
                Record(
                    {
                        "situation": Rich(),
                        "message": _MESSAGE,
                        "prompt": Text(),
                        "choices": Items(
                            Record(_DONE | {"next": Whole(0, MOST_STEPS)}), least=2, most=5
                        ),
                    }
                ),
                least=2,
                most=MOST_STEPS,
            ),
        },
        _leads_on,
    ),
    "hot_spot": _question(
        {
            "prompt": Text(),
            "image": MediaFile(IMAGE_ENDINGS),
            "alt_text": Text(250),
            "several": Flag(),
            "regions": Items(
                Record(
                    {
                        "text": Text(),
                        "correct": Flag(),
                        "feedback": Rich(),
                        "left": Whole(0, 100),
                        "top": Whole(0, 100),
                        "width": Whole(SMALLEST_REGION, 100),
                        "height": Whole(SMALLEST_REGION, 100),
                    }
                ),
                least=2,
                most=10,
            ),
        },
        _inside,
    ),
}
