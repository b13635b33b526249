"""Statements as a busy academy sends them: about 1.2 kB, many learners, few hot activities."""

import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec

HOME = "https://academie.example/xapi/accounts"
BASE = "https://academie.example/xapi/activities"
VERBS = ("initialized", "answered", "answered", "answered", "completed", "passed")
LEARNERS = 20_000
COURSES = 40
LESSONS = 8
QUESTIONS = 6


def statements(seed: int) -> Iterator[dict[str, Any]]:
    """Yield statements without end; the same for the same seed, ids included."""
    chance = random.Random(seed)
    while True:
        learner = chance.randrange(LEARNERS)
        course = int(COURSES * chance.random() ** 2)
        lesson = chance.randrange(LESSONS)
        question = chance.randrange(QUESTIONS)
        verb = chance.choice(VERBS)
        yield {
            "id": str(UUID(int=chance.getrandbits(128), version=4)),
            "actor": {
                "objectType": "Agent",
                "account": {"homePage": HOME, "name": learner_name(learner)},
            },
            "verb": {
                "id": f"http://adlnet.gov/expapi/verbs/{verb}",
                "display": {"en": verb, "fr": verb},
            },
            "object": {
                "objectType": "Activity",
                "id": question_iri(course, lesson, question),
                "definition": {
                    "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                    "name": {"en": f"Question {question}", "fr": f"Question {question}"},
                    "interactionType": "choice",
                },
            },
            "result": {
                "score": {"scaled": chance.randrange(101) / 100},
                "success": chance.random() < 0.7,
                "response": f"choice-{chance.randrange(4)}",
                "duration": f"PT{chance.randrange(300)}S",
            },
            "context": {
                "registration": registration(learner, course),
                "contextActivities": {
                    "parent": [{"id": f"{BASE}/lesson/{course}-{lesson}"}],
                    "grouping": [{"id": course_iri(course)}],
                },
                "language": "fr-CA",
            },
            "timestamp": f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            f"T{chance.randrange(24):02}:{chance.randrange(60):02}:07.123Z",
        }


def learner_name(number: int) -> str:
    """Return the name of a learner's account."""
    return str(UUID(int=number, version=4))


def registration(learner: int, course: int) -> str:
    """Return the registration of a learner in a course."""
    return str(UUID(int=learner * COURSES + course + 1, version=4))


def course_iri(course: int) -> str:
    """Return the activity of a course."""
    return f"{BASE}/course/{course}"


def question_iri(course: int, lesson: int, question: int) -> str:
    """Return the activity of a question."""
    return f"{BASE}/question/{course}-{lesson}-{question}"


def bodies(seed: int, count: int, size: int) -> list[bytes]:
    """Return `count` request bodies of `size` statements each."""
    source = statements(seed)
    return [msgspec.json.encode([next(source) for _ in range(size)]) for _ in range(count)]
