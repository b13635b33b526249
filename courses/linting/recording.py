"""What a page was published with: said in its history, whichever door it took."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone
from wagtail.log_actions import log

from courses.adoption.contents import LearningPage

from .queries import checked_page
from .rules import Finding, Rule, Severity
from .sparing import unless_it_fails

PUBLISHED_WITH = "courses.published_with_findings"
"""How the history of a page calls what had to be mended when it was published."""

# A history is read, and each of its entries is a row: more than these are counted only.
_MOST_KEPT = 20


def note_findings(*, page: LearningPage, at: datetime) -> None:
    """Write into the history of a page that has just been published what was to be mended in it;
    nothing where there was nothing. Who published it is known to Wagtail. A check that fails stops
    no publication."""
    unless_it_fails(page, partial(_note, page, at))


def _note(page: LearningPage, at: datetime) -> None:
    today = timezone.localdate(at)
    found = [one for one in checked_page(page, today) if one.severity is Severity.MEND]
    if found:
        kept = [_as_data(one) for one in found[:_MOST_KEPT]]
        log(
            instance=page,
            action=PUBLISHED_WITH,
            timestamp=at,
            data={"count": len(found), "findings": kept},
        )


def _as_data(one: Finding) -> dict[str, Any]:
    said = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in one.said.items()
    }
    return {"rule": str(one.rule), "block": one.block_id, "said": said}


def kept_in(data: Mapping[str, Any], page_id: int) -> Iterator[Finding]:
    """Yield the findings that an entry of a history keeps; of rules that are gone, none."""
    known = {str(one) for one in Rule}
    for one in data.get("findings", ()):
        if one["rule"] in known:
            said = dict(one["said"])
            if "day" in said:
                said["day"] = date.fromisoformat(said["day"])
            yield Finding(Severity.MEND, Rule(one["rule"]), page_id, one["block"], said)
