"""Surveys, and what learners say to them, in a word each."""

import uuid
from datetime import UTC, datetime

from courses.models import Moment, PathPage, Survey
from courses.surveys import services
from tests.factories.courses import block, items

AT = datetime(2026, 9, 10, 15, 0, tzinfo=UTC)
SCALE, ONE, SEVERAL, WORDS = (str(uuid.UUID(int=number)) for number in range(1, 5))
OPTIONS = [str(uuid.UUID(int=number)) for number in range(11, 14)]


def _options():
    return items([{"fr": f"Choix {one}", "en": f"Choice {one}"} for one in "ABC"], OPTIONS)


def questions():
    scale = {
        "fr": "Êtes-vous à l’aise ?",
        "en": "Are you at ease?",
        "low_fr": "Pas du tout",
        "low_en": "Not at all",
        "high_fr": "Tout à fait",
        "high_en": "Entirely",
    }
    return [
        block("scale", scale, SCALE),
        block("one", {"fr": "Où ?", "en": "Where?", "options": _options()}, ONE),
        block("several", {"fr": "Quoi ?", "en": "What?", "options": _options()}, SEVERAL),
        block("words", {"fr": "Un mot ?", "en": "A word?"}, WORDS),
    ]


def make_survey(name="Around the path", **fields):
    return Survey.objects.create(
        name=name, questions=questions(), intro_en="Thank you for helping.", **fields
    )


def attached(path, survey, *, moments=("before", "after")):
    """Have every page of a published path offer `survey`."""
    PathPage.objects.filter(translation_key=path.key).update(
        **{f"survey_{moment}": survey for moment in moments}
    )
    return survey


def said(user, path, moment=Moment.BEFORE, *, at=AT, **answers):
    return services.respond(
        user=user,
        path_key=path.key,
        moment=moment,
        answers={globals()[name.upper()]: value for name, value in answers.items()},
        language="en",
        at=at,
    )
