"""Why a mail that was sent had its lines, from the rules that the log keeps of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from academy.accounts.models import Delivery
from academy.organisms.models import Organism, Unit
from courses.models import PublishedPath

from . import queries
from .mail import heading_of, rule_in_words
from .rules import Rule


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of a mail: its path ("" once it is gone), its day, its rule, and who asked."""

    title: str
    url: str
    heading: str
    day: date
    rule: str
    organism: Organism | None
    unit: Unit | None


def explained(delivery: Delivery, language: str) -> list[ExplainedLine]:
    """Return why each line of the mail was there, in the language that is active; two queries."""
    paths = PublishedPath.objects.in_bulk({UUID(one["path"]) for one in delivery.told})
    asked = queries.asked_by({one["assignment"] or 0 for one in delivery.told})
    found = []
    for one in delivery.told:
        path, rule = paths.get(UUID(one["path"])), Rule(one["rule"])
        text = path.text_in(language) if path else {"title": "", "url": ""}
        assignment = asked.get(one["assignment"] or 0)
        found.append(
            ExplainedLine(
                title=text["title"],
                url=text["url"] if path and path.is_live else "",
                heading=heading_of(rule),
                day=date.fromisoformat(one["day"]),
                rule=rule_in_words(rule),
                organism=assignment.organism if assignment else None,
                unit=assignment.unit if assignment else None,
            )
        )
    return found
