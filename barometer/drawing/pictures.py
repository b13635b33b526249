"""Where a figure's pictures are: one for each width of its place and each theme, and one for paper.

A picture can't be laid out anew by a browser, as its chart is: stretched, its letters grow. So it
is drawn in a few widths, and a page shows the one that its place is nearest to, never a wider one.
"""

from dataclasses import dataclass

from django.urls import reverse

# Widths of the page's window from which a figure's place has a width, both in pixels; widest first.
_PLACES = ((1440, 1310), (1280, 1150), (1024, 910), (700, 600), (480, 400), (0, 290))
# Wider than a sheet between its margins: letters of 14 pixels are printed in 9 points.
_PAPER = 840
WIDTHS = sorted({_PAPER, *(width for _window, width in _PLACES)})

_DARK = "(prefers-color-scheme: dark)"


@dataclass(frozen=True, slots=True)
class Source:
    """A picture for the windows that `media` says; the first that matches is shown."""

    media: str
    address: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """The addresses of a figure's pictures: `usual` where no source matches, `paper` in print."""

    sources: list[Source]
    usual: str
    paper: str


def pictures_of(level: str, code: str, name: str, asked: str) -> Pictures:
    """Return where the pictures of a figure are; `asked` is what stands behind their address."""

    def address(theme: str, width: int) -> str:
        place = [part for part in (code, name, theme) if part]
        return reverse(f"barometer:{level}-picture", args=[*place, width]) + asked

    sources = []
    for theme in ("dark", "light"):
        for window, width in _PLACES:
            wide = f"(min-width: {window}px)"
            media = f"{_DARK} and {wide}" if theme == "dark" else wide
            sources.append(Source(media, address(theme, width)))
    usual = sources.pop().address
    return Pictures(sources, usual, address("light", _PAPER))
