"""A page's change of a unit: its name and its place, both or neither."""

from datetime import date, datetime

from django.db import transaction

from academy.accounts.models import User
from academy.organisms.models import Organism, Unit

from .organisms import rename
from .placements import current_placement
from .units import move_unit


@transaction.atomic
def edit_unit(
    *,
    unit: Unit,
    organism: Organism,
    name_fr: str,
    name_en: str,
    parent: Unit | None,
    on: date,
    at: datetime,
    by: User | None,
) -> None:
    """Rename `unit` and hang it from `parent` (the top of `organism` without) from `on`."""
    placement = current_placement(unit, on)
    if placement.parent_id != (parent.pk if parent else None):
        move_unit(unit=unit, parent=parent, organism=organism, on=on, at=at, by=by)
    rename(node=unit, name_fr=name_fr, name_en=name_en, on=on, at=at, by=by)
