"""Plans of the demonstration: the same for every test, made once."""

from datetime import date
from uuid import UUID

import pytest

from courses.assessment import Choice, ChoiceQuestion
from home.demonstration.answers import item_of
from home.demonstration.journeys import LessonModel, PathModel
from home.demonstration.plan import Plan, Size

UNTIL = date(2026, 11, 24)
ZONE = "America/Toronto"


def question(number, kind="single_choice", credits=(1.0, 0.0, 0.0)):
    return ChoiceQuestion(
        block_id=str(UUID(int=1000 + number)),
        kind=kind,
        prompt="Que faites-vous ?",
        choices=tuple(
            Choice(id=f"{number}-{place}", text="", credit=credit, feedback="")
            for place, credit in enumerate(credits)
        ),
    )


QUESTIONS = (
    question(1),
    question(2, "multiple_choice", (1.0, 0.0, 1.0, 0.0)),
    question(3, "scenario", (0.5, 1.0, 0.0)),
)


def path_model(number, courses=1, lessons=3):
    items = tuple(item_of(one, 1) for one in QUESTIONS)
    return PathModel(
        key=UUID(int=number),
        courses=tuple((UUID(int=number * 100 + course), 0.8) for course in range(courses)),
        lessons=tuple(
            LessonModel(course, UUID(int=number * 1000 + course * 10 + lesson), 6, items)
            for course in range(courses)
            for lesson in range(lessons)
        ),
    )


def plan_of(learners=20_000, seed=1, until=UNTIL, **size):
    paths = (path_model(1), path_model(2, courses=2, lessons=2), path_model(3))
    return Plan(Size(seed, until, learners, ZONE, **size), paths)


@pytest.fixture(scope="session")
def plan():
    return plan_of()
