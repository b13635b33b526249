"""The top of an organism's page: what is due, what expires, what to do next."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from academy.organisms.models import Membership, Organism, Unit, UnitPlacement
from barometer.criteria import services as criteria
from barometer.models import PathFact
from barometer.releases.models import Level, ReleasedTotal
from courses.audience import Rule
from courses.models import Assignment, Exemption, PublishedPath
from courses.services import assign_path, exempt
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import (
    OrganismFactory,
    PortfolioFactory,
    RoleGrantFactory,
    UnitFactory,
)

from .conftest import have_followed, new_unit, publish_next
from .criteria.conftest import fill

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def followed(module_database):
    """Two units that differ much, a path that expires and one that nobody follows."""
    with module_database():
        organism = OrganismFactory(
            code="O1",
            name_fr="Régie des rives",
            name_en="Shores Board",
            portfolio=PortfolioFactory(code="P1"),
        )
        path = make_path(
            lessons=1, questions=0, title="Hameçonnage", slug="hameconnage", valid_months=12
        )
        make_path(lessons=1, questions=0, title="Télétravail", slug="teletravail")
        have_followed(path, new_unit(organism, 40, "Rives"), joined=6, passed=2, others=34)
        have_followed(path, new_unit(organism, 40, "Digues"), joined=38, passed=36, others=2)
        publish_next()
    return path.pk


@pytest.fixture
def organism(followed):
    return Organism.objects.get(code="O1")


@pytest.fixture
def path(followed):
    return PublishedPath.objects.get(pk=followed)


@pytest.fixture
def other_path(followed):
    return PublishedPath.objects.exclude(pk=followed).get()


@pytest.fixture
def manager(client, organism):
    user = UserFactory()
    RoleGrantFactory(user=user, organism=organism)
    client.force_login(user)
    return user


def agenda(client, language="en"):
    """Return the page's agenda, and its words."""
    with translation.override(language):
        reply = client.get(reverse("barometer:organism", args=["O1"]))
    page = reply.content.decode()
    said = page.split('<section class="agenda"')[1].split("</section>")[0]
    words = unescape(re.sub(r"<[^>]+>", " ", said)).replace("\xa0", " ")
    return reply.context["agenda"], " ".join(words.split())


def ask(manager, organism, path, days, **fields):
    at = timezone.now()
    return assign_path(
        by=manager,
        organism=organism,
        path_key=path.key,
        due_on=timezone.localdate() + timedelta(days=days),
        at=at,
        **fields,
    )


def test_what_is_asked_stands_beside_what_is_published(client, organism, manager, path):
    ask(manager, organism, path, 30, reason_en="The audit asks for it.")
    shown, words = agenda(client)
    (row,) = shown.asked
    assert (row.title, row.of, row.time_left) == ("Hameçonnage", "Everybody", "4 weeks left")
    # 38 of 80: the middles of 0 to 2 and 33 to 37, or as the bands of 40 are cut.
    assert re.fullmatch(r"\d\d% \(\d\d–\d\d\)", row.completed)
    assert "The audit asks for it." in words
    assert row.completed in words


def test_a_unit_that_is_asked_has_the_figures_of_its_group(client, organism, manager, path):
    unit = Unit.objects.get(name_fr="Rives")
    ask(manager, organism, path, 3, unit=unit)
    shown, _words = agenda(client)
    (row,) = shown.asked
    assert (row.of, row.time_left, row.counted_with_others) == (
        "Rives",
        "less than a week left",
        False,
    )
    # Nobody has, as far as the band tells: its upper end is said, never its middle.
    assert row.completed == "at most 5%"


def exempt_members(manager, organism, path, count):
    for post in Membership.objects.filter(organism=organism).select_related("user")[:count]:
        exempt(
            by=manager,
            organism=organism,
            path_key=path.key,
            person=post.user,
            reason="Formée ailleurs.",
            at=timezone.now(),
        )


def test_units_with_those_below_have_the_sum_of_their_groups(client, organism, manager, path):
    rives, digues = (Unit.objects.get(name_fr=name) for name in ("Rives", "Digues"))
    top = UnitFactory(organism=organism, name_fr="Eaux", name_en="Waters")
    UnitPlacement.objects.filter(unit=digues).update(parent=top)
    rule = Rule(units=frozenset({top.pk}))
    ask(manager, organism, path, 30, rule=rule)
    (row,) = agenda(client)[0].asked
    assert (row.of, row.counted_with_others) == ("In Waters, or a unit below", False)
    ask(manager, organism, path, 30, unit=digues)
    assert agenda(client)[0].asked[1].completed == row.completed
    Assignment.objects.update(withdrawn_at=timezone.now())
    ask(manager, organism, path, 30, rule=Rule(units=frozenset({top.pk, rives.pk})))
    (both,) = agenda(client)[0].asked
    Assignment.objects.update(withdrawn_at=timezone.now())
    ask(manager, organism, path, 30)
    (everybody,) = agenda(client)[0].asked
    assert both.completed == everybody.completed


def test_nothing_is_published_of_those_who_are_asked_by_their_role_or_their_arrival(
    client, organism, manager, path
):
    for rule in (Rule(roles=frozenset({"designer"})), Rule(arrived_within=400)):
        ask(manager, organism, path, 5, rule=rule)
    shown, words = agenda(client)
    assert [(row.completed, row.passed) for row in shown.asked] == [(None, None)] * 2
    assert "Holds the role: Course designer" in words
    assert not [one for one in shown.steps if "is asked by" in one.sentence]


def test_a_due_date_that_each_person_has_is_on_no_day(client, organism, manager, path):
    assign_path(
        by=manager,
        organism=organism,
        path_key=path.key,
        counted="arrival",
        due_days=30,
        at=timezone.now(),
    )
    shown, words = agenda(client)
    assert (shown.asked[0].due_on, shown.asked[0].is_late) == (None, False)
    assert "30 days after the arrival in the organization" in words
    assert not [one for one in shown.steps if "is asked by" in one.sentence]


def test_a_reminder_leaves_out_those_who_are_exempted(client, organism, manager, path):
    ask(manager, organism, path, 5)
    exempt_members(manager, organism, path, 9)
    shown, words = agenda(client)
    assert "is asked by" in shown.steps[0].sentence
    assert "exempted" not in words, "nine people are too few to be said"
    Exemption.objects.all().delete()
    exempt_members(manager, organism, path, 40)
    shown, words = agenda(client)
    assert "exempted: 40 people, counted all the same" in words
    assert not [one for one in shown.steps if "is asked by" in one.sentence]


def test_a_day_that_is_past_is_said(client, organism, manager, path):
    ask(manager, organism, path, 3)
    Assignment.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    shown, words = agenda(client)
    assert shown.asked[0].is_late
    assert "(the day is past)" in words
    assert shown.steps[0].sentence.startswith("The day of “Hameçonnage” was ")
    with translation.override("en"):
        assert shown.steps[0].url == reverse("courses:assignments")


def test_nothing_asked_leads_to_asking(client, manager):
    shown, words = agenda(client)
    assert shown.asked == []
    assert "No learning path is asked at the moment. Ask my organization to follow a path" in words


def test_units_that_differ_beyond_chance_are_a_step(client, manager, path):
    shown, words = agenda(client)
    (step,) = shown.steps
    assert step.sentence.startswith("“Hameçonnage” has spread unevenly: about ")
    assert step.url.endswith(f"?path={path.key}#places")
    assert step.sentence in words


def test_a_path_that_peers_know_is_a_step(client, organism, manager, other_path):
    own = ReleasedTotal.objects.get(level=Level.ORGANISM, place=organism.pk)
    for number in range(8):
        known = {step: [80, 60, 70, 6_500, 80] for step in own.figures[str(other_path.key)]}
        figures = own.figures | {str(other_path.key): known}
        ReleasedTotal.objects.create(
            release_id=own.release_id, level=Level.ORGANISM, place=90_000 + number, figures=figures
        )
    caches["local"].clear()
    shown, _words = agenda(client)
    assert len(shown.steps) == 2
    assert shown.steps[1].sentence.startswith(
        "In half of the organizations of your size, 81% of the people or more have passed "
        "“Télétravail”; here, about "
    )


def test_the_lowest_criterion_that_a_path_teaches_is_a_step(client, organism, manager, path):
    at = timezone.now()
    grid = criteria.load_shipped_grid(at=at)
    key = next(
        one["key"] for one in grid.body["criteria"] if path.theme.slug in one.get("themes", ())
    )
    assessment = criteria.start_assessment(by=manager, organism=organism, year=at.year, at=at)
    fill(assessment, manager, {key: 1}, at=at)
    criteria.submit_assessment(by=manager, assessment=assessment, at=at)
    shown, _words = agenda(client)
    assert "the level is 1 of 4" in shown.steps[-1].sentence
    with translation.override("en"):
        assert shown.steps[-1].url in {path.texts["en"]["url"] for path in _live()}


def _live():
    return PublishedPath.objects.filter(is_live=True)


def test_at_most_three_steps_in_the_order_of_the_rules(client, organism, manager, other_path, path):
    ask(manager, organism, path, 10)
    ask(manager, organism, other_path, 20)
    shown, _words = agenda(client)
    # One a rule, and no two about one path: the uneven path is the one that is asked.
    assert [step.sentence[:14] for step in shown.steps] == ["“Hameçonnage” "]


def test_when_passes_end_is_said_and_never_how_many(client, manager):
    today = timezone.localdate()
    shown, words = agenda(client)
    (row,) = shown.expiring
    assert row.title == "Hameçonnage"
    assert row.rule == "A pass holds for 12 months."
    assert row.next_end == (
        f"Passes of {today:%B} {today.year - 1} end in {today:%B} {today.year}."
    )
    assert "isn’t published" in words


def test_facts_end_as_the_path_says(path):
    for fact in PathFact.objects.filter(path_key=path.key, passed_at__isnull=False):
        day = timezone.localdate(fact.passed_at)
        assert (fact.valid_until.year, fact.valid_until.month) == (day.year + 1, day.month)


def test_an_officer_is_led_to_figures_not_to_asking(client, organism, path, manager):
    ask(manager, organism, path, 10)
    officer = UserFactory()
    RoleGrantFactory(user=officer, lead=True)
    client.force_login(officer)
    shown, words = agenda(client)
    assert shown.steps[0].url.endswith(f"?path={path.key}#over-time")
    assert "Ask my organization" not in words


def test_it_costs_the_same_whatever_is_asked(client, organism, manager, path, other_path):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            agenda(client)
        return len(queries)

    cost()
    few = cost()
    ask(manager, organism, path, 10)
    ask(manager, organism, other_path, 10, unit=Unit.objects.get(name_fr="Rives"))
    # What every page keeps is read anew once something is asked.
    cost()
    assert cost() <= few + 1
    rule = Rule(units=frozenset(Unit.objects.values_list("pk", flat=True)))
    ask(manager, organism, path, 10, rule=rule)
    exempt_members(manager, organism, path, 1)
    cost()
    # Two more: where units hang, and how many people of each are exempted.
    assert cost() <= few + 4


def test_where_nothing_is_published_there_is_no_agenda(client, manager):
    other = OrganismFactory(code="O2")
    RoleGrantFactory(user=manager, organism=other)
    with translation.override("en"):
        reply = client.get(reverse("barometer:organism", args=["O2"]))
    assert reply.context["agenda"].steps == []


def test_where_nothing_is_published_nothing_is_affirmed_and_nothing_drawn(client):
    other = OrganismFactory(code="O2", name_en="Dams Board", name_fr="Régie des barrages")
    user = UserFactory()
    RoleGrantFactory(user=user, organism=other)
    client.force_login(user)
    with translation.override("en"):
        reply = client.get(reverse("barometer:organism", args=["O2"]))
        picture = reverse("barometer:organism-picture", args=["O2", "paths", "light", 600])
    page = unescape(reply.content.decode())
    assert "Nothing is published here yet of this learning path" in page
    assert "No rule can be applied yet" in page
    assert "Nothing stands out" not in page
    assert 'id="paths"' in page
    assert "No figure is published yet." in page
    assert "<academy-vega-figure" not in page
    assert "<path" not in client.get(picture).content.decode()
