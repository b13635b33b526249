"""What the page of the ledger shows, from what was frozen with a release."""

from dataclasses import dataclass
from uuid import UUID

from academy.core.alphabet import alphabetical
from barometer.figures import Figure, Seal
from barometer.headlines import Context
from barometer.outlook.queries import path_titles
from barometer.protection import SMALLEST
from barometer.releases.models import Release

from . import queries
from .figures import effects_figure
from .roll_outs import words_of
from .said import law_of
from .wording import Told, summary, told, too_few


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The page of the ledger. `release`: None as long as no ledger is made.

    `rows`: every campaign, by path and then by words: never sorted by what was found. `missing`:
    why what one more campaign would add can't be said; empty where it can.
    """

    release: Release | None
    rows: list[Told]
    summary: str
    figure: Figure | None
    missing: str


def ledger_page(language: str) -> LedgerPage:
    """Return the page in a language; four queries."""
    ledger = queries.newest_ledger()
    if ledger is None:
        return LedgerPage(None, [], "", None, "")
    release, titles = ledger.release, path_titles(language)
    context = Context(
        language="en" if language.startswith("en") else "fr",
        day=release.day,
        smallest=SMALLEST,
        paths=titles,
    )
    # What is frozen doesn't change; but words that somebody took back are said to nobody else.
    gone = queries.withdrawn_words()
    rows = [
        row | {"withdrawn": bool(row["fr"] or row["en"]) and words_of(row["fr"], row["en"]) in gone}
        for row in ledger.said["rows"]
        if UUID(row["path"]) in titles
    ]
    rows.sort(key=lambda row: alphabetical(titles[UUID(row["path"])]))
    seal = Seal("effects", release.day, ledger.method, ledger.digest)
    return LedgerPage(
        release=release,
        rows=[told(row, titles[UUID(row["path"])]) for row in rows],
        summary=summary(rows) if rows else "",
        figure=effects_figure(rows, context, seal),
        missing="" if law_of(ledger.said) else too_few(ledger.said["next"]["campaigns"]),
    )
