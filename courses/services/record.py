"""How this part's services speak to the record store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from academy.lrs.services import own_authority, record_statements
from courses.models import Enrolment, PublishedPath
from courses.statements import Learner, Wording


def wording() -> Wording:
    """Return the wording with this academy's identifiers."""
    return Wording(settings.ACADEMY_IRI_BASE)


def learner_of(enrolment: Enrolment) -> Learner:
    """Return all that statements say of the person enrolled."""
    return Learner(public_id=enrolment.user.public_id, registration=enrolment.registration)


def titles_of(path: PublishedPath, key: str | None = None) -> tuple[tuple[str, str], ...]:
    """Return the titles, by language, of the path or of its course or lesson with this key."""
    found: dict[str, str] = {}
    for language, text in path.texts.items():
        if key is None:
            found[language] = text["title"]
            continue
        for course in text["courses"]:
            for item in (course, *course["lessons"]):
                if item["key"] == key:
                    found[language] = item["title"]
    return tuple(sorted(found.items()))


def record(statements: Sequence[dict[str, Any]], *, at: datetime) -> None:
    """Record what the academy itself observed."""
    if statements:
        record_statements(statements=statements, authority=own_authority(), at=at)
