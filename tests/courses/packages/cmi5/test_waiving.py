"""Parts that are waived for somebody, sessions that are ended for them, and by whom."""

import pytest
from django.urls import reverse

from academy.accounts.models import AuditEntry
from academy.accounts.services.tokens import revoke_token
from academy.core.errors import AcademyError, NotFound
from academy.lrs.models import LaunchSession
from courses.models import AuRegistration
from courses.packages.service_tokens import KIND, create_service_token
from courses.packages.sessions.registering import register
from courses.packages.sessions.waiving import abandon_session, waive
from courses.queries import waivable_of
from tests.courses.packages.seat import MINUTE, Seat
from tests.factories.accounts import UserFactory
from tests.factories.cmi5 import IDS, Au, Group, made_cmi5
from tests.factories.courses import AT
from tests.factories.organisms import MembershipFactory, OrganismFactory, RoleGrantFactory

from .au import SESSION, Launch, told

REASON = "https://w3id.org/xapi/cmi5/result/extensions/reason"


@pytest.fixture
def seat(db):
    return Seat(made_cmi5([Group("b", [Au("un"), Au("deux", move_on="Passed")])]))


@pytest.fixture
def boss(db):
    """An administrator."""
    return UserFactory(is_superuser=True)


def registration_of(seat):
    return AuRegistration.objects.get(attempt=seat.attempt)


def test_what_is_waived_counts_and_is_told_with_its_reason(seat, boss):
    Launch.of(seat.open()).begin().say("completed")
    row = registration_of(seat)
    assert waive(
        registration=row.registration, item=f"{IDS}/au/deux", reason=" Tested  Out ", at=AT, by=boss
    )
    (one,) = told("waived")
    assert one["result"] == {
        "success": True,
        "completion": True,
        "extensions": {REASON: "Tested Out"},
    }
    categories = {activity["id"] for activity in one["context"]["contextActivities"]["category"]}
    assert {category.rpartition("/")[2] for category in categories} == {"cmi5", "moveon"}
    session = one["context"]["extensions"][SESSION]
    assert session != str(LaunchSession.objects.get().public_id)
    # What follows from it is told in that session, the group before the course.
    group, course = told("satisfied")
    assert [each["context"]["extensions"][SESSION] for each in (group, course)] == [session] * 2
    assert group["object"]["definition"]["type"].endswith("/block")
    assert seat.is_finished
    # Twice is once.
    assert not waive(
        registration=row.registration, item=f"{IDS}/au/deux", reason="x", at=AT, by=boss
    )
    assert len(told("waived")) == 1
    entry = AuditEntry.objects.get(action="package.waive")
    assert entry.target == str(row.registration)
    assert entry.details["reason"] == "Tested Out"


def test_a_reason_is_said(seat, boss):
    seat.open()
    for reason in ("", "  ", "x" * 201):
        with pytest.raises(AcademyError, match=r"why|pourquoi"):
            waive(
                registration=registration_of(seat).registration,
                item=f"{IDS}/au/un",
                reason=reason,
                at=AT,
                by=boss,
            )
    assert told("waived") == []


def test_who_may_not_know_of_somebody_waives_nothing(seat):
    seat.open()
    row = registration_of(seat)
    manager = RoleGrantFactory(role="organism_manager").user
    for by in (UserFactory(), manager):
        with pytest.raises(NotFound):
            waive(registration=row.registration, item=f"{IDS}/au/un", reason="x", at=AT, by=by)
        with pytest.raises(NotFound):
            abandon_session(registration=row.registration, at=AT, by=by)
    assert told("waived") == []


def token(**fields):
    return create_service_token(name="LMS", at=AT, **fields).token


def test_a_token_does_what_it_was_made_for_where_it_may_follow(seat):
    """Whoever calls the services: the machine's rights are asked there."""
    Launch.of(seat.open()).begin()
    row = registration_of(seat)
    revoked = token()
    revoke_token(kind=KIND, token=revoked, at=AT)
    revoked.refresh_from_db()
    for by in (token(uses=["launch"]), token(organism=OrganismFactory()), revoked):
        with pytest.raises(NotFound):
            waive(registration=row.registration, item=f"{IDS}/au/un", reason="x", at=AT, by=by)
    for by in (token(uses=["waive"]), token(organism=OrganismFactory()), revoked):
        with pytest.raises(NotFound):
            abandon_session(registration=row.registration, at=AT, by=by)
    assert told("waived") == told("abandoned") == []
    able = token(uses=["launch", "waive"])
    assert waive(registration=row.registration, item=f"{IDS}/au/un", reason="x", at=AT, by=able)
    assert abandon_session(registration=row.registration, at=AT, by=able)
    for entry in AuditEntry.objects.filter(action__in=["package.waive", "package.abandon"]):
        assert (entry.actor, entry.details["token"]) == (None, able.key)


def test_nobody_waives_a_part_for_themselves(seat):
    seat.open()
    seat.user.is_superuser = True
    seat.user.save()
    with pytest.raises(AcademyError, match=r"yourself|vous-même"):
        waive(
            registration=registration_of(seat).registration,
            item=f"{IDS}/au/un",
            reason="Administrative",
            at=AT,
            by=seat.user,
        )


def test_a_session_that_was_left_open_is_ended_once(seat, boss):
    launch = Launch.of(seat.open()).begin()
    row = registration_of(seat)
    assert abandon_session(registration=row.registration, at=AT + MINUTE, by=boss)
    assert not abandon_session(registration=row.registration, at=AT + MINUTE, by=boss)
    assert len(told("abandoned")) == 1
    assert launch.say("completed").status_code == 403
    assert AuditEntry.objects.filter(action="package.abandon").count() == 1


def test_somebody_in_no_lesson_is_registered_waived_and_satisfied(boss):
    version = made_cmi5([Au("un"), Au("deux", move_on="NotApplicable")]).versions.get()
    actor = {"account": {"homePage": "https://client.example", "name": "7"}}
    row = register(version=version, actor=actor, at=AT)
    assert told("satisfied") == []
    waive(
        registration=row.registration, item=f"{IDS}/au/un", reason="Administrative", at=AT, by=boss
    )
    (course,) = told("satisfied")
    assert course["actor"]["account"] == actor["account"]
    row.refresh_from_db()
    assert row.satisfied_at == AT


# --- The page ----------------------------------------------------------------------------------
@pytest.fixture
def manager(seat, client, with_second_factor):
    """A manager of the learner's organism, signed in."""
    post = MembershipFactory(user=seat.user)
    person = RoleGrantFactory(role="organism_manager", organism=post.organism).user
    client.force_login(person)
    with_second_factor(person)
    return client


def test_a_manager_finds_somebody_and_waives_a_part(seat, manager):
    Launch.of(seat.open()).begin()
    seat.user.last_name = "Introuvable"
    seat.user.save()
    address = reverse("courses:package-waivers")
    shown = manager.get(address, {"q": "introuv"}).content.decode()
    assert "AU un" in shown
    row = registration_of(seat)
    part = row.version.parts[0]["id"]
    answer = manager.post(
        reverse("courses:waive-part", args=[row.registration]),
        {"part": part, "reason": "Tested Out", "q": "introuv"},
        follow=True,
    )
    assert answer.redirect_chain[0][0].endswith("q=introuv")
    assert len(told("waived")) == 1
    assert part not in answer.content.decode().replace(str(row.registration), "")
    ended = manager.post(reverse("courses:end-session", args=[row.registration]), follow=True)
    assert ended.status_code == 200
    assert not LaunchSession.objects.open().exists()


def test_a_form_without_a_reason_says_what_to_do(seat, manager):
    seat.open()
    row = registration_of(seat)
    answer = manager.post(
        reverse("courses:waive-part", args=[row.registration]),
        {"part": row.version.parts[0]["id"]},
        follow=True,
    )
    assert "Dites pourquoi" in answer.content.decode()


def test_nothing_is_told_of_how_far_somebody_is(seat, manager):
    launch = Launch.of(seat.open()).begin()
    address = reverse("courses:package-waivers")

    def shown():
        page = manager.get(address, {"q": seat.user.email}).content.decode()
        return page.partition("<main")[2].partition("csrfmiddlewaretoken")[0]

    before = shown()
    launch.say("completed")
    assert shown() == before


def test_more_people_cost_no_more_queries(seat, django_assert_num_queries):
    seat.open()
    others = [Seat(made_cmi5(title=f"Module {number}")) for number in range(3)]
    for other in others:
        other.open()
    with django_assert_num_queries(3):
        assert len(waivable_of([seat.user])[seat.user.pk][0].aus) == 2
    with django_assert_num_queries(3):
        assert len(waivable_of([seat.user, *(other.user for other in others)])) == 4
