"""Taking in the ledgers that an archive brings: their lines as they are, checked, and added to.

Nothing of them becomes a line of this ledger but that they were taken in, and where they ended.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from academy.organisms.models import Organism
from courses.models import (
    Credit,
    CreditHead,
    CreditRole,
    ForeignChain,
    ForeignCredit,
    ForeignOrganism,
    LessonPage,
)

from .chains import Chain, NamedOrganism, TakenIn, words_of
from .crediting import append
from .foreign import KnownElsewhere, own_chain
from .ledger import taken_in_as


class Contradiction(Exception):
    """Lines that aren't those that are known here: `rule` says how, from line `number` (from 1)."""

    def __init__(self, rule: str, number: int) -> None:
        super().__init__(rule)
        self.rule = rule
        self.number = number


@transaction.atomic
def take_in(*, chain: Chain, at: datetime) -> TakenIn:
    """Add what is new of a ledger to what is known of it, once its digests were found right.

    Raises Contradiction where it doesn't continue what is known: a line was changed or removed
    since, or it says of this academy's own ledger what that doesn't.
    """
    head = CreditHead.objects.filter(pk=CreditHead.ONLY).first()
    if head is not None and str(head.ledger) == chain.ledger:
        known = own_chain(UUID(chain.path)).digests
        _refuse_other(chain.digests, known, _OWN)
        if len(chain.digests) > len(known):
            raise Contradiction(_OWN, len(known) + 1)
        return TakenIn(chain.academy, len(chain.digests), 0, True, _credited(chain, own=True))
    ForeignChain.objects.get_or_create(
        ledger=chain.ledger, path_key=chain.path, defaults={"academy": chain.academy}
    )
    row = ForeignChain.objects.select_for_update().get(ledger=chain.ledger, path_key=chain.path)
    digests = tuple(row.lines.order_by("number").values_list("digest", flat=True))
    _refuse_other(chain.digests, digests, _CHANGED)
    new = max(0, len(chain.digests) - len(digests))
    if new or not digests:
        _name_organisms(chain)
        _add(row, chain, after=len(digests))
        row.academy, row.length, row.head = chain.academy, len(chain.digests), chain.head
        row.save(update_fields=["academy", "length", "head"])
        said = taken_in_as(chain.ledger, row.length, row.head)
        append(
            [
                Credit(
                    at=at,
                    role=CreditRole.TAKEN_IN,
                    path_key=UUID(chain.path),
                    academy=chain.academy,
                    words=0,
                    taken_in=said,
                )
            ]
        )
    return TakenIn(chain.academy, len(chain.digests), new, False, _credited(chain))


@transaction.atomic
def note_versions(*, versions: Iterable[tuple[LessonPage, int]], path: UUID, at: datetime) -> None:
    """Write which versions of lessons an archive brought with its ledger: nobody's work here.

    What is written in them afterwards is measured from these.
    """
    append(
        Credit(
            at=at,
            role=CreditRole.TAKEN_IN,
            path_key=path,
            page_key=page.translation_key,
            language=page.locale.language_code,
            words=0,
            revision=revision,
        )
        for page, revision in versions
    )


_OWN = gettext_noop(
    "This is the ledger of this academy, but it holds no such line: the archive was made up, or "
    "this academy was set back to an earlier state."
)
_CHANGED = gettext_noop(
    "An earlier archive had another line here: a ledger is added to, and never changed."
)


def _refuse_other(brought: Sequence[str], known: Sequence[str], rule: str) -> None:
    """Refuse lines that differ where both have some. An older archive has fewer, which is right."""
    for number, (ours, theirs) in enumerate(zip(known, brought, strict=False), 1):
        if ours != theirs:
            raise Contradiction(rule, number)


def _add(row: ForeignChain, chain: Chain, after: int) -> None:
    lines = enumerate(zip(chain.entries, chain.digests, strict=True), 1)
    ForeignCredit.objects.bulk_create(
        [
            ForeignCredit(
                chain=row,
                number=number,
                day=date.fromisoformat(entry.day),
                role=entry.role,
                page_key=UUID(entry.page) if entry.page else None,
                block_id=entry.block,
                language=entry.language,
                organism_code=entry.organism,
                academy=entry.academy,
                words=entry.words,
                taken_from=UUID(entry.taken_from) if entry.taken_from else None,
                entry=entry.entry,
                digest=digest,
            )
            for number, (entry, digest) in islice(lines, after, None)
        ],
        batch_size=200,
    )


def _name_organisms(chain: Chain) -> None:
    """Keep what the organisms of a ledger are called. One that has the code and a name of an
    organism of here, when it is first met, is that one.

    An academy names its own organisms anew, in a ledger by which it is known; what another one
    calls them changes nothing that paths here say already.
    """
    others = ForeignChain.objects.filter(academy=chain.academy).exclude(ledger=chain.ledger)
    is_known_otherwise = others.exists()
    for (code, other), names in chain.organisms.items():
        academy = other or chain.academy
        french, english = names.get("fr", ""), names.get("en", "")
        row, is_new = ForeignOrganism.objects.get_or_create(academy=academy, code=code)
        if is_new:
            row.organism = _same_here(code, {french, english})
        elif other or is_known_otherwise:
            continue
        row.name_fr, row.name_en = french, english
        row.save()


def _same_here(code: str, names: set[str]) -> Organism | None:
    wanted = {one.casefold() for one in names if one}
    organism = Organism.objects.filter(code=code).first()
    if organism is None:
        return None
    own = {organism.name_fr.casefold(), organism.name_en.casefold()}
    return organism if own & wanted else None


def _credited(chain: Chain, *, own: bool = False) -> tuple[NamedOrganism, ...]:
    """Return the organisms of a ledger, each once, in the order of their names."""
    known = KnownElsewhere.of({(other or chain.academy, code) for code, other in chain.organisms})
    found = []
    for (code, other), words in words_of(chain).items():
        names = chain.organisms.get((code, other), {})
        is_known = (own and not other) or known.code(other or chain.academy, code)[1] == ""
        first = names.get("fr") or names.get("en") or code
        found.append(NamedOrganism(first, names.get("en") or first, words, is_known))
    return tuple(sorted(found, key=lambda one: (one.name_fr, one.name_en)))
