"""All that a release publishes is made again, byte for byte; whatever was changed is found."""

import io
import json
import zlib
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from academy.accounts.models import User
from academy.organisms.models import Membership, Role
from barometer.models import PathFact
from barometer.outlook import services as outlook_services
from barometer.outlook.models import FrozenForecast, ReleaseOutlook
from barometer.releases import queries, services
from barometer.releases.models import (
    Release,
    ReleasedAtom,
    ReleasedPath,
    ReleasedTotal,
    ReleasedWays,
    WaysMemory,
)
from barometer.releases.recomputing import recompute
from courses.models import Enrolment, PublishedPath
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import new_unit
from .measures.test_journeys import people_start

pytestmark = pytest.mark.django_db

DAYS = ("2026-06-01", "2026-07-01")
JUNE, JULY = (date.fromisoformat(day) for day in DAYS)


@pytest.fixture(scope="module")
def releases(module_database):
    """A hundred people who started in January, and two releases with their forecasts."""
    with module_database():
        path = make_path(lessons=2, questions=1)
        organism = OrganismFactory(code="O1", portfolio=PortfolioFactory(code="P1"))
        unit = new_unit(organism, 110, "Rives")
        began = datetime(2026, 1, 10, 15, tzinfo=UTC)
        people_start(path, 110, began, finish_after=12)
        Membership.objects.bulk_create(
            Membership(user=user, unit=unit, organism=organism, starts_on=date(2026, 1, 1))
            for user in User.objects.filter(enrolments__path_key=path.key)
        )
        # Not all: of people who have all passed, the same is foreseen whatever came before.
        passed = list(PathFact.objects.order_by("pk").values_list("pk", flat=True)[:80])
        PathFact.objects.filter(pk__in=passed).update(passed_at=began + timedelta(days=12))
        at = datetime(2026, 7, 2, tzinfo=UTC)
        services.publish_since(since=date(2026, 5, 31), at=at)
        outlook_services.freeze_due(at=at)
    return path


def run(*arguments):
    out = io.StringIO()
    call_command("recompute", *arguments, stdout=out)
    return out.getvalue()


def kept_text():
    return "".join(zlib.decompress(one.packed).decode() for one in WaysMemory.objects.all())


def test_what_is_said_of_ways_is_a_document_of_its_own(releases):
    june, july = (queries.ways_of(queries.release_of(day)) for day in (JUNE, JULY))
    said = json.loads(june.document)
    assert june.digest == sha256(june.document).hexdigest()
    assert (said["day"], said["method"], june.method) == ("2026-06-01", "ways-2", "ways-2")
    (one,) = said["paths"]
    row = ReleasedPath.objects.get()
    assert one["path"] == str(row.path_key) == str(releases.key)
    assert one["days"] == [row.median_days, row.soonest_days, row.latest_days] == [10, 10, 10]
    assert one["rights"] == row.rights
    assert one["stops"] == row.stops
    assert one["rights"]
    assert one["stops"]
    # Nobody new has been followed for long enough: it says so, in a document too.
    assert json.loads(july.document)["paths"] == []
    for person in User.objects.values_list("public_id", flat=True):
        assert person.hex not in june.document.decode()
        assert str(person) not in june.document.decode()


def test_every_part_is_made_again(releases):
    said = run("--release", DAYS[0])
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "The release of 2026-06-01 is the same",
        "What the release of 2026-06-01 says of the ways through paths is the same",
        "The forecasts of the release of 2026-06-01 are the same",
    ]
    digests = [
        Release.objects.get(day=JUNE).digest,
        ReleasedWays.objects.get(release__day=JUNE).digest,
        ReleaseOutlook.objects.get(release__day=JUNE).digest,
    ]
    assert [line.split()[-1] for line in said.splitlines()] == digests
    every = run("--all").splitlines()
    assert every[:3] == said.splitlines()
    assert [line for line in every if "2026-07-01" in line] == every[3:]
    assert len(every) == 6


def test_facts_that_change_afterwards_change_nothing(releases):
    Enrolment.objects.all().delete()
    PathFact.objects.all().delete()
    PublishedPath.objects.all().delete()
    assert "the same" in run("--all")


def test_a_changed_row_is_found_and_named(releases):
    row = ReleasedPath.objects.get()
    ReleasedPath.objects.update(median_days=15)
    with pytest.raises(CommandError, match=rf"ways through paths isn't.*path {row.path_key}"):
        run("--all")
    ReleasedPath.objects.all().delete()
    with pytest.raises(CommandError, match=rf"path {row.path_key}"):
        run("--release", DAYS[0])


def test_a_changed_document_or_digest_is_found(releases):
    ReleasedWays.objects.filter(release__day=JULY).update(digest="0" * 64)
    with pytest.raises(CommandError, match=f"{DAYS[1]} says of .*published with SHA-256 0000"):
        run("--all")
    ReleasedWays.objects.filter(release__day=JUNE).update(compressed=zlib.compress(b"{}"))
    with pytest.raises(CommandError, match=f"{DAYS[0]} says of .*something else: document"):
        run("--release", DAYS[0])
    Release.objects.filter(day=JUNE).update(compressed=zlib.compress(b"{}"))
    with pytest.raises(CommandError, match=f"The release of {DAYS[0]} isn't.*: document"):
        run("--release", DAYS[0])


def test_a_changed_memory_is_found(releases):
    memory = WaysMemory.objects.get(ways__release__day=JUNE)
    said = json.loads(zlib.decompress(memory.packed))
    for person in said["ways"][0]["people"]:
        person[2] += 20
    WaysMemory.objects.filter(pk=memory.pk).update(packed=zlib.compress(json.dumps(said).encode()))
    ways = recompute(day=JUNE).parts[1]
    assert not ways.is_identical
    assert ways.changed == (f"path {releases.key}", "document")


def test_changed_figures_are_found_in_all_that_is_made_of_them(releases):
    total = ReleasedTotal.objects.get(release__day=JUNE, level="government")
    figures = total.figures[str(releases.key)]
    figures["passed"][1:4] = [10, 20, 1_500]
    total.save()
    ReleasedAtom.objects.filter(release__day=JUNE).update(people=1)
    with pytest.raises(CommandError) as failed:
        run("--all")
    said = str(failed.value)
    assert "something else: atom 1, total government 0." in said
    # Made of the totals: those of the month after too.
    for day in DAYS:
        assert f"The forecasts of the release of {day} aren't the same" in said
    assert f"The release of {DAYS[1]} isn't" not in said


def test_a_changed_forecast_is_found_with_how_far_it_is_off(releases):
    row = FrozenForecast.objects.filter(outlook__release__day=JULY, level="government").get()
    row.said["high"][0] -= 70
    row.save()
    with pytest.raises(CommandError) as failed:
        run("--all")
    said = str(failed.value)
    assert f"something else: forecast government 0 {releases.key}." in said
    assert "at most 7 points apart" in said
    assert f"The forecasts of the release of {DAYS[0]}" not in said
    assert "same kind of processor" in said


def test_a_changed_score_is_found(releases):
    ReleaseOutlook.objects.filter(release__day=JULY).update(record={"ahead": {}})
    with pytest.raises(CommandError, match="score of past forecasts"):
        run("--release", DAYS[1])


def test_what_was_published_before_is_made_again_as_far_as_it_can(releases):
    ReleasedWays.objects.all().delete()
    ReleaseOutlook.objects.all().delete()
    said = run("--release", DAYS[0])
    assert "The release of 2026-06-01 is the same" in said
    assert "can't be made again: it was published before that was kept" in said
    assert "has no forecasts" in said
    assert len(recompute(day=JUNE).parts) == 1


def test_whoever_is_erased_leaves_no_name_and_no_figure_moves(releases):
    before = {one.pk: bytes(one.document) for one in ReleasedWays.objects.all()}
    gone = list(User.objects.filter(enrolments__path_key=releases.key)[:40])
    names = [user.public_id.hex for user in gone]
    assert all(name in kept_text() for name in names)
    services.forget(public_ids=[user.public_id for user in gone])
    assert not any(name in kept_text() for name in names)
    assert {one.pk: bytes(one.document) for one in ReleasedWays.objects.all()} == before
    assert run("--all").count("same") == 6


def test_it_says_which_releases_it_needs(releases):
    with pytest.raises(CommandError, match="required"):
        run()
    with pytest.raises(CommandError, match="2026-09-01"):
        run("--release", "2026-09-01")
    Release.objects.all().delete()
    with pytest.raises(CommandError, match="no release yet"):
        run("--all")


# --- What pages show of it ---------------------------------------------------
@pytest.fixture
def lead(releases, client):
    """Whoever sees the government, signed in."""
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.GOVERNMENT_LEAD, organism=None)
    client.force_login(user)
    with translation.override("en"):
        yield client


def test_the_page_of_a_release_has_every_sha_256(lead):
    ways, outlook = (kind.objects.get(release__day=JUNE) for kind in (ReleasedWays, ReleaseOutlook))
    page = lead.get(reverse("barometer:release", args=[DAYS[0]])).content.decode()
    for said in (ways.digest, ways.method, outlook.digest, outlook.method):
        assert said in page
    file = lead.get(reverse("barometer:ways-document", args=[DAYS[0]]))
    assert sha256(file.content).hexdigest() == ways.digest
    assert f"-{DAYS[0]}.json" in file["Content-Disposition"]
    ReleasedWays.objects.all().delete()
    ReleaseOutlook.objects.all().delete()
    page = lead.get(reverse("barometer:release", args=[DAYS[0]])).content.decode()
    assert "before they had a document of their own" in page
    assert "None is frozen with this release." in page
    assert lead.get(reverse("barometer:ways-document", args=[DAYS[0]])).status_code == 404


def test_the_page_of_a_path_leads_to_the_release_that_said_it(lead, releases):
    ways = ReleasedWays.objects.get(release__day=JUNE)
    address = reverse("barometer:path", args=[releases.key])
    page = lead.get(address).content.decode()
    # July has said nothing newer: time, stops and answers are those of June.
    link = f'href="{reverse("barometer:release", args=[DAYS[0]])}#ways"'
    assert page.count(link) == page.count(f"<code>{ways.digest[:8]}</code>") == 3
    assert f'href="{reverse("barometer:release", args=[DAYS[1]])}"' in page
    file = lead.get(f"{address}figures/stops.json").json()
    assert file["sealed"] == {
        "part": "ways",
        "day": DAYS[0],
        "method": "ways-2",
        "sha256": ways.digest,
    }
    assert lead.get(f"{address}figures/over-time.json").json()["sealed"] is None


def test_forecasts_lead_to_their_release(lead, client):
    outlook = ReleaseOutlook.objects.get(release__day=JULY)
    page = lead.get(reverse("barometer:government")).content.decode()
    link = f'href="{reverse("barometer:release", args=[DAYS[1]])}#forecasts"'
    assert page.count(link) == page.count(f"<code>{outlook.digest[:8]}</code>") == 1
    score = reverse("barometer:forecasts")
    assert link in lead.get(score).content.decode()
    client.logout()
    visited = client.get(score).content.decode()
    assert link not in visited
    assert outlook.digest in visited
