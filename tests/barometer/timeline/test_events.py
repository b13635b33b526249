"""Events: who writes them, and that curves, lists and files tell the same ones."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Role, Succession
from barometer.models import Event, PublicPage, Release
from barometer.timeline.marks import Mark, by_row, numbered
from barometer.timeline.services import add_event, withdraw_event
from tests.barometer.outlook.conftest import frozen, published  # noqa: F401
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


def english(name, *args):
    with translation.override("en"):
        return reverse(f"barometer:{name}", args=args)


@pytest.fixture
def organism(frozen):  # noqa: F811
    return frozen


@pytest.fixture
def manager(client, organism):
    user = UserFactory(language="en")
    RoleGrantFactory(user=user, organism=organism)
    client.force_login(user)
    return user


@pytest.fixture
def given(organism, manager):
    """What an event is made of; its day is between the last two releases."""
    return {
        "by": manager,
        "organism": organism,
        "portfolio": None,
        "kind": "campaign",
        "day": Release.objects.first().day - timedelta(days=3),
        "text_fr": "Envoi à <tous>",
        "text_en": "",
        "path_key": None,
        "at": timezone.now(),
    }


def page_of(client):
    return client.get(english("organism", "O1")).content.decode()


def test_curve_list_and_files_show_an_event_with_one_number(client, given):
    add_event(**given)
    page = page_of(client)
    for name in ("over-time", "outlook"):
        figure = page.split(f'<figure class="figure" id="{name}"')[1].split("</figure>")[0]
        listed = figure.split('<ol class="barometer-marks">')[1].split("</ol>")[0]
        assert listed.count("<li>") == 1
        assert "campaign: Envoi à &lt;tous&gt;" in listed
        file = client.get(english("organism-table", "O1", name)).content.decode()
        heading, *rows = csv.reader(io.StringIO(file.removeprefix("\ufeff")))
        assert heading[-1] == "Events"
        (told,) = [row for row in rows if row[-1]]
        assert told[-1].startswith("1. ")
        assert told[-1].endswith("campaign: Envoi à <tous>")
        for kind in ("json", "xlsx"):
            assert client.get(english("organism-file", "O1", name, kind)).status_code == 200
    assert "<tous>" not in page


def test_events_from_above_and_of_the_tree_are_on_the_curve_of_an_organism(client, organism, given):
    officer, lead = UserFactory(), UserFactory()
    portfolio = organism.placements.get().portfolio
    RoleGrantFactory(user=officer, organism=None, portfolio=portfolio, role=Role.PORTFOLIO_OFFICER)
    RoleGrantFactory(user=lead, organism=None, role=Role.GOVERNMENT_LEAD)
    above = given | {"organism": None, "kind": "note"}
    add_event(**above | {"by": officer, "portfolio": portfolio, "text_fr": "Tout P1"})
    add_event(**above | {"by": lead, "text_fr": "Tout le monde"})
    Succession.objects.create(
        kind="merge",
        on=given["day"],
        from_organism=OrganismFactory(code="O9", name_en="Old Board", name_fr="Vieille"),
        to_organism=organism,
    )
    page = page_of(client)
    assert "note: Tout P1" in page
    assert "note: Tout le monde" in page
    assert "merger: Old Board into Shores" in page


def test_an_event_of_another_path_or_organism_is_not_there(client, organism, given):
    Event.objects.create(
        organism=OrganismFactory(code="O8"),
        kind="note",
        day=given["day"],
        text_en="Elsewhere",
        added_at=given["at"],
    )
    Event.objects.create(
        organism=organism,
        path_key=organism.public_id,
        kind="note",
        day=given["day"],
        text_en="Elsewhere",
        added_at=given["at"],
    )
    assert "Elsewhere" not in page_of(client)


def test_a_withdrawn_event_leaves_the_curve_and_stays_in_the_list(client, given, manager):
    event = add_event(**given | {"text_en": "Mailing"})
    assert "campaign: Mailing" in page_of(client)
    end = english("organism-event-end", "O1", event.public_id)
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 302
    assert "Mailing" not in page_of(client)
    listed = client.get(english("organism-events", "O1")).content.decode()
    assert "Mailing" in listed
    assert "Withdrawn on" in listed
    actions = AuditEntry.objects.filter(action__startswith="event.").values_list(
        "action", flat=True
    )
    assert sorted(actions) == ["event.added", "event.withdrawn"]


def test_the_form_adds_an_event_and_says_what_is_wrong(client, given):
    address = english("organism-event-new", "O1")
    said = {"kind": "note", "day": given["day"].isoformat(), "path": "", "text_en": "Moved"}
    wrong = client.post(address, said | {"text_en": ""})
    assert wrong.status_code == 422
    assert "Write a text in French or in English." in wrong.content.decode()
    late = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert (
        "Choose a day that has come." in client.post(address, said | {"day": late}).content.decode()
    )
    assert client.post(address, said | {"text_en": "x" * 121}).status_code == 422
    assert client.post(address, said).status_code == 302
    assert Event.objects.get().text == "Moved"


@pytest.mark.parametrize("wrong", [{"kind": "party"}, {"text_fr": " "}, {"text_fr": "x" * 121}])
def test_the_service_refuses_what_makes_no_sense(given, wrong):
    with pytest.raises(AcademyError):
        add_event(**given | wrong)


def test_everybody_writes_in_their_own_place_alone(organism, given, manager):
    event = add_event(**given)
    with pytest.raises(NotFound):
        add_event(**given | {"organism": OrganismFactory(code="O7")})
    with pytest.raises(NotFound):
        add_event(**given | {"organism": None})
    with pytest.raises(NotFound):
        add_event(**given | {"organism": None, "portfolio": organism.placements.get().portfolio})
    with pytest.raises(NotFound):
        withdraw_event(by=UserFactory(), event=event, at=given["at"])
    with pytest.raises(NotFound):
        add_event(**given | {"path_key": event.public_id})


def test_what_people_write_is_not_on_the_public_page(client, organism, given):
    add_event(**given | {"text_en": "Mailing"})
    PublicPage.objects.create(organism=organism, opened_at=given["at"])
    client.logout()
    page = client.get(english("public", "O1"))
    assert page.status_code == 200
    assert "Mailing" not in page.content.decode()


def test_numbers_follow_days_and_rows_hold_what_came_since_the_row_before():
    day = timezone.datetime(2026, 3, 1).date()
    days = [day + timedelta(days=30 * n) for n in range(3)]
    marks = [
        Mark(days[2], "c"),
        Mark(days[0] + timedelta(days=1), "b"),
        Mark(days[0], "a"),
        Mark(days[2] + timedelta(days=1), "late"),
        Mark(days[0] - timedelta(days=1), "early"),
    ]
    found = numbered(marks, days)
    assert [(one.number, one.mark.says) for one in found] == [(1, "a"), (2, "b"), (3, "c")]
    rows = by_row(found, days)
    assert [[one.mark.says for one in row] for row in rows] == [["a"], ["b"], ["c"]]
    assert numbered(marks, []) == []


def test_a_day_before_the_first_release_is_refused_as_no_curve_shows_it(client, given):
    first = Release.objects.last().day
    address = english("organism-event-new", "O1")
    said = {"kind": "note", "path": "", "text_en": "Long ago"}
    wrong = client.post(address, said | {"day": "1900-01-01"})
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["day"]
    assert "that is the first release, where the curves begin." in wrong.content.decode()
    assert not Event.objects.exists()
    shown = client.post(address, said | {"day": first.isoformat()}, follow=True)
    assert "curves show it from now on" in shown.content.decode()


def test_an_event_since_the_newest_release_comes_with_the_next(client, given, monkeypatch):
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("academy.core.clock.now", lambda: later)
    day = Release.objects.first().day + timedelta(days=1)
    said = {"kind": "note", "path": "", "text_en": "New", "day": day.isoformat()}
    shown = client.post(english("organism-event-new", "O1"), said, follow=True)
    assert "curves show it from the next release on" in shown.content.decode()
