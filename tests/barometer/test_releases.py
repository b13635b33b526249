"""Releases: published once, from what was known, and never anything else afterwards."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from academy.accounts.models import User
from academy.core import recurring
from academy.lrs import projector
from academy.organisms.models import Membership
from barometer.checks import releases_have_a_rhythm
from barometer.models import PathFact
from barometer.protection import PROTECTION_VERSION
from barometer.releases import days, queries, services
from barometer.releases.inputs import beginning_of, known_on
from barometer.releases.models import Level, Release, ReleaseMemory
from barometer.releases.recomputing import UnknownRelease, recompute
from tests.factories.organisms import MembershipFactory, OrganismFactory, PortfolioFactory

from .conftest import have_followed, new_path, new_unit

pytestmark = pytest.mark.django_db
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
MAY = datetime(2026, 5, 12, 15, tzinfo=UTC)
STORED = datetime(2026, 5, 20, tzinfo=UTC)


def test_days_of_releases():
    day = date(2026, 11, 29)
    assert days.due(day, "monthly") == date(2026, 11, 1)
    assert days.following(day, "monthly") == date(2026, 12, 1)
    assert days.previous(date(2026, 11, 1), "monthly") == date(2026, 10, 1)
    # A Sunday: the release of its Monday.
    assert days.due(day, "weekly") == date(2026, 11, 23)
    assert days.following(day, "weekly") == date(2026, 11, 30)
    assert days.previous(date(2026, 11, 23), "weekly") == date(2026, 11, 16)
    assert list(days.between(date(2025, 12, 2), date(2026, 2, 1), "monthly")) == [
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


@pytest.mark.parametrize(("rhythm", "errors"), [("monthly", 0), ("weekly", 0), ("daily", 1)])
def test_figures_are_never_published_as_they_move(settings, rhythm, errors):
    settings.BAROMETER_RELEASES = rhythm
    assert len(list(releases_have_a_rhythm(None))) == errors


def publish(day):
    return services.publish_due(at=beginning_of(day) + timedelta(hours=3))


@pytest.fixture(scope="module")
def may(module_database):
    """A path, an organism and its unit: twenty people, eight of whom passed in May."""
    with module_database():
        path = new_path()
        organism = OrganismFactory(code="O1", portfolio=PortfolioFactory(code="P1"))
        unit = new_unit(organism, 20, "Rives")
        have_followed(path, unit, joined=10, passed=8, others=10, at=MAY)
        return {"path": path, "organism": organism, "unit": unit}


@pytest.fixture
def path(may):
    return deepcopy(may["path"])


@pytest.fixture
def organism(may):
    return deepcopy(may["organism"])


@pytest.fixture
def unit(may):
    return deepcopy(may["unit"])


def passed(release, unit_or_key=1):
    ((_path, steps),) = queries.counts(release, [unit_or_key])[unit_or_key].items()
    one = steps["passed"]
    return (one.low, one.high, one.people)


def pass_more(path, unit, count, *, at=MAY):
    """Let people of the unit who haven't joined yet pass."""
    from courses.services import complete_lesson, enrol
    from tests.factories.courses import lesson_pages

    lesson, course = lesson_pages(path)[0], path.outline["courses"][0]["key"]
    done = PathFact.objects.values("public_id")
    people = User.objects.filter(memberships__unit=unit).exclude(public_id__in=done)[:count]
    for user in people:
        enrolment = enrol(user=user, path_key=path.key, at=at)
        complete_lesson(enrolment=enrolment, lesson=lesson, course_key=course, at=at)
    projector.catch_up(at=timezone.now())


def test_a_release_says_bands_and_their_sums(unit, organism, path):
    release = publish(JUNE)
    assert passed(release) == (8, 12, 20)
    said = json.loads(release.document)
    assert said["day"] == "2026-06-01"
    assert said["method"] == release.method == PROTECTION_VERSION
    (atom,) = said["atoms"]
    assert (atom["units"], atom["people"], atom["organism"]) == ([unit.pk], 20, organism.pk)
    of = {"reached": [20, 8, 12], "started": [20, 8, 12], "completed": [20, 8, 12]}
    assert atom["figures"] == {str(path.key): of | {"passed": [20, 8, 12]}}
    assert said["totals"]["government"] == atom["figures"]
    assert release.digest == sha256(release.document).hexdigest()
    assert release.as_of == beginning_of(JUNE)
    portfolio = organism.placements.get().portfolio_id
    for level, place in (
        (Level.ORGANISM, organism.pk),
        (Level.PORTFOLIO, portfolio),
        (Level.GOVERNMENT, 0),
    ):
        total = queries.totals(release, level)[place][path.key]["passed"]
        assert (total.low, total.high, total.people) == (8, 12, 20)
        assert 8 <= total.expected <= 12
        assert list(queries.over_time(level, place, path.key, method=release.method)) == [JUNE]
    (group,) = queries.groups(release, organism_id=organism.pk)
    assert (group.key, group.units) == (1, (unit.pk,))
    assert queries.groups(release, portfolio_id=portfolio + 1) == []


def test_a_document_names_nobody(unit):
    document = publish(JUNE).document.decode()
    for public_id in User.objects.values_list("public_id", flat=True):
        assert str(public_id) not in document
        assert public_id.hex not in document


def test_publishing_again_gives_the_same(unit, path):
    first = publish(JUNE)
    pass_more(path, unit, 9)
    assert publish(JUNE) == first
    assert services.publish_due(at=beginning_of(JUNE) + timedelta(days=29)) == first
    assert Release.objects.count() == 1
    assert passed(first) == (8, 12, 20)


def test_a_late_statement_changes_the_next_release_only(unit, path):
    june = publish(JUNE)
    before = bytes(june.document)
    # It happened in May and is told in June.
    pass_more(path, unit, 5)
    july = publish(JULY)
    assert Release.objects.get(day=JUNE).document == before
    assert passed(june) == (8, 12, 20)
    assert passed(july) == (13, 17, 20)
    assert recompute(day=JUNE).is_identical


def test_what_happens_on_the_day_counts_in_the_next_release(unit, path):
    pass_more(path, unit, 5, at=beginning_of(JUNE) + timedelta(hours=1))
    assert passed(publish(JUNE)) == (8, 12, 20)
    assert passed(publish(JULY)) == (13, 17, 20)


def test_one_person_moves_nothing_that_no_band_moves(unit, path):
    """Somebody is hired, who has passed: the roster waits for five."""
    june = publish(JUNE)
    have_followed(path, unit, joined=1, passed=1, at=MAY)
    july = publish(JULY)
    atoms = [json.loads(one.document)["atoms"][0]["figures"] for one in (june, july)]
    assert atoms[0] == atoms[1]


def test_whoever_passed_has_completed(unit, path):
    PathFact.objects.filter(passed_at__isnull=False).update(completed_at=None)
    steps = queries.counts(publish(JUNE), [1])[1][path.key]
    assert steps["completed"] == steps["passed"]


def test_a_unit_of_which_few_people_are_known_is_in_no_total(unit, organism, path):
    have_followed(path, new_unit(organism, 30, "Digues"), joined=9, passed=9, at=MAY)
    release = publish(JUNE)
    assert [group.key for group in queries.groups(release)] == [1]
    total = queries.totals(release, Level.ORGANISM)[organism.pk][path.key]["passed"]
    assert (total.people, total.low, total.high) == (20, 8, 12)


def test_a_unit_that_was_split_shares_one_figure_with_its_parts(unit, organism, path):
    from academy.organisms.services.units import UnitPart, split_unit

    publish(JUNE)
    part = new_unit(organism, 12, "Digues")
    moved = Membership.objects.filter(unit=unit).values_list("user_id", flat=True)[:12]
    split_unit(
        unit=unit,
        parts=[UnitPart(part, frozenset(moved)), UnitPart(unit, frozenset())],
        on=date(2026, 6, 15),
        at=STORED,
        by=None,
    )
    (group,) = queries.groups(publish(JULY))
    assert (group.key, group.units) == (1, (unit.pk, part.pk))


def test_releases_are_made_again_byte_for_byte(unit, organism, path):
    for number, day in enumerate((JUNE, JULY, AUGUST)):
        have_followed(path, unit, joined=4, passed=number, at=MAY)
        have_followed(path, new_unit(organism, 6, f"{number}"), joined=6, passed=3, at=MAY)
        publish(day)
    PathFact.objects.all().delete()
    Membership.objects.update(ends_on=F("starts_on") + timedelta(days=1))
    assert [recompute(day=day).is_identical for day in (JUNE, JULY, AUGUST)] == [True] * 3
    with pytest.raises(UnknownRelease):
        recompute(day=date(2026, 9, 1))


def test_a_release_that_was_changed_by_hand_is_found_out(unit):
    publish(JUNE)
    Release.objects.update(digest="0" * 64)
    with pytest.raises(CommandError, match="2026-06-01 isn't the same"):
        call_command("recompute", "--release", "2026-06-01")


def kept_text():
    import zlib

    return "".join(zlib.decompress(one.packed).decode() for one in ReleaseMemory.objects.all())


def test_who_is_erased_leaves_no_name_and_moves_no_figure(unit, path):
    """All eight who have passed go: whatever is published then, it doesn't tell that they had."""
    publish(JUNE)
    july = publish(JULY)
    gone = list(User.objects.filter(public_id__in=_who_passed()))[:4]
    assert len(gone) == 4
    names = [user.public_id.hex for user in gone]
    assert all(name in kept_text() for name in names)
    for user in gone:
        PathFact.objects.filter(public_id=user.public_id).delete()
        Membership.objects.filter(user=user).delete()
        services.forget(public_ids=[user.public_id])
    assert not any(name in kept_text() for name in names)
    august = publish(AUGUST)
    assert passed(august) == passed(july) == (8, 12, 20)
    assert passed(publish(date(2026, 9, 1))) == (8, 12, 20)
    days_known = (JUNE, JULY, AUGUST, date(2026, 9, 1))
    assert all(recompute(day=day).is_identical for day in days_known)


def _who_passed():
    return PathFact.objects.filter(passed_at__isnull=False).values("public_id")


def test_an_account_that_is_deleted_is_forgotten(unit):
    publish(JUNE)
    user = MembershipFactory(unit=unit).user
    publish(JULY)
    name = user.public_id.hex
    assert name in kept_text()
    Membership.objects.filter(user=user).delete()
    user.delete()
    assert name not in kept_text()
    services.forget(public_ids=[uuid4()])
    services.forget(public_ids=[])


def test_nothing_is_published_before_the_facts_have_caught_up(unit, path, settings):
    now = timezone.now()
    day = days.following(now.date(), "monthly")
    have_followed(path, unit, joined=1, passed=0)
    from courses.services import enrol

    enrol(user=MembershipFactory(unit=unit).user, path_key=path.key, at=now)
    at = beginning_of(day) + timedelta(minutes=5)
    with pytest.raises(services.FactsAreBehind, match=day.isoformat()):
        services.publish_due(at=at)
    assert services.is_due(at=at)
    assert services.publish_when_ready(at=at) is None
    assert not Release.objects.exists()
    projector.catch_up(at=now)
    assert services.publish_when_ready(at=at).day == day
    assert services.publish_when_ready(at=at) is None
    assert not services.is_due(at=at)


def test_the_first_release_waits_until_there_is_something_to_say(unit):
    assert not services.is_due(at=beginning_of(date(2026, 5, 12)))
    assert services.is_due(at=beginning_of(JUNE))
    assert services.next_day(beginning_of(JUNE)) == JULY


def test_the_worker_publishes_what_is_due(unit):
    work = recurring.work("barometer.releases")
    assert work.wanted()
    work.run(timezone.now())
    assert Release.objects.count() == 1
    assert not work.wanted()


def test_an_academy_that_begins_publishes_the_past(unit, capsys):
    call_command("publish_releases", "--since", "2026-05-02")
    releases = queries.all_releases()
    assert {one.day for one in releases} >= {JUNE, JULY, AUGUST}
    assert date(2026, 5, 1) not in {one.day for one in releases}
    assert [one.day for one in releases] == sorted((one.day for one in releases), reverse=True)
    assert queries.newest(before=JULY).day == JUNE
    assert queries.newest() == releases[0]
    assert "2026-06-01: SHA-256" in capsys.readouterr().out
    call_command("publish_releases", "--since", "2026-05-02")
    assert "Nothing to publish" in capsys.readouterr().out
    call_command("publish_releases")
    assert releases[0].digest in capsys.readouterr().out
    call_command("recompute", "--release", "2026-07-01")
    assert "is the same" in capsys.readouterr().out


@pytest.mark.parametrize("more", [0, 3])
def test_a_release_costs_the_same_queries_whoever_there_is(
    unit, organism, path, django_assert_num_queries, more
):
    for number in range(more):
        have_followed(path, new_unit(organism, 12, f"{number}"), joined=12, passed=3, at=MAY)
    with django_assert_num_queries(6):
        known_on(JUNE, [])


def test_a_path_that_nobody_has_joined_has_its_figures_too(unit):
    """Its absence would say of everybody that they haven't."""
    other = new_path_beside()
    release = publish(JUNE)
    total = queries.totals(release, Level.GOVERNMENT)[0][other.key]["reached"]
    assert (total.low, total.high) == (0, 2)


def new_path_beside():
    from tests.factories.courses import make_path

    return make_path(lessons=1, questions=0, title="Mots de passe", slug="mots-de-passe")
