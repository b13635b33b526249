"""What the record store's tests use."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from academy.accounts.models import AuditEntry, AuditHead
from academy.core import recurring
from academy.lrs import subscribers
from academy.lrs.models import (
    ActivityDefinition,
    AttachmentData,
    AttachmentPiece,
    Credential,
    Document,
    ForwardingTarget,
    LaunchSession,
    ReaderFailure,
    ReaderPosition,
    RecurringRun,
    Statement,
    StatementAttachment,
    StatementKey,
    StatementReference,
)
from academy.lrs.services import create_credential, forwarding, own_authority, record_statements
from tests.factories.organisms import OrganismFactory

from .au import Au, launch
from .documents import PROFILES, RESOURCES, Documents
from .other_store import KEY, SECRET, SIGNED, OtherStore, serving
from .served import server

FORM = "application/x-www-form-urlencoded"
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
def make_au(client, db):
    """Launch an AU; it has asked for nothing yet."""

    def make(mount="/xapi", version="1.0.3", **changed):
        return Au(client, *launch(**changed), mount=mount, version=version)

    return make


@pytest.fixture
def au(make_au):
    """An AU that has its token and has asked for the learner's preferences."""
    return make_au().begin()


class FormApi:
    """A client that can only POST forms, and sends its headers in them."""

    def __init__(self, api, version="1.0.3"):
        self.client, self.mount = api.client, api.mount
        self.fields = {"Authorization": api.headers["authorization"]}
        if version:
            self.fields["X-Experience-API-Version"] = version

    def __call__(self, method, path="/statements", headers=None, kind=FORM, query="", **fields):
        fields = {
            name: json.dumps(value) if isinstance(value, dict) else value
            for name, value in {**self.fields, **fields}.items()
            if value is not None
        }
        return self.post(f"{path}?method={method}{query}", urlencode(fields), headers, kind)

    def post(self, path, body, headers=None, kind=FORM):
        return self.client.post(self.mount + path, body, content_type=kind, headers=headers or {})


@pytest.fixture(params=["/xapi", "/xapi/1.0.3"])
def form(make_api, request):
    """A client of either mount."""
    return FormApi(make_api(mount=request.param))


@pytest.fixture
def serve(own_database, tmp_path):
    """Return a function that serves the test's database until it is killed or the test ends."""
    with server(tmp_path) as start:
        yield start


# --- Another record store ------------------------------------------------------------------------
class Clock:
    """A time that stands still until it is moved."""

    def __init__(self):
        self.at = AT

    def __call__(self):
        return self.at

    def pass_seconds(self, seconds):
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def other_store():
    return OtherStore()


@pytest.fixture
def other_endpoint(other_store):
    with serving(other_store) as address:
        yield address


@pytest.fixture
def manage(monkeypatch, in_english):
    monkeypatch.setenv("OTHER_SECRET", SECRET)

    def manage(*words):
        out = StringIO()
        call_command(*words, stdout=out, stderr=out)
        return out.getvalue()

    return manage


@pytest.fixture
def target(db, manage, other_endpoint):
    manage("create_forwarding", "central", other_endpoint, *SIGNED)
    return ForwardingTarget.objects.get()


@pytest.fixture
def forward(clock):
    """Forward what there is, as the worker does; return what was accepted and refused."""

    def forward():
        accepted = refused = 0
        for target_id in forwarding.due_targets(at=clock()):
            more = True
            while more:
                step = forwarding.forward(target_id=target_id, clock=clock)
                accepted, refused, more = (
                    accepted + step.accepted,
                    refused + step.refused,
                    step.more,
                )
        return accepted, refused

    return forward


@pytest.fixture
def waits(monkeypatch):
    """How long the command waited, instead of waiting."""
    found = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


@pytest.fixture
def run(monkeypatch, other_endpoint, in_english):
    """Import from `endpoint`; return what was told, also where the command fails."""
    monkeypatch.setenv("OTHER_SECRET", SECRET)

    def run(*options, address=other_endpoint, key=KEY, fails=""):
        out = StringIO()
        words = ["import_statements", address, "--key", key, "--secret-env", "OTHER_SECRET"]
        if not fails:
            call_command(*words, *options, stdout=out, stderr=StringIO())
        else:
            with pytest.raises(CommandError, match=fails) as told:
                call_command(*words, *options, stdout=out, stderr=StringIO())
            out.write(str(told.value))
        return out.getvalue()

    return run


# --- Readers -------------------------------------------------------------------------------------
@pytest.fixture(params=["1.0.3", "2.0.0"])
def version(request):
    """Each of the two versions of xAPI."""
    return request.param


@pytest.fixture(params=list(RESOURCES))
def kept(request, make_api, version):
    """Each of the three document resources, in each version."""
    return Documents(make_api(version=version), request.param)


@pytest.fixture(params=PROFILES)
def profiles(request, make_api, version):
    """Each of the two resources of profiles, in each version."""
    return Documents(make_api(version=version), request.param)


@pytest.fixture
def states(make_api, version):
    """The State resource, in each version."""
    return Documents(make_api(version=version), "state")


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
def committed(django_db_setup, django_db_blocker, monkeypatch):
    """Let the test commit, for what happens between connections; its rows are removed after.

    The recurring work of the parts is left out: it would write rows of theirs.
    """
    monkeypatch.setattr(recurring, "_works", {})
    with django_db_blocker.unblock():
        yield
        # A worker that was told to stop may have left its connection in the middle of a look.
        connections.close_all()
        for model in (
            AttachmentData,
            AttachmentPiece,
            StatementAttachment,
            ActivityDefinition,
            StatementKey,
            StatementReference,
            Statement,
            ReaderPosition,
            ReaderFailure,
            RecurringRun,
            Document,
            LaunchSession,
            Credential,
            DBTaskResult,
            # Creating a credential is noted there.
            AuditEntry,
            AuditHead,
        ):
            # The log's own ways to remove lines are shut.
            QuerySet(model).delete()
        connections.close_all()
