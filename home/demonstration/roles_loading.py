"""The accounts that anybody may sign in to, one for each role, and who holds the other roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.accounts.models import User
from academy.accounts.services.demonstration import create_demonstration_account
from academy.organisms.models import (
    Headcount,
    Membership,
    Organism,
    OrganismPlacement,
    Portfolio,
    Role,
)
from academy.organisms.policies import ROLES_OF_A_PORTFOLIO, ROLES_OF_AN_ORGANISM
from academy.organisms.services import memberships, roles
from courses.models import Enrolment
from courses.services import assign_path, exempt

from .building_loading import write_building
from .consultation import write_consultation
from .contents import PathContents
from .findings_loading import write_findings
from .first_weeks import write_first_weeks
from .journeys import Walker, walk
from .plan import Plan
from .population import NEVER
from .record_loading import Recorder
from .reuse import write_reuse
from .shared_work import write_adoption, write_packages
from .work_in_hand import write_ageing, write_bank, write_late_translation, write_report

# Known to everyone: these accounts exist in a demonstration alone and hold nothing to protect.
PASSWORD = "demonstration"  # noqa: S105
# What the identifiers of the demonstration accounts are made from.
_SPACE = UUID("5d6f4c9e-0a0e-4f7b-9b57-3a3f1d2c8e11")
# A reason is written once, for readers of both languages.
_REASON_FR = "Parcours demandé à tout le personnel cette année."
_REASON_EN = "This path is asked of everybody in the organization this year."
# Which paths are asked of everybody, by their place, and in how many weeks.
_ASKED = ((0, 3), (2, 9), (3, 26))
_EXEMPTED = "Vous avez animé l’atelier sur ce sujet au printemps."


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """An account to try a role with; `role` is None for a learner."""

    email: str
    first_name: str
    last_name: str
    title: Promise
    role: Role | None


ACCOUNTS = (
    DemonstrationAccount("apprenant@demo.example", "Camille", "Fontenelle", _("Learner"), None),
    DemonstrationAccount(
        "conception@demo.example", "Jasmine", "Beaulac", _("Course designer"), Role.DESIGNER
    ),
    DemonstrationAccount(
        "gestion@demo.example",
        "Étienne",
        "Marchildon",
        _("Organization manager"),
        Role.ORGANISM_MANAGER,
    ),
    DemonstrationAccount(
        "formation@demo.example",
        "Solange",
        "Brisebois",
        _("Training officer"),
        Role.TRAINING_OFFICER,
    ),
    DemonstrationAccount(
        "portefeuille@demo.example",
        "Nadia",
        "Casavant",
        _("Portfolio information officer"),
        Role.PORTFOLIO_OFFICER,
    ),
    DemonstrationAccount(
        "gouvernement@demo.example",
        "Louise",
        "Grandmaison",
        _("Government lead"),
        Role.GOVERNMENT_LEAD,
    ),
    DemonstrationAccount(
        "administration@demo.example", "Hugo", "Plamondon", _("Administrator"), Role.ADMINISTRATOR
    ),
)
# The account that is made last: where it exists, the demonstration is whole.
LAST = ACCOUNTS[-1].email
# Organisms besides the showcase that have a manager and a designer of their own.
STAFFED = 12


def is_loaded() -> bool:
    """Tell whether a whole demonstration is in the database."""
    return User.objects.filter(email=LAST).exists()


@transaction.atomic
def write_roles(
    plan: Plan,
    contents: Sequence[PathContents],
    organisms: Sequence[Organism],
    users: Sequence[int],
    *,
    at: datetime,
) -> None:
    """Make the demonstration accounts and give every role; the last account says all is there."""
    showcase = organisms[plan.government.showcase]
    made = {account: _write_account(account, showcase, plan, at) for account in ACCOUNTS}
    _write_officers(plan, organisms, users, at)
    placement = OrganismPlacement.objects.get(organism=showcase, ends_on__isnull=True)
    for account, user in made.items():
        if account.role is not None:
            roles.grant(
                user=user,
                role=account.role,
                at=at,
                by=None,
                on=plan.seasons.first_day,
                organism=showcase if account.role in ROLES_OF_AN_ORGANISM else None,
                portfolio=placement.portfolio if account.role in ROLES_OF_A_PORTFOLIO else None,
            )
    learner = made[ACCOUNTS[0]]
    _write_learner(plan, contents, learner, at)
    manager = next(user for account, user in made.items() if account.role == Role.ORGANISM_MANAGER)
    _assign(plan, showcase, manager, learner, at)
    write_first_weeks(plan, showcase, learner, manager, users, at=at)
    designer = next(user for account, user in made.items() if account.role == Role.DESIGNER)
    write_packages(showcase, designer, at=at)
    write_ageing(plan.size.until)
    write_late_translation(designer)
    write_bank(showcase, designer, at=at)
    write_report(learner, plan.paths[0].key, at=at)
    write_building(showcase, designer, at=at)
    write_adoption([one.key for one in plan.paths], showcase, designer, at=at)
    write_reuse(plan, organisms, users, at=at)
    write_findings(plan, showcase, organisms, manager, at=at)
    write_consultation(plan, showcase, organisms, manager=manager, designer=designer, at=at)


def _write_account(
    account: DemonstrationAccount, organism: Organism, plan: Plan, at: datetime
) -> User:
    user = create_demonstration_account(
        email=account.email,
        password=PASSWORD,
        first_name=account.first_name,
        last_name=account.last_name,
        language="fr",
        with_second_factor=account.role is not None,
        at=at,
        public_id=uuid5(_SPACE, f"{plan.size.seed} {account.email}"),
    )
    if not Membership.objects.filter(user=user).exists():
        first = Membership.objects.filter(organism=organism, ends_on__isnull=True).order_by("pk")[0]
        memberships.join(user=user, unit=first.unit, on=plan.seasons.first_day, at=at, by=None)
        # The headcounts, written with the tree, didn't count this person.
        Headcount.objects.filter(unit=first.unit).update(people=F("people") + 1)
    return user


def _write_officers(
    plan: Plan, organisms: Sequence[Organism], users: Sequence[int], at: datetime
) -> None:
    """Give each portfolio its officer, and some organisms a manager and a designer."""
    staying = _staying(plan)
    ministries: dict[int, int] = {}
    for number, one in enumerate(plan.government.organisms):
        ministries.setdefault(one.portfolio, number)
    portfolios = {row.code: row for row in Portfolio.objects.filter(is_simulated=True)}
    showcase = plan.government.organisms[plan.government.showcase]
    for place, number in ministries.items():
        # The portfolio of the demonstration accounts has its officer among them.
        if place != showcase.portfolio:
            _grant(
                users[staying[number][0]],
                Role.PORTFOLIO_OFFICER,
                plan,
                at,
                portfolio=portfolios[plan.government.portfolios[place].code],
            )
    rng = Random(f"{plan.size.seed}/roles")  # noqa: S311 - no secret
    candidates = [number for number, people in staying.items() if len(people) >= 4]
    for number in rng.sample(candidates, min(STAFFED, len(candidates))):
        people = [users[person] for person in staying[number]]
        _grant(people[1], Role.ORGANISM_MANAGER, plan, at, organism=organisms[number])
        _grant(people[2], Role.DESIGNER, plan, at, organism=organisms[number])


def _staying(plan: Plan) -> dict[int, list[int]]:
    """Return, by open organism, the people who are there all the time."""
    people = plan.people
    found: dict[int, list[int]] = {}
    for person in range(len(people)):
        number = int(people.organism[person])
        stays = people.starts[person] <= 0 and people.ends[person] == NEVER
        if stays and people.second_unit[person] < 0 and number != plan.government.changes.merged:
            found.setdefault(number, []).append(person)
    return found


def _grant(
    user_id: int,
    role: Role,
    plan: Plan,
    at: datetime,
    *,
    organism: Organism | None = None,
    portfolio: Portfolio | None = None,
) -> None:
    roles.grant(
        user=User.objects.get(pk=user_id),
        role=role,
        at=at,
        by=None,
        on=plan.seasons.first_day,
        organism=organism,
        portfolio=portfolio,
    )


def _write_learner(
    plan: Plan, contents: Sequence[PathContents], learner: User, at: datetime
) -> None:
    """Put the learner halfway through the first path, the second one passed."""
    if Enrolment.objects.filter(user=learner).exists():
        return
    days = plan.seasons.days
    half = len(plan.paths[0].lessons) // 2
    walkers = [
        Walker(ability=0.8, start=days - 9, passes=NEVER, ends=NEVER, lessons=half),
        Walker(ability=0.8, start=days - 75, passes=days - 60, ends=NEVER),
    ]
    recorder = Recorder(contents, at=at)
    for place, walker in enumerate(walkers[: len(contents)]):
        rng = Random(f"{plan.size.seed}/learner/{place}")  # noqa: S311 - no secret
        way = walk(plan.paths[place], walker, plan.seasons, rng)
        if way is not None:
            recorder.add(
                user_id=learner.pk,
                public_id=learner.public_id,
                language="fr",
                place=place,
                way=way,
            )
    recorder.store()


def _assign(plan: Plan, organism: Organism, manager: User, learner: User, at: datetime) -> None:
    """Ask the first path, and some that nobody had to take before, of the showcase organism; the
    learner is exempted from the last of them."""
    today: date = plan.size.until
    asked = [(place, weeks) for place, weeks in _ASKED if place < len(plan.paths)]
    for place, weeks in asked:
        assign_path(
            by=manager,
            organism=organism,
            path_key=plan.paths[place].key,
            due_on=today + timedelta(weeks=weeks),
            reason_fr=_REASON_FR,
            reason_en=_REASON_EN,
            at=at,
        )
    exempt(
        by=manager,
        organism=organism,
        path_key=plan.paths[asked[-1][0]].key,
        person=learner,
        reason=_EXEMPTED,
        at=at,
    )
