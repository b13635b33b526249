"""What of the figures rests on doubtful questions about which nobody has decided yet, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import ceil
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.queries.doubts import Resting, resting_on_doubts

from .figures import Figure


def note_of(paths: Mapping[UUID, str]) -> str:
    """Return which part of what is said of `paths` (titles by key) rests on doubtful questions; ""
    where none does. No query once the edition is known."""
    resting = resting_on_doubts()
    return " ".join(_sentence(resting[key], paths[key]) for key in paths if key in resting)


def shares_in_doubt(paths: Mapping[UUID, str]) -> list[str]:
    """Return, for each of `paths` of which a part rests on doubtful questions, its title and that
    part: what there is room for below a table."""
    resting = resting_on_doubts()
    return [
        (
            _("“%(path)s” (up to %(percent)s%%)")
            if resting[key].is_most
            else _("“%(path)s” (%(percent)s%%)")
        )
        % {"path": title, "percent": _percent(resting[key])}
        for key, title in paths.items()
        if key in resting
    ]


def with_notes(figures: Iterable[Figure], chosen: str, paths: Mapping[UUID, str]) -> list[Figure]:
    """Return `figures` with that note: those of all paths with a sentence for each, the others with
    that of the path `chosen`."""
    own = {key: title for key, title in paths.items() if str(key) == chosen}
    one, every = note_of(own), note_of(paths)
    return [_noted(figure, every if figure.name in _OF_ALL else one) for figure in figures]


# The figures that show every path.
_OF_ALL: Sequence[str] = ("paths", "heat-map")


def _noted(figure: Figure, note: str) -> Figure:
    if not note or figure.is_empty:
        return figure
    return replace(
        figure,
        note=" ".join(filter(None, [figure.note, note])),
        # The link to why groups are shown together belongs to the note that says so.
        is_grouped=figure.is_grouped and bool(figure.note),
    )


def _percent(resting: Resting) -> int:
    # Never less than it is.
    return ceil(100 * resting.doubtful / resting.of)


def _sentence(resting: Resting, title: str) -> str:
    values = {
        "count": resting.doubtful,
        "of": resting.of,
        "path": title,
        "percent": _percent(resting),
    }
    if resting.is_most:
        return (
            ngettext(
                "Up to %(count)s of the %(of)s questions by which “%(path)s” is passed is "
                "doubtful, as a test draws it, and nobody has decided about it yet: up to "
                "%(percent)s%% of what passing and still mastering it say rest on it. Being "
                "reached and completing it don’t.",
                "Up to %(count)s of the %(of)s questions by which “%(path)s” is passed are "
                "doubtful, as tests draw them, and nobody has decided about them yet: up to "
                "%(percent)s%% of what passing and still mastering it say rest on them. Being "
                "reached and completing it don’t.",
                resting.doubtful,
            )
            % values
        )
    return (
        ngettext(
            "%(count)s of the %(of)s questions by which “%(path)s” is passed is doubtful, and "
            "nobody has decided about it yet: %(percent)s%% of what passing and still mastering it "
            "say rest on it. Being reached and completing it don’t.",
            "%(count)s of the %(of)s questions by which “%(path)s” is passed are doubtful, and "
            "nobody has decided about them yet: %(percent)s%% of what passing and still mastering "
            "it say rest on them. Being reached and completing it don’t.",
            resting.doubtful,
        )
        % values
    )
