"""Telling who builds a path, of which people are asked, that one of its languages is behind."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts import mail
from academy.accounts.models import Delivery, User
from academy.accounts.services import deliveries
from academy.organisms.models import Organism, Role
from academy.organisms.queries import people_in_charge, people_in_role
from courses.models import (
    Assignment,
    BuildingPart,
    Part,
    PathPage,
    QuestionBank,
    StalePage,
    Survey,
)

from .deadline import due_on, language_name
from .lags import Lag, lags_of, shared_behind
from .queries import LANGUAGES

# The kind of these mails in the delivery log.
LATE = "courses.translation"
# Before the day, people are told once more, and administrators are told too so long after it.
DAYS_BEFORE = DAYS_AFTER = 7
# While one text after the other falls behind, nobody is told of each.
DAYS_BETWEEN = 7
# Those who are invited to write a path translate it too.
WRITING = (Part.AUTHOR, Part.PEDAGOGY, Part.LANGUAGE)


def step_of(lag: Lag, today: date) -> str:
    """Return which of the four mails is due: at once, before the day, once it is past, and where
    nothing became of that."""
    day = due_on(lag.since)
    if day + timedelta(days=DAYS_AFTER) < today:
        return "long"
    if day < today:
        return "late"
    return "soon" if day - timedelta(days=DAYS_BEFORE) <= today else "begun"


def any_behind() -> bool:
    """Tell whether something that is published is behind."""
    return StalePage.objects.exists()


def lags() -> list[Lag]:
    """Return how far the paths that are asked of people now are behind."""
    asked = Assignment.objects.filter(withdrawn_at=None).values_list("path_key", flat=True)
    return lags_of(set(asked))


def remind(*, at: datetime) -> int:
    """Mail those who build paths that are behind; return how many mails left.

    Each person is told four times at most of one lag: when it begins, a week before the day, once
    the day is past, and a week later, when the academy's administrators are told too. What the
    server didn't take is tried again the next day.
    """
    sent = 0
    today = timezone.localdate(at)
    for lag in lags():
        sent += deliveries.send_each(
            kind=LATE,
            occasion=_occasion(lag, today),
            people=_people_of(lag, at),
            send=partial(_send, lag, today),
            at=at,
        )
    return sent


def _occasion(lag: Lag, today: date) -> str:
    since = timezone.localdate(lag.since).isoformat()
    return f"{lag.path_key}:{lag.language}:{since}:{step_of(lag, today)}"


def _people_of(lag: Lag, at: datetime) -> list[User]:
    """Return who is told of a lag now."""
    today = timezone.localdate(at)
    people = translators_of(lag.path_key, today)
    step = step_of(lag, today)
    if step == "long":
        known = [one.pk for one in people]
        return [*people, *people_in_role(Role.ADMINISTRATOR, today).exclude(pk__in=known)]
    if step == "begun":
        # Of the same path: the oldest text was translated, and others are behind.
        told = (
            Delivery.objects.filter(
                kind=LATE,
                occasion__startswith=f"{lag.path_key}:{lag.language}:",
                at__gt=at - timedelta(days=DAYS_BETWEEN),
            )
            .exclude(occasion=_occasion(lag, today))
            .values_list("user_id", flat=True)
        )
        return [one for one in people if one.pk not in set(told)]
    return people


def translators_of(path_key: UUID, day: date) -> list[User]:
    """Return the designers of the organisms that build a path, are invited to write it, or keep a
    bank or a survey of it that is behind; the academy's administrators where there is none."""
    shared = {row.path_key for _key, row in shared_behind([path_key])}
    builders = PathPage.objects.filter(translation_key=path_key).values("built_by")
    invited = BuildingPart.objects.filter(path_key=path_key, part__in=WRITING).values("organism")
    organisms = Organism.objects.filter(
        Q(pk__in=builders)
        | Q(pk__in=invited)
        | Q(pk__in=QuestionBank.objects.filter(key__in=shared).values("built_by"))
        | Q(pk__in=Survey.objects.filter(key__in=shared).values("built_by"))
    )
    return people_in_charge(Role.DESIGNER, day, organisms)


def _send(lag: Lag, today: date, user: User) -> bool:
    page = PathPage.objects.filter(translation_key=lag.path_key, locale__language_code=lag.language)
    found = page.first()
    if found is None:
        return False
    with translation.override(user.language):
        context = {
            "user": user,
            "path": found.title,
            "language": language_name(lag.language),
            "source": language_name(next(code for code in LANGUAGES if code != lag.language)),
            "texts": lag.texts,
            "day": due_on(lag.since),
            "step": step_of(lag, today),
            "path_url": reverse("courses_translating:path", args=[found.pk]),
        }
    message = mail.compose(
        "courses/translating/mail", to=user.email, language=user.language, context=context
    )
    return mail.is_taken(message, about="a translation")
