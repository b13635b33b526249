"""What an import did, or would do."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from courses.cobuilding.chains import TakenIn

from .signature import UNSIGNED, Signature

Change = Literal["created", "updated", "unchanged", "unpublished"]
Kind = Literal["path", "course", "lesson", "question", "package", "survey"]


@dataclass(frozen=True, slots=True)
class PageChange:
    """What became of one page in one language."""

    kind: Kind
    key: UUID
    language: str
    title: str
    change: Change


@dataclass(frozen=True, slots=True)
class PageBehind:
    """A page whose translation follows an older text, in `stale` of its passages."""

    title: str
    language: str
    stale: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: each page in order, and notes for the person who imports.

    Notes are whole sentences in the language of that person. `ledgers`: what became of those that
    say who did what. `signature`: whose archive it is. `followed`: of how many texts it changed
    what is known of their translation; `behind`: the pages that came with texts that follow an
    older source.
    """

    key: UUID
    titles: dict[str, str]
    pages: tuple[PageChange, ...]
    notes: tuple[str, ...]
    is_published: bool
    ledgers: tuple[TakenIn, ...] = ()
    signature: Signature = UNSIGNED
    followed: int = 0
    behind: tuple[PageBehind, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many pages met each change; changes that none met are left out."""
        return dict(Counter(page.change for page in self.pages))

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing changed."""
        news = self.followed or any(one.new for one in self.ledgers)
        return set(self.counts) <= {"unchanged"} and not news

    @property
    def change(self) -> Change:
        """What became of the path as a whole."""
        if self.is_unchanged:
            return "unchanged"
        paths = {page.change for page in self.pages if page.kind == "path"}
        return "created" if paths == {"created"} else "updated"
