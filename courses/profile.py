"""The academy's own xAPI Profile: which verbs, activity types and statements others may expect.

xAPI Profiles Specification 1.0 (https://github.com/adlnet/xapi-profiles), part two: a JSON-LD
document with concepts (verbs and activity types), statement templates and the pattern in which
they follow one another. Pure; `tests/courses/test_profile.py` holds what is really told against it.
"""

import json
from typing import Any

from academy.core.iri import (
    PROFILE_VERSIONS,
    certainty_iri,
    positioning_iri,
    profile_iri,
    profile_version_iri,
)

from .statements import (
    ACTIVITY_TYPES,
    ANSWERED,
    CERTAINTIES,
    COMPLETED,
    INITIALIZED,
    MASTERED,
    PASSED,
    REGISTERED,
    VERB_NAMES,
)

# Any change of what follows is a new version (`academy.core.iri.PROFILE_VERSIONS`).
# The types of questions, as xAPI names them.
_INTERACTIONS = ("choice", "sequencing", "matching", "numeric", "fill-in", "performance")
_VERB_DEFINITIONS = {
    REGISTERED: (
        "The learner joined a learning path.",
        "La personne s'est inscrite à un parcours.",
    ),
    INITIALIZED: (
        "The learner opened a lesson for the first time.",
        "La personne a ouvert une leçon pour la première fois.",
    ),
    ANSWERED: (
        "The learner answered a question; the academy marked the answer.",
        "La personne a répondu à une question, et l'académie a corrigé la réponse.",
    ),
    COMPLETED: (
        "The learner finished a lesson, every lesson of a course, or every course of a path.",
        "La personne a terminé une leçon, toutes les leçons d'un cours ou tous les cours d'un "
        "parcours.",
    ),
    PASSED: (
        "The best answers of the learner reached the mastery score of a course, or of every "
        "course of a path.",
        "Les meilleures réponses de la personne ont atteint le seuil de réussite d'un cours, ou "
        "de tous les cours d'un parcours.",
    ),
    MASTERED: (
        "A positioning test found that the learner masters the course, which need not be taken.",
        "Un test de positionnement a établi que la personne maîtrise le cours, qui n'est plus à "
        "suivre.",
    ),
}
_TYPE_NAMES = {
    "path": (
        ("learning path", "parcours"),
        ("Courses that administrations put together.", "Des cours que des administrations ont "
         "réunis."),
    ),
    "course": (
        ("course", "cours"),
        ("Lessons that are passed together.", "Des leçons qui se réussissent ensemble."),
    ),
    "lesson": (
        ("lesson", "leçon"),
        ("What is read, watched and answered in one sitting.", "Ce qui se lit, se regarde et se "
         "répond d'une traite."),
    ),
    "block": (
        ("question", "question"),
        ("A question of a lesson, or of a bank that tests draw from.", "Une question d'une leçon, "
         "ou d'une banque où puisent les tests."),
    ),
    "test": (
        ("test", "test"),
        ("Questions drawn from a bank, answered in one go.", "Des questions tirées d'une banque, "
         "auxquelles on répond d'une traite."),
    ),
}  # fmt: skip
_ALWAYS = (
    "$.id",
    "$.timestamp",
    "$.actor.account.homePage",
    "$.actor.account.name",
    "$.object.definition.type",
    "$.context.registration",
    "$.context.platform",
    "$.context.contextActivities.category[*].id",
)
_WITHIN = (
    "$.context.contextActivities.parent[*].id",
    "$.context.contextActivities.grouping[*].id",
)
_LANGUAGE = ("$.context.language",)


def profile(base: str) -> dict[str, Any]:
    """Return the profile of the academy whose identifiers start with the address `base`."""
    version = profile_version_iri(base)
    return {
        "@context": "https://w3id.org/xapi/profiles/context",
        "id": profile_iri(base),
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": {"en": "Academy of digital transformation", "fr": "Académie de la "
                      "transformation numérique"},
        "definition": {
            "en": "What the academy tells of learning: paths joined, lessons opened and finished, "
            "questions answered, courses and paths completed and passed.",
            "fr": "Ce que l'académie dit de l'apprentissage : les parcours rejoints, les leçons "
            "ouvertes et terminées, les réponses données, les cours et les parcours terminés et "
            "réussis.",
        },
        "author": {"type": "Organization", "name": "Académie", "url": base},
        "versions": _versions(base),
        "concepts": [*_verbs(version), *_activity_types(version), _certainty(base, version)],
        "templates": _templates(base, version),
        "patterns": _patterns(version),
    }  # fmt: skip


def _versions(base: str) -> list[dict[str, Any]]:
    """Return the versions, the newest first; each names the one it came from."""
    found: list[dict[str, Any]] = []
    for number, written_at in PROFILE_VERSIONS:
        one: dict[str, Any] = {
            "id": profile_version_iri(base, number),
            "generatedAtTime": written_at,
        }
        if found:
            one["wasRevisionOf"] = [found[0]["id"]]
        found.insert(0, one)
    return found


def _certainty(base: str, version: str) -> dict[str, Any]:
    return {
        "id": certainty_iri(base),
        "type": "ResultExtension",
        "inScheme": version,
        "prefLabel": {"en": "certainty", "fr": "certitude"},
        "definition": {
            "en": "Whether the learner was sure of the answer. It changes no mark.",
            "fr": "Si la personne était sûre de sa réponse. La note n'en dépend pas.",
        },
        "recommendedVerbs": [ANSWERED],
        "inlineSchema": json.dumps({"enum": list(CERTAINTIES)}),
    }


def _verbs(version: str) -> list[dict[str, Any]]:
    return [
        {
            "id": verb,
            "type": "Verb",
            "inScheme": version,
            "prefLabel": dict(VERB_NAMES[verb]),
            "definition": {"en": english, "fr": french},
        }
        for verb, (english, french) in _VERB_DEFINITIONS.items()
    ]


def _activity_types(version: str) -> list[dict[str, Any]]:
    return [
        {
            "id": ACTIVITY_TYPES[kind],
            "type": "ActivityType",
            "inScheme": version,
            "prefLabel": {"en": names[0], "fr": names[1]},
            "definition": {"en": definitions[0], "fr": definitions[1]},
        }
        for kind, (names, definitions) in _TYPE_NAMES.items()
    ]


def _templates(base: str, version: str) -> list[dict[str, Any]]:
    def template(
        name: str,
        verb: str,
        kind: str,
        *included: str,
        recommended: tuple[str, ...] = (),
        excluded: tuple[str, ...] = (),
        within: tuple[str, ...] = _WITHIN,
    ) -> dict[str, Any]:
        needed = (*_ALWAYS, *(() if kind == "path" else within), *included)
        rules = [{"location": place, "presence": "included"} for place in needed]
        rules += [{"location": place, "presence": "recommended"} for place in recommended]
        rules += [{"location": place, "presence": "excluded"} for place in excluded]
        english, french = _VERB_DEFINITIONS[verb]
        return {
            "id": template_iri(version, name),
            "type": "StatementTemplate",
            "inScheme": version,
            "prefLabel": {
                language: f"{VERB_NAMES[verb][language]} ({_TYPE_NAMES[kind][0][number]})"
                for number, language in enumerate(("en", "fr"))
            },
            "definition": {"en": english, "fr": french},
            "verb": verb,
            "objectActivityType": ACTIVITY_TYPES[kind],
            "rules": rules,
        }

    completion = {"any": [True]}
    made = [
        template("registered-path", REGISTERED, "path", excluded=("$.result",)),
        template("initialized-lesson", INITIALIZED, "lesson", *_LANGUAGE, excluded=("$.result",)),
        template(
            "answered-question",
            ANSWERED,
            "block",
            *_LANGUAGE,
            "$.result.score.scaled",
            "$.result.success",
            "$.result.response",
            recommended=(f"$.result.extensions['{certainty_iri(base)}']",),
            excluded=("$.object.definition.correctResponsesPattern",),
        ),
    ]
    made[-1]["rules"].append(
        {
            "location": "$.object.definition.interactionType",
            "presence": "included",
            "any": list(_INTERACTIONS),
        }
    )
    for kind in ("lesson", "course", "path"):
        one = template(f"completed-{kind}", COMPLETED, kind)
        one["rules"].append(
            {"location": "$.result.completion", "presence": "included", **completion}
        )
        made.append(one)
    made.append(_finished_test(template("completed-test", COMPLETED, "test", *_LANGUAGE)))
    for kind in ("course", "path"):
        one = template(f"passed-{kind}", PASSED, kind, recommended=("$.result.score.scaled",))
        one["rules"].append({"location": "$.result.success", "presence": "included", **completion})
        made.append(one)
    # It is in no path: its `category` names the positioning test.
    one = template("mastered-course", MASTERED, "course", within=(), excluded=_WITHIN)
    one["rules"].append({"location": "$.result.success", "presence": "included", **completion})
    category = "$.context.contextActivities.category[*].id"
    one["rules"].append({"location": category, "any": [positioning_iri(base)]})
    made.append(one)
    return made


def _finished_test(template: dict[str, Any]) -> dict[str, Any]:
    """Return the template of the end of an attempt, with its rules."""
    parts = ("score.scaled", "success", "duration")
    rules = [{"location": f"$.result.{part}", "presence": "included"} for part in parts]
    whole = {"location": "$.result.completion", "presence": "included", "any": [True]}
    return template | {"rules": [*template["rules"], *rules, whole]}


def template_iri(version: str, name: str) -> str:
    """Return the IRI of a statement template."""
    return f"{version}/templates/{name}"


def _patterns(version: str) -> list[dict[str, Any]]:
    names = (
        "registered-path",
        "initialized-lesson",
        "answered-question",
        "completed-test",
        "completed-lesson",
        "completed-course",
        "passed-course",
        "completed-path",
        "passed-path",
        "mastered-course",
    )
    act = f"{version}/patterns/act"
    return [
        {
            "id": act,
            "type": "Pattern",
            "primary": False,
            "inScheme": version,
            "prefLabel": {"en": "an act", "fr": "un geste"},
            "definition": {"en": "Any act of a learner.", "fr": "Un geste d'une personne."},
            "alternates": [template_iri(version, name) for name in names],
        },
        {
            "id": f"{version}/patterns/way",
            "type": "Pattern",
            "primary": True,
            "inScheme": version,
            "prefLabel": {"en": "a learner's way", "fr": "le chemin d'une personne"},
            "definition": {
                "en": "The acts of one registration, in whatever order they arrive.",
                "fr": "Les gestes d'une même inscription, dans l'ordre où ils arrivent.",
            },
            "zeroOrMore": act,
        },
    ]
