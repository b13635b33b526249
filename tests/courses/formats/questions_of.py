"""Questions of every kind that formats hold, and how they are compared."""

from courses.banks.formats.questions import Question, unwrapped
from tests.factories.questions import EXAMPLES

KEY = "5f6b1d52-6f39-4d0f-9d0b-2f8c3c0f7a11"
CHOICES = [
    {"text": "Je signale", "correct": True, "feedback": "<p>Oui, <b>toujours</b>.</p>"},
    {"text": "Je réponds {=~#:}", "correct": False, "feedback": "<p>Non &amp; jamais.</p>"},
    {"text": "J’attends < 1 h", "correct": False, "feedback": "<ul><li>Trop tard.</li></ul>"},
]
VALUES = {
    "single_choice": {"prompt": "Que faites-vous ?\nTout de suite.", "choices": CHOICES},
    "multiple_choice": {
        "prompt": "Que faites-vous ?",
        "choices": [*CHOICES, {"text": "J’appelle", "correct": True, "feedback": "<p>Bien.</p>"}],
    },
    "scenario": {
        "situation": "<p>Un message arrive.</p>",
        "message": {"kind": "email", "sender": "", "subject": "", "body": ""},
        "prompt": "Que faites-vous ?",
        "choices": [
            {"text": "Je signale", "quality": "best", "feedback": "<p>Oui.</p>"},
            {"text": "J’efface", "quality": "acceptable", "feedback": "<p>Presque.</p>"},
            {"text": "Je clique", "quality": "risky", "feedback": "<p>Non.</p>"},
        ],
    },
} | {
    kind: unwrapped(EXAMPLES[kind])
    for kind in ("ordering", "matching", "categorising", "numeric", "short_text")
}


def question(kind, **fields):
    """Return the example of a kind."""
    value = {"explanation": "<p>Voilà pourquoi.</p>"} | VALUES[kind] | {"ask_certainty": False}
    return Question(kind=kind, value=value, **({"key": KEY, "tags": ("liens",)} | fields))


def told(imported, *severities):
    """Return the lines of a report that are of these severities, in English."""
    return [line.english for line in imported.report if line.severity in severities]


def compared(found, without=()):
    """Return what a question asks and how it is marked: targets by their words, fields left out."""
    value = {name: one for name, one in found.value.items() if name not in without}
    if "targets" in value:
        targets = value.pop("targets")
        value["items"] = [one | {"target": targets[one["target"] - 1]} for one in value["items"]]
        value["spare"] = sorted(set(targets) - {one["target"] for one in value["items"]})
    for name in ("items", "mistakes"):
        if name in value and f"{name}.feedback" in without:
            value[name] = [one | {"feedback": ""} for one in value[name]]
    return found.kind, value
