"""The Statements resource. Communication 2.1."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from academy.lrs import queries
from academy.lrs.known_activities import definitions_of
from academy.lrs.services import (
    Conflict,
    Recorded,
    Refused,
    VoidNotAllowed,
    record_for_session,
    record_statements,
)
from academy.lrs.xapi import formats, languages
from academy.lrs.xapi.definitions import activities_in
from academy.lrs.xapi.identifiers import require_uuid
from academy.lrs.xapi.parameters import (
    StatementQuery,
    more_query,
    parse_query,
    single_values,
)

from .authentication import Client, client_of
from .bodies import Received, received_statements
from .launched import LaunchedClient
from .replies import (
    Stop,
    as_multipart,
    empty_reply,
    error_reply,
    json_reply,
    set_consistent_through,
    statements_reply,
)
from .resource import resource

_METHODS = ("GET", "HEAD", "POST", "PUT")


@csrf_exempt
def statements(request: HttpRequest, default_version: str) -> HttpResponseBase:
    """Store statements (POST, PUT) and return them (GET, HEAD)."""
    at = timezone.now()
    # Read before the answer is worked out: what is stored meanwhile isn't promised to be in it.
    try:
        through = _consistent_through(request, at)
    except OperationalError:
        through = None
    # The request that a form means has the same META.
    request.META[_THROUGH] = through
    reply = _answer(request, default_version)
    if through is not None:
        set_consistent_through(reply, through)
    return reply


# Where a request carries up to when the store was consistent as it came; None: that isn't known.
_THROUGH = "academy.consistent_through"
# When this process last asked how far the store is consistent, and what it was told.
_asked: tuple[datetime, datetime] | None = None
_ASKED_AGAIN = timedelta(seconds=1)


def _consistent_through(request: HttpRequest, at: datetime) -> datetime:
    """Return up to when the store is consistent.

    Who reads goes by it, and is told what is true now. Who stores is told what was true a second
    ago at the most: a promise that was given holds, and a question less a statement is a lot.
    """
    global _asked
    # A form ("method" in the address) may be of one who reads.
    query = request.META.get("QUERY_STRING")
    stores = request.method in ("POST", "PUT") and not (query and "method" in request.GET)
    if stores and _asked is not None:
        asked_at, through = _asked
        if asked_at <= at <= asked_at + _ASKED_AGAIN:
            return through
    through = queries.consistent_through(at=at)
    _asked = (at, through)
    return through


@resource
def _answer(request: HttpRequest, version: str) -> HttpResponseBase:
    if request.method not in _METHODS:
        stop = Stop(405, f"The statements resource answers {', '.join(_METHODS)}.")
        reply = error_reply(stop)
        reply["Allow"] = ", ".join(_METHODS)
        return reply
    if request.method == "POST":
        return _post(request, version)
    if request.method == "PUT":
        return _put(request, version)
    return _get(request)


def _post(request: HttpRequest, version: str) -> HttpResponseBase:
    client = client_of(request)
    client.require_write()
    if request.META.get("QUERY_STRING"):
        single_values(dict(request.GET.lists()), frozenset())
    with received_statements(request, single=False) as received:
        recorded = _record(received, client, version)
    return json_reply([str(one) for one in recorded.ids])


def _put(request: HttpRequest, version: str) -> HttpResponseBase:
    client = client_of(request)
    client.require_write()
    # Communication 2.1.1: PUT has the one parameter statementId, required.
    given = single_values(dict(request.GET.lists()), frozenset(("statementId",)))
    if "statementId" not in given:
        raise Stop(400, "A PUT of a statement needs the parameter statementId.", "statementId")
    statement_id = require_uuid(given["statementId"], "statementId")
    with received_statements(request, single=True) as received:
        _record(received, client, version, statement_id=statement_id)
    return empty_reply()


def _record(
    received: Received,
    client: Client | LaunchedClient,
    version: str,
    statement_id: str | None = None,
) -> Recorded:
    try:
        if isinstance(client, LaunchedClient):
            return record_for_session(
                session=client.session,
                statements=received.statements,
                at=timezone.now,
                version=version,
                statement_id=statement_id,
                attachments=received.data,
            )
        return record_statements(
            statements=received.statements,
            authority=client.authority,
            at=timezone.now,
            version=version,
            statement_id=statement_id,
            attachments=received.data,
        )
    except Refused as fault:
        raise Stop.of(fault) from None
    except Conflict as conflict:
        raise Stop(409, str(conflict)) from None
    except VoidNotAllowed as refusal:
        raise Stop(403, str(refusal)) from None


def _get(request: HttpRequest) -> HttpResponseBase:
    client = client_of(request)
    access = client.read_access()
    parameters = dict(request.GET.lists())
    query = parse_query(parameters)
    if isinstance(client, LaunchedClient):
        client.require_own(parameters)
    wanted = query.statement_id or query.voided_statement_id
    preferred = languages.preferences(request.headers.get("Accept-Language", ""))
    if wanted is not None:
        voided = query.voided_statement_id is not None
        found = queries.statement_by_id(wanted, voided=voided, access=access)
        if found is None:
            kind = "voided statement" if voided else "statement"
            raise Stop(404, f"There is no {kind} {wanted} that this credential may read.")
        payload = _formatted([found.payload], query, preferred, access)[0]
        reply = HttpResponse(payload.encode(), content_type="application/json")
        attached = queries.data_of_statement(found.seq) if query.attachments else []
        stored: datetime | None = found.stored
    else:
        page = queries.find(_settled(query, request), access=access)
        more = ""
        if page.next is not None:
            more = f"{request.path}?{more_query(parameters, page.next)}"
        reply = statements_reply(_formatted(page.payloads, query, preferred, access), more)
        attached = page.attached
        stored = None
    if query.attachments:
        answer: HttpResponseBase = as_multipart(
            reply, [(one, queries.pieces_of(one)) for one in attached]
        )
    else:
        answer = reply
    if stored is not None:
        # 9274 4.1.6.1: Last-Modified matches the statement's stored.
        answer["Last-Modified"] = http_date(stored.astimezone(UTC).timestamp())
    return answer


def _settled(query: StatementQuery, request: HttpRequest) -> StatementQuery:
    """Have ascending pages end where the store was consistent when the request came.

    What a running transaction still adds then lies ahead of whoever walks on, never behind: by
    `more`, or later by the `stored` of the last statement as `since`.
    """
    if not query.ascending:
        return query
    through = request.META[_THROUGH] or queries.consistent_through(at=timezone.now())
    until = through if query.until is None else min(query.until, through)
    return replace(query, until=until)


def _formatted(
    payloads: list[str], query: StatementQuery, preferred: Sequence[str], access: queries.Access
) -> list[str]:
    if query.format == "exact":
        return payloads
    statements = [msgspec.json.decode(payload) for payload in payloads]
    if query.format == "ids":
        shaped = [formats.ids(one) for one in statements]
    else:
        named = {activity["id"] for one in statements for activity in activities_in(one)}
        known = definitions_of(named, access=access)
        shaped = [formats.canonical(one, preferred, known) for one in statements]
    return [msgspec.json.encode(one).decode() for one in shaped]
