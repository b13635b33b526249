"""The only place that words a learning act as an xAPI statement.

Actor: an account named by the person's `public_id`, never an e-mail address. `registration`: the
enrolment's. `grouping` holds the path, `parent` what the object is directly part of. Identifiers
of statements that can only be true once (a first opening, a completion) are made from the
registration, so that telling them twice stores them once. Where such a statement was voided and
the act is true again, it is told under another number (`told_again`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from academy.core.iri import (
    ActivityRef,
    account_home_page,
    activity_iri,
    bank_question_iri,
    certainty_iri,
    package_iri,
    positioning_iri,
    profile_version_iri,
    random_recheck_iri,
    recheck_iri,
    self_reported_iri,
)

REGISTERED = "http://adlnet.gov/expapi/verbs/registered"
INITIALIZED = "http://adlnet.gov/expapi/verbs/initialized"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
PASSED = "http://adlnet.gov/expapi/verbs/passed"
FAILED = "http://adlnet.gov/expapi/verbs/failed"
MASTERED = "http://adlnet.gov/expapi/verbs/mastered"

VERB_NAMES = {
    REGISTERED: {"en": "registered", "fr": "a rejoint"},
    INITIALIZED: {"en": "started", "fr": "a commencé"},
    ANSWERED: {"en": "answered", "fr": "a répondu à"},
    COMPLETED: {"en": "completed", "fr": "a terminé"},
    PASSED: {"en": "passed", "fr": "a réussi"},
    MASTERED: {"en": "mastered", "fr": "maîtrise"},
}
# What packages made elsewhere tell besides, which follows no template of the academy's profile.
_NAMES = VERB_NAMES | {FAILED: {"en": "failed", "fr": "a échoué à"}}
ACTIVITY_TYPES = {
    "path": "http://id.tincanapi.com/activitytype/learning-path",
    "course": "http://adlnet.gov/expapi/activities/course",
    "lesson": "http://adlnet.gov/expapi/activities/lesson",
    "block": "http://adlnet.gov/expapi/activities/cmi.interaction",
    "test": "http://adlnet.gov/expapi/activities/assessment",
    "package": "http://adlnet.gov/expapi/activities/course",
    "part": "http://adlnet.gov/expapi/activities/lesson",
}
# ADL's SCORM profile for xAPI, 3.2: the category of what came of a SCORM package.
SCORM_PROFILE = "https://w3id.org/xapi/scorm"
PLATFORM = "Académie"
# How sure somebody says to be of an answer.
CERTAINTIES = ("sure", "unsure")


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose act it is, and within which enrolment: all that a statement says of a person."""

    public_id: UUID
    registration: UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a path an act takes place. `titles` names the object, by language."""

    path: UUID
    course: UUID | None = None
    lesson: UUID | None = None
    block: UUID | None = None
    titles: tuple[tuple[str, str], ...] = ()

    def chain(self) -> list[ActivityRef]:
        """Return the activities from the path down to the object."""
        refs = [ActivityRef("path", self.path)]
        if self.course:
            refs.append(ActivityRef("course", self.course))
        if self.lesson:
            refs.append(ActivityRef("lesson", self.lesson))
            if self.block:
                refs.append(ActivityRef("lesson", self.lesson, self.block))
        return refs


def told_again(statement: dict[str, Any], *, number: int) -> dict[str, Any]:
    """Return `statement`, which can only be true once, with the id of its telling `number`."""
    name = f"{statement['verb']['id']} {statement['object']['id']}"
    if number:
        name = f"{name} {number}"
    registration = UUID(statement["context"]["registration"])
    return statement | {"id": str(uuid5(registration, name))}


def renewed(statement: dict[str, Any]) -> dict[str, Any]:
    """Return `statement`, by which the path is passed, as that of a renewal.

    A pass that is renewed is true more than once: each has the id of its moment.
    """
    own_id = renewal_id(
        UUID(statement["context"]["registration"]),
        statement["object"]["id"],
        datetime.fromisoformat(statement["timestamp"]),
    )
    return statement | {"id": str(own_id)}


def renewal_id(registration: UUID, path_iri: str, at: datetime) -> UUID:
    """Return the id of the statement by which a path was passed again at a moment."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return uuid5(registration, f"{PASSED} {path_iri} renewed {moment}")


def mastery_id(registration: UUID) -> UUID:
    """Return the id of the statement by which a positioning test found its course mastered."""
    return uuid5(registration, MASTERED)


class Wording:
    """Words statements for the academy whose identifiers start with the address `base`."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._home_page = account_home_page(base)
        self._profile = profile_version_iri(base)

    def registered(self, learner: Learner, place: Place, at: datetime) -> dict[str, Any]:
        """The learner joined the path."""
        return self._once(learner, REGISTERED, place, at)

    def initialized(
        self, learner: Learner, place: Place, at: datetime, language: str
    ) -> dict[str, Any]:
        """The learner opened the lesson for the first time."""
        return self._once(learner, INITIALIZED, place, at, language=language)

    def answered(
        self,
        learner: Learner,
        place: Place,
        at: datetime,
        *,
        statement_id: UUID,
        language: str,
        response: Iterable[str],
        scaled: float,
        success: bool,
        interaction: str = "choice",
        certainty: str = "",
    ) -> dict[str, Any]:
        """The learner answered the question `place.block`, of the type `interaction`.

        `response` is written as xAPI 1.0.3 (part 2, appendix C) has it for that type: ids, pairs
        or what was typed, joined by `[,]`. What would have been right is not said: whoever reads
        statements may be somebody who still has to answer. `certainty`: one of `CERTAINTIES` where
        the learner said it.
        """
        statement = self._statement(learner, ANSWERED, place, at, language=language)
        statement["object"]["definition"]["interactionType"] = interaction
        statement["id"] = str(statement_id)
        statement["result"] = {
            "score": {"scaled": scaled},
            "success": success,
            "response": "[,]".join(response),
        }
        if certainty:
            statement["result"]["extensions"] = {certainty_iri(self.base): certainty}
        return statement

    def answered_again(self, statement: dict[str, Any], *, at_random: bool) -> dict[str, Any]:
        """Return the `answered` statement as one of a re-check; `at_random`: of a question that was
        drawn among all."""
        kinds = [recheck_iri(self.base)]
        if at_random:
            kinds.append(random_recheck_iri(self.base))
        context = statement["context"]
        activities = context["contextActivities"]
        category = [*activities["category"], *({"id": kind} for kind in kinds)]
        return statement | {
            "context": context | {"contextActivities": activities | {"category": category}}
        }

    def positioned(self, statement: dict[str, Any], course: UUID) -> dict[str, Any]:
        """Return the statement as one of a positioning test of `course`.

        The test is of a course, in no path: `grouping` names the course alone, so that nobody's
        way through a path is read of it.
        """
        iri = activity_iri(self.base, ActivityRef("course", course))
        context = statement["context"]
        activities = context["contextActivities"]
        told = {"category": [*activities["category"], {"id": positioning_iri(self.base)}]}
        if statement["object"]["id"] != iri:
            told |= {"parent": activities["parent"], "grouping": [{"id": iri}]}
        return statement | {"context": context | {"contextActivities": told}}

    def mastered(
        self, learner: Learner, place: Place, at: datetime, *, course: UUID
    ) -> dict[str, Any]:
        """A positioning test, whose registration the learner has, found that the learner masters
        the `course`, which `place` names."""
        statement = self._statement(learner, MASTERED, place, at)
        statement["id"] = str(mastery_id(learner.registration))
        statement["result"] = {"success": True}
        return self.positioned(statement, course)

    def answered_in_test(self, statement: dict[str, Any], *, question: UUID) -> dict[str, Any]:
        """Return the `answered` statement of a test's place as one of its `question`, of a bank.

        The question is the same activity in whichever test it is drawn; its parent is the test.
        """
        context = statement["context"]
        test = {"id": statement["object"]["id"]}
        own = {"id": bank_question_iri(self.base, question)}
        activities = context["contextActivities"] | {"parent": [test]}
        return statement | {
            "object": statement["object"] | own,
            "context": context | {"contextActivities": activities},
        }

    def finished_test(
        self,
        learner: Learner,
        place: Place,
        at: datetime,
        *,
        statement_id: UUID,
        language: str,
        scaled: float,
        success: bool,
        seconds: int,
    ) -> dict[str, Any]:
        """The learner finished an attempt at the test `place.block`, or its time ran out.

        `scaled`: the mean of its marks; `success`: whether it reaches the mastery score of the
        course; `seconds`: how long it took. How long it may have taken isn't told.
        """
        statement = self._statement(learner, COMPLETED, place, at, language=language)
        statement["object"]["definition"]["type"] = ACTIVITY_TYPES["test"]
        statement["id"] = str(statement_id)
        statement["result"] = {
            "score": {"scaled": round(scaled, 4)},
            "success": success,
            "completion": True,
            "duration": f"PT{seconds}S",
        }
        return statement

    def told_by_package(
        self,
        learner: Learner,
        place: Place,
        at: datetime,
        *,
        statement_id: UUID,
        verb: str,
        package: UUID,
        part: str,
        language: str,
        result: Mapping[str, Any],
        categories: Iterable[str],
    ) -> dict[str, Any]:
        """A package in the lesson `place.lesson`, or its `part`, told `verb` of itself.

        `place.titles` names the package or the part; `categories` say by which standard it told.
        It follows that standard, not the academy's profile: the object is the package, wherever it
        is, and nothing here is marked.
        """
        statement = self._statement(learner, verb, place, at, language=language)
        own, whole = package_iri(self.base, package, part), package_iri(self.base, package)
        lesson = {"id": statement["object"]["id"]}
        definition = statement["object"]["definition"]
        definition["type"] = ACTIVITY_TYPES["part" if part else "package"]
        statement["object"]["id"] = own
        statement["id"] = str(statement_id)
        activities = statement["context"]["contextActivities"]
        activities["category"] = [
            {"id": one} for one in (*categories, self_reported_iri(self.base))
        ]
        activities["parent"] = [{"id": whole}] if part else [lesson]
        if part:
            activities["grouping"] = [*activities["grouping"], lesson]
        return statement | ({"result": dict(result)} if result else {})

    def completed(self, learner: Learner, place: Place, at: datetime) -> dict[str, Any]:
        """The learner completed the lesson, course or path."""
        statement = self._once(learner, COMPLETED, place, at)
        statement["result"] = {"completion": True}
        return statement

    def passed(
        self, learner: Learner, place: Place, at: datetime, scaled: float | None
    ) -> dict[str, Any]:
        """The learner passed the course or path, with the score `scaled` where it has one."""
        statement = self._once(learner, PASSED, place, at)
        statement["result"] = {"success": True}
        if scaled is not None:
            statement["result"]["score"] = {"scaled": round(scaled, 4)}
        return statement

    def _once(
        self,
        learner: Learner,
        verb: str,
        place: Place,
        at: datetime,
        language: str | None = None,
    ) -> dict[str, Any]:
        statement = self._statement(learner, verb, place, at, language=language)
        return told_again(statement, number=0)

    def _statement(
        self,
        learner: Learner,
        verb: str,
        place: Place,
        at: datetime,
        language: str | None = None,
    ) -> dict[str, Any]:
        chain = place.chain()
        target = chain[-1]
        iris = [activity_iri(self.base, ref) for ref in chain]
        definition: dict[str, Any] = {
            "type": ACTIVITY_TYPES["block" if target.block_id else target.kind]
        }
        if place.titles:
            definition["name"] = dict(place.titles)
        context: dict[str, Any] = {
            "registration": str(learner.registration),
            "platform": PLATFORM,
            # xAPI Profiles 1.0, part two, 6.0: what follows a template names the profile's version.
            "contextActivities": {"category": [{"id": self._profile}]},
        }
        if language:
            context["language"] = language
        if len(iris) > 1:
            context["contextActivities"]["parent"] = [{"id": iris[-2]}]
            context["contextActivities"]["grouping"] = [{"id": iris[0]}]
        return {
            "actor": {
                "objectType": "Agent",
                "account": {"homePage": self._home_page, "name": str(learner.public_id)},
            },
            "verb": {"id": verb, "display": _NAMES[verb]},
            "object": {"objectType": "Activity", "id": iris[-1], "definition": definition},
            "context": context,
            "timestamp": at.isoformat(timespec="milliseconds"),
        }
