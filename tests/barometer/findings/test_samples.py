"""The sample files that the guide leads to are read as it says; long lists have pages."""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from academy.organisms.models import Membership
from barometer.findings import services
from barometer.findings.models import Evidence, Finding
from barometer.findings.paging import ON_A_PAGE

from .conftest import french

pytestmark = pytest.mark.django_db

GUIDE = Path(__file__).resolve().parents[3] / "docs/how-to/close-the-cyber-loop.md"
SAMPLES = {
    name: GUIDE.parent / path
    for path, name in re.findall(r"\((samples/([\w.-]+))\)", GUIDE.read_text(encoding="utf-8"))
}


@pytest.fixture
def manager(client, place):
    client.force_login(place.manager)
    return client


def send(client, page, code, file, **fields):
    uploaded = SimpleUploadedFile(file.name, file.read_bytes())
    reply = client.post(french(page, code), {"file": uploaded, "name": "Essai", **fields})
    assert reply.status_code == 302, reply.context["form"].errors
    return Evidence.objects.get()


def test_the_guide_leads_to_both_samples():
    assert set(SAMPLES) == {"gophish-results.csv", "scan.sarif"}
    assert all("academie.example" in line for line in _lines(SAMPLES["gophish-results.csv"]))


def _lines(file):
    with file.open(encoding="utf-8") as rows:
        return [row["email"] for row in csv.DictReader(rows)]


def test_the_sample_of_a_campaign_opens_a_finding(manager, place):
    file = SAMPLES["gophish-results.csv"]
    people = [one for unit in place.units[:2] for one in place.people[unit.pk]]
    for person, email in zip(people, _lines(file), strict=False):
        person.email = email
        person.save(update_fields=["email"])
    # They were there on the day of the sample.
    Membership.objects.filter(user__in=people).update(starts_on="2026-01-01")
    kept = send(manager, "findings-send-campaign", place.organism.code, file)
    manager.post(french("findings-keep", place.organism.code, kept.public_id))
    assert Finding.objects.get().is_about_people


def test_the_sample_of_a_scan_opens_a_finding_for_each_rule(manager, place):
    fields = {"form": "sarif", "on": timezone.localdate().isoformat()}
    file = SAMPLES["scan.sarif"]
    kept = send(manager, "findings-send-scan", place.organism.code, file, **fields)
    manager.post(french("findings-keep", place.organism.code, kept.public_id))
    assert {(one.rule, one.count) for one in Finding.objects.all()} == {("EX001", 2), ("EX002", 1)}


@pytest.fixture
def many(place, now):
    """A scan that finds more weaknesses than a page shows."""
    lines = "".join(f"R{number:03};high;Rule {number}\n" for number in range(ON_A_PAGE + 3))
    evidence = services.receive_scan(
        organism=place.organism,
        content=f"id;severity;title\n{lines}".encode(),
        form="table",
        name="Outil",
        on=(now - timedelta(days=3)).date(),
        unit=None,
        at=now,
        by=place.manager,
    )
    services.keep_evidence(evidence=evidence, at=now, by=place.manager)
    return evidence


def test_long_lists_have_pages(manager, place, many):
    code = place.organism.code
    titles = {f"Rule {number}" for number in range(ON_A_PAGE + 3)}

    def shown(page):
        return set(re.findall(r'<a href="[^"]+">(Rule \d+)</a>', page))

    for address, parameter in (
        (french("findings-organism", code), "open"),
        (french("findings-evidence", code, many.public_id), "page"),
    ):
        first = manager.get(address).content.decode()
        last = manager.get(address, {parameter: "2"}).content.decode()
        assert len(shown(first)) == ON_A_PAGE
        assert shown(first) | shown(last) == titles
        assert not shown(first) & shown(last)
        assert f'href="?{parameter}=2#open' in first
        # Whatever is asked for, there is a page.
        assert shown(manager.get(address, {parameter: "x"}).content.decode()) == shown(first)


def test_each_list_keeps_the_pages_of_the_others(manager, place, many):
    asked = {"open": "2", "sent": "9"}
    page = manager.get(french("findings-organism", place.organism.code), asked)
    lists = page.context["lists"]
    assert (lists["open"].page.number, lists["sent"].page.number) == (2, 1)
    assert lists["closed"].query == "open=2"
    assert lists["open"].query == ""
