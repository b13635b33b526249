"""The Agents resource. Communication 2.4."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from academy.lrs import queries
from academy.lrs.xapi.agents import identity, require_agent
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.parameters import parse_actor, single_values
from academy.lrs.xapi.persons import person_of

from .authentication import client_of
from .launched import LaunchedClient
from .replies import Stop, error_reply, if_changed, json_reply
from .resource import resource

_METHODS = ("GET", "HEAD")


@resource
def agents(request: HttpRequest, version: str) -> HttpResponseBase:
    """Return the Person of an Agent, known or not."""
    if request.method not in _METHODS:
        reply = error_reply(Stop(405, f"The agents resource answers {', '.join(_METHODS)}."))
        reply["Allow"] = ", ".join(_METHODS)
        return reply
    client = client_of(request)
    access = client.naming_access()
    given = single_values(dict(request.GET.lists()), frozenset(("agent",)))
    if "agent" not in given:
        raise Invalid("agent", "must be there in a GET of this resource")
    agent = parse_actor(given["agent"])
    # Communication 2.4: it is neither a Person nor a Group.
    require_agent(agent, "agent")
    if isinstance(client, LaunchedClient):
        client.require_own(dict(request.GET.lists()))
    who = identity(agent)
    names = queries.names_of(who, access=access) if access and who else []
    return if_changed(request, json_reply(person_of(agent, names)))
