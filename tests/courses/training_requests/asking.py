"""Requests of organisms, and what their people do, in a word each."""

from datetime import UTC, date, datetime

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.models import AskedLanguage, Urgency
from courses.training_requests import asking
from courses.training_requests.asking import ForWhom, What
from tests.factories.accounts import UserFactory

AT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


def person_of(organism, role=Role.ORGANISM_MANAGER, **said):
    user = UserFactory(**({"language": "en"} | said))
    place = {"organism": organism} if organism is not None else {}
    grant(user=user, role=role, at=AT, by=None, on=date(2026, 1, 1), **place)
    return type(user).objects.get(pk=user.pk)


def what(title="Recognize phishing", need="Staff click on strange messages.", **said):
    return What(title=title, need=need, **said)


def whom(people=40, **said):
    return ForWhom(audience="Front-line staff", people=people, **said)


def asked(by, organism, *, own=None, at=AT, **said):
    return asking.ask(by=by, organism=organism, what=what(**said), own=own or whom(), at=at)


def joined(by, request, organism, *, at=AT, **said):
    return asking.join(by=by, request_id=request.pk, organism=organism, own=whom(**said), at=at)


def written(organism, **said):
    """What the form of a request sends."""
    return {
        "organism": organism.pk,
        "title": "Recognize phishing",
        "need": "Staff click on strange messages.",
        "language": AskedLanguage.BOTH,
        "audience": "Front-line staff",
        "people": 40,
        "urgency": Urgency.NORMAL,
        "wanted_on": "",
        "urgency_reason": "",
    } | said
