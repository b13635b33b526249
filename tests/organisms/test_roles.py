"""Who may give which role, where; and what follows from a role."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group

from academy.accounts.models import AuditEntry
from academy.core import recurring
from academy.core.errors import NotAllowed
from academy.organisms import policies, role_groups
from academy.organisms.models import Role, RoleGrant
from academy.organisms.services import roles
from academy.organisms.services.roles import RoleError
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

ORGANISM, PORTFOLIO, EVERYWHERE = "organism", "portfolio", "everywhere"
GIVEN = {
    # who gives: the roles that they can give, and where
    "learner": set(),
    "designer": set(),
    "officer": set(),
    "lead": set(),
    "manager": {(Role.DESIGNER, ORGANISM)},
    "administrator": {
        (Role.DESIGNER, ORGANISM),
        (Role.ORGANISM_MANAGER, ORGANISM),
        (Role.TRAINING_OFFICER, ORGANISM),
        (Role.PORTFOLIO_OFFICER, PORTFOLIO),
        (Role.GOVERNMENT_LEAD, EVERYWHERE),
        (Role.ADMINISTRATOR, EVERYWHERE),
    },
    "superuser": {
        (Role.DESIGNER, ORGANISM),
        (Role.ORGANISM_MANAGER, ORGANISM),
        (Role.TRAINING_OFFICER, ORGANISM),
        (Role.PORTFOLIO_OFFICER, PORTFOLIO),
        (Role.GOVERNMENT_LEAD, EVERYWHERE),
        (Role.ADMINISTRATOR, EVERYWHERE),
    },
}


@pytest.fixture(autouse=True)
def _only_the_groups_of_roles(monkeypatch):
    """Parts above add theirs: those are tested with them."""
    monkeypatch.setattr(role_groups, "_readers", {"roles": role_groups._readers["roles"]})


@pytest.fixture
def organism():
    return OrganismFactory()


def someone(kind, organism):
    if kind == "learner":
        return UserFactory()
    if kind == "superuser":
        return SuperuserFactory()
    if kind in ("designer", "manager"):
        role = Role.DESIGNER if kind == "designer" else Role.ORGANISM_MANAGER
        return RoleGrantFactory(role=role, organism=organism).user
    return RoleGrantFactory(**{kind: True}).user


@pytest.mark.parametrize("kind", GIVEN)
def test_a_role_above_ones_own_cannot_be_given(kind, organism, today, at):
    by = someone(kind, organism)
    portfolio = organism.placements.get().portfolio
    places = {
        ORGANISM: {"organism": organism},
        PORTFOLIO: {"portfolio": portfolio},
        EVERYWHERE: {},
    }
    for role in Role:
        for name, place in places.items():
            allowed = (role, name) in GIVEN[kind]
            assert policies.can_grant(by, role, today, **place) is allowed, (role, name)
            if not allowed:
                with pytest.raises(NotAllowed):
                    roles.grant(user=UserFactory(), role=role, at=at, by=by, **place)
    # Never in somebody else's organism.
    elsewhere = OrganismFactory()
    assert policies.can_grant(by, Role.DESIGNER, today, organism=elsewhere) is (
        kind in ("administrator", "superuser")
    )


def test_a_role_given_and_taken_back_is_followed_and_noted(organism, at, today):
    by, user = RoleGrantFactory(organism=organism).user, UserFactory()
    given = roles.grant(user=user, role=Role.DESIGNER, organism=organism, at=at, by=by)
    assert policies.roles_on(user, today) == {Role.DESIGNER}
    assert policies.designer_organism_ids(user, today) == {organism.pk}
    assert list(user.groups.values_list("name", flat=True)) == ["designers"]
    again = roles.grant(user=user, role=Role.DESIGNER, organism=organism, at=at, by=by)
    assert again == given

    later = at + timedelta(days=3)
    roles.revoke(grant=given, at=later, by=by)
    policies.forget_grants(user)
    assert policies.roles_on(user, later.date()) == frozenset()
    assert policies.roles_on(user, today) == {Role.DESIGNER}
    assert not user.groups.exists()
    assert list(
        AuditEntry.objects.values_list("action", "target", "organism_code", "details__role")
    ) == [
        ("role.grant", str(user.public_id), organism.code, "designer"),
        ("role.revoke", str(user.public_id), organism.code, "designer"),
    ]


def test_a_role_taken_back_the_same_day_is_gone_at_once(organism, at, today):
    user = UserFactory()
    given = roles.grant(user=user, role=Role.DESIGNER, organism=organism, at=at, by=None)
    roles.revoke(grant=given, at=at, by=None)
    policies.forget_grants(user)
    assert policies.roles_on(user, today) == frozenset()
    assert not user.groups.exists()


def test_a_group_given_by_hand_stays(organism, at):
    user = UserFactory()
    user.groups.add(Group.objects.create(name="translators"))
    given = roles.grant(user=user, role=Role.DESIGNER, organism=organism, at=at, by=None)
    roles.revoke(grant=given, at=at, by=None)
    assert list(user.groups.values_list("name", flat=True)) == ["translators"]


def test_parts_above_add_groups_of_their_own(organism, at):
    role_groups.register_groups("test", lambda grant: [f"designers of {grant.organism.code}"])
    with pytest.raises(ValueError, match="test"):
        role_groups.register_groups("test", lambda grant: [])
    user = UserFactory()
    first = roles.grant(user=user, role=Role.DESIGNER, organism=organism, at=at, by=None)
    roles.grant(user=user, role=Role.DESIGNER, organism=OrganismFactory(code="ZZ"), at=at, by=None)
    assert user.groups.count() == 3
    roles.revoke(grant=first, at=at, by=None)
    names = set(user.groups.values_list("name", flat=True))
    assert names == {"designers", "designers of ZZ"}


def test_the_last_administrator_stays(at):
    first, second = UserFactory(), UserFactory()
    one = roles.grant(user=first, role=Role.ADMINISTRATOR, at=at, by=None)
    first.refresh_from_db()
    assert first.is_superuser
    assert first.is_staff
    with pytest.raises(RoleError, match="last administrator"):
        roles.revoke(grant=one, at=at, by=None)
    two = roles.grant(user=second, role=Role.ADMINISTRATOR, at=at, by=None)
    roles.revoke(grant=one, at=at, by=None)
    first.refresh_from_db()
    assert not first.is_superuser
    # An administrator whose account is closed doesn't count.
    UserFactory(is_superuser=True, is_active=False)
    with pytest.raises(RoleError, match="last administrator"):
        roles.revoke(grant=two, at=at, by=None)


def test_a_role_has_its_place(at, organism):
    for role, place in (
        (Role.DESIGNER, {}),
        (Role.PORTFOLIO_OFFICER, {"organism": organism}),
        (Role.ADMINISTRATOR, {"portfolio": PortfolioFactory()}),
        (Role.ORGANISM_MANAGER, {"organism": organism, "portfolio": PortfolioFactory()}),
    ):
        with pytest.raises(RoleError, match="belong"):
            roles.grant(user=UserFactory(), role=role, at=at, by=None, **place)
    assert not RoleGrant.objects.exists()


def test_a_closed_account_receives_nothing_and_holds_nothing(at, organism, today):
    user = UserFactory(is_active=False)
    with pytest.raises(RoleError, match="closed"):
        roles.grant(user=user, role=Role.DESIGNER, organism=organism, at=at, by=None)
    grant = RoleGrantFactory(user=user)
    assert policies.managed_organism_ids(user, today) == frozenset()
    assert not policies.can_import_people(user, grant.organism, today)


def test_a_role_ends_with_its_period_and_with_its_organism(today):
    organism = OrganismFactory(ends_on=today)
    user = RoleGrantFactory(organism=organism).user
    over = RoleGrantFactory(user=user, starts_on=date(2020, 1, 1), ends_on=today)
    yesterday = today - timedelta(days=1)
    assert policies.managed_organism_ids(user, yesterday) == {organism.pk, over.organism_id}
    assert policies.managed_organism_ids(user, today) == frozenset()


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        ("learner", "none"),
        ("designer", "none"),
        ("manager", "organism"),
        ("officer", "portfolio"),
        ("lead", "government"),
        ("administrator", "government"),
    ],
)
def test_the_barometer_opens_as_wide_as_the_role(kind, level, organism, today):
    user = someone(kind, organism)
    scope = policies.barometer_scope(user, today)
    assert scope.level == level
    ids = policies.barometer_organism_ids(scope, today)
    if level == "organism":
        assert ids == {organism.pk}
    elif level == "portfolio":
        assert ids == frozenset()
        mine = OrganismFactory(portfolio=RoleGrant.objects.get(user=user).portfolio)
        assert policies.barometer_organism_ids(scope, today) == {mine.pk}
    else:
        assert ids == (None if level == "government" else frozenset())


def test_a_second_factor_is_asked_of_whoever_holds_a_role(today, organism):
    assert not policies.needs_second_factor(someone("learner", organism), today)
    for kind in ("designer", "manager", "officer", "lead", "administrator", "superuser"):
        assert policies.needs_second_factor(someone(kind, organism), today)


@pytest.mark.parametrize(("role", "queries"), [("learner", 1), ("manager", 2)])
def test_grants_are_read_once_for_a_request(
    organism, today, django_assert_num_queries, role, queries
):
    user = UserFactory() if role == "learner" else someone("manager", organism)
    with django_assert_num_queries(queries):
        policies.roles_on(user, today)
        policies.managed_organism_ids(user, today)
        policies.barometer_scope(user, today)
        policies.can_import_people(user, organism, today)


def test_dates_that_pass_open_and_shut_what_goes_with_a_role(organism, today, at):
    leaving = RoleGrantFactory(
        role=Role.DESIGNER, organism=organism, ends_on=today + timedelta(days=1)
    ).user
    coming = UserFactory()
    roles.grant(
        user=coming,
        role=Role.ADMINISTRATOR,
        on=today + timedelta(days=1),
        at=at,
        by=None,
    )
    work = recurring.work("organisms.roles")
    work.run(at)
    assert names_of(leaving) == {"designers"}
    assert names_of(coming) == set()
    work.run(at + timedelta(days=1))
    assert names_of(leaving) == set()
    assert names_of(coming) == {"administrators"}
    coming.refresh_from_db()
    assert coming.is_superuser


def names_of(user):
    return set(user.groups.values_list("name", flat=True))
