"""The parts of a person's record; each part of the academy registers its own.

    parts.register(Part(name="courses.enrolments", title=_("Paths that I follow"), …), order=10)

Page, PDF, CSV and JSON are all made of them, so that none of them says more than another; and so is
the receipt of whoever leaves. `tests/architecture/test_record.py` holds that no table which leads
to a person is forgotten.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING
from uuid import UUID

from academy.accounts.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Cell = str | int | float | bool | date | datetime | None
Row = Sequence[Cell]


class Fate(Enum):
    """What becomes of the rows of a part when the person leaves."""

    ERASED = "erased"
    # They stay, under a random name that leads to nobody.
    UNNAMED = "unnamed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose account is about to be erased.

    `name` takes the place of their public id wherever something stays. `heir`: the account without
    a person to which the learning record goes, None where it is erased. `keeps_certificates`: the
    public pages of their certificates stay.
    """

    user: User
    name: UUID
    heir: User | None
    keeps_certificates: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a part: its name in files, and what people call it."""

    key: str
    label: "StrOrPromise"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a person's record, with why it is held and for how long, in whole sentences.

    `rows(user, language)` gives the rows lazily, cells in the order of `columns`, the newest first
    where that means something; whoever reads takes as many as they show. `holds`: the models
    ("courses.Enrolment") whose rows it tells.

    `erase` and `pseudonymise` say what becomes of the rows; None: the part is worked out from
    others, there is nothing to erase. `stays`: why they stay, where they do. `forget(leaver)` does
    what erasing the account (and what follows it by cascade) doesn't do by itself.
    """

    name: str
    title: "StrOrPromise"
    why: "StrOrPromise"
    kept: "StrOrPromise"
    columns: tuple[Column, ...]
    rows: Callable[[User, str], Iterable[Row]]
    holds: tuple[str, ...] = ()
    erase: Fate | None = Fate.ERASED
    pseudonymise: Fate | None = Fate.ERASED
    stays: "StrOrPromise" = ""
    forget: Callable[[Leaver], object] | None = None
    link: str = ""
    link_label: "StrOrPromise" = ""
    # The address of a file of this part alone, and what its button says.
    download: str = ""
    download_label: "StrOrPromise" = ""


_parts: dict[str, tuple[int, Part]] = {}


def register(part: Part, *, order: int) -> None:
    """Have the record hold `part`, after those of a smaller `order`.

    Registering a name again replaces the part.
    """
    _parts[part.name] = (order, part)


def every_part() -> list[Part]:
    """Return the parts, in the order in which they are read."""
    return [part for _order, part in sorted(_parts.values(), key=lambda one: (one[0], one[1].name))]


def columns(**labels: "StrOrPromise") -> tuple[Column, ...]:
    """Return columns from their names and labels."""
    return tuple(Column(key, label) for key, label in labels.items())
