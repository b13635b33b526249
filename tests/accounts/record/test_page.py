"""My record: the page and the files, made of the same parts."""

import csv
import io
import json
import tracemalloc
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from academy.accounts.models import AuditEntry
from academy.accounts.record.parts import every_part
from academy.lrs import record_queries
from academy.lrs.models import (
    Statement,
    StatementAttachment,
    StatementKey,
    StatementReference,
)
from academy.lrs.people_queries import identities_of
from academy.lrs.record_queries import statements_of
from academy.lrs.services import note_opening, own_authority, record_statements
from academy.lrs.xapi.keys import AGENT, key_of
from academy.organisms.models import Membership
from academy.organisms.queries import people_of
from academy.organisms.services.memberships import join, leave
from barometer.releases.services import publish_due
from courses.models import Assignment
from courses.queries import own_certificates, people_to_exempt
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, UnitFactory
from tests.lrs.desk import sign_in

from .world import EMAIL, FIRST, LAST, OTHER_EMAIL, told

pytestmark = pytest.mark.django_db


def address(name, *args):
    with translation.override("en"):
        return reverse(name, args=args)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def section(page, name):
    (found,) = [one for one in page.context["sections"] if one.part.name == name]
    return found.rows


def test_everything_that_is_held_is_on_the_page(person, world, client):
    publish_due(at=timezone.now())
    note_opening(
        action="records.search",
        target=str(person.public_id),
        people=[str(person.public_id)],
        reason="Corriger une note.",
        by=world.administrator,
        at=timezone.now(),
    )
    page = client.get(address("my_record"))
    empty = {one.part.name for one in page.context["sections"] if not one.rows}
    assert not empty
    assert ["First name", FIRST] in section(page, "accounts.identity")
    assert [row[0] for row in section(page, "accounts.sign_in")] == [
        "Password",
        "Second factor",
        "Device signed in",
    ]
    assert section(page, "organisms.memberships")[0][:3] == ["Shores Board", "Dikes", "E-4417"]
    assert section(page, "courses.exemptions")[0][1:4] == [
        "Shores Board",
        "Formée ailleurs.",
        "Ada Ministre",
    ]
    asked = section(page, "courses.exemption_requests")[0]
    assert (asked[1:3], asked[5]) == (["Shores Board", "Suivie à l’école."], "Formée ailleurs.")
    assert len(section(page, "courses.answers")) == 4
    assert section(page, "lrs.openings")[0][1:3] == ["Ada Ministre", "Corriger une note."]
    seen = {row[0]: row for row in section(page, "barometer.seen")}
    assert seen["Reconnaître l’hameçonnage"][2].startswith("One of these, which a training officer")
    assert "Formée ailleurs." in seen["Mots de passe"][2]
    assert seen["Reconnaître l’hameçonnage"][4].startswith("between ")


def test_secrets_are_nowhere(person, client):
    said = client.get(address("my_record")).content.decode()
    said += body(client.get(address("my_record_json"))).decode()
    assert person.password not in said
    assert "secret" not in json.dumps(
        [row for part in every_part() for row in part.rows(person, "en")], default=str
    )


def test_nobody_reads_the_record_of_somebody_else(world, client):
    sign_in(client, world.colleagues[0])
    said = client.get(address("my_record")).content.decode()
    assert EMAIL not in said
    assert LAST not in said


@pytest.mark.parametrize(
    "name", ["my_record_pdf", "my_record_csv", "my_record_json", "lrs:own_statements"]
)
def test_taking_it_away_asks_again_who_one_is(world, client, name):
    somebody = world.colleagues[1]
    sign_in(client, somebody, proved=False)
    asked = client.get(address(name))
    assert asked.status_code == 302
    assert "reauthenticate" in asked.url
    assert not AuditEntry.objects.filter(action="record.export").exists()


def test_the_tables_hold_what_the_page_shows(person, client):
    page = client.get(address("my_record"))
    archive = zipfile.ZipFile(io.BytesIO(body(client.get(address("my_record_csv")))))
    assert set(archive.namelist()) == {f"{part.name}.csv" for part in every_part()}
    for one in page.context["sections"]:
        text = archive.read(f"{one.part.name}.csv").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) - 1 >= len(one.rows), one.part.name
        assert rows[0] == [str(column.label) for column in one.part.columns]
    identity = archive.read("accounts.identity.csv").decode("utf-8-sig")
    assert f'"Email address","{EMAIL}"' in identity


def test_what_somebody_wrote_becomes_no_formula(person, client):
    person.first_name = "=HYPERLINK(1)"
    person.save(update_fields=["first_name"])
    archive = zipfile.ZipFile(io.BytesIO(body(client.get(address("my_record_csv")))))
    assert '"\'=HYPERLINK(1)"' in archive.read("accounts.identity.csv").decode("utf-8-sig")


def test_the_json_names_every_column(person, client):
    said = json.loads(body(client.get(address("my_record_json"))))
    assert said["format"] == "academie-my-record/1"
    assert [one["name"] for one in said["parts"]] == [part.name for part in every_part()]
    by_name = {one["name"]: one for one in said["parts"]}
    enrolment = by_name["courses.enrolments"]["rows"][0]
    assert enrolment["registration"] == str(person.enrolments.get().registration)
    assert by_name["lrs.documents"]["rows"][0].keys() == {
        "at",
        "kind",
        "name",
        "activity",
        "type",
    }


def test_the_paper_says_it_in_the_language_of_the_page(person, client):
    with translation.override("fr"):
        made = client.get(reverse("my_record_pdf"))
    assert made["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(made.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert LAST in text
    assert reader.trailer["/Root"]["/Lang"].startswith("fr")


def test_each_file_is_noted(person, client):
    for name in ("my_record_pdf", "my_record_csv", "my_record_json", "lrs:own_statements"):
        body(client.get(address(name)))
    noted = AuditEntry.objects.filter(action="record.export", target=str(person.public_id))
    assert [one.details["format"] for one in noted] == ["pdf", "csv", "json", "xapi"]


def test_statements_leave_as_they_are_stored_and_another_store_takes_them(person, client):
    texts = list(
        Statement.objects.filter(
            seq__in=StatementKey.objects.filter(
                key__in=[key_of(AGENT, one) for one in identities_of(person).identities]
            ).values("seq")
        )
        .order_by("stored", "seq")
        .values_list("payload", flat=True)
    )
    taken = body(client.get(address("lrs:own_statements"))).decode()
    assert taken == "[\n" + ",\n".join(texts) + "\n]"
    assert OTHER_EMAIL in taken
    statements = json.loads(taken)
    ids = {one["id"] for one in statements}
    assert len(ids) == len(statements) > 10
    # Another store: nothing of this one is in it.
    for model in (Statement, StatementKey, StatementReference, StatementAttachment):
        model.objects.all().delete()
    record_statements(
        statements=[json.dumps(one).encode() for one in statements],
        authority=own_authority(),
        at=timezone.now(),
    )
    again = list(Statement.objects.order_by("seq").values_list("payload", flat=True))
    ours = ("stored", "authority")
    assert [_without(json.loads(one), ours) for one in again] == [
        _without(one, ours) for one in statements
    ]


def _without(statement, names):
    return {name: value for name, value in statement.items() if name not in names}


def test_a_page_costs_as_much_for_a_long_record(person, client):
    def cost():
        with CaptureQueriesContext(connection) as made:
            client.get(address("my_record"))
        return len(made)

    cost()
    few = cost()
    _tell_many(person, 60)
    many = cost()
    assert many <= few + 1
    assert few <= 95


def _tell_many(person, count):
    actor = {"mbox": f"mailto:{OTHER_EMAIL}"}
    record_statements(
        statements=[told(actor, person.email) for _number in range(count)],
        authority=own_authority(),
        at=timezone.now(),
    )


def test_statements_are_taken_away_a_batch_at_a_time(world, client, monkeypatch):
    monkeypatch.setattr(record_queries, "_BATCH", 20)
    somebody = UserFactory()
    said = [told({"mbox": f"mailto:{somebody.email}"}, somebody.email) for _number in range(300)]
    for one in said:
        one["result"]["extensions"] = {"https://cours.example/notes": "x" * 20_000}
    record_statements(statements=said, authority=own_authority(), at=timezone.now())
    sign_in(client, somebody)
    client.get(address("my_record"))
    tracemalloc.start()
    made = client.get(address("lrs:own_statements"))
    size = sum(len(chunk) for chunk in made.streaming_content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 300 * 20_000
    # `python -m tests.bench.own_statements` takes 50,000 away.
    assert peak < size / 3


def test_statements_come_in_order_in_both_directions_each_once(world):
    sought = identities_of(world.person)
    oldest = [one.payload for one in statements_of(sought)]
    newest = [one.payload for one in statements_of(sought, newest_first=True)]
    assert oldest == newest[::-1]
    assert len(oldest) == len(set(oldest))


def test_whoever_moves_keeps_what_they_learned(person, world, client):
    today = timezone.localdate()
    certificates = [one.code for one in own_certificates(person, "fr", today)]
    answers = section(client.get(address("my_record")), "courses.answers")
    elsewhere = OrganismFactory(name_en="Elsewhere")
    post = Membership.objects.get(user=person)
    leave(membership=post, on=today, at=timezone.now(), by=world.administrator)
    join(
        user=person,
        unit=UnitFactory(organism=elsewhere),
        on=today,
        at=timezone.now(),
        by=world.administrator,
    )
    page = client.get(address("my_record"))
    assert [row[0] for row in section(page, "organisms.memberships")] == [
        "Elsewhere",
        "Shores Board",
    ]
    assert [one.code for one in own_certificates(person, "fr", today)] == certificates
    assert section(page, "courses.answers") == answers
    assert section(page, "courses.enrolments")[0][3]


def test_the_former_organization_sees_nothing_after_a_move(person, world, client):
    today = timezone.localdate()
    post = Membership.objects.get(user=person)
    assert person in people_of(world.organism, today)
    leave(membership=post, on=today, at=timezone.now(), by=world.administrator)
    assert person not in people_of(world.organism, today)


def test_nobody_finds_by_name_who_moved_away(person, world):
    today = timezone.localdate()
    (assignment,) = Assignment.objects.filter(path_key=world.path.key)
    assert people_to_exempt(assignment, today, search=LAST) == [person]
    post = Membership.objects.get(user=person)
    leave(membership=post, on=today, at=timezone.now(), by=world.administrator)
    assert people_to_exempt(assignment, today, search=LAST) == []
