"""Who opened a list on which somebody stands: told to that person, and to nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from academy.accounts.models import User
from courses.models import NamedLook, PersonShown, PublishedPath
from courses.standing_words import standing_in_words
from courses.standings import Standing, State


@dataclass(frozen=True, slots=True)
class Shown:
    """What an opening showed of the person: on the page or in which file, when first, and what."""

    way: str
    at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class Look:
    """An opening that showed the person. `who`: empty where that account was erased since.

    `reason`: in the words of the academy; `words`: in those of who looked, may be empty.
    """

    who: str
    role: str
    organism: str
    path: str
    opened_at: datetime
    reason: str
    words: str
    shown: tuple[Shown, ...]


def looks_at(user: User, language: str, *, most: int | None = None) -> list[Look]:
    """Return each opening that showed somebody, the newest first; the `most` newest, or all.

    Two queries. `language`: of the titles of paths.
    """
    rows = PersonShown.objects.filter(user=user).select_related(
        "look__organism", "look__looker", "look__assignment"
    )
    if most is not None:
        looks = NamedLook.objects.filter(shown__user=user).order_by("-opened_at", "-pk").distinct()
        rows = rows.filter(look__in=looks.values("pk")[:most])
    found = list(rows.order_by("-look__opened_at", "-look_id", "shown_at", "pk"))
    paths = PublishedPath.objects.in_bulk({row.look.assignment.path_key for row in found})
    return list(_looks(found, paths, language))


def _looks(
    rows: list[PersonShown], paths: dict[object, PublishedPath], language: str
) -> Iterator[Look]:
    for _pk, own in groupby(rows, key=lambda row: row.look_id):
        shown = list(own)
        look = shown[0].look
        path = paths.get(look.assignment.path_key)
        yield Look(
            who=str(look.looker) if look.looker else "",
            role=look.get_looked_as_display(),
            organism=look.organism.name,
            path=path.text_in(language)["title"] if path else "",
            opened_at=timezone.localtime(look.opened_at),
            reason=look.get_reason_display(),
            words=look.words,
            shown=tuple(
                Shown(row.get_way_display(), timezone.localtime(row.shown_at), _said(row))
                for row in shown
            ),
        )


def _said(row: PersonShown) -> str:
    return standing_in_words(Standing(State(row.state), row.day, row.valid_until))
