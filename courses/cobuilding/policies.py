"""Who may do what in the building of a path by several organisms."""

from datetime import date

from django.db.models import Q, QuerySet

from academy.accounts.models import User
from academy.organisms.models import Organism, Role
from academy.organisms.policies import Viewer, designer_organism_ids, is_administrator
from academy.organisms.queries import people_in_role
from courses.models import BuildingPart, Duty, PathPage, ReviewLink, builders_of, parts_in


def builds(user: Viewer, path: PathPage, day: date) -> bool:
    """Tell whether the person leads the building: an organism of theirs is one that it is built by,
    or they administer the academy."""
    if is_administrator(user, day):
        return True
    return bool(designer_organism_ids(user, day) & builders_of(path))


def takes_part(user: Viewer, path: PathPage, day: date) -> bool:
    """Tell whether the person may enter the space of `path`: for an organism that builds it, or
    that is invited to."""
    return builds(user, path, day) or bool(designer_organism_ids(user, day) & parts_in(path).keys())


def who_takes_part(path: PathPage, day: date) -> QuerySet[User]:
    """Return the people of whom `takes_part` says so, whoever they are. One query, and two to make
    it."""
    organisms = Organism.objects.on(day).filter(pk__in=parts_in(path).keys())
    return User.objects.filter(
        Q(is_superuser=True)
        | Q(pk__in=people_in_role(Role.ADMINISTRATOR, day).values("pk"))
        | Q(pk__in=people_in_role(Role.DESIGNER, day, organisms).values("pk")),
        is_active=True,
    )


# Whether the person `leads` the building (`builds`) is asked once for all rows of a page.


def can_end(user: Viewer, part: BuildingPart, day: date, *, leads: bool, is_ruled: bool) -> bool:
    """Tell whether the person may end the part of an organism.

    The organism itself may, at any time. Those who lead the building may as long as nobody has to
    approve (`is_ruled`): afterwards it would take a voice away.
    """
    if is_administrator(user, day) or part.organism_id in designer_organism_ids(user, day):
        return True
    return leads and not is_ruled


def does(user: Viewer, duty: Duty, day: date, *, leads: bool) -> bool:
    """Tell whether the person may say that something is done: its organism's, or who leads."""
    return leads or duty.organism_id in designer_organism_ids(user, day)


def can_revoke(user: Viewer, link: ReviewLink, *, leads: bool) -> bool:
    """Tell whether somebody who takes part may revoke a review link: who made it, or who leads."""
    return leads or link.made_by_id == user.pk
