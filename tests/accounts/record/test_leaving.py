"""Leaving: what is asked, waited for, erased, kept, and told in the receipt."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.leaving import mailing, receipts, services
from academy.accounts.leaving.queries import code_of, departure_of, find_receipt
from academy.accounts.leaving.services import LeavingError
from academy.accounts.models import AuditEntry, Departure, DepartureReceipt, User
from academy.accounts.services import audit
from academy.core import recurring
from academy.core.codes import new_code
from academy.lrs.models import Document, LaunchSession, Statement
from academy.lrs.people_queries import identities_of
from academy.lrs.record_queries import statements_of
from barometer.models import PathFact
from barometer.releases.services import publish_due
from courses.models import Answer, BlockReport, Certificate, Enrolment
from courses.queries import find_certificate
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.lrs.desk import sign_in

from .world import EMAIL, FIRST, LAST, OTHER_EMAIL

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


def address(name, *args):
    with translation.override("en"):
        return reverse(name, args=args)


def ask(user, mode="erase", *, keeps=False):
    services.ask_to_leave(user=user, mode=mode, keeps_certificates=keeps, at=timezone.now())
    return code_of(departure_of(user))


def leave(user, mode="erase", *, keeps=False):
    """Have somebody leave, and their receipt mailed; return its code."""
    code = ask(user, mode, keeps=keeps)
    at = timezone.now() + WEEK
    assert services.do_due(at=at) == 1
    assert mailing.send_waiting(at=at) == 1
    return code


def everything_in_the_database():
    """Yield (table, text) of every column of every table, caches included."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(_as_text(cell) for cell in row)


def _sessions():
    for session in Session.objects.all():
        yield "django_session", str(session.get_decoded())


def _as_text(cell):
    if isinstance(cell, memoryview | bytes):
        raw = bytes(cell)
        return f"{raw.decode('latin-1')} {raw.hex()}"
    return str(cell)


def found_in_the_database(*sought):
    """Return in which tables one of these texts stands."""
    # SQLite keeps a UUID without its dashes.
    texts = {form.lower() for one in sought for form in (one, _escaped(one), _undashed(one))}
    return {
        table
        for table, row in (*everything_in_the_database(), *_sessions())
        if any(text in row.lower() for text in texts)
    }


def _escaped(text):
    return json.dumps(text)[1:-1]


def _undashed(text):
    return text.replace("-", "") if re.fullmatch(r"[0-9a-f-]{36}", text) else text


# The audit log is a chain: it keeps the identifier, and the receipt says so.
SAID_BY_THE_RECEIPT = {"accounts_auditentry"}


@pytest.mark.parametrize("mode", ["erase", "pseudonymise"])
def test_nothing_leads_to_whoever_left(person, world, client, mode):
    publish_due(at=timezone.now())
    client.get(address("my_record"))
    public_id = str(person.public_id)
    before = found_in_the_database(EMAIL, OTHER_EMAIL, LAST, public_id)
    assert {"lrs_statement", "accounts_user", "django_session", "organisms_peopleimport"} <= before
    code = leave(person, mode)
    assert not found_in_the_database(EMAIL, OTHER_EMAIL, LAST, FIRST, "E-4417")
    assert found_in_the_database(public_id) == SAID_BY_THE_RECEIPT
    receipt = find_receipt(code, "en")
    assert [one.title for one in receipt.parts if one.fate == "kept"] == [
        "Who opened my statements",
        "Delicate acts, by me or about me",
    ]
    assert not audit.verify().problem


def test_the_address_is_forgotten_only_once_the_receipt_has_left(person):
    code = ask(person)
    at = timezone.now() + WEEK
    services.do_due(at=at)
    assert found_in_the_database(EMAIL) == {"accounts_departurereceipt"}
    assert recurring.work("accounts.receipts").wanted()
    mailing.send_waiting(at=at)
    assert not found_in_the_database(EMAIL)
    (sent,) = mail.outbox
    assert sent.to == [EMAIL]
    assert code in sent.body
    ((name, text, kind),) = sent.attachments
    assert (name, kind) == ("receipt.json", "application/json")
    assert text == find_receipt(code, "fr").data


def test_statements_stay_whole_under_another_name(person):
    sought = identities_of(person)
    before = [json.loads(one.payload) for one in statements_of(sought)]
    count = Statement.objects.count()
    facts = PathFact.objects.count()
    leave(person)
    assert Statement.objects.count() == count
    assert PathFact.objects.count() == facts
    after = {
        one["id"]: one
        for one in map(
            json.loads,
            Statement.objects.filter(statement_id__in=[one["id"] for one in before]).values_list(
                "payload", flat=True
            ),
        )
    }
    names = {one["actor"]["account"]["name"] for one in after.values()}
    (name,) = names
    assert UUID(name).version == 4
    assert PathFact.objects.filter(public_id=name).exists()
    for one in before:
        other = after[one["id"]]
        for member in ("id", "verb", "object", "timestamp", "stored", "authority"):
            assert other.get(member) == one.get(member)
    # The store still finds them, under the other name.
    nobody = UserFactory(public_id=name)
    assert len(list(statements_of(identities_of(nobody)))) == len(before)
    assert not Document.objects.filter(agent__in=sought.identities).exists()
    assert not LaunchSession.objects.exists()


def test_published_figures_do_not_move(person, world):
    first = publish_due(at=timezone.now())
    document = bytes(first.document)
    leave(person)
    first.refresh_from_db()
    assert bytes(first.document) == document
    later = publish_due(at=timezone.now() + timedelta(days=62))
    key = str(world.path.key)

    def passed(release):
        said = json.loads(release.document)
        return [atom["figures"][key]["passed"] for atom in said["atoms"]]

    assert passed(later) == passed(first)


def test_a_learning_record_may_stay_under_a_name_that_the_code_proves(person, world):
    answers = Answer.objects.filter(enrolment__user=person).count()
    code = leave(person, "pseudonymise")
    receipt = find_receipt(code, "en")
    heir = User.objects.get(public_id=receipt.name)
    assert not heir.is_active
    assert heir.get_full_name() == ""
    assert not heir.has_usable_password()
    assert Answer.objects.filter(enrolment__user=heir).count() == answers == 4
    assert heir.enrolments.get().passed_at
    assert len(list(statements_of(identities_of(heir)))) > 10
    gone = ("memberships", "role_grants", "deliveries", "path_exemptions", "exemption_requests")
    for relation in gone:
        assert not getattr(heir, relation).exists()
    # Nothing but the code leads there.
    assert receipt.name not in receipt.data
    assert receipts.name_of(new_code()) != UUID(receipt.name)
    assert found_in_the_database(code, code.replace("-", "")) == set()


def test_erased_means_no_learning_record(person):
    enrolments = Enrolment.objects.count()
    users = User.objects.count()
    leave(person)
    assert Enrolment.objects.count() == enrolments - 1
    assert User.objects.count() == users - 1


@pytest.mark.parametrize("mode", ["erase", "pseudonymise"])
def test_certificates_stay_when_that_is_wanted_and_lead_nowhere(person, mode):
    certificate = Certificate.objects.get(enrolment__user=person)
    code = leave(person, mode, keeps=True)
    view = find_certificate(certificate.code, "fr", timezone.localdate())
    assert (view.state, view.is_genuine, view.name) == ("valid", True, f"{FIRST} {LAST}")
    certificate.refresh_from_db()
    assert certificate.enrolment is None
    assert find_receipt(code, "fr").certificates_stay
    assert found_in_the_database(LAST) == {"courses_certificate"}


@pytest.mark.parametrize("mode", ["erase", "pseudonymise"])
def test_certificates_are_withdrawn_otherwise(person, mode):
    code = Certificate.objects.get(enrolment__user=person).code
    leave(person, mode)
    assert find_certificate(code, "fr", timezone.localdate()).state == "erased"


def test_the_public_page_of_a_certificate_that_stays_still_answers(person, client):
    code = Certificate.objects.get(enrolment__user=person).code
    leave(person, keeps=True)
    client.logout()
    page = client.get(address("certificates:certificate", code))
    assert page.status_code == 200
    assert LAST in page.content.decode()


def test_authors_keep_the_report_without_the_words(person):
    leave(person)
    report = BlockReport.objects.get()
    assert (report.reporter, report.comment, report.kind) == (None, "", "wrong")


def test_the_receipt_counts_what_was_there(person):
    code = leave(person)
    rows = {one["name"]: one["rows"] for one in json.loads(find_receipt(code, "fr").data)["parts"]}
    assert rows["courses.answers"] == 4
    assert rows["courses.enrolments"] == rows["organisms.memberships"] == 1
    assert rows["lrs.documents"] == 2
    assert rows["lrs.statements"] > 10
    assert "courses.asked" not in rows


def test_anybody_with_the_code_checks_the_receipt_and_learns_nothing_of_the_person(person, client):
    code = leave(person)
    client.logout()
    page = client.get(address("departure_receipt", code.lower().replace("-", " ")))
    said = page.content.decode()
    assert page.status_code == 200
    assert page.context["receipt"].is_genuine
    assert LAST not in said
    assert EMAIL not in said
    file = client.get(address("departure_receipt_file", code))
    assert receipts.sha256_of(file.content.decode()) == page.context["receipt"].digest
    assert AuditEntry.objects.get(action="account.left").target == page.context["receipt"].digest
    assert "noindex" in page["X-Robots-Tag"]


def test_a_receipt_that_was_changed_is_not_confirmed(person):
    code = leave(person)
    row = DepartureReceipt.objects.get()
    row.data = row.data.replace('"rows":4', '"rows":5')
    row.save()
    assert not find_receipt(code, "fr").is_genuine


def test_a_receipt_of_a_former_key_is_still_confirmed(person, settings):
    code = leave(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    assert find_receipt(code, "fr").is_genuine


def test_a_code_that_is_none_is_told_so(client, db):
    assert client.get(address("departure_receipt", "nothing")).status_code == 404
    unknown = client.get(address("departure_receipt", new_code()))
    assert unknown.status_code == 404
    assert "No receipt has this code" in unknown.content.decode()


def test_one_types_ones_own_address_and_may_change_ones_mind(person, client):
    page = address("leave_academy")
    wrong = {"mode": "erase", "keeps_certificates": "no", "email": "x@y.example"}
    assert client.post(page, wrong).status_code == 422
    assert departure_of(person) is None
    assert client.post(page, wrong | {"email": EMAIL.upper()}).status_code == 302
    departure = departure_of(person)
    assert departure.due_at - departure.asked_at == WEEK
    assert code_of(departure) in client.get(page).content.decode()
    assert services.do_due(at=departure.due_at - timedelta(minutes=1)) == 0
    client.post(address("stay_in_academy"))
    assert departure_of(person) is None
    assert services.do_due(at=timezone.now() + WEEK * 2) == 0
    assert User.objects.filter(pk=person.pk).exists()
    actions = AuditEntry.objects.filter(action__startswith="account.leaving")
    assert [one.action for one in actions] == ["account.leaving.ask", "account.leaving.cancel"]


def test_leaving_asks_again_who_one_is(world, client):
    somebody = world.colleagues[2]
    sign_in(client, somebody, proved=False)
    asked = client.post(
        address("leave_academy"),
        {"mode": "erase", "keeps_certificates": "no", "email": somebody.email},
    )
    assert "reauthenticate" in asked.url
    assert departure_of(somebody) is None


def test_asking_twice_is_asking_once(person):
    code = ask(person)
    assert ask(person, "pseudonymise") == code
    assert Departure.objects.get().mode == "erase"


def test_the_days_to_wait_are_a_setting(person, settings):
    settings.LEAVING_DAYS = 0
    ask(person)
    assert services.any_due(at=timezone.now())
    assert recurring.work("accounts.departures").wanted()


def test_the_last_administrator_stays(db, client):
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    last = SuperuserFactory()
    with pytest.raises(LeavingError):
        ask(last)


def test_of_two_administrators_who_ask_one_stays(db):
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    both = SuperuserFactory.create_batch(2)
    for one in both:
        ask(one)
    at = timezone.now() + WEEK
    assert services.do_due(at=at) == 1
    (waits,) = Departure.objects.all()
    assert waits.obstacle == "last_administrator"
    assert services.do_due(at=at) == 0
    SuperuserFactory()
    assert services.do_due(at=at + timedelta(days=1)) == 1
    assert not User.objects.filter(pk__in=[one.pk for one in both]).exists()


def test_a_worker_that_dies_has_done_nothing_and_the_next_one_starts_again(person, monkeypatch):
    code = ask(person)
    at = timezone.now() + WEEK
    before = list(Statement.objects.order_by("seq").values_list("payload", flat=True))

    def die(self, *args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(User, "delete", die)
        with pytest.raises(SystemExit):
            services.do_due(at=at)
    assert list(Statement.objects.order_by("seq").values_list("payload", flat=True)) == before
    assert not DepartureReceipt.objects.exists()
    assert services.do_due(at=at) == 1
    assert services.do_due(at=at) == 0
    assert find_receipt(code, "fr").is_genuine


def test_an_erasing_that_fails_does_not_hold_up_the_others(person, world, monkeypatch, caplog):
    for one in (person, world.colleagues[0]):
        ask(one)
    erased = User.delete

    def fail(self, *args, **kwargs):
        if self.pk == person.pk:
            raise ValueError("not today")
        return erased(self, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(User, "delete", fail)
        assert services.do_due(at=timezone.now() + WEEK) == 1
    assert "could not be done" in caplog.text
    assert EMAIL not in caplog.text
    assert User.objects.filter(pk=person.pk).exists()


class NoServer:
    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_a_receipt_that_no_server_takes_is_tried_again_and_then_forgotten(person, monkeypatch):
    ask(person)
    at = timezone.now() + WEEK
    services.do_due(at=at)
    monkeypatch.setattr(mailing, "get_connection", NoServer)
    for _time in range(mailing.MOST_ATTEMPTS):
        assert found_in_the_database(EMAIL) == {"accounts_departurereceipt"}
        assert mailing.send_waiting(at=at) == 0
        assert mailing.send_waiting(at=at) == 0
        at += mailing.TRIED_AGAIN_AFTER
    assert not found_in_the_database(EMAIL)
    assert not mailing.any_waiting(at=at)


def test_a_mail_that_was_interrupted_is_not_sent_twice(person):
    ask(person)
    at = timezone.now() + WEEK
    services.do_due(at=at)
    DepartureReceipt.objects.update(mail="sending", tried_at=at, attempts=1)
    assert mailing.send_waiting(at=at) == 0
    assert mailing.send_waiting(at=at + timedelta(hours=2)) == 0
    assert not mail.outbox
    assert not found_in_the_database(EMAIL)
