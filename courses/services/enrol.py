"""Joining a path."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import NotFound
from courses.models import Enrolment, PublishedPath
from courses.queries import outline_of, positioned_courses, structure_of
from courses.statements import Place

from .record import learner_of, record, titles_of, wording
from .settle import settle


def enrol(*, user: User, path_key: UUID, at: datetime) -> Enrolment:
    """Enrol `user` in a path; somebody who is enrolled already keeps the same enrolment.

    Raises NotFound when no such path is published.
    """
    path = PublishedPath.objects.filter(key=path_key, is_live=True).first()
    if path is None:
        raise NotFound(_("This learning path is not published."))
    with transaction.atomic():
        enrolment, is_new = Enrolment.objects.get_or_create(
            user=user, path_key=path_key, defaults={"enrolled_at": at}
        )
        if is_new:
            place = Place(path=path_key, titles=titles_of(path))
            record([wording().registered(learner_of(enrolment), place, at)], at=at)
            # Positioning tests, or other paths, may have shown some of it mastered, or all.
            keys = [course.key for course in outline_of(path)]
            if structure_of(path).named or positioned_courses(user, keys):
                settle(enrolments=[enrolment], at=at)
                enrolment.refresh_from_db()
                enrolment.user = user
    return enrolment
