"""Making releases again from what is kept of them. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from academy.core.errors import AcademyError

from . import queries, rows, ways
from .expectations import said_by
from .making import digest_of, make, unpack
from .models import Release, ReleasedAtom, ReleasedPath, ReleasedRecall, ReleasedTotal
from .remade import Remade, differing


class UnknownRelease(AcademyError):
    """There is no release of this day."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A release, and what making again its document and that of the ways through paths gave.

    A release from before the latter were written down has the first alone.
    """

    release: Release
    parts: tuple[Remade, ...]

    @property
    def is_identical(self) -> bool:
        """Whether all of it is the same, byte for byte."""
        return all(part.is_identical for part in self.parts)


def recompute(*, day: date) -> Recomputed:
    """Make the release of a day again from what is kept of it; nothing is written.

    The document is held against what was published, and so are the rows that pages read.
    Raises UnknownRelease where there is none.
    """
    release = queries.release_of(day)
    if release is None:
        raise UnknownRelease(
            _("There is no release of %(day)s.") % {"day": day.isoformat()},
        )
    again = _ways_again(release)
    return Recomputed(release, (_document_again(release), *([again] if again else [])))


def _document_again(release: Release) -> Remade:
    inputs, _after = unpack(bytes(release.memory.packed))
    document, _after = make(inputs, queries.kept_of(queries.newest(release.day)), release.day)
    said = said_by(document)
    made = _named(rows.atoms_of(release, said)) | _named(rows.totals_of(release, said))
    known = _named(ReleasedAtom.objects.filter(release=release))
    known |= _named(ReleasedTotal.objects.filter(release=release))
    changed = differing(made, known)
    if release.document != document:
        changed += ("document",)
    return Remade("document", release.digest, digest_of(document), changed)


def _ways_again(release: Release) -> Remade | None:
    known = queries.ways_of(release)
    if known is None:
        return None
    cohorts, recalls = ways.unpack(bytes(known.memory.packed))
    document = ways.document_of(cohorts, recalls, release.day, method=known.method)
    made = _named(rows.paths_of(release, document)) | _named(rows.recalls_of(release, document))
    published = _named(ReleasedPath.objects.filter(release=release))
    published |= _named(ReleasedRecall.objects.filter(release=release))
    changed = differing(made, published)
    if known.document != document:
        changed += ("document",)
    return Remade("ways", known.digest, digest_of(document), changed)


def _named(
    found: Iterable[ReleasedAtom | ReleasedTotal | ReleasedPath | ReleasedRecall],
) -> dict[str, Any]:
    """Return what rows say, by a name for whoever must look them up in the database."""
    said: dict[str, Any] = {}
    for row in found:
        match row:
            case ReleasedAtom():
                name = f"atom {row.key}"
            case ReleasedTotal():
                name = f"total {row.level} {row.place}"
            case ReleasedPath():
                name = f"path {row.path_key}"
            case ReleasedRecall():
                name = f"known {row.path_key}"
        said[name] = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.primary_key
        }
    return said
