"""Reading when campaigns began, what releases say, and what was frozen."""

from datetime import datetime

from django.db.models import Q

from academy.organisms.models import OrganismPlacement
from barometer.outlook.frozen import Point
from barometer.outlook.queries import histories
from barometer.releases.models import Level, Release
from barometer.timeline.models import Event

from .models import ReleaseLedger
from .roll_outs import Campaign, words_of


def ledger_of(release: Release) -> ReleaseLedger | None:
    """Return the ledger of a release; None as long as it isn't made."""
    return ReleaseLedger.objects.filter(release=release).first()


def followed_by(release: Release) -> tuple[str, str]:
    """Return the SHA-256 of a release's forecasts and of its ledger; "" of what isn't made yet."""
    known = Release.objects.filter(pk=release.pk).values_list("outlook__digest", "ledger__digest")
    forecasts, ledger = known.get()
    return forecasts or "", ledger or ""


def newest_ledger() -> ReleaseLedger | None:
    """Return the ledger of the newest release that has one, with its release."""
    made = ReleaseLedger.objects.select_related("release").defer("release__compressed")
    return made.order_by("-release__day").first()


def withdrawn_words() -> set[str]:
    """Return the words of campaigns of which every event was withdrawn, as `Campaign.words`."""
    said = Event.objects.filter(kind=Event.Kind.CAMPAIGN).values_list(
        "text_fr", "text_en", "withdrawn_at"
    )
    withdrawn: set[str] = set()
    held: set[str] = set()
    for fr, en, at in said.distinct():
        (held if at is None else withdrawn).add(words_of(fr, en))
    return withdrawn - held


def organism_histories(release: Release) -> dict[tuple[int, str], list[Point]]:
    """Return what the releases up to this one say of each organism and path, the oldest first."""
    return {
        (place, path): points
        for (level, place, path), points in histories(release).items()
        if level == Level.ORGANISM
    }


def campaigns(release: Release, at: datetime) -> list[Campaign]:
    """Return the campaigns that began before a release, as they were written at a moment.

    What was withdrawn later still counts, so that a ledger can be made again. Two queries.
    """
    rows = Event.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=at),
        kind=Event.Kind.CAMPAIGN,
        day__lt=release.day,
        added_at__lte=at,
    ).order_by("pk")
    placements = list(OrganismPlacement.objects.all())
    found = []
    for event in rows:
        there = [one for one in placements if one.holds_on(event.day)]
        if event.organism_id is not None:
            organisms = {event.organism_id}
        elif event.portfolio_id is not None:
            organisms = {one.organism_id for one in there if one.portfolio_id == event.portfolio_id}
        else:
            organisms = {one.organism_id for one in there}
        found.append(
            Campaign(
                path=str(event.path_key) if event.path_key else None,
                day=event.day,
                organisms=frozenset(organisms),
                fr=event.text_fr,
                en=event.text_en,
                everywhere=event.organism_id is None and event.portfolio_id is None,
            )
        )
    return found
