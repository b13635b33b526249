"""An organism that asks paths of its people, and what its pages say."""

import re
from datetime import datetime, timedelta
from html import unescape

from django.urls import reverse
from django.utils import timezone, translation

from courses.queries import learner_home
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import (
    MembershipFactory,
    OrganismFactory,
    RoleGrantFactory,
    UnitFactory,
)

ASKED = timezone.make_aware(datetime(2026, 11, 2, 10))
DAY = timedelta(days=1)


def english(name, *args):
    """Return an address of the English pages."""
    with translation.override("en"):
        return reverse(name, args=args)


def words(reply, start="<main"):
    """Return what a page says from `start` on, without its tags."""
    said = re.sub(r"<[^>]+>", " ", reply.content.decode().split(start, 1)[1])
    return " ".join(unescape(said).replace("\xa0", " ").split())


def due_of(user, day):
    """Return what is due on the dashboard of somebody."""
    return learner_home(user, day, "en").due


class Place:
    """An organism: a branch with a service below it, another branch, some people, a manager."""

    def __init__(self):
        self.organism = OrganismFactory(name_fr="Régie des rives", name_en="Shores Board")
        self.branch = UnitFactory(organism=self.organism, name_fr="Direction", name_en="Branch")
        self.service = UnitFactory(parent=self.branch, name_fr="Service", name_en="Service")
        self.other = UnitFactory(organism=self.organism, name_fr="Ailleurs", name_en="Elsewhere")
        self.chief, self.clerk, self.stranger = (
            MembershipFactory(unit=unit, user=UserFactory(language="en")).user
            for unit in (self.branch, self.service, self.other)
        )
        grant = RoleGrantFactory(organism=self.organism)
        self.manager = grant.user
        MembershipFactory(user=self.manager, unit=self.other)
        self.path = make_path(title="Passwords", slug="passwords")
