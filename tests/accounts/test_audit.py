"""The audit log: appended, chained, checked."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from academy.accounts.models import AppendOnly, AuditEntry, User
from academy.accounts.services import audit

AT = datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def person(db):
    return User.objects.create_user("ada@org.example", first_name="Ada", last_name="B")


def write(n, actor=None):
    return [audit.record(at=AT, actor=actor, action="role.grant", target=str(i)) for i in range(n)]


def test_an_entry_says_who_did_what_and_follows_the_one_before(person):
    first = audit.record(at=AT, actor=person, action="role.grant", target="x", organism_code="A1")
    second = audit.record(at=AT, actor=None, action="export", result="refused", details={"rows": 3})
    assert first.actor_public_id == str(person.public_id)
    assert first.previous_digest == ""
    assert second.previous_digest == first.digest
    assert second.details == {"rows": 3}
    assert audit.verify().read == 2


def test_lines_are_never_changed_or_removed(person):
    (entry,) = write(1, person)
    entry.action = "other"
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="other"),
        lambda: AuditEntry.objects.bulk_create([AuditEntry(at=AT)]),
    ):
        with pytest.raises(AppendOnly):
            attempt()


def test_erasing_the_person_keeps_the_line_and_the_chain(person):
    write(2, person)
    public_id = str(person.public_id)
    person.delete()
    assert set(AuditEntry.objects.values_list("actor", "actor_public_id")) == {(None, public_id)}
    assert audit.verify().problem == ""


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("UPDATE accounts_auditentry SET target = 'forged' WHERE target = '1'", "was changed"),
        ("DELETE FROM accounts_auditentry WHERE target = '1'", "missing, inserted or moved"),
        ("DELETE FROM accounts_auditentry WHERE target = '2'", "ends too early"),
    ],
)
def test_the_command_finds_what_was_done_behind_its_back(db, sql, message):
    write(3)
    call_command("verify_audit")
    with connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(CommandError, match=message):
        call_command("verify_audit")


def test_text_that_a_database_refuses_does_not_stop_the_log(db):
    entry = audit.record(
        at=AT, actor=None, action="import", target="a\x00\ud800" + "é" * 400, details={"f": "\x00x"}
    )
    entry.refresh_from_db()
    assert len(entry.target) == 255
    assert entry.details == {"f": "x"}
    assert audit.verify().problem == ""


def test_floats_are_refused(db):
    with pytest.raises(TypeError):
        audit.record(at=AT, actor=None, action="x", details={"rate": 0.5})


def test_a_rolled_back_action_leaves_no_line(db):
    def action():
        with transaction.atomic():
            write(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        action()
    assert audit.verify().read == 0


@pytest.mark.usefixtures("own_database")
def test_writers_at_once_make_one_chain():
    def writer():
        try:
            write(5)
        finally:
            connection.close()

    threads = [Thread(target=writer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (audit.verify().read, audit.verify().problem) == (20, "")
