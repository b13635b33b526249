"""What a certificate says, frozen on the day it is issued. Pure.

Two texts, both canonical JSON (keys sorted, no spaces, UTF-8, neither float nor null that could be
written in two ways): what was certified (the path as it was that day, one row for all who passed it
as it was) and who passed it when. The second names the first by its SHA-256 and is signed, so that
the signature covers both.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

PATH_FORMAT = "academie-certified-path/1"
FORMAT = "academie-certificate/1"


# So many days before its end a certificate may be renewed.
RENEWABLE_FOR = 90


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen text and its SHA-256, in hexadecimal digits."""

    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Builder:
    """An organism that built a path: its names on that day."""

    code: str
    french: str
    english: str
    is_simulated: bool


def may_be_renewed(ends_on: date | None, today: date) -> bool:
    """Tell whether a certificate that holds until the day before `ends_on` may be renewed: in its
    last three months, and at any time afterwards."""
    return ends_on is not None and today >= ends_on - timedelta(days=RENEWABLE_FOR)


def frozen(content: Mapping[str, Any]) -> Frozen:
    """Return the canonical text of `content` with its digest."""
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return Frozen(text, digest_of(text))


def digest_of(text: str) -> str:
    """Return the SHA-256 of a frozen text."""
    return hashlib.sha256(text.encode()).hexdigest()


def certified_path(
    *,
    key: UUID,
    outline: Mapping[str, Any],
    texts: Mapping[str, Mapping[str, Any]],
    minutes: int,
    level: str,
    builders: Sequence[Builder],
    credits: Sequence[Mapping[str, Any]] = (),
) -> Frozen:
    """Freeze a path as it is published: `outline` and `texts` are those of its published row.

    What is frozen: title, objectives and courses in every language, minutes, the share of the marks
    that passes each course, who built it and, where the ledger says so, who has which part in it.
    """
    said = {"credits": [dict(one) for one in credits]} if credits else {}
    return frozen(
        said
        | {
            "format": PATH_FORMAT,
            "key": str(key),
            "level": level,
            "minutes": minutes,
            "texts": {
                language: {
                    "title": text["title"],
                    "summary": text["summary"],
                    "objectives": list(text.get("objectives", ())),
                    "courses": {one["key"]: one["title"] for one in text["courses"]},
                }
                for language, text in texts.items()
            },
            "courses": [
                {
                    "key": course["key"],
                    "minutes": course["minutes"],
                    "mastery_percent": round(course["mastery_score"] * 100),
                }
                for course in outline["courses"]
            ],
            "builders": [
                {
                    "code": one.code,
                    "name": {"fr": one.french, "en": one.english},
                    "is_simulated": one.is_simulated,
                }
                for one in builders
            ],
        }
    )


def certificate(
    *,
    code: str,
    name: str,
    passed_at: datetime,
    passed_on: date,
    ends_on: date | None,
    percent: int | None,
    path_digest: str,
    left_out: Sequence[str] = (),
) -> Frozen:
    """Freeze who passed a path when. `passed_on` is the day of `passed_at` where the academy is;
    `ends_on` the first day on which the pass holds no more; `percent` the mean of the best marks.
    `left_out`: the courses (keys) that it neither took nor says to be mastered, because they are
    not asked of everybody; said where there are any. Which of the others were passed and which were
    mastered already isn't said: what a positioning test found belongs to the person.
    """
    said = {"left_out": list(left_out)} if left_out else {}
    return frozen(
        said
        | {
            "format": FORMAT,
            "code": code,
            "name": name,
            "passed_at": passed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "passed_on": passed_on.isoformat(),
            "ends_on": ends_on.isoformat() if ends_on else "",
            "percent": percent,
            "path": path_digest,
        }
    )
