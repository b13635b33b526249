"""Answering a survey, skipping it, taking back what was said.

What somebody answers is no learning act: no statement is made of it, so that nobody who reads
statements finds an opinion under a name (ADR 0021).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Membership
from courses.blocks.surveys import LONGEST_WORDS_ANSWER, SEVERAL, WORDS
from courses.models import Moment, Survey, SurveyResponse, SurveyVersion

from .queries import Offer, offer


@transaction.atomic
def respond(
    *,
    user: User,
    path_key: UUID,
    moment: Moment,
    answers: Mapping[str, Any],
    language: str,
    at: datetime,
) -> SurveyResponse:
    """Keep what `user` answers; what was said before is replaced.

    `answers`: by the id of a question, the id of an option, a list of them, or words. Raises
    NotFound where no such survey is offered, AcademyError where it is too late, where nothing is
    answered, or where the questions have changed meanwhile.
    """
    found = _offered(user, path_key, moment, language, at)
    if not found.is_open:
        raise AcademyError(_too_late(moment))
    kept = _valid(found.survey.asked(), answers)
    if not kept:
        raise AcademyError(_("Answer one question at least, or skip the survey."))
    version = _version_of(found.survey, at)
    _wait_for(user)
    said = SurveyResponse.objects.filter(user=user, path_key=path_key, moment=moment).first()
    if said is None:
        said = SurveyResponse(user=user, path_key=path_key, moment=moment)
    if said.answered_at is None:
        said.answered_at, said.skipped_at = at, None
        said.organism_id = _organism_of(user, at)
    said.version, said.answers, said.changed_at = version, kept, at
    said.save()
    return said


@transaction.atomic
def skip(*, user: User, path_key: UUID, moment: Moment, language: str, at: datetime) -> None:
    """Offer the survey no more on the page of the path; what was answered stays.

    Raises NotFound where no such survey is offered.
    """
    _offered(user, path_key, moment, language, at)
    _wait_for(user)
    SurveyResponse.objects.get_or_create(
        user=user, path_key=path_key, moment=moment, defaults={"skipped_at": at}
    )


@transaction.atomic
def take_back(*, user: User, path_key: UUID, moment: Moment) -> None:
    """Delete what `user` answered. Raises NotFound where they answered nothing."""
    count, _rows = SurveyResponse.objects.filter(
        user=user, path_key=path_key, moment=moment, answered_at__isnull=False
    ).delete()
    if not count:
        raise NotFound(_("You have answered nothing here."))


def _wait_for(user: User) -> None:
    """One person at a time: two tabs can't make two answers, nor an answer that was skipped."""
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=user.pk)


def _offered(user: User, path_key: UUID, moment: Moment, language: str, at: datetime) -> Offer:
    found = offer(user.pk, path_key, moment, language, at)
    if found is None:
        raise NotFound(_("This learning path has no such survey."))
    return found


def _too_late(moment: Moment) -> str:
    if moment == Moment.BEFORE:
        return _(
            "You have finished a lesson of this path, so that what you knew before it can’t be "
            "said any more."
        )
    return _("Answers may be changed for thirty days. You can still take yours back.")


def _valid(asked: list[dict[str, Any]], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as they are kept, those that say nothing left out."""
    known = {one["id"]: one for one in asked}
    if not answers.keys() <= known.keys():
        raise AcademyError(_("This survey has changed meanwhile. Read it again, then answer."))
    kept: dict[str, Any] = {}
    for key, said in answers.items():
        question = known[key]
        if question["kind"] == WORDS:
            value: Any = str(said).strip()[:LONGEST_WORDS_ANSWER]
        else:
            options = [one["id"] for one in question["options"]]
            chosen = list(said) if question["kind"] == SEVERAL else [said] if said else []
            if not set(chosen) <= set(options):
                raise AcademyError(
                    _("This survey has changed meanwhile. Read it again, then answer.")
                )
            # In the order of the question, whatever the browser sent.
            value = [one for one in options if one in chosen]
            value = value if question["kind"] == SEVERAL else (value or [""])[0]
        if value:
            kept[key] = value
    return kept


def _version_of(survey: Survey, at: datetime) -> SurveyVersion:
    """Return the version of the questions of `survey`, a new one where they have changed."""
    # One version at a time: two first answers make one.
    Survey.objects.select_for_update(no_key=True).values_list("pk").get(pk=survey.pk)
    digest = survey.digest()
    known = SurveyVersion.objects.filter(survey=survey, digest=digest).first()
    if known is not None:
        return known
    last = SurveyVersion.objects.filter(survey=survey).aggregate(last=Max("number"))["last"] or 0
    return SurveyVersion.objects.create(
        survey=survey, number=last + 1, digest=digest, questions=survey.asked(), made_at=at
    )


def _organism_of(user: User, at: datetime) -> int | None:
    """Return where the person belongs that day; of several, where they have been for longest."""
    posts = Membership.objects.on(timezone.localdate(at)).filter(user=user)
    return posts.order_by("starts_on", "pk").values_list("organism_id", flat=True).first()
