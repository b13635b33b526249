"""The Activities resource. Communication 2.5."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from academy.lrs.known_activities import definitions_of
from academy.lrs.xapi.identifiers import require_iri
from academy.lrs.xapi.parameters import single_values

from .authentication import client_of
from .replies import Stop, error_reply, json_reply
from .resource import resource


@resource
def activities(request: HttpRequest, version: str) -> HttpResponse:
    """Return the complete Activity, as far as the client may know of it."""
    if request.method not in ("GET", "HEAD"):
        reply = error_reply(Stop(405, "The activities resource answers GET and HEAD."))
        reply["Allow"] = "GET, HEAD"
        return reply
    access = client_of(request).read_access()
    given = single_values(dict(request.GET.lists()), frozenset(("activityId",)))
    if "activityId" not in given:
        raise Stop(400, "A GET of an activity needs the parameter activityId.", "activityId")
    activity_id = require_iri(given["activityId"], "activityId")
    activity: dict[str, Any] = {"objectType": "Activity", "id": activity_id}
    # 9274 4.1.6.4: an Activity is returned even where nothing is known of it.
    definition = definitions_of([activity_id], access=access).get(activity_id)
    if definition:
        activity["definition"] = definition
    return json_reply(activity)
