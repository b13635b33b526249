"""Question banks as files hold them: reading them, and what their languages agree on. Pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from courses.drawing import Candidate, Draw, TooFew, draw, plain_tag

from .contents import Bank, BankQuestion, BankQuestionText, PathContent
from .objectives import MOST_ENTRIES, Reference
from .problems import Findings, Place, _
from .question_shapes import QUESTIONS
from .schema import ByLanguage, Key, Many, OneOf, Record, Shape, Text, here, refuse_twice

DIFFICULTIES = ("", "easy", "medium", "hard")
# A scenario that says what follows as it goes has no place in a test.
ASKED_IN_TESTS: dict[str, Shape] = {
    kind: shape for kind, shape in QUESTIONS.items() if kind != "branching_scenario"
}
MOST_TAGS = 12
LONGEST_TAG = 60


class _QuestionText:
    """A question in one language."""

    def read(self, value: Any, place: Place) -> BankQuestionText | None:
        """Return the question; None where something of it is missing."""
        kind = value.get("type") if isinstance(value, dict) else None
        shape = ASKED_IN_TESTS.get(kind) if isinstance(kind, str) else None
        fields: dict[str, Shape] = {
            "objective": Text(250, required=False),
            "frameworks": Many(Reference(), most=MOST_ENTRIES),
            "type": OneOf(tuple(ASKED_IN_TESTS)),
            "value": here(shape or Text()),
        }
        found = Record(fields, defaults={"frameworks": []}).read(value, place)
        if shape is None or len(found) < len(fields) - ("frameworks" not in found):
            return None
        references = found.get("frameworks", [])
        refuse_twice(references, place.at("frameworks"))
        return BankQuestionText(
            found["type"], found["value"], found["objective"], tuple(references)
        )


BANK = Record(
    {
        "key": Key(),
        "title": Text(120),
        "questions": Many(
            Record(
                {
                    "key": Key(),
                    "tags": Many(Text(LONGEST_TAG), most=MOST_TAGS),
                    "difficulty": OneOf(DIFFICULTIES),
                    "text": ByLanguage(_QuestionText()),
                }
            ),
            least=1,
        ),
    }
)


def bank_of(name: str, found: Mapping[str, Any]) -> Bank | None:
    """Return the bank that a file holds, None where fields are missing."""
    if len(found) < len(BANK.fields):
        return None
    questions = tuple(
        BankQuestion(
            one["key"],
            tuple(one["tags"]),
            one["difficulty"],
            {language: text for language, text in one["text"].items() if text is not None},
        )
        for one in found["questions"]
        if len(one) == 4
    )
    return Bank(name, found["key"], found["title"], questions)


def bank_file(name: str) -> str:
    """Return the name of the file of a bank."""
    return f"banks/{name}.json"


def check_tests(content: PathContent, findings: Findings) -> None:
    """Refuse tests whose bank isn't there, or has too few questions for them."""
    banks = {bank.name: bank for bank in content.banks}
    for course in content.courses:
        for lesson in course.lessons:
            for language, text in lesson.texts.items():
                file = f"courses/{course.name}/{lesson.name}.{language}.json"
                for number, block in enumerate(text.body, 1):
                    if block["type"] == "knowledge_test":
                        place = Place(findings, file).at("body", number)
                        bank = banks.get(block["value"]["bank"])
                        _check_test(block["value"], bank, set(lesson.texts), place)


def _check_test(
    test: Mapping[str, Any], bank: Bank | None, languages: set[str], place: Place
) -> None:
    if bank is None:
        place.at("bank").refuse(
            _("The path has no question bank “%(name)s” (path.json, banks)."), name=test["bank"]
        )
        return
    draws = [Draw(one["value"]["tag"], one["value"]["count"]) for one in test["draws"]]
    pool = [
        Candidate(UUID(one.key), frozenset(map(plain_tag, one.tags)))
        for one in bank.questions
        if languages <= set(one.texts)
    ]
    try:
        draw(pool, draws, seed=0)
    except TooFew as problem:
        place.at("draws").refuse(
            _("The bank lacks %(count)s questions with the tag “%(tag)s” in each language."),
            count=problem.missing,
            tag=problem.tag,
        )


def check_question_keys(content: PathContent, findings: Findings) -> None:
    """Refuse a question that is there twice, in one bank or in two."""
    for bank in content.banks:
        place = Place(findings, bank_file(bank.name)).at("questions")
        refuse_twice((one.key for one in bank.questions), place, "key")
