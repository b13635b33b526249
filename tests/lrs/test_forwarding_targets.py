"""What a target refused, and what administrators do about targets."""

import json

import pytest
from django.core.management import CommandError

from academy.accounts.models import AuditEntry
from academy.lrs.models import (
    DeadLetter,
    ForwardingTarget,
)
from academy.lrs.services import forwarding

from .conftest import AT
from .other_store import SECRET, SIGNED
from .samples import statement

pytestmark = pytest.mark.usefixtures("no_readers")


def ids(recorded):
    return [str(one) for one in recorded.ids]


# --- Refused statements --------------------------------------------------------------------------
@pytest.mark.parametrize("status", [400, 403, 413, 422])
def test_one_refused_statement_of_fifty_is_a_dead_letter_and_the_others_go_on(
    record, target, other_store, forward, status, manage
):
    batch = ids(record(*(statement() for _ in range(50))))
    other_store.refused, other_store.status_of_refusal = {batch[31]}, status
    assert forward() == (49, 1)
    assert other_store.ids == [one for one in batch if one != batch[31]]
    letter = DeadLetter.objects.get()
    assert (str(letter.statement_id), letter.status, letter.refused_at) == (batch[31], status, AT)
    assert "refused one of 1" in letter.answer
    assert "1 dead letter" in manage("list_forwarding")
    told = manage("list_forwarding", "--dead-letters", "central")
    assert batch[31] in told
    assert str(status) in told
    assert json.loads(manage("list_forwarding", "--dead-letters", "central", "--json"))[0] == {
        "statement": batch[31],
        "status": status,
        "answer": letter.answer,
        "refused_at": AT.isoformat(),
    }


def test_dead_letters_are_sent_again_or_set_aside(record, target, other_store, forward, manage):
    batch = ids(record(*(statement() for _ in range(6))))
    other_store.refused = set(batch[:3])
    assert forward() == (3, 3)
    other_store.refused = {batch[1], batch[2]}
    with pytest.raises(CommandError, match="2 statements were refused again"):
        manage("retry_dead_letters", "central")
    assert other_store.ids == [*batch[3:], batch[0]]
    told = manage("retry_dead_letters", "central", "--set-aside", "--statement", batch[1])
    assert "1 dead letter was set aside" in told
    other_store.refused = set()
    assert "1 dead letter was delivered" in manage("retry_dead_letters", "central")
    assert batch[1] not in other_store.ids
    assert "0 dead letters" in manage("list_forwarding")
    outcomes = DeadLetter.objects.order_by("seq").values_list("outcome", flat=True)
    assert list(outcomes) == ["delivered", "set aside", "delivered"]


def test_retrying_ends_when_the_target_is_away(record, target, other_store, forward, manage):
    batch = ids(record(statement(), statement()))
    other_store.refused = set(batch)
    forward()
    other_store.script = [503]
    with pytest.raises(CommandError, match="can't take anything now"):
        manage("retry_dead_letters", "central")
    assert DeadLetter.objects.filter(outcome="waiting").count() == 2


def test_a_target_that_refuses_everything_is_paused(
    record, target, other_store, forward, manage, monkeypatch
):
    monkeypatch.setattr(forwarding, "MOST_REFUSED", 5)
    batch = ids(record(*(statement() for _ in range(20))))
    other_store.refused = set(batch)
    assert forward() == (0, 5)
    told = manage("list_forwarding")
    assert "paused" in told
    assert "5 statements in a row" in told
    other_store.refused = set()
    manage("change_forwarding", "central", "--resume")
    assert forward() == (15, 0)
    manage("retry_dead_letters", "central")
    assert sorted(other_store.ids) == sorted(batch)


def test_a_store_that_refuses_repeated_ids_is_asked_what_it_holds(
    record, target, other_store, forward, clock
):
    batch = ids(record(*(statement() for _ in range(4))))
    other_store.script = ["lost"]
    forward()
    other_store.conflict_on_repeat = True
    other_store.texts[batch[2]]["verb"] = {"id": "http://x.example/other"}
    clock.pass_seconds(60)
    assert forward() == (3, 1)
    assert str(DeadLetter.objects.get().statement_id) == batch[2]


# --- Administration ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    ["http://other.example/xapi", "ftp://localhost/xapi", "https://", "nonsense",
     "https://user:password@other.example/xapi", "https://other.example/xapi?a=b",
     "https://other.example:99999/", "http://localhost.other.example/"],
)  # fmt: skip
def test_an_address_that_is_not_safe_is_refused(db, manage, address):
    with pytest.raises(CommandError) as told:
        manage("create_forwarding", "x", address, *SIGNED)
    assert "password" not in str(told.value).replace("a password", "")
    assert not ForwardingTarget.objects.exists()


def test_a_served_academy_speaks_https_alone(db, manage, settings):
    settings.PUBLIC_ADDRESS = "https://academie.example"
    with pytest.raises(CommandError, match="https"):
        manage("create_forwarding", "x", "http://localhost/xapi", *SIGNED)


def test_secrets_are_sealed_and_follow_a_change_of_key(
    record, target, other_store, forward, settings, manage, clock
):
    assert SECRET not in str(ForwardingTarget.objects.values().get())
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key of this installation"
    settings.SECRET_KEY_FALLBACKS = [former]
    record(statement())
    assert forward() == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    record(statement())
    assert forward() == (1, 0)
    settings.SECRET_KEY = "a third one"
    record(statement())
    assert forward() == (0, 0)
    assert "another SECRET_KEY" in manage("list_forwarding")
    with pytest.raises(CommandError, match="another SECRET_KEY"):
        manage("retry_dead_letters", "central")
    manage("change_forwarding", "central", "--secret-env", "OTHER_SECRET")
    assert forward() == (1, 0)


def test_a_paused_target_gets_nothing_until_it_is_resumed(
    record, target, other_store, forward, manage
):
    assert "is paused" in manage("change_forwarding", "central", "--pause")
    sent = ids(record(statement()))
    assert forward() == (0, 0)
    assert "paused · 1 statement behind" in manage("list_forwarding")
    assert json.loads(manage("list_forwarding", "--json"))[0]["behind"] == 1
    manage("change_forwarding", "central", "--resume")
    assert forward() == (1, 0)
    assert other_store.ids == sent
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["forwarding.create", "forwarding.change", "forwarding.change"]


def test_commands_say_what_is_wrong(target, manage, monkeypatch, other_endpoint):
    with pytest.raises(CommandError, match="central"):
        manage("change_forwarding", "elsewhere", "--pause")
    with pytest.raises(CommandError, match="Say what changes"):
        manage("change_forwarding", "central")
    with pytest.raises(CommandError, match="already"):
        manage(
            "create_forwarding",
            "central",
            other_endpoint,
            *SIGNED,
        )
    with pytest.raises(CommandError, match="organization"):
        manage("create_forwarding", "b", other_endpoint, *SIGNED, "--organism", "NONE")
    monkeypatch.delenv("OTHER_SECRET")
    with pytest.raises(CommandError, match="OTHER_SECRET"):
        manage("create_forwarding", "b", other_endpoint, *SIGNED)
