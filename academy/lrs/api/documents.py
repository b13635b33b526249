"""State, Agent Profile and Activity Profile. Communication 2.2, 2.3, 2.6, 2.7."""

from collections.abc import Collection

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from academy.lrs import document_queries
from academy.lrs.models import Scope
from academy.lrs.services import (
    DocumentContent,
    DocumentTooLarge,
    delete_document,
    delete_documents,
    merge_document,
    put_document,
)
from academy.lrs.xapi.cmi5 import LAUNCH_DATA
from academy.lrs.xapi.cmi5_documents import are_preferences, require_preferences
from academy.lrs.xapi.documents import (
    ACTIVITY_PROFILE,
    AGENT_PROFILE,
    STATE,
    UNTOLD,
    DocumentQuery,
    DocumentResource,
    Place,
    parse_document_query,
)
from academy.lrs.xapi.identifiers import require_media_type
from academy.lrs.xapi.preconditions import Preconditions, Unconditional, Unmet

from .authentication import client_of
from .bodies import read_body
from .launched import LaunchedClient
from .replies import Stop, document_reply, empty_reply, error_reply, if_changed, json_reply
from .resource import resource

_METHODS = ("DELETE", "GET", "HEAD", "POST", "PUT")


@resource
def state(request: HttpRequest, version: str) -> HttpResponseBase:
    """Keep, return and clear the states of an agent in an activity."""
    return _answer(request, version, STATE, Scope.STATE)


@resource
def agent_profile(request: HttpRequest, version: str) -> HttpResponseBase:
    """Keep and return the profiles of an agent."""
    return _answer(request, version, AGENT_PROFILE, Scope.PROFILE)


@resource
def activity_profile(request: HttpRequest, version: str) -> HttpResponseBase:
    """Keep and return the profiles of an activity."""
    return _answer(request, version, ACTIVITY_PROFILE, Scope.PROFILE)


def _answer(
    request: HttpRequest, version: str, kind: DocumentResource, scope: Scope
) -> HttpResponseBase:
    method = request.method or ""
    if method not in _METHODS:
        reply = error_reply(Stop(405, f"This resource answers {', '.join(_METHODS)}."))
        reply["Allow"] = ", ".join(_METHODS)
        return reply
    client = client_of(request)
    client.require_documents(scope, write=method not in ("GET", "HEAD"))
    query = parse_document_query(
        kind,
        dict(request.GET.lists()),
        method=method,
        version=version,
        organism_id=client.authority.organism_id,
    )
    launched = isinstance(client, LaunchedClient)
    if isinstance(client, LaunchedClient):
        query = client.own_documents(query, method)
    if method in ("GET", "HEAD"):
        return _get(request, query)
    preconditions = Preconditions.of(
        request.headers.get("If-Match"), request.headers.get("If-None-Match")
    )
    try:
        if method == "DELETE":
            # cmi5 10.2.1: what the LMS wrote for the AU stays when the AU clears its states.
            _delete(query.place, preconditions, sparing=(LAUNCH_DATA,) if launched else ())
        else:
            _keep(request, query.place, preconditions, version, launched=launched)
    except Unmet as fault:
        raise Stop(412, str(fault)) from None
    except Unconditional as fault:
        raise Stop(409, str(fault)) from None
    except DocumentTooLarge as fault:
        raise Stop(413, str(fault)) from None
    return empty_reply()


def _get(request: HttpRequest, query: DocumentQuery) -> HttpResponseBase:
    if query.place.document_id is None:
        ids, updated_at = document_queries.document_ids(query.place, since=query.since)
        return if_changed(request, json_reply(ids), updated_at=updated_at)
    found = document_queries.document(query.place)
    if found is None:
        raise Stop(404, "There is no such document that this credential may read.")
    reply = document_reply(found.data, found.media_type)
    return if_changed(request, reply, updated_at=found.updated_at)


def _keep(
    request: HttpRequest,
    place: Place,
    preconditions: Preconditions,
    version: str,
    *,
    launched: bool,
) -> None:
    media_type = request.headers.get("Content-Type", "").strip() or UNTOLD
    require_media_type(media_type, "Content-Type")
    content = DocumentContent(data=read_body(request), media_type=media_type)
    if launched and are_preferences(place):
        require_preferences(content.data, media_type)
    if request.method == "PUT":
        put_document(
            place=place,
            content=content,
            at=timezone.now,
            preconditions=preconditions,
            version=version,
        )
    else:
        merge_document(place=place, content=content, at=timezone.now, preconditions=preconditions)


def _delete(place: Place, preconditions: Preconditions, *, sparing: Collection[str]) -> None:
    if place.document_id is not None:
        delete_document(place=place, preconditions=preconditions)
    elif preconditions.absent:
        delete_documents(place=place, sparing=sparing)
    else:
        raise Stop(
            400, "If-Match and If-None-Match name one document: send stateId too.", "stateId"
        )
