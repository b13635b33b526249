"""The Statements resource. Communication 2.1."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from academy.lrs import queries
from academy.lrs.services import (
    Authority,
    Conflict,
    Recorded,
    Refused,
    VoidNotAllowed,
    record_statements,
)
from academy.lrs.xapi import formats, json_text, languages
from academy.lrs.xapi.identifiers import require_uuid
from academy.lrs.xapi.parameters import (
    StatementQuery,
    more_query,
    parse_query,
    single_values,
)

from .authentication import client_of
from .bodies import read_statements
from .replies import (
    Stop,
    as_multipart,
    empty_reply,
    error_reply,
    json_reply,
    set_consistent_through,
    statements_reply,
    without_body,
)
from .resource import resource

_METHODS = ("GET", "HEAD", "POST", "PUT")


@csrf_exempt
def statements(request: HttpRequest, default_version: str) -> HttpResponseBase:
    """Store statements (POST, PUT) and return them (GET, HEAD)."""
    at = timezone.now()
    # Read before the answer is worked out: what is stored meanwhile isn't promised to be in it.
    try:
        through = queries.consistent_through(at=at)
    except OperationalError:
        through = None
    reply = _answer(request, default_version)
    if through is not None:
        set_consistent_through(reply, through)
    return reply


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
    found = _get(request)
    return without_body(found) if request.method == "HEAD" else found


def _post(request: HttpRequest, version: str) -> HttpResponseBase:
    client = client_of(request)
    client.require_write()
    if "method" in request.GET:
        raise Stop(400, "The alternate request syntax isn't spoken by this record store yet.")
    single_values(dict(request.GET.lists()), frozenset())
    pieces = read_statements(request, single=False)
    recorded = _record(pieces, client.authority, version)
    return json_reply([str(one) for one in recorded.ids])


def _put(request: HttpRequest, version: str) -> HttpResponseBase:
    client = client_of(request)
    client.require_write()
    # Communication 2.1.1: PUT has the one parameter statementId, required.
    given = single_values(dict(request.GET.lists()), frozenset(("statementId",)))
    if "statementId" not in given:
        raise Stop(400, "A PUT of a statement needs the parameter statementId.", "statementId")
    statement_id = require_uuid(given["statementId"], "statementId")
    pieces = read_statements(request, single=True)
    _record(pieces, client.authority, version, statement_id=statement_id)
    return empty_reply()


def _record(
    pieces: list[bytes | json_text.Raw],
    authority: Authority,
    version: str,
    statement_id: str | None = None,
) -> Recorded:
    try:
        return record_statements(
            statements=pieces,
            authority=authority,
            at=timezone.now,
            version=version,
            statement_id=statement_id,
        )
    except Refused as fault:
        raise Stop.of(fault) from None
    except Conflict as conflict:
        raise Stop(409, str(conflict)) from None
    except VoidNotAllowed as refusal:
        raise Stop(403, str(refusal)) from None


def _get(request: HttpRequest) -> HttpResponse:
    access = client_of(request).read_access()
    parameters = dict(request.GET.lists())
    query = parse_query(parameters)
    wanted = query.statement_id or query.voided_statement_id
    preferred = languages.preferences(request.headers.get("Accept-Language", ""))
    if wanted is not None:
        voided = query.voided_statement_id is not None
        found = queries.statement_by_id(wanted, voided=voided, access=access)
        if found is None:
            kind = "voided statement" if voided else "statement"
            raise Stop(404, f"There is no {kind} {wanted} that this credential may read.")
        payload = _formatted([found.payload], query, preferred)[0]
        reply = HttpResponse(payload.encode(), content_type="application/json")
        stored: datetime | None = found.stored
    else:
        page = queries.find(query, access=access)
        more = ""
        if page.next is not None:
            more = f"{request.path}?{more_query(parameters, page.next)}"
        reply = statements_reply(_formatted(page.payloads, query, preferred), more)
        stored = None
    if query.attachments:
        reply = as_multipart(reply)
    if stored is not None:
        # 9274 4.1.6.1: Last-Modified matches the statement's stored.
        reply["Last-Modified"] = http_date(stored.astimezone(UTC).timestamp())
    return reply


def _formatted(payloads: list[str], query: StatementQuery, preferred: Sequence[str]) -> list[str]:
    if query.format == "exact":
        return payloads
    found: list[str] = []
    for payload in payloads:
        statement = msgspec.json.decode(payload)
        if query.format == "ids":
            shaped = formats.ids(statement)
        else:
            shaped = formats.canonical(statement, preferred)
        found.append(msgspec.json.encode(shaped).decode())
    return found
