"""The academy's mark as pictures, for the places that take no SVG: home screens of phones."""

from pathlib import Path

from django.conf import settings

MARK = Path(settings.BASE_DIR) / "static" / "img" / "iris.svg"
FOLDER = MARK.parent
# By file name: the side in pixels, and whether systems may cut the picture to a shape of theirs.
# What matters of a maskable icon is within 80% of its side (W3C, Web Application Manifest, 2.5.1).
ICONS = {
    "icon-180.png": (180, True),
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable-512.png": (512, True),
}
_SIDE_OF_MARK = 64


def drawn(name: str) -> bytes:
    """Return the icon of this name as a PNG."""
    import vl_convert

    side, is_maskable = ICONS[name]
    mark = MARK.read_text(encoding="utf-8")
    if is_maskable:
        # The ground goes to the edges, the flower into the middle.
        mark = mark.replace(' rx="14"', "").replace(
            "<g ", '<g transform="translate(9 9) scale(.72)"><g ', 1
        )
        mark = mark.replace("</svg>", "</g></svg>")
    return vl_convert.svg_to_png(mark, scale=side / _SIDE_OF_MARK)
