"""What a person answered to surveys, and asked for in the name of an organism, for their record."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy

from academy.accounts.models import User
from academy.accounts.record.parts import Fate, Part, Row, columns
from courses.models import PublishedPath, TrainingRequest
from courses.surveys.queries import responses_of

from .said import PATH, WHEN


def _answers(user: User, language: str) -> Iterator[Row]:
    said = responses_of(user.pk)
    paths = PublishedPath.objects.in_bulk([one.path_key for one in said])
    for one in said:
        path = paths.get(one.path_key)
        title = path.text_in(language)["title"] if path else str(one.path_key)
        for question in one.version.questions if one.version else ():
            value = one.answers.get(question["id"])
            if value:
                words = _in_words(question, value, language)
                yield one.changed_at, title, one.get_moment_display(), question[language], words


def _in_words(question: dict[str, Any], value: Any, language: str) -> str:
    options = {one["id"]: one[language] for one in question.get("options", ())}
    chosen = value if isinstance(value, list) else [value]
    return "; ".join(str(options.get(one, one)) for one in chosen)


def _requests(user: User, language: str) -> Iterator[Row]:
    rows = TrainingRequest.objects.filter(asked_by=user).select_related("organism")
    for one in rows.order_by("-asked_at", "-pk"):
        yield one.asked_at, one.organism.name, one.title, one.need, one.withdrawn_at


def survey_parts() -> Iterator[Part]:
    """Yield what a person answered to surveys, and what they asked for."""
    yield Part(
        name="courses.surveys",
        title=gettext_lazy("What I answered to surveys"),
        why=gettext_lazy(
            "So that those who build a path know how it is found and what it changes: in figures "
            "about ten people or more, never in your name."
        ),
        kept=gettext_lazy("Until you take them back or leave the academy."),
        columns=columns(
            at=WHEN,
            path=PATH,
            moment=gettext_lazy("Survey"),
            question=gettext_lazy("Question"),
            answer=gettext_lazy("Answer"),
        ),
        rows=_answers,
        holds=("courses.SurveyResponse",),
    )
    yield Part(
        name="courses.training_requests",
        title=gettext_lazy("What I asked for in the name of my organization"),
        why=gettext_lazy("So that you are told what becomes of it."),
        kept=gettext_lazy("As long as the request: it is the organization’s."),
        columns=columns(
            at=WHEN,
            organism=gettext_lazy("Organization"),
            title=gettext_lazy("Request"),
            need=gettext_lazy("Need"),
            withdrawn_at=gettext_lazy("Withdrawn on"),
        ),
        rows=_requests,
        erase=Fate.UNNAMED,
        pseudonymise=Fate.UNNAMED,
        stays=gettext_lazy(
            "The request stays your organization’s. Nothing in it leads to you any more."
        ),
    )
