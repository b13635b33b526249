"""What H5P content is opened with and what it reports. Pure.

Its page posts what it was told since the last report, and the state that content asks to keep. The
statements of H5P have no actor worth the name, no id and no moment: of each, the verb, the part
that it is about and the result are read, and nothing else. All of it comes from a browser: what
isn't known is refused, what makes no sense is left out, and everything is bounded.
"""

from collections.abc import Collection, Mapping
from typing import Any

from courses.packages.reported import Told
from courses.packages.scorm.cmi import (
    LONGEST_SESSION,
    BadCommit,
    Commit,
    Opening,
    duration,
    read_sequence,
    seconds_of,
)
from courses.packages.scorm.rollup import COMPLETED, FAILED, INCOMPLETE, PASSED

_VERBS = "http://adlnet.gov/expapi/verbs/"
TOLD_ANSWERED, TOLD_COMPLETED = f"{_VERBS}answered", f"{_VERBS}completed"
TOLD_PASSED, TOLD_FAILED = f"{_VERBS}passed", f"{_VERBS}failed"
# By these, told of the whole, somebody is through.
TERMINAL = frozenset({TOLD_ANSWERED, TOLD_COMPLETED})
READ = TERMINAL | {TOLD_PASSED, TOLD_FAILED}
_CHILD = "http://h5p.org/x-api/h5p-subContentId"
# Characters of all the state together, as its page posts it.
LONGEST_STATE = 256 << 10
MOST_STATES = 200
LONGEST_KEY = 100
MOST_TOLD = 200
LONGEST_RESPONSE = 1_000
_LARGEST_SCORE = 1e6


def opened_with(_item: Mapping[str, Any], opening: Opening) -> dict[str, Any]:
    """Return what the page of the content starts with: the state that was kept."""
    return {"state": opening.kept.get("state") or {}}


def read_commit(manifest: Mapping[str, Any], _item: Mapping[str, Any], said: Any) -> Commit:
    """Return what `said`, the JSON that the page posts, reports. Raises BadCommit."""
    if not isinstance(said, dict):
        raise BadCommit("It is no object.")
    sequence = read_sequence(said)
    statements = said.get("statements")
    if not isinstance(statements, list) or len(statements) > MOST_TOLD:
        raise BadCommit(f"“statements” is a list of {MOST_TOLD} at most.")
    children = {one["id"] for one in manifest["children"]}
    told = [found for one in statements if (found := read_told(one, children)) is not None]
    completion, success, scaled = _standing([one for one in told if not one.child])
    return Commit(
        cmi=None if said.get("state") is None else {"state": _state(said["state"])},
        completion=completion,
        success=success,
        scaled=scaled,
        seconds=min(max(_number(said.get("seconds")) or 0.0, 0.0), LONGEST_SESSION),
        sequence=sequence,
        is_ended=False,
        told=tuple(told),
    )


def read_told(said: Any, children: Collection[str]) -> Told | None:
    """Return what a statement of H5P tells; None for one about a part that isn't known, whose acts
    would be nobody's. Raises BadCommit."""
    verb = _inside(said, "verb", "id")
    if not isinstance(verb, str) or verb not in READ:
        raise BadCommit("Its verb is none that is kept.")
    child = _inside(said, "object", "definition", "extensions", _CHILD)
    if child is not None and not isinstance(child, str):
        raise BadCommit("Its part is no text.")
    parent = _inside(said, "context", "contextActivities", "parent")
    if (child or parent) and child not in children:
        return None
    result = said.get("result")
    if result is not None and not isinstance(result, dict):
        raise BadCommit("Its result is no object.")
    return Told(verb, child or "", read_result(result or {}))


def read_result(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result as xAPI has it: what makes no sense is left out. Raises BadCommit."""
    found: dict[str, Any] = {}
    score = said.get("score")
    if score is not None:
        if not isinstance(score, dict):
            raise BadCommit("Its score is no object.")
        if read := _score(score):
            found["score"] = read
    for name in ("success", "completion"):
        value = said.get(name)
        if value is not None and not isinstance(value, bool):
            raise BadCommit(f"“{name}” is neither true nor false.")
        if value is not None:
            found[name] = value
    for name in ("duration", "response"):
        value = said.get(name)
        if value is not None and not isinstance(value, str):
            raise BadCommit(f"“{name}” is no text.")
    seconds = seconds_of(said.get("duration") or "")
    if 0 < seconds <= LONGEST_SESSION:
        found["duration"] = duration(seconds)
    response = _clean(said.get("response") or "")
    # A part of an answer would be another answer.
    if response and len(response) <= LONGEST_RESPONSE:
        found["response"] = response
    return found


def _score(said: Mapping[str, Any]) -> dict[str, float]:
    """Return a score that makes sense, empty for none."""
    raw, least, most = (_number(said.get(name)) for name in ("raw", "min", "max"))
    scaled = _number(said.get("scaled"))
    if scaled is None and raw is not None and most is not None and most > (least or 0.0):
        scaled = (raw - (least or 0.0)) / (most - (least or 0.0))
    if scaled is None or not -1 <= scaled <= 1:
        return {}
    found = {"scaled": round(scaled, 4)}
    if raw is not None and least is not None and most is not None and least <= raw <= most:
        found |= {"raw": raw, "min": least, "max": most}
    return found


def _standing(told: list[Told]) -> tuple[str, str, float | None]:
    """Return completion, success and score of the whole: the best that was told of it."""
    completion, success, scaled = INCOMPLETE, "", None
    for one in told:
        if one.verb in TERMINAL:
            completion = COMPLETED
        said = {TOLD_PASSED: True, TOLD_FAILED: False}.get(one.verb, one.result.get("success"))
        if said is False and success == PASSED:
            continue
        if said is not None:
            success = PASSED if said else FAILED
        if "score" in one.result:
            scaled = one.result["score"]["scaled"]
    return completion, success, scaled


def _state(said: Any) -> dict[str, dict[str, str]]:
    """Return the state that content keeps: texts by the id of a part and by their name."""
    if not isinstance(said, dict) or len(said) > MOST_STATES:
        raise BadCommit(f"“state” is an object of {MOST_STATES} parts at most.")
    found: dict[str, dict[str, str]] = {}
    length = 0
    for child, texts in said.items():
        if not isinstance(texts, dict) or len(texts) > MOST_STATES or len(child) > LONGEST_KEY:
            raise BadCommit("The state of a part is an object of texts.")
        found[_clean(child)] = {}
        for name, text in texts.items():
            if not isinstance(text, str) or len(name) > LONGEST_KEY:
                raise BadCommit("What is kept of a part is a text.")
            length += len(name) + len(text)
            if length > LONGEST_STATE:
                raise BadCommit(f"“state” has more than {LONGEST_STATE} characters.")
            found[_clean(child)][_clean(name)] = _clean(text)
    return found


def _inside(said: Any, *names: str) -> Any:
    """Return what is in objects within each other, None where one of them isn't there."""
    for name in names:
        if not isinstance(said, dict):
            return None
        said = said.get(name)
    return said


def _number(said: Any) -> float | None:
    """Return a number that can be reckoned with, None for anything else."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    # What is no number at all isn't within them either, nor a whole one that no float holds.
    return float(said) if abs(said) <= _LARGEST_SCORE else None


def _clean(text: str) -> str:
    # No database keeps a NUL, and none a half of a pair.
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
