"""What a statement says of somebody's way through a path. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from academy.core.iri import (
    ActivityRef,
    account_home_page,
    certainty_iri,
    parse_activity_iri,
    positioning_iri,
    random_recheck_iri,
    recheck_iri,
)
from academy.lrs.subscribers import StoredStatement
from courses.statements import (
    ANSWERED,
    CERTAINTIES,
    COMPLETED,
    INITIALIZED,
    MASTERED,
    PASSED,
)

VERBS = (INITIALIZED, ANSWERED, COMPLETED, PASSED)
# What a positioning test leaves.
POSITIONING_VERBS = (ANSWERED, MASTERED)
# Types of interaction whose response is what somebody typed.
TYPED = ("fill-in", "numeric")
VOIDED = "http://adlnet.gov/expapi/verbs/voided"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that the person `person` did within an enrolment, or that follows from it.

    `scaled` is the mark, from 0 to 1, of an answer or of an attempt at a test; None where the
    statement has none. `certainty`:
    how sure the person said to be, empty where nothing was said. `recheck`: an answer to a question
    asked again after the pass; `at_random`: one drawn among all. `positioning`: it is part of a
    positioning test, whose registration is its own. `language`: the one in which a question was
    read, in two letters, empty where the statement doesn't say.
    """

    statement_id: UUID
    registration: UUID
    person: str
    verb: str
    ref: ActivityRef
    at: datetime
    response: tuple[str, ...] = ()
    scaled: float | None = None
    success: bool = False
    certainty: str = ""
    recheck: bool = False
    at_random: bool = False
    positioning: bool = False
    language: str = ""

    @property
    def is_of_a_lesson(self) -> bool:
        """Whether it is about a lesson or one of its questions, not what follows from these."""
        return self.ref.kind == "lesson"


class ActReader:
    """Reads the statements of the academy whose identifiers start with the address `base`."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._home_page = account_home_page(base)
        self._recheck, self._at_random = recheck_iri(base), random_recheck_iri(base)
        self._positioning = positioning_iri(base)
        self._certainty_iri = certainty_iri(base)

    def may_read(self, statement: StoredStatement) -> bool:
        """Return whether `statement` may tell an act, by what costs little to look at."""
        return (
            statement.verb in VERBS
            and parse_activity_iri(self._base, statement.object_id) is not None
        )

    def read(self, statement: StoredStatement) -> Act | None:
        """Return the act that `statement` tells, or None when it tells none of ours."""
        account, registration = statement.actor_account, statement.registration
        if statement.verb not in (*VERBS, MASTERED) or registration is None or account is None:
            return None
        if account[0] != self._home_page:
            return None
        ref = parse_activity_iri(self._base, statement.object_id)
        if ref is None:
            return None
        # The text of a statement is only taken apart where there is something to find in it.
        is_answer = statement.verb == ANSWERED
        is_marked = is_answer or (statement.verb == COMPLETED and ref.block_id is not None)
        result = statement.data.get("result") or {} if is_marked else {}
        may_say = statement.verb in POSITIONING_VERBS
        kinds = _kinds(statement) if may_say else frozenset()
        return Act(
            statement_id=statement.id,
            registration=registration,
            person=account[1],
            verb=statement.verb,
            ref=ref,
            at=statement.timestamp,
            response=_response(statement) if is_answer else (),
            scaled=(result.get("score") or {}).get("scaled"),
            success=bool(result.get("success")),
            certainty=self._certainty(result) if is_answer else "",
            recheck=self._recheck in kinds,
            at_random=self._at_random in kinds,
            positioning=self._positioning in kinds,
            language=_language(statement) if is_answer else "",
        )

    def _certainty(self, result: Mapping[str, Any]) -> str:
        said = (result.get("extensions") or {}).get(self._certainty_iri)
        return said if said in CERTAINTIES else ""


def _kinds(statement: StoredStatement) -> frozenset[str]:
    """Return the ids in the `category` of a statement: a list, or one alone (1.0.x)."""
    context = statement.data.get("context") or {}
    told = (context.get("contextActivities") or {}).get("category") or ()
    return frozenset(one["id"] for one in ([told] if isinstance(told, dict) else told))


def _language(statement: StoredStatement) -> str:
    """Return the language of a statement's context (RFC 5646), without its region."""
    told = (statement.data.get("context") or {}).get("language") or ""
    return told.partition("-")[0].lower()[:8]


def _response(statement: StoredStatement) -> tuple[str, ...]:
    """Return the parts of the response to a question; what was typed is one, whatever it holds."""
    response = (statement.data.get("result") or {}).get("response") or ""
    definition = statement.data["object"].get("definition") or {}
    if definition.get("interactionType") in TYPED:
        return (response,) if response else ()
    return tuple(response.split("[,]")) if response else ()


def voids(statement: StoredStatement) -> bool:
    """Return whether `statement` voids another."""
    return statement.verb == VOIDED


def voided_by(batch: Collection[StoredStatement]) -> set[UUID]:
    """Return the ids of the statements that those of `batch` void."""
    return {
        UUID(one.object_id)
        for one in batch
        if one.verb == VOIDED and one.object_type == "StatementRef"
    }
