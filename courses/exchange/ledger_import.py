"""The ledgers of a path, taken in beside this academy's own."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from courses.cobuilding.taking_in import Contradiction, TakenIn, note_versions, take_in
from courses.models import LessonPage, PathPage

from .contents import PathContent
from .ledger import LEDGER_FILE
from .problems import Findings, Place


class LedgerImport:
    """Takes the ledgers of a path in; what contradicts those known here ends up in `findings`.

    Without `publish`, what is said of a path that is published here waits for an import that
    publishes: credits would change before anybody approved what they are for.
    """

    def __init__(
        self, content: PathContent, findings: Findings, *, publish: bool, at: datetime
    ) -> None:
        self.content = content
        self.findings = findings
        self.at = at
        self.key = UUID(content.key)
        published = PathPage.objects.filter(translation_key=self.key, live=True)
        self.waits = not publish and bool(content.ledgers) and published.exists()
        self.taken: list[TakenIn] = []

    def run(self) -> None:
        """Take in each ledger."""
        place = Place(self.findings, LEDGER_FILE)
        for number, chain in enumerate(() if self.waits else self.content.ledgers, 1):
            try:
                self.taken.append(take_in(chain=chain, at=self.at))
            except Contradiction as error:
                place.at("chains", number, "lines", error.number).refuse(error.rule)

    def note_versions(self, versions: Iterable[tuple[LessonPage, int]]) -> None:
        """Write which versions of lessons were brought with the ledgers: nobody's work here."""
        if self.content.ledgers:
            note_versions(versions=versions, path=self.key, at=self.at)

    @property
    def notes(self) -> list[str]:
        """What there is to know, in sentences."""
        if not self.waits:
            return []
        return [gettext("Who wrote what is taken in by an import that publishes.")]
