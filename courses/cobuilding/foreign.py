"""Reading what archives brought of other ledgers, and what this one has for other academies."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from wagtail.models import PageLogEntry, Revision

from academy.organisms.models import Organism
from courses.models import (
    Credit,
    CreditHead,
    CreditRole,
    ForeignChain,
    ForeignCredit,
    ForeignOrganism,
    LessonPage,
    PathPage,
    PublishedPath,
)

from .chains import Chain, Entry, OrganismOf, digests_of, full_code
from .shares import Line


def own_academy() -> str:
    """Return by which name other academies know this one: its host."""
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""


@dataclass(frozen=True, slots=True)
class KnownElsewhere:
    """Organisms of other academies, by academy and code."""

    rows: Mapping[tuple[str, str], ForeignOrganism]

    @classmethod
    def of(cls, found: Iterable[tuple[str, str]]) -> "KnownElsewhere":
        """Return those among `found`, pairs of an academy and a code."""
        wanted = Q(pk__in=[])
        for academy in {academy for academy, _code in found if academy}:
            codes = {code for other, code in found if other == academy}
            wanted |= Q(academy=academy, code__in=codes)
        rows = ForeignOrganism.objects.filter(wanted).select_related("organism")
        return cls({(one.academy, one.code): one for one in rows})

    def code(self, academy: str, code: str) -> tuple[str, str]:
        """Return the code of an organism and its academy, which is "" for one of this academy."""
        row = self.rows.get((academy, code))
        if not academy or (row is not None and row.organism is not None):
            return (row.organism.code if row and row.organism else code), ""
        return code, academy

    def key(self, academy: str, code: str) -> str:
        """Return by what an organism is counted."""
        own, elsewhere = self.code(academy, code)
        return full_code(own, elsewhere) if elsewhere else own

    def named(self) -> dict[str, dict[str, str]]:
        """Return the names of those that aren't of this academy, by what they are counted by."""
        return {
            full_code(code, academy): row.names
            for (academy, code), row in self.rows.items()
            if row.organism is None
        }


@dataclass(frozen=True, slots=True)
class Brought:
    """A line of another ledger, and by whom it was done: `academy` "" for an organism of here."""

    row: ForeignCredit
    organism: str
    academy: str

    @property
    def line(self) -> Line:
        """The line as the rules take it."""
        row = self.row
        return Line(
            str(row.chain.path_key),
            row.block_id,
            row.language,
            full_code(self.organism, self.academy) if self.academy else self.organism,
            row.role,
            row.words,
        )


def brought_into(path_key: UUID) -> list[Brought]:
    """Return the lines of other ledgers about a path."""
    return _brought(ForeignCredit.objects.filter(chain__path_key=path_key))


def brought_of_blocks(
    block_ids: Iterable[str], language: str, *, path_key: UUID, before: Revision
) -> list[Brought]:
    """Return the lines of other ledgers about blocks that a lesson of a path says, in one language:
    those about this path, and of another path those about blocks that were published in it here
    `before` this version of the lesson.

    A ledger that was brought may name any block. It tells of one that came from there only where
    learners here could read it there, as a line of this ledger is written with a publication.
    """
    rows = ForeignCredit.objects.filter(block_id__in=list(block_ids), language=language)
    wanted: dict[UUID, set[str]] = {}
    for key, block_id in rows.values_list("chain__path_key", "block_id").distinct():
        wanted.setdefault(key, set()).add(block_id)
    own = wanted.pop(path_key, set())
    counts = Q(chain__path_key=path_key, block_id__in=own)
    for key, blocks in wanted.items():
        found = _published_in(key, language, blocks, before)
        counts |= Q(chain__path_key=key, block_id__in=found)
    return _brought(rows.filter(counts))


def _published_in(
    path_key: UUID, language: str, block_ids: Collection[str], before: Revision
) -> set[str]:
    """Return which blocks some published version of a lesson of a path had, in a language."""
    left, found = set(block_ids), set()
    for body in _published_bodies(path_key, language, before):
        found |= left & {str(one.get("id")) for one in body}
        if found == left:
            break
    return found


def _published_bodies(path_key: UUID, language: str, before: Revision) -> Iterator[list[Any]]:
    """Yield what published lessons of a path said: today, and in their versions up to `before`, the
    newest first. Those that moved to another path since are among them, where they came with the
    ledger of this one."""
    if not PublishedPath.objects.filter(key=path_key).exists():
        return
    brought = Credit.objects.filter(
        path_key=path_key, role=CreditRole.TAKEN_IN, revision__isnull=False, language=language
    )
    keys = set(brought.values_list("page_key", flat=True))
    lessons = LessonPage.objects.filter(locale__language_code=language)
    below = LessonPage.objects.none()
    for path in PathPage.objects.filter(translation_key=path_key, locale__language_code=language):
        below |= lessons.descendant_of(path)
    pages = lessons.filter(Q(translation_key__in=keys) | Q(pk__in=below.values("pk")))
    for page in pages.filter(live=True).exclude(pk=before.object_id):
        yield list(page.body.raw_data)
    logged = PageLogEntry.objects.filter(
        page__in=pages.values("pk"), action="wagtail.publish", revision__lt=before.pk
    )
    versions = Revision.objects.filter(pk__in=logged.values("revision")).order_by("-pk")
    for content in versions.values_list("content", flat=True).iterator(chunk_size=50):
        yield json.loads(content["body"])


def _brought(rows: Iterable[ForeignCredit]) -> list[Brought]:
    found = list(rows.select_related("chain").order_by("chain__ledger", "chain", "number"))  # type: ignore[attr-defined]
    known = KnownElsewhere.of(
        {(one.academy or one.chain.academy, one.organism_code) for one in found}
    )
    return [
        Brought(one, *known.code(one.academy or one.chain.academy, one.organism_code))
        for one in found
    ]


def chains_of(path_key: UUID) -> tuple[Chain, ...]:
    """Return all that is known of who did what in a path: this ledger's lines, and the others'."""
    found = [foreign_chain(one) for one in ForeignChain.objects.filter(path_key=path_key)]
    own = own_chain(path_key)
    return tuple(sorted((*found, *([own] if own.entries else [])), key=lambda chain: chain.ledger))


def own_chain(path_key: UUID) -> Chain:
    """Return the lines of this ledger about a path, as other academies get them.

    Their days are those of Greenwich: they stay what they are whatever the settings.
    """
    head = CreditHead.objects.filter(pk=CreditHead.ONLY).first() or CreditHead()
    entries = tuple(
        Entry(
            day=one.at.astimezone(UTC).date().isoformat(),
            role=one.role,
            page=str(one.page_key or ""),
            block=one.block_id,
            language=one.language,
            organism=one.organism_code,
            academy=one.academy,
            words=one.words,
            taken_from=str(one.taken_from or ""),
            entry=one.digest,
        )
        for one in Credit.objects.filter(path_key=path_key).of_organisms().order_by("pk")
    )
    own = {one.organism for one in entries if not one.academy}
    named: dict[OrganismOf, dict[str, str]] = {
        (one.code, ""): {
            language: name for language, name in (("fr", one.name_fr), ("en", one.name_en)) if name
        }
        for one in Organism.objects.filter(code__in=own)
    }
    named |= _named({(one.academy, one.organism) for one in entries if one.academy})
    ledger, path = str(head.ledger), str(path_key)
    return Chain(ledger, own_academy(), path, entries, digests_of(ledger, path, entries), named)


def foreign_chain(chain: ForeignChain) -> Chain:
    """Return the lines of another ledger as they were brought."""
    rows = list(chain.lines.order_by("number"))
    entries = tuple(entry_of(one) for one in rows)
    found = _named({(one.academy or chain.academy, one.organism) for one in entries})
    named = {
        (code, "" if academy == chain.academy else academy): names
        for (code, academy), names in found.items()
    }
    return Chain(
        str(chain.ledger),
        chain.academy,
        str(chain.path_key),
        entries,
        tuple(one.digest for one in rows),
        {
            (one.organism, one.academy): named[one.organism, one.academy]
            for one in entries
            if (one.organism, one.academy) in named
        },
    )


def entry_of(row: ForeignCredit) -> Entry:
    """Return a line as it was brought."""
    return Entry(
        day=row.iso_day,
        role=row.role,
        page=str(row.page_key or ""),
        block=row.block_id,
        language=row.language,
        organism=row.organism_code,
        academy=row.academy,
        words=row.words,
        taken_from=str(row.taken_from or ""),
        entry=row.entry,
    )


def _named(found: set[tuple[str, str]]) -> dict[OrganismOf, dict[str, str]]:
    """Return the names of organisms of other academies."""
    rows = KnownElsewhere.of(found).rows
    return {
        (code, academy): rows[academy, code].names
        for academy, code in found
        if (academy, code) in rows
    }
