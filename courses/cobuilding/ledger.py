"""Reading the ledger of credits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from academy.accounts.models import User
from academy.core import audit as chain
from academy.organisms.models import Organism
from courses.models import (
    Credit,
    CreditHead,
    CreditRole,
    ForeignChain,
    LessonPage,
    PathPage,
)

from .chains import first_broken, start_of
from .foreign import KnownElsewhere, brought_into, entry_of
from .shares import Line, credited, of_path

NOBODY_ELSE = KnownElsewhere({})


def line_of(credit: Credit, elsewhere: KnownElsewhere = NOBODY_ELSE) -> Line:
    """Return a line as the rules take it; `elsewhere` knows organisms of other academies."""
    return Line(
        str(credit.path_key),
        credit.block_id,
        credit.language,
        elsewhere.key(credit.academy, credit.organism_code),
        credit.role,
        credit.words,
    )


def blocks_read(path_key: UUID) -> set[tuple[str, str]]:
    """Return the blocks of the live lessons of a path, each with its language."""
    found = set()
    for path in PathPage.objects.filter(translation_key=path_key, live=True):
        lessons = LessonPage.objects.descendant_of(path).live().select_related("locale")
        for lesson in lessons:
            language = lesson.locale.language_code
            found |= {(str(one.get("id")), language) for one in lesson.body.raw_data}
    return found


def credits_of(path_key: UUID) -> list[dict[str, Any]]:
    """Return who has which part in a path as it is read now, as `PublishedPath.credits` has it.

    What archives brought of other ledgers counts as what is written here does.
    """
    rows = list(Credit.objects.filter(path_key=path_key).of_organisms())
    brought = brought_into(path_key)
    if not rows and not brought:
        return []
    elsewhere = KnownElsewhere.of(
        {(one.academy, one.organism_code) for one in rows if one.academy}
        | {(one.academy, one.organism) for one in brought if one.academy}
    )
    lines = [*(line_of(one, elsewhere) for one in rows), *(one.line for one in brought)]
    found = credited(of_path(lines, str(path_key), blocks_read(path_key)))
    names: dict[str, dict[str, str]] = elsewhere.named() | {
        one.code: {"fr": one.name_fr, "en": one.name_en or one.name_fr}
        for one in Organism.objects.filter(code__in=[one.organism for one in found])
    }
    return [
        {
            "code": one.organism,
            "name": _in_both(names.get(one.organism, {}), one.organism),
            "percent": one.percent,
            "roles": list(one.roles),
        }
        for one in found
    ]


def _in_both(named: Mapping[str, str], code: str) -> dict[str, str]:
    """Return a name in each language: in the other one where it has none, or the code."""
    first = named.get("fr") or named.get("en") or code
    return {"fr": first, "en": named.get("en") or first}


def of_person(user: User) -> Iterator[Credit]:
    """Yield the lines under the name of a person, the newest first."""
    alias = getattr(user, "credited_as", None)
    if alias is not None:
        yield from Credit.objects.filter(alias=str(alias.alias)).order_by("-pk").iterator()


def verify() -> chain.Verdict:
    """Read the whole ledger and return what its chain shows; `problem` may also be "cut"."""
    head = CreditHead.objects.filter(pk=CreditHead.ONLY).first() or CreditHead()
    verdict = chain.verify(
        chain.Link(row.pk, row.fields, row.previous_digest, row.digest)
        for row in Credit.objects.order_by("id").iterator(chunk_size=2000)
    )
    if not verdict.problem and (verdict.read, verdict.last_digest) != (
        head.length,
        head.last_digest,
    ):
        return chain.Verdict(verdict.read, verdict.last_digest, None, "cut")
    return verdict


@dataclass(frozen=True, slots=True)
class ForeignVerdict:
    """What the lines of other ledgers show: how many were read, and the first that doesn't hold.

    `problem`: "" where they hold, else "altered" (line `number` was changed, or one before it),
    "cut" (lines that were taken in are gone), "renamed" (the academy is called otherwise than it
    was) or "made_up" (nothing was ever taken in), of `path` in the ledger of `academy`.
    """

    read: int
    problem: str = ""
    academy: str = ""
    path: str = ""
    number: int = 0


def taken_in_as(ledger: UUID | str, length: int, head: str) -> str:
    """Return what the ledger says of the lines of another ledger that are here."""
    return f"{ledger}/{length}/{head}"


@dataclass(frozen=True, slots=True)
class _Said:
    """What this ledger says of lines that were taken in: how many, where they end, of whom.

    `academy` is "" where that wasn't written yet.
    """

    length: int
    head: str
    academy: str


def verify_foreign() -> ForeignVerdict:
    """Read the lines of other ledgers, and hold them against what this ledger says of them."""
    said: dict[tuple[str, str], _Said] = {}
    rows = Credit.objects.filter(role=CreditRole.TAKEN_IN).exclude(taken_in="")
    for row in rows.order_by("pk"):
        ledger, count, last = row.taken_in.split("/")
        said[ledger, str(row.path_key)] = _Said(int(count), last, row.academy)
    chains = {(str(one.ledger), str(one.path_key)): one for one in ForeignChain.objects.all()}
    read = 0
    for (ledger, path), known in said.items():
        chain = chains.pop((ledger, path), None)
        academy = chain.academy if chain else known.academy or ledger
        lines = list(chain.lines.order_by("number")) if chain else []
        entries, digests = [entry_of(one) for one in lines], [one.digest for one in lines]
        broken = first_broken(ledger, path, entries, digests)
        if broken is not None:
            return ForeignVerdict(read, "altered", academy, path, broken)
        if (len(lines), (digests or [start_of(ledger, path)])[-1]) != (known.length, known.head):
            return ForeignVerdict(read, "cut", academy, path, len(lines))
        if known.academy not in ("", academy):
            return ForeignVerdict(read, "renamed", academy, path)
        read += len(lines)
    for (_ledger, path), chain in chains.items():
        return ForeignVerdict(read, "made_up", chain.academy, path)
    return ForeignVerdict(read)
