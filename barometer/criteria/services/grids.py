"""Bringing in a version of the grid."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError
from barometer.criteria.grid import problems_of
from barometer.criteria.models import CriteriaGrid

_SHIPPED = Path(__file__).parent.parent / "grids" / "2026-1.json"


class GridRefused(AcademyError):
    """A grid that can't be taken; `problems` says why, in whole sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


@transaction.atomic
def load_grid(*, body: Any, at: datetime, by: User | None) -> tuple[CriteriaGrid, bool]:
    """Take a grid in and let new assessments use it; return it, and whether anything changed.

    Raises GridRefused for a grid with problems, or with a version that assessments already use
    and that says something else: what an organism answered to never changes under its answer.
    """
    problems = problems_of(body)
    if problems:
        raise GridRefused(problems)
    version = body["version"]
    known = CriteriaGrid.objects.select_for_update().filter(version=version).first()
    if known is not None and known.body == body and known.is_current:
        return known, False
    if known is not None and known.body != body and known.assessments.exists():
        raise GridRefused(
            [
                _(
                    "Version %(version)s is already used by assessments and says something else. "
                    "Give the new grid another version."
                )
                % {"version": version}
            ]
        )
    CriteriaGrid.objects.filter(is_current=True).update(is_current=False)
    grid, _is_new = CriteriaGrid.objects.update_or_create(
        version=version, defaults={"body": body, "loaded_at": at, "is_current": True}
    )
    audit.record(at=at, actor=by, action="criteria.grid_loaded", target=version)
    return grid, True


def load_shipped_grid(*, at: datetime) -> CriteriaGrid | None:
    """Take in the grid that ships with the academy where there is none; return it, or None."""
    if CriteriaGrid.objects.exists():
        return None
    body = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return load_grid(body=body, at=at, by=None)[0]
