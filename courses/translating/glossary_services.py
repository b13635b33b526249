"""Taking in terms: those of a file, and those that ship with the academy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed
from courses.models import GlossaryTerm

from .glossary_files import SHIPPED, read_terms
from .policies import keeps_glossary


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many terms a file added, and how many it changed."""

    added: int
    changed: int


@transaction.atomic
def take_in_terms(*, by: User, rows: Iterable[Mapping[str, str]], at: datetime) -> TakenIn:
    """Add the terms of a file, and change those that are there; none is removed.

    Raises NotAllowed for who doesn't keep the glossary, AcademyError, with the term, for one that
    can't be: nothing is taken in then.
    """
    if not keeps_glossary(by):
        raise NotAllowed(_("The glossary is kept by designers and administrators."))
    known = {
        (term.term_fr, term.term_en): term for term in GlossaryTerm.objects.select_for_update()
    }
    added = changed = 0
    for row in rows:
        term = known.get((row["term_fr"], row["term_en"])) or GlossaryTerm()
        if term.pk and all(getattr(term, name) == value for name, value in row.items()):
            continue
        for name, value in row.items():
            setattr(term, name, value)
        try:
            term.clean()
        except ValidationError as error:
            raise AcademyError(f"{term}: {' '.join(error.messages)}") from error
        added += term.pk is None
        changed += term.pk is not None
        term.save()
    if added or changed:
        audit.record(
            at=at,
            actor=by,
            action="courses.glossary_imported",
            target="glossary",
            details={"added": added, "changed": changed},
        )
    return TakenIn(added, changed)


@transaction.atomic
def load_shipped_terms() -> int:
    """Add the terms that ship with the academy where there is no glossary yet; return how many."""
    if GlossaryTerm.objects.exists():
        return 0
    found = read_terms(SHIPPED.read_bytes())
    terms = [GlossaryTerm(**row) for row in found.rows]
    for term in terms:
        term.save()
    return len(terms)
