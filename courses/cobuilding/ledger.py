"""Reading the ledger of credits."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from academy.accounts.models import User
from academy.core import audit as chain
from academy.organisms.models import Organism
from courses.models import Credit, CreditHead, LessonPage, PathPage

from .shares import Line, credited, of_path


def line_of(credit: Credit) -> Line:
    """Return a line as the rules take it."""
    return Line(
        str(credit.path_key),
        credit.block_id,
        credit.language,
        credit.organism_code,
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
    """Return who has which part in a path as it is read now, as `PublishedPath.credits` has it."""
    rows = list(Credit.objects.filter(path_key=path_key))
    if not rows:
        return []
    found = credited(of_path(map(line_of, rows), str(path_key), blocks_read(path_key)))
    names = {
        one.code: {"fr": one.name_fr, "en": one.name_en or one.name_fr}
        for one in Organism.objects.filter(code__in=[one.organism for one in found])
    }
    return [
        {
            "code": one.organism,
            "name": names.get(one.organism, {"fr": one.organism, "en": one.organism}),
            "percent": one.percent,
            "roles": list(one.roles),
        }
        for one in found
    ]


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
