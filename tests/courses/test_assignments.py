"""Paths asked by a rule, due dates that are computed, exemptions; as managers and learners see
them."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from academy.accounts.models import AuditEntry
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Membership, Role, UnitPlacement
from courses.audience import Rule
from courses.models import Assignment, PublishedPath
from courses.queries import asked_of, preview
from courses.services import (
    AlreadyAsked,
    assign_path,
    change_assignment,
    enrol,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisms import (
    MembershipFactory,
    RoleGrantFactory,
    UnitFactory,
)

from .asking import ASKED, DAY, due_of, english, words

pytestmark = pytest.mark.django_db


def post(client, place, **changes):
    values = {
        "organism": place.organism.pk,
        "path": place.path.key,
        "counted": "fixed",
        "due_on": (timezone.localdate() + 30 * DAY).isoformat(),
        "reason_en": "The audit asks for it.",
    }
    return client.post(english("courses:assignments"), values | changes)


def test_a_branch_is_asked_with_the_units_below_it(place, manager):
    assert post(manager, place, units=[place.branch.pk]).status_code == 302
    today = timezone.localdate()
    assert [bool(due_of(one, today)) for one in (place.chief, place.clerk, place.stranger)] == [
        True,
        True,
        False,
    ]
    shown = words(manager.get(english("courses:assignments")))
    assert "In Branch, or a unit below" in shown
    service = UnitPlacement.objects.get(unit=place.service)
    service.parent = None
    service.save()
    assert not due_of(place.clerk, today), "the rule follows the tree"


def test_a_role_is_asked_of_those_who_hold_it_while_they_do(place, ask):
    grant = RoleGrantFactory(
        user=place.clerk, organism=place.organism, designer=True, starts_on=date(2026, 11, 10)
    )
    RoleGrantFactory(user=place.chief, designer=True, starts_on=date(2026, 11, 1))
    ask(rule=Rule(roles=frozenset({"designer"})), counted="asking", due_days=20)
    assert not due_of(place.clerk, date(2026, 11, 9))
    (row,) = due_of(place.clerk, date(2026, 11, 10))
    assert row.due_on == date(2026, 11, 30)
    assert not due_of(place.chief, date(2026, 11, 10)), "a designer, but of another organism"
    grant.ends_on = date(2026, 11, 12)
    grant.save()
    assert not due_of(place.clerk, date(2026, 11, 12))


def test_conditions_all_have_to_hold(place, ask):
    newcomer = MembershipFactory(unit=place.service, starts_on=date(2026, 11, 20)).user
    elsewhere = MembershipFactory(unit=place.other, starts_on=date(2026, 11, 20)).user
    ask(
        rule=Rule(units=frozenset({place.branch.pk}), arrived_within=60),
        counted="arrival",
        due_days=30,
    )
    today = date(2026, 11, 25)
    assert due_of(newcomer, today)[0].due_on == date(2026, 12, 20)
    assert not due_of(elsewhere, today)
    assert not due_of(place.clerk, today)
    assert not due_of(newcomer, date(2026, 11, 20) + 61 * DAY), "no longer a newcomer"


def test_a_learner_reads_who_asks_why_and_how_the_day_was_computed(place, ask, client):
    newcomer = MembershipFactory(
        unit=place.service, starts_on=date(2026, 11, 20), user=UserFactory(language="en")
    ).user
    ask(
        rule=Rule(units=frozenset({place.branch.pk})),
        counted="arrival",
        due_days=30,
        grace_days=10,
        reason_en="Everybody who arrives learns this.",
    )
    said = [
        "Everybody who arrives learns this. Asked by Shores Board (organization manager).",
        "30 days after your arrival in the organization, on November 20, 2026.",
        "You are among those asked: In Branch, or a unit below.",
    ]
    pages = (english("home:dashboard"), place.path.texts["en"]["url"])
    for day, standing in (
        (date(2026, 11, 25), "Due on December 20, 2026. Grace until December 30, 2026."),
        (date(2026, 12, 20), "Due on December 20, 2026. Grace until December 30, 2026."),
        (
            date(2026, 12, 21),
            "It was due on December 20, 2026. You are in the days of grace, until December 30,",
        ),
        (date(2026, 12, 31), "It was due on December 20, 2026."),
    ):
        with time_machine.travel(timezone.make_aware(datetime(day.year, day.month, day.day, 12))):
            client.force_login(newcomer)
            for page in pages:
                shown = words(client.get(page))
                for sentence in [*said, standing]:
                    assert sentence in shown
                assert ("days of grace" in shown) == (day == date(2026, 12, 21))
            late = client.get(pages[0]).content.decode()
            assert ("due-row-late" in late) == (day == date(2026, 12, 31))


def test_nobody_who_is_signed_out_or_not_asked_reads_that_others_are(place, ask, client):
    ask(rule=Rule(units=frozenset({place.branch.pk})), reason_en="Told to the branch.")
    url = place.path.texts["en"]["url"]
    assert "Told to the branch." not in client.get(url).content.decode()
    client.force_login(place.stranger)
    assert "Told to the branch." not in client.get(url).content.decode()
    client.force_login(place.clerk)
    assert "Told to the branch." in client.get(url).content.decode()


def test_of_two_asks_the_earliest_day_counts_and_both_reasons_are_read(place, ask, client):
    ask(due_on=date(2026, 12, 24), reason_en="Asked of everybody.")
    ask(
        rule=Rule(units=frozenset({place.branch.pk})),
        due_on=date(2026, 12, 1),
        reason_en="The branch begins.",
    )
    (row,) = due_of(place.clerk, date(2026, 11, 20))
    assert (row.due_on, row.reason, len(row.asks)) == (
        date(2026, 12, 1),
        "The branch begins.",
        2,
    )
    client.force_login(place.clerk)
    with time_machine.travel(ASKED + DAY):
        shown = words(client.get(english("home:dashboard")))
    assert shown.index("The branch begins.") < shown.index("Asked of everybody.")
    assert "Due on December 24, 2026." in shown


def test_a_changed_rule_asks_whom_it_brings_in_from_that_day_on(place, ask):
    asked = ask(rule=Rule(units=frozenset({place.branch.pk})), counted="asking", due_days=30)
    later = ASKED + 20 * DAY
    change_assignment(
        by=place.manager, assignment=asked, rule=Rule(), counted="asking", due_days=30, at=later
    )
    today = timezone.localdate(later)
    assert due_of(place.clerk, today)[0].due_on == timezone.localdate(ASKED) + 30 * DAY
    assert due_of(place.stranger, today)[0].due_on == today + 30 * DAY


def test_a_unit_that_was_asked_before_rules_existed_is_asked_as_it_was(place, ask):
    ask(unit=place.branch, due_on=date(2026, 12, 1))
    assert due_of(place.chief, date(2026, 11, 20))[0].unit == place.branch
    assert not due_of(place.clerk, date(2026, 11, 20)), "the units below were never asked"


def test_former_members_and_other_peoples_posts_change_nothing(place, ask):
    gone = MembershipFactory(unit=place.branch, ends_on=date(2026, 11, 10)).user
    ask(rule=Rule(units=frozenset({place.branch.pk})))
    assert due_of(gone, date(2026, 11, 9))
    assert not due_of(gone, date(2026, 11, 10))


def test_a_path_that_is_finished_is_said_to_be_asked_without_a_day(place, ask, client):
    ask(reason_en="The audit asks for it.")
    enrolment = enrol(user=place.clerk, path_key=place.path.key, at=ASKED)
    enrolment.completed_at = ASKED
    enrolment.save()
    client.force_login(place.clerk)
    shown = words(client.get(place.path.texts["en"]["url"]))
    assert "The audit asks for it." in shown
    assert "Due on" not in shown


# --- The manager's form ---------------------------------------------------------------------------
def test_a_preview_says_how_many_people_and_asks_nothing(place, manager):
    MembershipFactory.create_batch(11, unit=place.service)
    reply = post(manager, place, units=[place.branch.pk], preview="1", path="", reason_en="")
    assert "Asked today: 13 people." in words(reply, 'id="audience-preview"')
    assert not reply.context["form"].errors
    reply = post(manager, place, units=[place.other.pk], preview="1")
    assert "Asked today: fewer than 10 people." in words(reply, 'id="audience-preview"')
    reply = post(manager, place, roles=["designer"], preview="1")
    assert "Asked today: nobody." in words(reply, 'id="audience-preview"')
    assert not Assignment.objects.exists()
    assert place.stranger.last_name not in reply.content.decode().split("<main")[1]


def test_a_change_says_who_comes_in_and_who_leaves_before_it_is_saved(place, manager, ask):
    MembershipFactory.create_batch(11, unit=place.service)
    MembershipFactory.create_batch(12, unit=place.other)
    asked = ask(at=timezone.now(), rule=Rule(units=frozenset({place.branch.pk})))
    one = english("courses:assignment", asked.pk)
    said = {"counted": "fixed", "due_on": asked.due_on.isoformat(), "reason_en": "Because."}
    shown = words(manager.get(one), 'id="audience-preview"')
    assert "Asked today: 13 people. The same people as before." in shown
    shown = words(
        manager.post(one, said | {"preview": "1", "units": [place.other.pk]}),
        'id="audience-preview"',
    )
    assert (
        "Asked today: 14 people. With this change: 14 people would come in, 13 people would no "
        "longer be asked." in shown
    )
    asked.refresh_from_db()
    assert asked.rule == Rule(units=frozenset({place.branch.pk}))
    assert manager.post(one, said | {"units": [place.other.pk]}).status_code == 302
    asked.refresh_from_db()
    assert asked.rule == Rule(units=frozenset({place.other.pk}))


def test_what_the_form_held_is_there_again_when_it_is_changed(place, manager, ask):
    rule = Rule(
        units=frozenset({place.branch.pk}), roles=frozenset({"designer"}), arrived_within=90
    )
    asked = ask(rule=rule, counted="unit_arrival", due_days=30, grace_days=7)
    page = manager.get(english("courses:assignment", asked.pk)).content.decode()
    for value in (f'value="{place.branch.pk}"', 'value="designer"', 'value="unit_arrival"'):
        assert re.search(rf"<input[^>]*{value}[^>]*checked", page), value
    for name, value in (("arrived_within", 90), ("due_days", 30), ("grace_days", 7)):
        assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{value}"', page), name


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"due_on": ""}, "due_on"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"counted": "arrival"}, "due_days"),
        ({"counted": "arrival", "due_days": "0"}, "due_days"),
        ({"counted": "arrival", "due_days": "999"}, "due_days"),
        ({"counted": "arrival", "due_days": "30", "arrived_within": "20"}, "due_days"),
        ({"counted": "soon"}, "counted"),
        ({"grace_days": "-1"}, "grace_days"),
        ({"arrived_within": "20", "arrived_since": "2026-01-01"}, "arrived_within"),
        ({"roles": ["administrator"]}, "roles"),
        ({"units": ["9999999"]}, "units"),
        ({"units": ["x"]}, "units"),
    ],
)
def test_what_cannot_be_asked_says_why_and_loses_nothing(place, manager, said, field):
    reply = post(manager, place, **said)
    assert list(reply.context["form"].errors) == [field]
    assert 'value="The audit asks for it."' in reply.content.decode()
    assert not Assignment.objects.exists()


def test_the_service_refuses_what_no_form_lets_through(place, ask):
    foreign = UnitFactory()
    with pytest.raises(NotFound):
        ask(rule=Rule(units=frozenset({foreign.pk})))
    for refused in (
        {"rule": Rule(roles=frozenset({"administrator"}))},
        {"rule": Rule(arrived_within=0)},
        {"rule": Rule(arrived_within=5, arrived_since=date(2026, 1, 1))},
        {"rule": Rule(arrived_within=5), "unit": place.branch},
        {"due_on": None},
        {"counted": "soon", "due_days": 3},
        {"counted": "asking", "due_days": 0},
        {"grace_days": 181},
    ):
        with pytest.raises(AcademyError):
            ask(**refused)
    with pytest.raises(NotFound):
        assign_path(
            by=place.clerk,
            organism=place.organism,
            path_key=place.path.key,
            due_on=date(2026, 12, 1),
            at=ASKED,
        )
    assert not Assignment.objects.exists()


def test_a_rule_asks_a_path_once_and_another_rule_asks_it_too(place, ask):
    rule = Rule(units=frozenset({place.branch.pk}))
    first = ask(rule=rule)
    assert ask(rule=rule) == first
    with pytest.raises(AlreadyAsked):
        ask(rule=rule, reason_en="Another reason")
    second = ask(rule=Rule(units=frozenset({place.other.pk})))
    with pytest.raises(AlreadyAsked):
        change_assignment(
            by=place.manager, assignment=second, rule=rule, due_on=second.due_on, at=ASKED
        )
    second.refresh_from_db()
    assert second.rule != rule
    told = AuditEntry.objects.filter(action="courses.path_assigned").latest("pk").details
    assert told["rule"] == {"units": [place.other.pk]}


def test_who_manages_several_organisms_chooses_one_first(place, manager):
    other = RoleGrantFactory(user=place.manager).organism
    page = manager.get(english("courses:assignments"))
    assert "form" not in page.context
    page = manager.get(english("courses:assignments"), {"organism": place.organism.pk})
    assert place.branch.name_en in words(page)
    assert post(manager, place, organism=other.pk, units=[place.branch.pk]).status_code == 200
    assert not Assignment.objects.exists(), "a unit of another organism"
    assert post(manager, place).status_code == 302
    assert Assignment.objects.get().organism == place.organism


def test_a_row_without_the_day_that_it_needs_is_refused_by_the_database(place, ask):
    asked = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=asked.pk).update(due_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=asked.pk).update(counted="asking")


# --- Costs ----------------------------------------------------------------------------------------
def test_what_is_asked_costs_a_handful_of_queries(place, ask, django_assert_max_num_queries):
    RoleGrantFactory(user=place.clerk, organism=place.organism, role=Role.DESIGNER)
    today = date(2026, 11, 20)
    with django_assert_max_num_queries(1):
        assert asked_of(place.clerk, today) == []
    for units, roles in (({place.branch.pk}, ()), ({place.service.pk}, ("designer",))):
        ask(rule=Rule(units=frozenset(units), roles=frozenset(roles)))
    with django_assert_max_num_queries(5):
        (asked,) = asked_of(place.clerk, today)
    assert len(asked.asks) == 2


def test_a_preview_costs_the_same_for_many_people(place, django_assert_max_num_queries):
    MembershipFactory.create_batch(20, unit=place.service)
    rule = Rule(units=frozenset({place.branch.pk}), roles=frozenset({"designer"}))
    with django_assert_max_num_queries(3):
        assert preview(place.organism, rule, date(2026, 11, 20)).people == 0
    assert Membership.objects.filter(organism=place.organism).count() > 20
    assert PublishedPath.objects.filter(key=place.path.key).exists()
