"""Writing the campaigns of the demonstration as events of the organisms in which they begin."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from academy.organisms.models import Organism
from barometer.models import Event

from .plan import Plan

# What the identifiers of the events are made from.
_SPACE = UUID("5b0d3c56-6b1e-4a43-8d0a-0f9e3f0c7a11")


def write_campaigns(plan: Plan, organisms: Sequence[Organism]) -> None:
    """Write an event for each organism in which a campaign begins; again, nothing is added."""
    zone = ZoneInfo(plan.size.time_zone)
    rows = []
    for path, spread in zip(plan.paths, plan.spreads, strict=True):
        for campaign in spread.campaigns:
            for number, began in sorted(campaign.starts.items()):
                day = plan.seasons.day(began)
                name = f"{plan.size.seed} {path.key} {campaign.kind.en} {number}"
                rows.append(
                    Event(
                        public_id=uuid5(_SPACE, name),
                        organism=organisms[number],
                        path_key=path.key,
                        kind=Event.Kind.CAMPAIGN,
                        day=day,
                        text_fr=campaign.kind.fr,
                        text_en=campaign.kind.en,
                        added_at=datetime.combine(day, time(9), zone),
                    )
                )
    Event.objects.bulk_create(rows, ignore_conflicts=True)
