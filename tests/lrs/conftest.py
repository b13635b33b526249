"""What the record store's tests use."""

import base64
import json
from datetime import UTC, datetime

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult

from academy.lrs import subscribers
from academy.lrs.models import (
    Credential,
    ReaderFailure,
    ReaderPosition,
    Statement,
    StatementKey,
    StatementReference,
)
from academy.lrs.services import create_credential, own_authority, record_statements
from tests.factories.organisms import OrganismFactory

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Nothing here is cached by Django: pure tests need no database."""


@pytest.fixture
def organisms(db):
    """Two organisms that must not see each other's statements."""
    return OrganismFactory.create_batch(2)


@pytest.fixture
def record(db):
    """Store statements as the academy itself and return what `record_statements` does."""

    def store(*statements, at=AT, **options):
        return record_statements(statements=statements, authority=own_authority(), at=at, **options)

    return store


class Api:
    """A client of /xapi with a credential."""

    def __init__(self, client, new, version="2.0.0", mount="/xapi"):
        self.client, self.mount = client, mount
        pair = base64.b64encode(f"{new.key}:{new.secret}".encode()).decode()
        self.headers = {"authorization": f"Basic {pair}"}
        if version:
            self.headers["x-experience-api-version"] = version
        self.credential = new.credential

    def _headers(self, more):
        return {**self.headers, **(more or {})}

    def post(self, body, path="/statements", headers=None, content_type="application/json"):
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        return self.client.post(
            self.mount + path, body, content_type=content_type, headers=self._headers(headers)
        )

    def put(self, body, statement_id=None, path="/statements"):
        query = f"?statementId={statement_id}" if statement_id else ""
        return self.client.put(
            self.mount + path + query,
            body if isinstance(body, str) else json.dumps(body),
            content_type="application/json",
            headers=self.headers,
        )

    def get(self, path="/statements", headers=None, **parameters):
        parameters = {
            name: json.dumps(value) if isinstance(value, dict) else value
            for name, value in parameters.items()
        }
        return self.client.get(self.mount + path, parameters, headers=self._headers(headers))

    def ids(self, **parameters):
        """The ids of the first page, in order."""
        reply = self.get(**parameters)
        assert reply.status_code == 200, reply.content
        return [one["id"] for one in reply.json()["statements"]]

    def walk(self, **parameters):
        """The ids of all pages, in order."""
        reply = self.get(**parameters).json()
        found = [one["id"] for one in reply["statements"]]
        while reply["more"]:
            answer = self.client.get(reply["more"], headers=self.headers)
            assert answer.status_code == 200, answer.content
            reply = answer.json()
            found += [one["id"] for one in reply["statements"]]
        return found


@pytest.fixture
def make_api(client, db):
    """Make a client with the scopes, organism, version and mount given."""

    def make(*scopes, organism=None, version="2.0.0", mount="/xapi"):
        new = create_credential(name="test", scopes=scopes or ["all"], organism=organism, at=AT)
        return Api(client, new, version=version, mount=mount)

    return make


@pytest.fixture
def api(make_api):
    """A client that may do everything, in 2.0.0."""
    return make_api()


@pytest.fixture
def reader():
    """Register readers for one test: `reader(name, read, order=, mode=)`."""
    before = dict(subscribers._readers)
    yield subscribers.register
    subscribers._readers.clear()
    subscribers._readers.update(before)


@pytest.fixture
def no_readers():
    """Leave out the readers that other parts registered."""
    before = dict(subscribers._readers)
    subscribers._readers.clear()
    yield
    subscribers._readers.clear()
    subscribers._readers.update(before)


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Let the test commit, for what happens between connections; its rows are removed after."""
    with django_db_blocker.unblock():
        yield
        # A worker that was told to stop may have left its connection in the middle of a look.
        connections.close_all()
        for model in (
            StatementKey,
            StatementReference,
            Statement,
            ReaderPosition,
            ReaderFailure,
            Credential,
            DBTaskResult,
        ):
            model.objects.all().delete()
        connections.close_all()
