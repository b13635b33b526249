"""Clients of both versions, and what they are refused or given back."""

import copy
import json
from uuid import uuid4

import pytest
from django.test import Client

from academy.lrs.services import create_credential
from tests.lrs.conftest import AT, Api
from tests.lrs.samples import statement

BOTH = ("1.0.3", "2.0.0")


@pytest.fixture
def apis(make_api):
    """A client of each version, by version."""
    return {version: make_api(version=version) for version in BOTH}


@pytest.fixture
def client_at_once(committed, no_readers):
    """Make clients of one credential, each for a thread of its own."""
    new = create_credential(name="test", scopes=["all"], at=AT)

    def make(version="2.0.0"):
        return Api(Client(raise_request_exception=False), new, version=version)

    return make


@pytest.fixture
def refused(apis):
    """Check that each statement is refused in these versions, and the batch that it came in."""

    def check(*broken, versions=BOTH):
        beside = []
        for version in versions:
            for one in broken:
                beside.append(statement())
                reply = apis[version].post([beside[-1], one])
                assert reply.status_code == 400, (version, reply.content, json.dumps(one))
                assert reply.json()["place"].startswith("statements[1]"), reply.content
        kept = apis["2.0.0"].ids()
        assert not {one["id"] for one in beside} & set(kept)

    return check


@pytest.fixture
def accepted(apis):
    """Check that each statement is taken in these versions and comes back as it was sent."""

    def check(*fine, versions=BOTH):
        for version in versions:
            for one in fine:
                sent = {**copy.deepcopy(one), "id": str(uuid4())}
                reply = apis[version].post(sent)
                assert reply.status_code == 200, (version, reply.content, json.dumps(sent))
                assert_as_sent(sent, apis[version].get(statementId=sent["id"]).json())

    return check


def assert_as_sent(sent, found):
    """Check that a statement in exact format is what was sent, but for what the store sets."""
    set_by_the_store = {"id", "stored", "authority", "timestamp", "version"}
    expected = with_arrays(sent)
    for key in expected.keys() - {"stored", "authority"}:
        assert found[key] == expected[key], key
    assert found.keys() - expected.keys() <= set_by_the_store


def with_arrays(one):
    """Return a statement whose context activities are arrays. Data 2.4.6.2."""
    found = copy.deepcopy(one)
    for owner in (found, found["object"]):
        context = owner.get("context") if isinstance(owner.get("context"), dict) else {}
        activities = context.get("contextActivities", {})
        for key, value in activities.items():
            activities[key] = value if isinstance(value, list) else [value]
    return found
