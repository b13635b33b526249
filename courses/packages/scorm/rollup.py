"""What of a whole package follows from its parts. Pure.

The defaults of SCORM 2004 (SN 4.6), which those who write SCORM 1.2 have in mind too: completed
when each part that counts is, passed when each that tells it is, the score by the weights of parts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .order import Prerequisites

INCOMPLETE, COMPLETED = "incomplete", "completed"
PASSED, FAILED = "passed", "failed"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is reported of a part, or of the whole: words, "" where nothing is known."""

    completion: str = ""
    success: str = ""
    scaled: float | None = None
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether what comes after it may be opened: it is completed, and not failed."""
        return self.completion == COMPLETED and self.success != FAILED


def rolled_up(items: Iterable[Mapping[str, Any]], parts: Mapping[str, Standing]) -> Standing:
    """Return the standing of the whole; `items` are those of the manifest, `parts` by their id."""
    shown = [one for one in items if one["launch"]]
    counting = [one for one in shown if one["counts_completion"]] or shown
    standings = [parts.get(one["id"], Standing()) for one in counting]
    if all(one.completion == COMPLETED for one in standings):
        completion = COMPLETED
    else:
        completion = INCOMPLETE if parts else ""
    telling = [one for one in shown if one["counts_success"] and one["is_sco"]]
    told = [
        standing.success
        for one in telling
        if (standing := parts.get(one["id"], Standing())).success
    ]
    success = ""
    if FAILED in told:
        success = FAILED
    elif told and (completion == COMPLETED or len(told) == len(telling)):
        success = PASSED
    scores = [
        (one["weight"], standing.scaled)
        for one in shown
        if (standing := parts.get(one["id"], Standing())).scaled is not None
    ]
    weights = sum(weight for weight, _score in scores)
    scaled = sum(weight * (score or 0.0) for weight, score in scores) / weights if weights else None
    return Standing(completion, success, scaled, sum(one.seconds for one in parts.values()))


def is_open(item: Mapping[str, Any], parts: Mapping[str, Standing]) -> bool:
    """Tell whether a part may be opened, by what has to be done before it."""
    done = {key for key, standing in parts.items() if standing.is_done}
    if item["prerequisites"]:
        # What can't be understood was taken out when the package was brought in.
        first = Prerequisites.of(item["prerequisites"], _ids_in(item["prerequisites"]))
        if first is not None and not first.are_met(done):
            return False
    return set(item["after"]) <= done


def _ids_in(said: str) -> set[str]:
    for sign in "&|~()":
        said = said.replace(sign, " ")
    return set(said.split())
