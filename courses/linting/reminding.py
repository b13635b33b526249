"""Telling designers, once a month, which of their lessons have to be read again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts import mail
from academy.accounts.models import User
from academy.accounts.services import deliveries
from academy.organisms.models import Role
from academy.organisms.queries import people_in_charge
from courses.models import LessonPage

from .queries import ageing, paths_of

AGEING_MAIL = "courses.ageing"
"""How the delivery log calls these mails."""

# A mail is an occasion to look: the report has them all.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A lesson that is to be read again: its title, its path's, and its day."""

    title: str
    path: str
    day: date


def any_past(at: datetime) -> bool:
    """Tell whether a published lesson was to be read again by now."""
    return _past(timezone.localdate(at)).exists()


def tell_of_ageing(*, at: datetime) -> int:
    """Mail designers whose lessons were to be read again by now, once a month; return how many
    mails left. What the server didn't take is tried again the next day."""
    today = timezone.localdate(at)
    by_person = _by_person(_past(today), today)
    return deliveries.send_each(
        kind=AGEING_MAIL,
        occasion=f"{today:%Y-%m}",
        people=list(by_person),
        send=partial(_send, by_person),
        at=at,
    )


def _past(today: date) -> QuerySet[LessonPage]:
    return ageing(LessonPage.objects.live(), today).filter(review_by__lt=today)


def _by_person(lessons: Iterable[LessonPage], today: date) -> dict[User, list[Due]]:
    """Return, for the designers of the organisms that build a path, its lessons, the oldest day
    first; for the academy's administrators, those of paths that nobody designs."""
    lessons = list(lessons)
    paths = paths_of(lessons)
    keepers: dict[int, list[User]] = {}
    found: dict[User, list[Due]] = defaultdict(list)
    for lesson in lessons:
        path = paths.get(lesson.pk)
        # A lesson outside of any path is nobody's.
        if path is None or lesson.review_by is None:
            continue
        if path.pk not in keepers:
            keepers[path.pk] = people_in_charge(Role.DESIGNER, today, path.built_by.all())
        for user in keepers[path.pk]:
            found[user].append(Due(lesson.title, path.title, lesson.review_by))
    return found


def _send(by_person: dict[User, list[Due]], user: User) -> bool:
    mine = by_person[user]
    with translation.override(user.language):
        address = f"{reverse('courses_linting:ageing')}?state=past"
    message = mail.compose(
        "courses/linting/mail",
        to=user.email,
        language=user.language,
        context={
            "user": user,
            "count": len(mine),
            "lessons": mine[:MOST_NAMED],
            "report_url": address,
        },
    )
    return mail.is_taken(message, about="ageing content")
