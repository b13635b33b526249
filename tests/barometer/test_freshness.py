"""The day of the data on every page, and what pages say when it should be a later one."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from academy.lrs import projector
from academy.lrs.models import ReaderFailure, ReaderPosition, Statement
from academy.organisms.models import Organism
from barometer.public.services import open_page
from barometer.records import READER
from barometer.releases import queries
from barometer.releases.freshness import PUBLISHING, TAKING_IN, Freshness, freshness_of
from barometer.releases.inputs import beginning_of
from courses.models import PublishedPath
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit, publish_next

pytestmark = pytest.mark.django_db

PAGES = [
    ("organism", "O1"),
    ("portfolio", "P1"),
    ("government",),
    ("path", "path"),
    ("mirror",),
    ("public", "O1"),
    ("releases",),
    ("ledger",),
    ("forecasts",),
    ("targets", "O1"),
    ("findings",),
    ("findings-organism", "O1"),
]
# Made of what follows a release within minutes, which nobody has made here.
WITHOUT_DATA = {"ledger", "forecasts"}


@pytest.fixture(scope="module")
def released(module_database):
    """An organism with a release and a public page; return the day of the release."""
    caches["local"].clear()
    with module_database():
        organism = OrganismFactory(
            code="O1",
            name_fr="Régie des rives",
            name_en="Shores Board",
            portfolio=PortfolioFactory(code="P1"),
        )
        path = new_path()
        have_followed(path, new_unit(organism, 40, "Rives"), joined=20, passed=10, others=20)
        publish_next()
        manager = UserFactory()
        RoleGrantFactory(user=manager, organism=organism)
        open_page(organism=organism, at=timezone.now(), by=manager)
        return queries.newest().day


@pytest.fixture
def reader(client, released):
    """Somebody who sees every page, at a moment."""

    def read(name, *args, at, language="en"):
        codes = [PublishedPath.objects.get().pk if one == "path" else one for one in args]
        with time_machine.travel(at, tick=False), translation.override(language):
            user = UserFactory()
            RoleGrantFactory(user=user, lead=True)
            RoleGrantFactory(user=user, organism=Organism.objects.get(code="O1"))
            client.force_login(user)
            reply = client.get(reverse(f"barometer:{name}", args=codes))
        assert reply.status_code == 200
        return reply.content.decode()

    return read


def badge(page):
    """Return the state of the badge, and its words."""
    found = re.search(r'<span class="badge([^"]*)" data-freshness="(\w+)">(.*?)</span>', page, re.S)
    if found is None:
        return None
    words = " ".join(re.sub(r"<[^>]+>", " ", found[3]).split())
    assert ("badge-accent" in found[1]) == (found[2] == "current")
    icon = re.search(r"#([\w-]+)", found[3])
    return found[2], words, icon and icon[1]


def words_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def on_time(released):
    """The last moment at which nothing more than the release has to be there."""
    return beginning_of(released) + PUBLISHING - timedelta(seconds=1)


def month_after(released):
    """The beginning of the day of the next release."""
    return beginning_of((released + timedelta(days=31)).replace(day=1))


def expected(name, state, words, icon):
    return None if name in WITHOUT_DATA else (state, words, icon)


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place[0])
def test_every_page_says_the_day_of_its_data(reader, released, place):
    page = reader(*place, at=on_time(released))
    said = f"Data of {released:%B} {released.day}, {released.year}"
    assert badge(page) == expected(place[0], "current", said, "done")
    assert "barometer-late" not in page


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place[0])
def test_every_page_says_that_a_release_is_late_and_what_that_means(reader, released, place):
    due = month_after(released)
    page = reader(*place, at=due + PUBLISHING)
    said = f"{released:%B} {released.day}, {released.year}"
    on = f"{due:%B} {due.day}, {due.year}"
    if place[0] in WITHOUT_DATA:
        assert badge(page) == ("late", "Late", "clock")
    else:
        assert badge(page) == ("late", f"Late · Data of {said}", "clock")
        assert f"The figures of {on} are late. Those shown here are right for {said}" in (
            words_of(page)
        )
    assert "Nobody has to do anything" in page
    assert "tell the administrators of the academy" in page


def test_a_release_has_an_hour_to_be_published(reader, released):
    due = month_after(released)
    page = reader("organism", "O1", at=due + PUBLISHING - timedelta(seconds=1))
    assert badge(page)[0] == "current"


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place[0])
def test_every_page_says_since_when_records_wait_to_be_counted(reader, released, place):
    ReaderPosition.objects.filter(name=READER).update(seq=0)
    first = Statement.objects.order_by("seq").first().stored
    page = reader(*place, at=first + TAKING_IN + timedelta(seconds=1))
    assert badge(page)[0] == "late"
    since = timezone.localtime(first)
    assert "hasn’t been counted any more since" in page
    assert f'datetime="{since:%Y-%m-%dT%H:%M:%S}' in page
    assert "Nothing of it is lost." in page
    assert "The figures of" not in page


def failed_on(when, *, reader=READER, repaired_at=None):
    """A statement that a reader could not take in."""
    seq = Statement.objects.order_by("seq").first().seq
    return ReaderFailure.objects.create(
        reader=reader,
        first_seq=seq,
        last_seq=seq,
        error="ValueError: no.",
        failed_at=when,
        repaired_at=repaired_at,
    )


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place[0])
def test_every_page_says_since_when_records_cannot_be_counted(reader, released, place):
    when = on_time(released) - timedelta(hours=2)
    failed_on(when + timedelta(hours=1))
    failed_on(when)
    page = reader(*place, at=on_time(released))
    assert badge(page)[0] == "late"
    assert "Part of what people learned couldn’t be counted" in page
    assert f'datetime="{timezone.localtime(when):%Y-%m-%dT%H:%M:%S}' in page
    assert "the administrators of the academy have to have it counted again" in page
    assert "Nobody has to do anything" not in page


def test_what_was_repaired_or_is_anothers_turns_no_badge_grey(reader, released):
    when = on_time(released) - timedelta(hours=2)
    failed_on(when, repaired_at=when + timedelta(minutes=1))
    failed_on(when, reader="another reader")
    assert badge(reader("organism", "O1", at=on_time(released)))[0] == "current"


def test_what_waits_and_what_fails_are_one_query_for_any_number_of_readers(released):
    when = on_time(released)
    failed_on(when)
    ReaderPosition.objects.filter(name=READER).update(seq=0)
    first = Statement.objects.order_by("seq").first().stored
    with CaptureQueriesContext(connection) as made:
        found = projector.trouble_of([READER, "one that never was fed"], until=when)
    assert found == projector.Trouble(waiting_since=first, failing_since=when)
    assert len(made) == 1


def test_records_have_a_quarter_of_an_hour_to_be_counted(reader, released):
    ReaderPosition.objects.filter(name=READER).update(seq=0)
    first = Statement.objects.order_by("seq").first().stored
    assert badge(reader("organism", "O1", at=first + TAKING_IN))[0] == "current"


def test_a_late_first_release_is_told_too(reader, released):
    due = month_after(released)
    queries.newest().delete()
    page = reader("organism", "O1", at=due + PUBLISHING)
    assert badge(page) == ("late", "Late", "clock")
    assert "The first figures were due on" in page
    # Before its day there is nothing to wait for.
    assert badge(reader("organism", "O1", at=timezone.now())) is None


def test_it_is_said_in_french_too(reader, released):
    page = reader("organism", "O1", at=month_after(released) + PUBLISHING, language="fr")
    with translation.override("fr"):
        late, data = pgettext("data", "Late"), gettext("Data of")
        advice = gettext(
            "Nobody has to do anything: the academy catches up by itself. If this is still here "
            "tomorrow, tell the administrators of the academy."
        )
    assert badge(page)[1].startswith(f"{late} · {data} 1er ")
    assert " ".join(advice.split()) in words_of(page)


def test_knowing_it_costs_one_query(released):
    release = queries.newest()
    with CaptureQueriesContext(connection) as made:
        known = freshness_of(release, at=on_time(released))
    assert known == Freshness(released, month_after(released).date())
    assert len(made) == 1


def test_the_api_says_it_beside_the_releases_and_not_in_figures(client, released):
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)

    def asked(at, address):
        caches["local"].clear()
        with time_machine.travel(at, tick=False):
            client.force_login(user)
            return client.get(f"/api/barometer/v1/{address}")

    due = month_after(released)
    following = month_after(due.date()).date()
    now = {"day": f"{released}", "behind_since": None, "failing_since": None}
    assert asked(on_time(released), "releases").json()["freshness"] == now | {
        "is_late": False,
        "late_since": None,
        "next_day": f"{due:%Y-%m-%d}",
    }
    assert asked(due + PUBLISHING, "releases").json()["freshness"] == now | {
        "is_late": True,
        "late_since": f"{due:%Y-%m-%d}",
        "next_day": f"{following}",
    }
    ReaderPosition.objects.filter(name=READER).update(seq=0)
    first = Statement.objects.order_by("seq").first().stored
    behind = asked(first + TAKING_IN + timedelta(seconds=1), "releases").json()["freshness"]
    assert behind["is_late"]
    assert behind["behind_since"].startswith(first.isoformat()[:19])
    # Figures are of their release, and the same bytes whatever else is so.
    address = "organisms/O1/figures"
    early, late = (asked(at, address) for at in (on_time(released), due + PUBLISHING))
    assert early.json()["release"]["day"] == f"{released}"
    assert early.content == late.content
    assert early["ETag"] == late["ETag"]


def test_files_say_the_day_of_their_data_however_late(client, released):
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)

    def named(address):
        with time_machine.travel(month_after(released) + PUBLISHING, tick=False):
            client.force_login(user)
            return client.get(address)["Content-Disposition"]

    with translation.override("en"):
        table = reverse("barometer:organism-table", args=["O1", "over-time"])
        sheet = reverse("barometer:sheet", args=["O1"])
    assert named(table).endswith(f'O1-release-by-release-{released}.csv"')
    assert f"O1-{released}.pdf" in named(sheet)


def test_a_reader_without_a_position_waits_from_the_first_statement_on(released):
    ReaderPosition.objects.filter(name=READER).delete()
    first = Statement.objects.order_by("seq").first().stored
    assert projector.trouble_of([READER], until=first) == projector.Trouble()
    later = first + timedelta(seconds=1)
    assert projector.trouble_of([READER], until=later) == projector.Trouble(waiting_since=first)
