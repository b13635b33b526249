"""What cmi5 asks of the statements of an AU, one after the other. Pure.

They are valid by xAPI before they come here. "cmi5 x.y" is a section of the specification.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .agents import identity
from .cmi5 import (
    AU_VERBS,
    LMS_VERBS,
    MASTERY_SCORE,
    MOVE_ON_CATEGORY,
    PROGRESS,
    SESSION_ID,
    activities_of,
    categories_of,
    is_defined,
)
from .errors import shown
from .times import parse_timestamp
from .vocabulary import VOIDED, Verb

_UTC = re.compile(r"(?:[Zz]|[+]00(?::?00)?)$")
_JUDGED = frozenset((Verb.COMPLETED, Verb.PASSED, Verb.FAILED))
_SCORED = frozenset((Verb.PASSED, Verb.FAILED))
# cmi5 9.5.4.1.
_TIMED = frozenset((Verb.TERMINATED, *_JUDGED))


class NotConforming(Exception):
    """A rule of cmi5 is broken, or what a session may do exceeded. Nothing was stored.

    `str()` of it is a whole sentence that ends with the section of the specification, if it has
    one.
    """

    def __init__(self, reason: str, section: str = "", *, place: str = "") -> None:
        super().__init__(f"{reason} (cmi5 {section})." if section else f"{reason}.")
        self.reason = reason
        self.section = section
        self.place = place

    def of_batch(self, number: int) -> "NotConforming":
        """Return the same fault, found in the statement `number` (from 0) of a batch."""
        reason = f"Statement {number + 1} of the batch is refused. {self.reason}"
        return NotConforming(reason, self.section, place=f"statements[{number}]")


@dataclass(frozen=True, slots=True)
class Launch:
    """What a session was launched with, as far as statements must agree with it.

    `template` is the contextTemplate. `reserved` starts the ids of the academy's own activities, of
    which an AU may tell nothing but of the one that it is.
    """

    session_id: str
    registration: str
    actor: Mapping[str, Any]
    activity_id: str
    launch_mode: str
    mastery_score: float | None
    template: Mapping[str, Any]
    reserved: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said in a session so far, and of the AU in its registration.

    `first` and `last` are the earliest and the latest moment that statements tell.
    """

    initialized: bool = False
    terminated: bool = False
    completed: bool = False
    passed: bool = False
    failed: bool = False
    completed_before: bool = False
    passed_before: bool = False
    first: datetime | None = None
    last: datetime | None = None


def judge(
    statement: Mapping[str, Any], launch: Launch, standing: Standing, *, named: bool = False
) -> Standing:
    """Return what a session has come to with `statement`. Raises NotConforming.

    `named`: the request names the statement's id, as a PUT does.
    """
    _require_speaking(standing)
    _require_frame(statement, launch, named=named)
    moment = parse_timestamp(statement["timestamp"])
    verb, defined = statement["verb"]["id"], is_defined(statement)
    _require_verb(verb, statement, launch, defined=defined)
    if defined:
        _require_defined(verb, statement, launch)
    _require_move_on(statement, defined=defined)
    _require_progress(statement)
    # After what the statement is by itself: where it stands among the others.
    return _in_order(verb, moment, standing, defined=defined)


def _require_speaking(standing: Standing) -> None:
    if standing.terminated:
        raise NotConforming(
            "The session was terminated: nothing that comes after is stored", "9.3.8"
        )


def _require_frame(statement: Mapping[str, Any], launch: Launch, *, named: bool) -> None:
    """What every statement of a session has, cmi5 defined or allowed."""
    if "id" not in statement and not named:
        raise NotConforming("The statement must have an id of its own", "9.1")
    timestamp = statement.get("timestamp")
    if timestamp is None:
        raise NotConforming("The statement must have a timestamp", "9.7")
    if _UTC.search(timestamp) is None:
        raise NotConforming(f"The timestamp {shown(timestamp)} must be in UTC", "9.7")
    require_actor(statement["actor"], launch.actor, "The actor of the statement")
    context = statement.get("context")
    if context is None:
        raise NotConforming("The statement must have a context", "9.6")
    if str(context.get("registration", "")).lower() != launch.registration:
        raise NotConforming(
            f"The registration of the statement must be {launch.registration}, as launched",
            "9.6.1",
        )
    if (context.get("extensions") or {}).get(SESSION_ID) != launch.session_id:
        raise NotConforming(
            f"The statement must have the id of its session in the context extension {SESSION_ID}",
            "9.6.3.1",
        )
    _require_template(context, launch.template)


def require_actor(given: Mapping[str, Any], actor: Mapping[str, Any], subject: str) -> None:
    """Refuse whoever isn't the learner of the launch. cmi5 8.1.3, 9.2."""
    same = identity(dict(given)) == identity(dict(actor))
    is_agent = given.get("objectType", "Agent") == "Agent"
    named_alike = "name" not in given or given["name"] == actor.get("name")
    if not (same and is_agent and named_alike):
        raise NotConforming(f"{subject} must be the actor of the launch, unchanged", "8.1.3")


def _require_template(context: Mapping[str, Any], template: Mapping[str, Any]) -> None:
    """cmi5 10.2.1: what the contextTemplate says is there, and isn't overwritten."""
    for key, expected in template.items():
        if key == "contextActivities":
            for kind, activities in expected.items():
                given = list(activities_of(context, kind))
                for activity in activities:
                    if not any(activity.items() <= one.items() for one in given):
                        raise NotConforming(
                            f"The context must have the activity {shown(activity['id'])} in its"
                            f" {kind}, as the contextTemplate does",
                            "10.2.1",
                        )
        elif key == "extensions":
            given_ones = context.get("extensions") or {}
            for name, value in expected.items():
                if name not in given_ones or given_ones[name] != value:
                    raise NotConforming(
                        f"The context must have the extension {name} with the value of the"
                        " contextTemplate",
                        "10.2.1",
                    )
        elif key not in context or context[key] != expected:
            raise NotConforming(
                f'The context must have "{key}" with the value of the contextTemplate', "10.2.1"
            )


def _require_verb(
    verb: str, statement: Mapping[str, Any], launch: Launch, *, defined: bool
) -> None:
    thing = statement["object"]
    about = thing.get("id", "") if thing.get("objectType", "Activity") == "Activity" else ""
    if verb == VOIDED:
        raise NotConforming("An AU may not void statements", "6.3")
    if verb in LMS_VERBS and (defined or about == launch.activity_id):
        raise NotConforming(f"The verb {verb} is for the LMS alone to use", "9.3")
    if defined and verb not in AU_VERBS:
        raise NotConforming(
            f"The verb {verb} has no cmi5 defined statement: send it without the category"
            ' "cmi5", as a cmi5 allowed one',
            "7.1.3",
        )
    if launch.reserved and about.startswith(launch.reserved):
        own = launch.activity_id
        if about != own and not about.startswith((f"{own}/", f"{own}#", f"{own}?")):
            raise NotConforming(
                f"{shown(about)} is an activity of the academy, which alone tells of it; an AU"
                f" tells of {own} and of what it names itself"
            )


def _require_defined(verb: str, statement: Mapping[str, Any], launch: Launch) -> None:
    """cmi5 9.4 and 9.5: the object and the result of cmi5 defined statements."""
    thing = statement["object"]
    if thing.get("objectType", "Activity") != "Activity" or thing["id"] != launch.activity_id:
        raise NotConforming(
            f"The object of a cmi5 defined statement must be {launch.activity_id}, as launched",
            "8.1.5, 9.4",
        )
    if launch.launch_mode != "Normal" and verb in _JUDGED:
        raise NotConforming(
            f"The session was launched in the mode {launch.launch_mode}, in which nothing is"
            " recorded as completed, passed or failed",
            "10.2.2",
        )
    result = statement.get("result") or {}
    _require_result(verb, result)
    if "score" in result:
        _require_score(verb, result["score"], statement, launch)


def _require_result(verb: str, result: Mapping[str, Any]) -> None:
    name = verb.rpartition("/")[2]
    success = {Verb.PASSED: True, Verb.FAILED: False}.get(Verb(verb))
    if result.get("success") is not success:
        wanted = "no success" if success is None else f'"success": {str(success).lower()}'
        raise NotConforming(f'The result of "{name}" must have {wanted}', "9.5.2")
    completion = True if verb == Verb.COMPLETED else None
    if result.get("completion") is not completion:
        wanted = "no completion" if completion is None else '"completion": true'
        raise NotConforming(f'The result of "{name}" must have {wanted}', "9.5.3")
    if verb in _TIMED and "duration" not in result:
        raise NotConforming(f'The result of "{name}" must have a duration', "9.5.4.1")


def _require_score(
    verb: str, score: Mapping[str, Any], statement: Mapping[str, Any], launch: Launch
) -> None:
    """cmi5 9.5.1, 9.6.3.2, 9.3.4 and 9.3.5."""
    if verb not in _SCORED:
        raise NotConforming('Only "passed" and "failed" have a score', "9.5.1")
    if "raw" in score and not {"min", "max"} <= score.keys():
        raise NotConforming('A score with "raw" must have "min" and "max" too', "9.5.1")
    scaled = score.get("scaled")
    if scaled is not None and not 0 <= scaled <= 1:
        raise NotConforming(f"The scaled score {scaled} must be from 0 to 1", "9.5.1")
    mastery = launch.mastery_score
    if mastery is None:
        return
    if statement["context"]["extensions"].get(MASTERY_SCORE) != mastery:
        raise NotConforming(
            f"A statement with a score must have the mastery score, {mastery}, in the context"
            f" extension {MASTERY_SCORE}",
            "9.6.3.2",
        )
    if scaled is None:
        return
    if verb == Verb.PASSED and scaled < mastery:
        raise NotConforming(
            f'"passed" with the score {scaled} is below the mastery score {mastery}', "9.3.4"
        )
    if verb == Verb.FAILED and scaled >= mastery:
        raise NotConforming(
            f'"failed" with the score {scaled} reaches the mastery score {mastery}', "9.3.5"
        )


def _require_move_on(statement: Mapping[str, Any], *, defined: bool) -> None:
    """cmi5 9.6.2.2: the category of what may satisfy an AU, and of nothing else."""
    result = statement.get("result") or {}
    tells = defined and ("success" in result or "completion" in result)
    has = MOVE_ON_CATEGORY in categories_of(statement)
    if tells and not has:
        raise NotConforming(
            f"A cmi5 defined statement that tells success or completion must have the category"
            f" {MOVE_ON_CATEGORY}",
            "9.6.2.2",
        )
    if has and not tells:
        raise NotConforming(
            "Only a cmi5 defined statement that tells success or completion has the category"
            f" {MOVE_ON_CATEGORY}",
            "9.6.2.2",
        )


def _require_progress(statement: Mapping[str, Any]) -> None:
    extensions = (statement.get("result") or {}).get("extensions") or {}
    if PROGRESS not in extensions:
        return
    value = extensions[PROGRESS]
    if type(value) is not int or not 0 <= value <= 100:
        raise NotConforming(
            f"The progress {shown(value)} must be a whole number from 0 to 100", "9.5.5.1"
        )


def _in_order(verb: str, moment: datetime | None, standing: Standing, *, defined: bool) -> Standing:
    """cmi5 9.3: what comes first and last, and what is said once. The order is that of the
    timestamps, as far as they tell one."""
    assert moment is not None  # noqa: S101 - xAPI has validated it
    if not standing.initialized:
        if verb != Verb.INITIALIZED or not defined:
            raise NotConforming(
                'The first statement of a session must be the cmi5 defined "initialized"', "9.3"
            )
        return replace(standing, initialized=True, first=moment, last=moment)
    if standing.first is not None and moment < standing.first:
        raise NotConforming(
            'The timestamp is before that of "initialized", which is the first of a session', "9.3"
        )
    last = moment if standing.last is None else max(standing.last, moment)
    if not defined:
        return replace(standing, last=last)
    _require_once(verb, standing)
    if verb == Verb.TERMINATED and moment < last:
        raise NotConforming(
            'The timestamp of "terminated", which is the last of a session, is before that of'
            " another statement",
            "9.3",
        )
    return replace(
        standing,
        last=last,
        completed=standing.completed or verb == Verb.COMPLETED,
        passed=standing.passed or verb == Verb.PASSED,
        failed=standing.failed or verb == Verb.FAILED,
        terminated=verb == Verb.TERMINATED,
    )


def _require_once(verb: str, standing: Standing) -> None:
    if verb == Verb.INITIALIZED:
        raise NotConforming('"initialized" was said in this session already', "9.3.2")
    if verb == Verb.COMPLETED and (standing.completed or standing.completed_before):
        raise NotConforming('"completed" was said in this registration already', "9.3.3")
    if verb not in _SCORED:
        return
    name = verb.rpartition("/")[2]
    if standing.passed or standing.passed_before:
        raise NotConforming(
            f'"passed" was said in this registration already, after which there is no "{name}"',
            "9.3",
        )
    if standing.failed:
        raise NotConforming(
            f'"failed" was said in this session already, after which there is no "{name}"', "9.3"
        )
