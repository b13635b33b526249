"""Figures as pages show them: each beside where its pictures and its files are."""

from collections.abc import Iterable

from barometer.downloads import Downloads, downloads_of
from barometer.drawing.pictures import Pictures, pictures_of
from barometer.figures import Figure

Drawn = list[tuple[Figure, Pictures, Downloads]]


def drawn_of(figures: Iterable[Figure], level: str, code: str, asked: str = "") -> Drawn:
    """Return the figures of a page with their pictures and files; `asked` is what stands behind
    the addresses.

    `code` "" where a level has one page alone.
    """
    return [
        (
            figure,
            pictures_of(level, code, figure.name, asked),
            downloads_of(level, code, figure.name, asked),
        )
        for figure in figures
    ]
