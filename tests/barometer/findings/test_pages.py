"""The pages of the cyber loop, as managers, officers and leads use them."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from django.utils.translation import gettext

from academy.organisms.models import Role
from barometer.findings.knowledge import passed_over_time
from barometer.findings.models import Evidence, Finding
from barometer.releases import services as releases
from barometer.releases.models import Level
from barometer.releases.queries import newest
from courses.models import Assignment
from tests.barometer.conftest import have_followed, new_unit
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, RoleGrantFactory, UnitFactory

from .campaigns import finding_at, sarif_bytes
from .conftest import french

pytestmark = pytest.mark.django_db


def said(sentence, **values):
    """Return a sentence in French."""
    with translation.override("fr"):
        return gettext(sentence) % values


def words(answer):
    """Return what a page says, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def manager(client, place):
    client.force_login(place.manager)
    return client


def send(client, place, content, name="Campagne de mars", kind="campaign", **fields):
    file = SimpleUploadedFile("export.csv", content)
    address = french(f"findings-send-{kind}", place.organism.code)
    return client.post(address, {"name": name, "file": file, **fields})


def test_a_campaign_is_looked_at_before_it_is_stored(manager, place, campaign):
    answer = send(manager, place, campaign(12, 5, 0, days=60, positions=["Agente"]))
    evidence = Evidence.objects.get()
    assert answer["Location"] == french(
        "findings-evidence", place.organism.code, evidence.public_id
    )
    page = manager.get(answer["Location"])
    assert "Printemps – Agente" in words(page)
    assert said("opens a finding") in words(page)
    assert not Finding.objects.exists()
    manager.post(french("findings-keep", place.organism.code, evidence.public_id))
    assert Finding.objects.count() == 2
    assert manager.get(answer["Location"]).status_code == 200
    again = send(manager, place, campaign(12, 5, 0, days=60))
    assert again.status_code == 422
    assert "Campagne de mars" in words(again)


def test_a_file_with_faults_is_told_line_by_line(manager, place, campaign):
    content = campaign(12, 0, days=60).replace(b"Clicked Link", b"Vexed", 1)
    answer = send(manager, place, content)
    assert answer.status_code == 422
    told = said("GoPhish knows no status “%(value)s”.", value="vexed")
    assert " ".join(told.split()) in words(answer)
    assert said("Line %(line)s, %(column)s", line=2, column="status") in words(answer)
    assert not Evidence.objects.exists()


def test_no_page_shows_a_count_or_a_person(manager, place, campaign, keep):
    evidence = keep(campaign(9, 5, 0, days=60))
    code = place.organism.code
    pages = [
        manager.get(french("findings-organism", code)),
        manager.get(french("findings-evidence", code, evidence.public_id)),
        *(manager.get(french("finding", code, one.public_id)) for one in Finding.objects.all()),
        manager.get(french("findings-organism-table", code)),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert not any(user.email in text for users in place.people.values() for user in users)
    (first, *_others) = Finding.objects.order_by("pk")
    told = words(manager.get(french("finding", code, first.public_id)))
    assert said("%(low)s to %(high)s of %(people)s people", low=8, high=12, people=30) in told
    assert not re.search(r"\b9\b[^.]{0,40}\b30\b", told)


def test_a_manager_prescribes_and_sees_it(manager, place, campaign, keep, path):
    keep(campaign(12, 0, 0, days=60))
    code, finding = place.organism.code, Finding.objects.get()
    page = manager.get(french("finding", code, finding.public_id))
    assert "Hameçonnage" in words(page)
    due = timezone.localdate() + timedelta(days=14)
    address = french("finding-prescribe", code, finding.public_id)
    asked = {"path": path.key, "due_on": due, "reason_fr": "Oui", "reason_en": "Yes"}
    late = manager.post(address, asked | {"due_on": timezone.localdate() - timedelta(days=1)})
    assert late.status_code == 422
    assert not Assignment.objects.exists()
    assert manager.post(address, asked)["Location"] == french("finding", code, finding.public_id)
    assert Assignment.objects.get().unit == place.units[0]
    page = words(manager.get(french("finding", code, finding.public_id)))
    assert said("due on %(due)s", due="")[:10] in page
    listed = manager.get("/fr/learn/assignments/")
    assert "Printemps" in words(listed)


def test_a_factor_is_changed_with_a_reason(manager, place, campaign, keep):
    keep(campaign(12, 0, 0, days=60))
    code, finding = place.organism.code, Finding.objects.get()
    address = french("finding-factor", code, finding.public_id)
    assert manager.post(address, {"factor": "inattention", "reason": ""}).status_code == 422
    manager.post(address, {"factor": "inattention", "reason": "Période de pointe"})
    page = words(manager.get(french("finding", code, finding.public_id)))
    assert "Période de pointe" in page
    assert finding.factor == "ignorance"
    finding.refresh_from_db()
    assert finding.factor == "inattention"


def test_a_scan_is_sent_and_its_places_are_shown(manager, place):
    today = timezone.localdate()
    answer = send(
        manager,
        place,
        sarif_bytes([finding_at()]),
        name="Portail",
        kind="scan",
        form="sarif",
        on=today,
        unit=place.units[1].pk,
    )
    evidence = Evidence.objects.get()
    assert "py/reflective-xss" in words(manager.get(answer["Location"]))
    manager.post(french("findings-keep", place.organism.code, evidence.public_id))
    finding = Finding.objects.get()
    page = words(manager.get(french("finding", place.organism.code, finding.public_id)))
    assert "src/views.py:12" in page
    assert "jean.tremblay" not in page
    assert "Automne" in page


def test_a_unit_of_elsewhere_can_not_be_chosen(manager, place):
    answer = send(
        manager,
        place,
        sarif_bytes([]),
        kind="scan",
        form="sarif",
        on=timezone.localdate(),
        unit=UnitFactory().pk,
    )
    assert answer.status_code == 422
    assert not Evidence.objects.exists()


def test_what_waits_is_dropped(manager, place, campaign):
    send(manager, place, campaign(12, 0, 0, days=60))
    evidence = Evidence.objects.get()
    manager.post(french("findings-drop", place.organism.code, evidence.public_id))
    evidence.refresh_from_db()
    assert evidence.state == "dropped"
    gone = manager.get(french("findings-evidence", place.organism.code, evidence.public_id))
    assert gone.status_code == 404


def test_a_closed_organism_is_read_but_not_changed(client, place, campaign, keep):
    keep(campaign(12, 0, 0, days=60))
    administrator = RoleGrantFactory(
        user=UserFactory(), role=Role.ADMINISTRATOR, organism=None
    ).user
    place.organism.ends_on = timezone.localdate()
    place.organism.save()
    client.force_login(administrator)
    code = place.organism.code
    assert client.get(french("findings-organism", code)).status_code == 200
    assert client.get(french("findings-send-campaign", code)).status_code == 404


@pytest.fixture
def lead(client, db):
    client.force_login(
        RoleGrantFactory(user=UserFactory(), role=Role.GOVERNMENT_LEAD, organism=None).user
    )
    return client


def test_a_lead_sees_aggregates_and_no_finding(lead, place, campaign, keep):
    keep(campaign(12, 0, 0, days=60))
    page = lead.get(french("findings"))
    assert place.organism.name_fr in words(page)
    assert french("findings-organism", place.organism.code) not in page.content.decode()
    finding = Finding.objects.get()
    assert lead.get(french("finding", place.organism.code, finding.public_id)).status_code == 404


def test_an_officer_sees_the_organisms_of_the_portfolio_alone(client, place, campaign, keep):
    keep(campaign(12, 0, 0, days=60))
    own = place.organism.placements.get().portfolio
    for portfolio, sees in ((own, True), (OrganismFactory().placements.get().portfolio, False)):
        officer = RoleGrantFactory(
            user=UserFactory(), role=Role.PORTFOLIO_OFFICER, organism=None, portfolio=portfolio
        ).user
        client.force_login(officer)
        assert (place.organism.name_fr in words(client.get(french("findings")))) is sees


def test_the_figure_is_the_same_through_every_door(manager, place, campaign, keep):
    keep(campaign(15, 0, 0, days=90))
    keep(campaign(4, 0, 0, days=20))
    code = place.organism.code
    page = manager.get(french("findings-organism", code))
    table = manager.get(french("findings-organism-table", code)).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    figure = page.context["figure"]
    assert [row[0] for row in rows[1:]] == [row[0] for row in figure.data]
    shares = {
        f"{datum['share']:.2f}"
        for source in figure.spec["data"]
        for datum in source.get("values", [])
        if datum.get("series") == "clicked"
    }
    assert {f"{row[2]:.2f}" for row in figure.data if row[2] is not None} <= shares
    drawn = manager.get(french("findings-organism-picture", code, "exposure", "light", 600)).content
    assert drawn.startswith(b"<svg")


def test_knowledge_comes_from_releases_and_from_nothing_else(path, now):
    organism = OrganismFactory()
    unit = new_unit(organism, 40, "Rives")
    at = now - timedelta(days=70)
    have_followed(path, unit, joined=30, passed=20, at=at)
    assert passed_over_time(newest(), Level.ORGANISM, [organism.pk], [path.key]) == {}
    releases.publish_due(at=now)
    months = passed_over_time(newest(), Level.ORGANISM, [organism.pk], [path.key])
    assert months
    last = months[max(months)]
    assert last.low <= 20 <= last.high
    assert passed_over_time(newest(), Level.ORGANISM, [OrganismFactory().pk], [path.key]) == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_are_whole_in_both_languages(client, place, campaign, keep, language):
    keep(campaign(12, 5, 0, days=60))
    client.force_login(place.manager)
    code, finding = place.organism.code, Finding.objects.first()
    with translation.override(language):
        for name, *args in (
            ("findings-organism", code),
            ("findings-send-campaign", code),
            ("findings-send-scan", code),
            ("findings-webhook", code),
            ("finding", code, finding.public_id),
        ):
            address = french(name, *args).replace("/fr/", f"/{language}/", 1)
            assert client.get(address).status_code == 200
