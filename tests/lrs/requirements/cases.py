"""Statements to break, and the places where an Agent or a Group stands."""

from tests.lrs.samples import (
    ATTACHMENT,
    CONTEXT,
    GROUP,
    REMOVE,
    RESULT,
    changed,
    full_statement,
    statement,
    sub_statement,
)

FULL = full_statement()
SUB = sub_statement(result=RESULT, context=CONTEXT, attachments=[ATTACHMENT])
REF = {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}
AN_AGENT = {"objectType": "Agent", "mbox": "mailto:a@b.example"}
KEY = "https://academie.example/x"
# What context 2.0 adds. 9274 4.2.2.5.
RELATED = statement(
    context={
        "contextAgents": [
            {
                "objectType": "contextAgent",
                "agent": {"mbox": "mailto:a@b.example"},
                "relevantTypes": ["https://academie.example/roles/author"],
            }
        ],
        "contextGroups": [
            {
                "objectType": "contextGroup",
                "group": GROUP,
                "relevantTypes": ["https://academie.example/roles/class"],
            }
        ],
    }
)
# Every place of an Agent or a Group: in which statement, and where.
AGENT_PLACES = [
    (FULL, "actor"),
    (statement(object=AN_AGENT), "object"),
    (FULL, "authority"),
    (FULL, "context/instructor"),
    (FULL, "context/team/member/0"),
    (statement(actor=GROUP), "actor/member/0"),
    (SUB, "object/actor"),
    (changed(SUB, "object/context", REMOVE), "object/object"),
    (SUB, "object/context/instructor"),
]
GROUP_PLACES = [*AGENT_PLACES[:2], AGENT_PLACES[3], (FULL, "context/team"), *AGENT_PLACES[6:],
                (SUB, "object/context/team")]  # fmt: skip


def put(places, *values):
    """Statements with each of the values in each of the places."""
    return [changed(base, path, value) for base, path in places for value in values]


def at(base, *pairs):
    """Copies of a statement, each with one value in one place."""
    return [changed(base, path, value) for path, value in pairs]
