"""What the command leaves, and that running it again changes nothing."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.test import override_settings

from academy.accounts.models import User
from academy.lrs.models import ReaderFailure, Statement
from academy.organisms.models import (
    FormerName,
    Headcount,
    Membership,
    Organism,
    OrganismPlacement,
    Portfolio,
    Role,
    RoleGrant,
    Succession,
    Unit,
    UnitPlacement,
)
from academy.organisms.queries import headcount_of
from barometer.models import Evidence, Finding, PathFact
from barometer.releases import days
from barometer.releases.models import Level
from barometer.releases.queries import all_releases, newest, totals
from barometer.releases.recomputing import recompute
from barometer.sharing.making import sharing_of
from barometer.sharing.queries import reuses
from courses.models import (
    Adoption,
    Assignment,
    Enrolment,
    Exemption,
    PathPage,
    PublishedPath,
    SubjectStep,
    SurveyResponse,
    TrainingSubject,
)
from courses.queries import structure_of, view_of_path
from courses.structure import Condition
from home.demonstration import loading
from home.demonstration.contents import FIRST_WEEKS, published_contents
from home.demonstration.known_truth import COUNTS, CURVES, DIFFERENCES, TITLE
from home.demonstration.plan import Size
from home.demonstration.roles_loading import ACCOUNTS
from home.demonstration.seasons import two_years_before
from tests.factories.courses import make_path

from .conftest import UNTIL, ZONE

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
# Few organisms have joined: the tree is whole, what people did is short to load.
SIZE = Size(seed=3, until=UNTIL, learners=1_500, time_zone=ZONE, joined=0.02, participation=0.5)


class _Undone(Exception):
    """Ends the transaction of the whole module."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, folder):
    """A demonstration, loaded once for this module and taken back at its end."""
    with django_db_blocker.unblock(), override_settings(DEMONSTRATION=True, VAR_DIR=folder):
        block = transaction.atomic()
        block.__enter__()
        make_path(courses=1, lessons=2, questions=2, title="Premier")
        make_path(courses=1, lessons=2, questions=1, title="Second")
        make_path(courses=1, lessons=1, questions=1, title="Troisième")
        try:
            yield loading.load(size=SIZE, at=AT)
        finally:
            block.__exit__(_Undone, _Undone(), None)


def open_ones(model):
    return model.objects.filter(is_simulated=True).on(UNTIL)


def test_the_government_is_there_and_marked_as_simulated(loaded):
    assert open_ones(Portfolio).count() == 26
    assert open_ones(Organism).count() == 307
    assert OrganismPlacement.objects.on(UNTIL).count() == 307
    assert not Organism.objects.filter(is_simulated=False).exists()
    assert not Unit.objects.filter(is_simulated=False).exists()
    placed = UnitPlacement.objects.on(UNTIL).values("organism").annotate(units=Count("unit"))
    assert len(placed) == 307
    # Two at least, but where one was moved away and where one was merged.
    assert min(row["units"] for row in placed) >= 1
    assert sorted(row["units"] for row in placed)[2] >= 2


def test_the_past_is_kept(loaded):
    kinds = Succession.objects.values_list("kind", "from_organism", "from_unit")
    assert sorted((kind, bool(organism)) for kind, organism, _unit in kinds) == [
        ("merge", False),
        ("merge", True),
    ]
    assert FormerName.objects.filter(organism__isnull=False).count() == 1
    assert OrganismPlacement.objects.filter(ends_on__isnull=False).count() == 2
    closed = Organism.objects.get(ends_on__isnull=False)
    assert not Membership.objects.filter(organism=closed, ends_on__isnull=True).exists()
    assert Membership.objects.filter(organism=closed).exists()


def test_people_have_one_post_at_a_time_and_no_usable_password(loaded):
    people = User.objects.filter(email__endswith="@simulation.example")
    assert people.count() == SIZE.learners
    assert not any(map(is_password_usable, people.values_list("password", flat=True)[:50]))
    current = people.annotate(
        posts=Count("memberships", filter=Q(memberships__ends_on__isnull=True))
    )
    assert set(current.values_list("posts", flat=True)) == {0, 1}
    assert not Membership.objects.filter(ends_on__lte=F("starts_on")).exists()


def test_who_has_learned_something_has_signed_in(loaded):
    people = User.objects.filter(email__endswith="@simulation.example")
    visitors = people.filter(first_signed_in_at__isnull=False)
    learners = Enrolment.objects.filter(user__in=people).values("user_id").distinct()
    assert 0 < visitors.count() == learners.count() < people.count()
    assert not visitors.filter(last_login__lt=F("first_signed_in_at")).exists()


def test_the_past_is_published_month_by_month(loaded):
    releases = all_releases()
    assert [one.day for one in reversed(releases)] == list(
        days.between(two_years_before(UNTIL), UNTIL, "monthly")
    )
    first, last = (totals(releases[end], Level.GOVERNMENT)[0] for end in (-1, 0))
    assert first.keys() == last.keys() == {path.key for path in PublishedPath.objects.all()}
    assert sum(of["passed"].low for of in first.values()) == 0
    assert recompute(day=releases[0].day).is_identical


def test_headcounts_are_at_least_the_people_with_an_account(loaded):
    members = dict(Membership.objects.on(UNTIL).values_list("unit").annotate(people=Count("user")))
    headcounts = headcount_of(members, UNTIL)
    assert all(headcounts[unit] >= people for unit, people in members.items())
    total = sum(headcounts.values())
    assert 1.02 < total / sum(members.values()) < 1.6
    assert Headcount.objects.values("on").distinct().count() == 9


def test_nothing_was_done_in_the_future_and_every_reader_followed(loaded):
    end = datetime.combine(UNTIL, datetime.min.time(), UTC) + timedelta(hours=6)
    assert Statement.objects.count() > 300
    assert not Statement.objects.filter(timestamp__gte=end).exists()
    assert not ReaderFailure.objects.exists()
    passed = Enrolment.objects.filter(passed_at__isnull=False).count()
    assert passed > 5
    assert PathFact.objects.filter(passed_at__isnull=False).count() == passed
    assert PathFact.objects.count() == Enrolment.objects.count()
    assert loaded.enrolments == Enrolment.objects.count()


def test_the_truth_is_told_beside_the_data(loaded, folder):
    truth = json.loads((folder / "demonstration" / "truth.json").read_text())
    assert (truth["seed"], truth["until"]) == (SIZE.seed, UNTIL.isoformat())
    assert len(truth["organisms"]) == 308
    assert [path["titles"]["fr"] for path in truth["paths"]] == ["Premier", "Second", "Troisième"]
    keys = {str(key) for key in PublishedPath.objects.values_list("key", flat=True)}
    adopted = Adoption.objects.values_list("own_key", flat=True)
    assert {path["key"] for path in truth["paths"]} == keys - {str(FIRST_WEEKS), *map(str, adopted)}
    for path in truth["paths"]:
        cohort = sum(row["cohort_passed"] for row in path["organisms"].values())
        told = PathFact.objects.filter(
            path_key=path["key"],
            passed_at__isnull=False,
        ).exclude(public_id=User.objects.get(email=ACCOUNTS[0].email).public_id)
        # The cohort leaves out who came, moved or left in the meantime.
        assert 0.6 * told.count() <= cohort <= told.count()
        published = PublishedPath.objects.get(key=path["key"])
        assert published.first_published_at.date().isoformat() == path["launched_on"]
        builders = {code for code, row in path["organisms"].items() if row["is_builder"]}
        assert set(published.built_by.values_list("code", flat=True)) == builders
        pages = PathPage.objects.filter(translation_key=path["key"])
        assert {page.built_by.count() for page in pages} == {len(builders)}


def test_there_is_an_account_for_each_role(loaded):
    roles = {None, *Role}
    assert {account.role for account in ACCOUNTS} == roles
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        held = RoleGrant.objects.filter(user=user, ends_on__isnull=True)
        assert [grant.role for grant in held] == ([account.role] if account.role else [])
        assert user.check_password("demonstration")
        assert Membership.objects.on(UNTIL).filter(user=user).count() == 1
    officers = RoleGrant.objects.filter(role=Role.PORTFOLIO_OFFICER)
    assert officers.values("portfolio").distinct().count() == officers.count() == 26


def test_the_learner_is_halfway_with_one_path_finished(loaded):
    learner = User.objects.get(email=ACCOUNTS[0].email)
    taken = Enrolment.objects.filter(user=learner).exclude(path_key=FIRST_WEEKS)
    first, second = taken.order_by("-enrolled_at")
    assert first.completed_at is None
    assert first.lessons.filter(completed_at__isnull=False).count() == 1
    assert second.passed_at is not None
    manager = User.objects.get(email="gestion@demo.example")
    organism = manager.role_grants.get().organism
    assert learner.memberships.get().organism == organism
    of_everybody = Assignment.objects.filter(organism=organism, unit=None, rules=[])
    assert of_everybody.count() == 2
    for assignment in of_everybody:
        assert "Parcours demandé" in assignment.reason_fr
        assert "This path is asked" in assignment.reason_en


def test_a_path_with_a_structure_is_begun_asked_by_a_rule_and_may_be_left_out(loaded):
    learner = User.objects.get(email=ACCOUNTS[0].email)
    path = PublishedPath.objects.get(key=FIRST_WEEKS)
    structure = structure_of(path)
    assert [one.needed for one in structure.sets] == [1]
    assert any(step.requires for step in structure.steps)
    assert {step.condition for step in structure.steps} == set(Condition)
    doings = [step.doing for step in view_of_path(path.key, learner, "fr").steps]
    assert doings == ["open", "open", "open", "open", "open", "locked", "beyond"]
    (asked,) = Assignment.objects.exclude(rules=[])
    assert asked.path_key == path.key
    assert asked.rule.arrived_within
    exemption = Exemption.objects.get()
    assert (exemption.user, exemption.organism) == (learner, asked.organism)
    assert exemption.reason
    # It is no part of what is simulated.
    assert FIRST_WEEKS not in {one.model.key for one in published_contents(1)}


def test_the_cyber_loop_has_something_to_show(loaded):
    organism = User.objects.get(email="gestion@demo.example").role_grants.get().organism
    sent = Evidence.objects.filter(organism=organism)
    assert set(sent.values_list("kind", "state")) == {("phishing", "kept"), ("scan", "kept")}
    assert organism.is_simulated
    states = set(Finding.objects.filter(organism=organism).values_list("state", flat=True))
    assert {"closed", "found"} <= states


def test_the_truth_is_recovered_from_what_was_recorded(loaded):
    out = StringIO()
    call_command("recover_truth", stdout=out)
    page = out.getvalue()
    assert page.startswith(TITLE)
    assert f"{SIZE.learners:,} people, seed {SIZE.seed}" in page
    titles = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert titles[:3] == [section.title for section in (COUNTS, DIFFERENCES, CURVES)]
    row = next(line for line in page.splitlines() if "`queries.standings`" in line)
    assert row.endswith("| 0 people and paths with another day | 0 |  | yes |")
    bands = next(line for line in page.splitlines() if "`releases.queries.counts`" in line)
    assert bands.endswith(
        "| 0 bands without the true count | 0 | {0} of {0} (100%) | yes |".format(
            bands.split("|")[3].strip()
        )
    )


def test_a_path_of_the_accounts_is_reused_elsewhere_and_its_figures_are_real(loaded):
    (adoption,) = Adoption.objects.filter(upstream_key=published_contents(SIZE.seed)[0].model.key)
    assert adoption.is_frozen
    pages = PathPage.objects.filter(translation_key=adoption.own_key, live=True)
    assert {page.title for page in pages} == {
        "Premiers réflexes en cybersécurité",
        "First reflexes in cybersecurity",
    }
    (row,) = (one for one in reuses(newest(), "fr") if one.organism == adoption.organism.name)
    taken = Enrolment.objects.filter(path_key=adoption.own_key)
    assert 0 < row.passed_low <= taken.filter(passed_at__isnull=False).count()
    assert row.passed_low < row.reached.low <= taken.count() <= row.reached.high
    # So few people are there in this size that the page doesn't count it yet.
    sums = sharing_of([row], smallest=row.passed_low, hours=(40, 80))
    assert (sums.organisms, sums.counted, sums.waiting) == (1, 1, 0)
    assert sums.adapted_share == row.adapted / row.parts
    assert 0 < row.adapted < row.parts
    assert sums.hours.low == row.kept_minutes / 60 * 40
    learners = User.objects.filter(pk__in=taken.values("user"))
    assert not learners.filter(first_signed_in_at=None).exists()


def test_loading_again_changes_nothing(loaded):
    before = (Statement.objects.count(), User.objects.count(), RoleGrant.objects.count())
    assert loading.load(size=SIZE, at=AT).was_there
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "loaded already" in out.getvalue()
    assert all(account.email in out.getvalue() for account in ACCOUNTS)
    after = (Statement.objects.count(), User.objects.count(), RoleGrant.objects.count())
    assert after == before


def test_organisms_ask_for_training_and_a_survey_has_answers(loaded):
    states = set(TrainingSubject.objects.values_list("state", flat=True))
    assert {"received", "studied", "available"} <= states
    assert not SubjectStep.objects.filter(told_at=None).exists()
    path = PathPage.objects.exclude(survey_before=None).first()
    said = SurveyResponse.objects.filter(path_key=path.translation_key)
    assert {one.moment for one in said} == {"before", "after"}
    survey = path.survey_before
    assert survey.versions.get().questions == survey.asked()
