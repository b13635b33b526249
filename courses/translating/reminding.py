"""Telling who builds a path, of which people are asked, that one of its languages is behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Count, Min, Sum
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts import mail
from academy.accounts.models import User
from academy.accounts.services import deliveries
from academy.organisms.models import Role, RoleGrant
from courses.models import Assignment, BuildingPart, Part, PathPage, StalePage

from .deadline import due_on, language_name
from .queries import source_language_of

# The kind of these mails in the delivery log.
LATE = "courses.translation"
# Before the day, people are told once more.
DAYS_BEFORE = 7
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
        """Return which of the three mails is due: at once, before the day, once it is past."""
        day = due_on(self.since)
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
        StalePage.objects.filter(path_key__in=asked)
        .order_by()
        .values("path_key", "language")
        .annotate(texts=Sum("stale"), pages=Count("pk"), first=Min("since"))
    )
    for row in rows.order_by("first", "path_key"):
        yield Lag(row["path_key"], row["language"], row["texts"], row["first"])


def remind(*, at: datetime) -> int:
    """Mail those who build paths that are behind; return how many mails left.

    Each person is told three times at most of one lag: when it begins, a week before the day, and
    once the day is past. What the server didn't take is tried again the next day.
    """
    sent = 0
    today = timezone.localdate(at)
    for lag in lags():
        since = timezone.localdate(lag.since).isoformat()
        sent += deliveries.send_each(
            kind=LATE,
            occasion=f"{lag.path_key}:{lag.language}:{since}:{lag.step(today)}",
            people=translators_of(lag.path_key, today),
            send=partial(_send, lag, today),
            at=at,
        )
    return sent


def translators_of(path_key: UUID, day: date) -> list[User]:
    """Return the designers of the organisms that build a path or are invited to write it; the
    academy's administrators where there is none."""
    grants = RoleGrant.objects.on(day).filter(user__is_active=True)
    builders = PathPage.objects.filter(translation_key=path_key).values("built_by")
    invited = BuildingPart.objects.filter(path_key=path_key, part__in=WRITING).values("organism")
    designers = grants.filter(role=Role.DESIGNER)
    own = designers.filter(organism__in=builders) | designers.filter(organism__in=invited)
    found = own if own.exists() else grants.filter(role=Role.ADMINISTRATOR)
    return list(User.objects.filter(pk__in=found.values("user_id")).order_by("pk"))


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
