"""Telling who builds a path, of which people are asked, that one of its languages is behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Count, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts import mail
from academy.accounts.models import Delivery, User
from academy.accounts.services import deliveries
from academy.organisms.models import Organism, Role
from academy.organisms.queries import people_in_charge, people_in_role
from courses.models import Assignment, BuildingPart, Part, PathPage, StalePage

from .deadline import due_on, language_name
from .queries import pages_behind, source_language_of

# The kind of these mails in the delivery log.
LATE = "courses.translation"
# Before the day, people are told once more, and administrators are told too so long after it.
DAYS_BEFORE = DAYS_AFTER = 7
# While one text after the other falls behind, nobody is told of each.
DAYS_BETWEEN = 7
# Those who are invited to write a path translate it too.
WRITING = (Part.AUTHOR, Part.PEDAGOGY, Part.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Lag:
    """A path that people are asked to follow and that is behind in a language: in so many texts,
    since a moment."""

    path_key: UUID
    language: str
    texts: int
    since: datetime

    def step(self, today: date) -> str:
        """Return which of the four mails is due: at once, before the day, once it is past, and
        where nothing became of that."""
        day = due_on(self.since)
        if day + timedelta(days=DAYS_AFTER) < today:
            return "long"
        if day < today:
            return "late"
        return "soon" if day - timedelta(days=DAYS_BEFORE) <= today else "begun"


def any_behind() -> bool:
    """Tell whether some published page is behind."""
    return StalePage.objects.exists()


def lags() -> Iterator[Lag]:
    """Yield the translations that are behind of the paths that are asked of people now."""
    asked = Assignment.objects.filter(withdrawn_at=None).values("path_key")
    rows = (
        pages_behind()
        .filter(path_key__in=asked)
        .order_by()
        .values("path_key", "language")
        .annotate(texts=Sum("stale"), pages=Count("pk"), first=Min("since"))
    )
    for row in rows.order_by("first", "path_key"):
        yield Lag(row["path_key"], row["language"], row["texts"], row["first"])


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
    return f"{lag.path_key}:{lag.language}:{since}:{lag.step(today)}"


def _people_of(lag: Lag, at: datetime) -> list[User]:
    """Return who is told of a lag now."""
    today = timezone.localdate(at)
    people = translators_of(lag.path_key, today)
    step = lag.step(today)
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
    """Return the designers of the organisms that build a path or are invited to write it; the
    academy's administrators where there is none."""
    builders = PathPage.objects.filter(translation_key=path_key).values("built_by")
    invited = BuildingPart.objects.filter(path_key=path_key, part__in=WRITING).values("organism")
    organisms = Organism.objects.filter(Q(pk__in=builders) | Q(pk__in=invited))
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
            "source": language_name(source_language_of(lag.path_key)),
            "texts": lag.texts,
            "day": due_on(lag.since),
            "step": lag.step(today),
            "path_url": reverse("courses_translating:path", args=[found.pk]),
        }
    message = mail.compose(
        "courses/translating/mail", to=user.email, language=user.language, context=context
    )
    return mail.is_taken(message, about="a translation")
