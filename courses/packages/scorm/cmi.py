"""The data model between a part and the academy: what it is given, what it commits. Pure.

SCORM 1.2 RTE, 3.4; SCORM 2004 4th edition RTE, 4.2. Whatever is committed comes from a browser: it
is bounded, and only what is known of the model is kept.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from courses.packages.reported import Told

from .manifest import SCORM_12
from .rollup import COMPLETED, FAILED, INCOMPLETE, PASSED

LONGEST_SUSPEND = {"scorm12": 4_096, "scorm2004": 64_000}
LONGEST_LOCATION = {"scorm12": 255, "scorm2004": 1_000}
# An answer in steps or in pairs may be many times longer than a remark (SCORM 2004 RTE, 4.2.9).
LONGEST_TEXT = {"scorm12": 4_096, "scorm2004": 64_000}
# More entries of a list than these (interactions, objectives) aren't kept, and harm nothing else.
MOST_ENTRIES = 500
DEEPEST = 8
# A session of more than a week is a clock that is wrong.
LONGEST_SESSION = 7 * 86_400.0
SUSPEND = "suspend"

# What is kept of what a part commits, by standard; what the academy tells it is told anew.
_KEPT = {
    "scorm12": ("comments", "core", "objectives", "student_preference", "suspend_data"),
    "scorm2004": (
        "comments_from_learner",
        "completion_status",
        "exit",
        "interactions",
        "learner_preference",
        "location",
        "objectives",
        "progress_measure",
        "score",
        "session_time",
        "success_status",
        "suspend_data",
    ),
}
_CORE = ("exit", "lesson_location", "lesson_status", "score", "session_time")
_HOURS = re.compile(r"(\d{2,4}):(\d{2}):(\d{2}(?:\.\d{1,2})?)")
_DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


class BadCommit(Exception):
    """What was sent is no commit of this standard."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a part reports: `cmi` is what is kept (None: what was kept stays), `seconds` the time of
    this opening alone, `told` what it tells beside its standing."""

    cmi: dict[str, Any] | None
    completion: str
    success: str
    scaled: float | None
    seconds: float
    sequence: int
    is_ended: bool
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """What a part is opened with, but for what it kept: `mode` is normal, review or browse."""

    learner_id: str
    learner_name: str
    mode: str
    seconds: float = 0.0
    language: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)
    is_new: bool = True
    is_ended: bool = True


def resumes(standard: str, opening: Opening) -> bool:
    """Tell whether a part goes on where it was left: it suspended, or never said that it ended."""
    if opening.is_new:
        return False
    return not opening.is_ended or exit_of(standard, opening.kept) == SUSPEND


def exit_of(standard: str, kept: Mapping[str, Any]) -> str:
    """Return how a part said that it was left."""
    holder = kept.get("core") or {} if standard == SCORM_12 else kept
    said = holder.get("exit", "") if isinstance(holder, Mapping) else ""
    return str(said)


def opened_with(standard: str, item: Mapping[str, Any], opening: Opening) -> dict[str, Any]:
    """Return the `cmi` with which the run-time of a part starts."""
    credit = "credit" if opening.mode == "normal" else "no-credit"
    if standard == SCORM_12:
        return _opened_12(item, opening, credit)
    return _opened_2004(item, opening, credit)


def _opened_12(item: Mapping[str, Any], opening: Opening, credit: str) -> dict[str, Any]:
    resumed = resumes("scorm12", opening)
    entry = "ab-initio" if opening.is_new else ("resume" if resumed else "")
    kept = opening.kept
    core = dict(kept.get("core") or {})
    # Bookmarks are kept by 1.2 whatever the exit was; how it was left is told anew each time.
    core.pop("exit", None)
    core.pop("session_time", None)
    core |= {
        "student_id": opening.learner_id,
        "student_name": opening.learner_name,
        "credit": credit,
        "entry": entry,
        "lesson_mode": opening.mode,
        "total_time": hours(opening.seconds),
    }
    student_data = {
        "mastery_score": "" if item["mastery"] is None else f"{item['mastery'] * 100:g}",
        "max_time_allowed": item["time_limit"],
        "time_limit_action": item["time_limit_action"],
    }
    found: dict[str, Any] = {name: kept[name] for name in _KEPT["scorm12"] if name in kept}
    # Comments are written only, so that they come back in no opening.
    found.pop("comments", None)
    return found | {"core": core, "launch_data": item["data"], "student_data": student_data}


def _opened_2004(item: Mapping[str, Any], opening: Opening, credit: str) -> dict[str, Any]:
    resumed = resumes("scorm2004", opening)
    found: dict[str, Any] = {}
    if resumed or opening.mode == "review":
        found = {name: opening.kept[name] for name in _KEPT["scorm2004"] if name in opening.kept}
        found.pop("exit", None)
        found.pop("session_time", None)
    if not found.get("objectives"):
        # RTE 4.2.17: those of the manifest are there before the part says anything of them.
        found["objectives"] = {
            str(place): {"id": name} for place, name in enumerate(item.get("objectives", ()))
        }
    found |= {
        "learner_id": opening.learner_id,
        "learner_name": opening.learner_name,
        "credit": credit,
        "entry": "resume" if resumed else "ab-initio",
        "mode": opening.mode,
        "total_time": duration(opening.seconds if resumed else 0.0),
        "launch_data": item["data"],
        "max_time_allowed": item["time_limit"],
        "time_limit_action": item["time_limit_action"],
        "completion_threshold": _plain(item["progress_needed"]),
        "scaled_passing_score": _plain(item["mastery"]),
    }
    return {name: value for name, value in found.items() if value != ""}


def read_commit(standard: str, item: Mapping[str, Any], said: Any) -> Commit:
    """Return what `said`, the JSON that the run-time posts, reports. Raises BadCommit."""
    cmi = said.get("cmi") if isinstance(said, dict) else None
    if not isinstance(cmi, dict):
        raise BadCommit("There is no “cmi” in it.")
    sequence = read_sequence(said)
    kept = {name: _bounded(cmi[name], name, standard) for name in _KEPT[standard] if name in cmi}
    if standard == SCORM_12:
        core = kept.get("core")
        if not isinstance(core, dict):
            raise BadCommit("There is no “cmi.core” in it.")
        core = kept["core"] = {name: core[name] for name in _CORE if name in core}
        completion, success = _status_12(str(core.get("lesson_status", "")))
        scaled = _scaled_12(core.get("score"))
        seconds = _seconds_of_hours(str(core.get("session_time", "")))
    else:
        completion, success = _status_2004(kept, item)
        if said.get("terminated") is True and _ends_without_a_word(kept, item):
            completion = COMPLETED
        scaled = _scaled_2004(kept.get("score"))
        seconds = seconds_of(str(kept.get("session_time", "")))
    return Commit(
        cmi=kept,
        completion=completion,
        success=success,
        scaled=scaled,
        seconds=min(seconds, LONGEST_SESSION),
        sequence=sequence,
        is_ended=said.get("terminated") is True,
    )


def read_sequence(said: Mapping[str, Any]) -> int:
    """Return which of the reports of an opening this one is. Raises BadCommit."""
    sequence = said.get("commitSequence")
    if not isinstance(sequence, int) or isinstance(sequence, bool) or not 0 < sequence < 1 << 31:
        raise BadCommit("Its “commitSequence” is no number.")
    return sequence


def _bounded(value: Any, name: str, standard: str, depth: int = 0) -> Any:
    """Return `value` as it is kept: texts, numbers, lists and records of them, none too long."""
    if depth > DEEPEST:
        raise BadCommit(f"“{name}” is nested too deep.")
    if isinstance(value, str):
        longest = LONGEST_TEXT[standard]
        if name == "suspend_data":
            longest = LONGEST_SUSPEND[standard]
        elif name in ("location", "lesson_location"):
            longest = LONGEST_LOCATION[standard]
        if len(value) > longest:
            raise BadCommit(f"“{name}” has more than {longest} characters.")
        # No database keeps a NUL, and none a half of a pair.
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {
            str(key)[:100]: _bounded(one, str(key), standard, depth + 1)
            for key, one in islice(value.items(), MOST_ENTRIES)
        }
    if isinstance(value, list):
        return [_bounded(one, name, standard, depth + 1) for one in value[:MOST_ENTRIES]]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if _real(value) is None:
            raise BadCommit(f"“{name}” is no number.")
        return value
    raise BadCommit(f"“{name}” is of no known type.")


def _status_12(status: str) -> tuple[str, str]:
    """Return completion and success of a `lesson_status`: who failed is through, too."""
    return {
        "passed": (COMPLETED, PASSED),
        "completed": (COMPLETED, ""),
        "failed": (COMPLETED, FAILED),
    }.get(status, (INCOMPLETE, ""))


def _status_2004(kept: Mapping[str, Any], item: Mapping[str, Any]) -> tuple[str, str]:
    """Return completion and success; thresholds of the manifest decide (RTE 4.2.4.1, 4.2.22.1)."""
    completion = COMPLETED if kept.get("completion_status") == "completed" else INCOMPLETE
    told = str(kept.get("success_status", ""))
    success = told if told in (PASSED, FAILED) else ""
    progress, scaled = _real(kept.get("progress_measure")), _scaled_2004(kept.get("score"))
    if item["progress_needed"] is not None and progress is not None:
        completion = COMPLETED if progress >= item["progress_needed"] else INCOMPLETE
    if item["mastery"] is not None:
        # Without a score nothing is known, whatever is said.
        success = "" if scaled is None else PASSED if scaled >= item["mastery"] else FAILED
    return completion, success


def _ends_without_a_word(kept: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Tell whether a part ends, not to be gone on with, and never says whether it is completed: it
    is, then (SN, End Attempt Process, UP.4). In 1.2 the run-time itself says so."""
    return (
        kept.get("completion_status", "unknown") in ("", "unknown")
        and kept.get("exit") != SUSPEND
        and item["progress_needed"] is None
        and not item.get("tells_completion", False)
    )


def _real(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _scaled_12(score: Any) -> float | None:
    """Return the scaled score of a raw one: of its own range, from 0 to 100 without one."""
    if not isinstance(score, dict) or (raw := _real(score.get("raw"))) is None:
        return None
    least, most = _real(score.get("min")), _real(score.get("max"))
    least = 0.0 if least is None else least
    most = 100.0 if most is None else most
    if most <= least:
        return None
    return min(1.0, max(0.0, (raw - least) / (most - least)))


def _scaled_2004(score: Any) -> float | None:
    if not isinstance(score, dict) or (scaled := _real(score.get("scaled"))) is None:
        return None
    return min(1.0, max(-1.0, scaled))


def hours(seconds: float) -> str:
    """Return a time as SCORM 1.2 has it (CMITimespan)."""
    whole, rest = divmod(round(min(seconds, 9_999 * 3_600.0), 2), 60)
    hour, minute = divmod(int(whole), 60)
    return f"{hour:04d}:{minute:02d}:{rest:05.2f}"


def duration(seconds: float) -> str:
    """Return a time as SCORM 2004 and xAPI have it (ISO 8601)."""
    return f"PT{seconds:.2f}S"


def _seconds_of_hours(text: str) -> float:
    match = _HOURS.fullmatch(text)
    if match is None:
        return 0.0
    return int(match[1]) * 3_600 + int(match[2]) * 60 + float(match[3])


def seconds_of(text: str) -> float:
    """Return the seconds of a duration (ISO 8601), 0 for what is none; a month has 30 days."""
    match = _DURATION.fullmatch(text[:100])
    if match is None:
        return 0.0
    units = (31_536_000, 2_592_000, 86_400, 3_600, 60, 1)
    return sum(float(part or 0) * unit for part, unit in zip(match.groups(), units, strict=True))


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
