"""Statements to start from. Each call returns a new, valid one."""

import copy
from typing import Any
from uuid import uuid4

ACTOR = {
    "objectType": "Agent",
    "account": {"homePage": "https://academie.example/xapi/accounts", "name": "learner-1"},
}
GROUP = {
    "objectType": "Group",
    "name": "Team A",
    "member": [{"mbox": "mailto:a@b.example"}, {"openid": "https://id.example/c"}],
}
IDENTIFIED_GROUP = {"objectType": "Group", "mbox": "mailto:team@b.example"}
VERB = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
ACTIVITY = {"objectType": "Activity", "id": "https://academie.example/activities/1"}
QUESTION = {
    "id": "https://academie.example/activities/q1",
    "definition": {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "name": {"en": "First gesture", "fr-CA": "Premier geste"},
        "description": {"en": "What first?"},
        "moreInfo": "https://academie.example/more",
        "interactionType": "choice",
        "correctResponsesPattern": ["report"],
        "choices": [
            {"id": "report", "description": {"en": "Report", "fr-CA": "Signaler"}},
            {"id": "open", "description": {"en": "Open", "fr-CA": "Ouvrir"}},
        ],
        "extensions": {"https://academie.example/x": None},
    },
}
CONTEXT = {
    "registration": "ec531277-b57b-4c15-8d91-d292c5b2b8f7",
    "instructor": {"mbox": "mailto:teacher@b.example"},
    "team": GROUP,
    "contextActivities": {
        "parent": [{"id": "https://academie.example/activities/lesson"}],
        "category": {"id": "https://academie.example/profile"},
    },
    "revision": "3",
    "platform": "Academy",
    "language": "fr-CA",
    "statement": {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
    "extensions": {"https://academie.example/x": {"any": [1, None, ""]}},
}
RESULT = {
    "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10},
    "success": True,
    "completion": False,
    "response": "report",
    "duration": "PT4M30.5S",
    "extensions": {"https://academie.example/x": ""},
}
ATTACHMENT = {
    "usageType": "https://academie.example/usage/certificate",
    "display": {"en": "Certificate"},
    "description": {"en": "Of completion"},
    "contentType": "text/plain; charset=utf-8",
    "length": 27,
    "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
    "fileUrl": "https://academie.example/certificate.txt",
}


def statement(**more: Any) -> dict[str, Any]:
    """A small statement with an id; `more` adds or replaces properties, None takes one out."""
    found = {"id": str(uuid4()), "actor": ACTOR, "verb": VERB, "object": ACTIVITY, **more}
    return copy.deepcopy({key: value for key, value in found.items() if value is not None})


def full_statement() -> dict[str, Any]:
    """One with every property of 1.0.3."""
    return statement(
        object=QUESTION,
        result=RESULT,
        context=CONTEXT,
        timestamp="2026-11-23T12:00:00.123Z",
        stored="2026-11-23T12:00:00Z",
        authority={"mbox": "mailto:authority@b.example"},
        version="1.0.3",
        attachments=[ATTACHMENT],
    )


def sub_statement(**more: Any) -> dict[str, Any]:
    """A statement whose object is a SubStatement."""
    inner = {
        "objectType": "SubStatement",
        "actor": {"mbox": "mailto:inner@b.example"},
        "verb": VERB,
        "object": {"id": "https://academie.example/activities/planned"},
        **more,
    }
    return statement(object={key: value for key, value in inner.items() if value is not None})


def reference(
    target: str, verb: str = "http://adlnet.gov/expapi/verbs/confirmed"
) -> dict[str, Any]:
    """A statement that targets another."""
    return statement(verb={"id": verb}, object={"objectType": "StatementRef", "id": target})


def voiding(target: str) -> dict[str, Any]:
    """A statement that voids another."""
    return reference(target, "http://adlnet.gov/expapi/verbs/voided")


# What `changed` takes for taking something out.
REMOVE = object()


def changed(base: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of `base` with `value` at `path`, such as "actor/member/0"; REMOVE takes it out."""
    found = copy.deepcopy(base)
    place: Any = found
    *way, last = [int(key) if key.isdigit() else key for key in path.split("/")]
    for key in way:
        place = place[key]
    if value is REMOVE:
        del place[last]
    else:
        place[last] = value
    return found
