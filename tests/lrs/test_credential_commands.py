"""Credentials from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from academy.accounts.models import AuditEntry
from academy.lrs.models import Credential
from academy.lrs.services import create_credential

from .conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_one_is_created_listed_and_revoked(organisms):
    made = json.loads(
        run("create_credential", "Portal", "--organism", organisms[0].code, "--json",
            "--requests-per-minute", "90")
    )  # fmt: skip
    told = run("list_credentials")
    assert made["key"] in told
    assert made["secret"] not in told
    assert "Portal" in told
    assert organisms[0].code in told
    assert "revoked" in run("revoke_credential", made["key"])
    assert Credential.objects.get().revoked_at is not None
    assert "already" in run("revoke_credential", made["key"])
    actions = AuditEntry.objects.order_by("pk").values_list("action", "actor", "target")
    assert list(actions) == [
        ("credential.create", None, made["key"]),
        ("credential.revoke", None, made["key"]),
    ]


def test_the_list_in_json_tells_everything_but_secrets(organisms):
    created = create_credential(
        name="École", scopes=["all", "state"], organism=organisms[0], at=AT, requests_per_minute=0
    )
    create_credential(name="Autre", scopes=["all"], at=AT)
    run("revoke_credential", created.key)
    first, second = json.loads(run("list_credentials", "--json"))
    # Those in use come first.
    assert first["name"] == "Autre"
    revoked_at = second.pop("revoked_at")
    assert revoked_at.startswith(f"{Credential.objects.get(key=created.key).revoked_at:%Y-%m-%d}")
    assert second == {
        "key": created.key,
        "name": "École",
        "scopes": ["all", "state"],
        "organism": organisms[0].code,
        "requests_per_minute": 0,
        "created_at": "2026-11-23T12:00:00+00:00",
        "created_by": None,
    }


def test_an_empty_list_says_what_to_do():
    assert "create_credential" in run("list_credentials")
    assert json.loads(run("list_credentials", "--json")) == []


def test_an_unknown_key_is_told():
    with pytest.raises(CommandError, match="list_credentials"):
        run("revoke_credential", "nothing")


@pytest.mark.parametrize("bad", ["-1", "x", "9999999"])
def test_a_limit_is_a_number_within_reach(bad):
    with pytest.raises(CommandError):
        run("create_credential", "x", f"--requests-per-minute={bad}")
    assert not Credential.objects.exists()
