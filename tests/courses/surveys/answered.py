"""Requests and a survey with answers, as the access table names them."""

from datetime import timedelta

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.training_requests import asking
from courses.training_requests.asking import ForWhom, What
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import MembershipFactory

from .asking import attached, make_survey, said


def consultation_of(unit, other_unit, *, at):
    """What the access table names of requests and surveys, of the organisms of two units; by name.
    The first one's designers build the path."""
    units = {"": unit, "other_": other_unit}
    organisms = {prefix: one.placements.get().organism for prefix, one in units.items()}
    path = make_path(built_by=[organisms[""]])
    attached(path, make_survey())
    values = {"surveyed_path": path.key, "nothing_asked": 0}
    for prefix, organism in organisms.items():
        manager = UserFactory()
        grant(user=manager, role=Role.ORGANISM_MANAGER, organism=organism, at=at, by=None)
        own = type(manager).objects.get(pk=manager.pk)
        asked = asking.ask(
            by=own,
            organism=organism,
            what=What(title=f"Une demande {prefix}", need="Un besoin."),
            own=ForWhom(audience="Tout le monde", people=10),
            at=at,
        )
        for number in range(10):
            user = MembershipFactory(unit=units[prefix]).user
            said(user, path, scale="4", at=at + timedelta(seconds=number))
        values |= {
            f"{prefix}asked_for": asked.pk,
            f"{prefix}asked_subject": asked.subject_id,
            f"{prefix or 'own_'}pk": organism.pk,
            f"{prefix or 'own_'}survey": f"{organism.code}/{path.key}",
        }
    return values
