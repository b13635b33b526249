"""Tests, positioning tests, videos, extra time and named lists: told, and settled on leaving."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from academy.accounts.leaving import mailing, services
from academy.accounts.leaving.queries import code_of, departure_of, find_receipt
from academy.accounts.models import User
from academy.accounts.record.parts import every_part
from academy.organisms.models import Membership
from academy.organisms.services.memberships import join, leave
from courses.models import (
    Attempt,
    AttemptAnswer,
    ExtraTime,
    NamedLook,
    PersonShown,
    PositioningAnswer,
    PositioningSitting,
    VideoPosition,
)
from courses.named_view.roll import roll_of
from courses.queries import own_certificates
from courses.standing_words import state_label, states_in_words
from courses.standings import State
from tests.factories.organisms import OrganismFactory, UnitFactory

pytestmark = pytest.mark.django_db


def rows(user, name):
    """Return the rows of a part as dictionaries, in English."""
    (part,) = [one for one in every_part() if one.name == name]
    keys = [column.key for column in part.columns]
    with translation.override("en"):
        return [dict(zip(keys, row, strict=True)) for row in part.rows(user, "en")]


def depart(user, mode):
    """Have somebody leave; return their receipt."""
    services.ask_to_leave(user=user, mode=mode, keeps_certificates=False, at=timezone.now())
    code = code_of(departure_of(user))
    at = timezone.now() + timedelta(days=7)
    assert services.do_due(at=at) == 1
    mailing.send_waiting(at=at)
    return find_receipt(code, "en")


def test_each_is_told_as_it_is_held(person, world):
    (attempt,) = rows(person, "courses.attempts")
    assert (attempt["test"], attempt["number"], attempt["score"]) == ("Épreuve des rives", 1, 0.75)
    assert attempt["answered"] == 1, "a question answered again is one question"
    (video,) = rows(person, "courses.videos")
    assert video["seconds"] == 83
    (sitting,) = rows(person, "courses.positioning")
    assert (sitting["answered"], sitting["right"]) == (2, 1)
    assert sitting["mastered_at"] == world.now
    assert sitting["registration"] == str(person.positioning_sittings.get().registration)
    (extra,) = rows(person, "courses.extra-time")
    assert extra["extra_time"] == "Half as much time again"
    assert extra["organism"] == "Shores Board"
    assert (extra["given_by"], extra["ended_at"]) == ("Ada Ministre", None)
    (look,) = rows(person, "courses.looks")
    assert (look["who"], look["words"], look["way"]) == (
        "Tara Formatrice",
        "Pour aider.",
        "On the page",
    )
    assert look["said"].startswith("Done on ")


def test_nobody_is_told_what_is_of_somebody_else(world):
    stranger = world.colleagues[-1]
    for name in ("courses.attempts", "courses.videos", "courses.positioning", "courses.extra-time"):
        assert rows(stranger, name) == []
    # The same opening showed them: they read it, with what it said of themselves.
    (look,) = rows(stranger, "courses.looks")
    assert look["said"] == "Not begun"


def _left(owner):
    """Return how many rows of each kind belong to an account (None: to anybody)."""
    of_user = {} if owner is None else {"user": owner}
    of_way = {} if owner is None else {"enrolment__user": owner}
    return {
        "attempts": Attempt.objects.filter(**of_way).count(),
        "answers": AttemptAnswer.objects.filter(
            **({"attempt__enrolment__user": owner} if owner else {})
        ).count(),
        "videos": VideoPosition.objects.filter(**of_way).count(),
        "extra": ExtraTime.objects.filter(**of_user).count(),
        "sittings": PositioningSitting.objects.filter(**of_user).count(),
        "positioned": PositioningAnswer.objects.filter(
            **({"sitting__user": owner} if owner else {})
        ).count(),
    }


ALL = {"attempts": 1, "answers": 2, "videos": 1, "extra": 1, "sittings": 1, "positioned": 2}


def test_erasing_leaves_none_of_it(person):
    assert _left(person) == _left(None) == ALL
    shown = PersonShown.objects.count()
    receipt = depart(person, "erase")
    assert set(_left(None).values()) == {0}
    assert PersonShown.objects.count() == shown - 1
    fates = {one.title: (one.rows, one.fate) for one in receipt.parts}
    for title in (
        "My attempts at tests",
        "Where I left videos",
        "My positioning tests",
        "My extra time in tests",
        "Who looked at me by name",
    ):
        assert fates[title] == (1, "erased")


def test_without_a_name_what_was_learned_stays_and_the_rest_goes(person):
    receipt = depart(person, "pseudonymise")
    heir = User.objects.get(public_id=receipt.name)
    assert _left(heir) == ALL | {"extra": 0, "sittings": 0, "positioned": 0}
    assert _left(heir) == _left(None)
    assert not PersonShown.objects.filter(user=heir).exists()
    fates = {one.title: one.fate for one in receipt.parts}
    assert fates["My attempts at tests"] == fates["Where I left videos"] == "unnamed"
    assert fates["My positioning tests"] == fates["My extra time in tests"] == "erased"


def test_whoever_looked_leaves_and_those_who_were_shown_still_read_why(person, world):
    depart(world.officer, "erase")
    assert NamedLook.objects.get().looker is None
    (look,) = rows(person, "courses.looks")
    assert (look["who"], look["role"]) == ("", "training officer")
    assert look["words"] == "Pour aider."


def test_whoever_moves_keeps_positioning_and_certificates_and_leaves_the_list(person, world):
    today = timezone.localdate()
    tests = [rows(person, name) for name in ("courses.positioning", "courses.attempts")]
    certificates = [one.code for one in own_certificates(person, "fr", today)]
    asked = NamedLook.objects.get().assignment
    assert person.pk in {line.user_id for line in roll_of(asked, [], today)}
    post = Membership.objects.get(user=person)
    leave(membership=post, on=today, at=timezone.now(), by=world.administrator)
    join(
        user=person,
        unit=UnitFactory(organism=OrganismFactory(name_en="Elsewhere")),
        on=today,
        at=timezone.now(),
        by=world.administrator,
    )
    assert person.pk not in {line.user_id for line in roll_of(asked, [], today)}
    assert [rows(person, name) for name in ("courses.positioning", "courses.attempts")] == tests
    assert [one.code for one in own_certificates(person, "fr", today)] == certificates


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whoever_is_asked_reads_every_state_that_a_list_may_say(person, client, language):
    with translation.override(language):
        states = states_in_words()
        assert all(state_label(one) in states for one in State)
        said = translation.gettext("Nothing")
        (part,) = [one for one in every_part() if one.name == "barometer.seen"]
        seen = {row[0]: row[2] for row in part.rows(person, language)}
    # Exempted from the second path: the list says that too.
    assert len(seen) == 2
    assert all(states in by_name and by_name != said for by_name in seen.values())
    page = client.get(f"/{language}/barometer/mine/").content.decode()
    assert states in page
