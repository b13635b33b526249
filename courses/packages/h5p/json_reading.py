"""JSON files of an archive, read within limits. Pure."""

import json
import unicodedata
from html import unescape
from pathlib import Path
from typing import Any, NoReturn

from courses.exchange.problems import _, refusal

# Of `h5p.json` and of each `library.json`, in bytes; texts of content are longer.
LARGEST = 2 << 20
LARGEST_CONTENT = 16 << 20


def read_object(folder: Path, name: str, most: int = LARGEST) -> dict[str, Any]:
    """Return the object that the file `name` below `folder` holds. Raises Refused."""
    with (folder / name).open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise refusal(name, _("It is larger than %(most)s MiB."), most=most >> 20)
    try:
        said = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise refusal(name, _("It can’t be read: it has to be JSON, encoded in UTF-8.")) from error
    if not isinstance(said, dict):
        raise refusal(name, _("It has to be a JSON object."))
    return said


def _no_number(said: str) -> NoReturn:
    raise ValueError(f"“{said}” is no JSON.")


def plain_text(said: Any, most: int) -> str:
    """Return a text as people read it, cut after `most` characters; "" for what is none.

    H5P keeps titles with their signs written for HTML (`&amp;`): they are texts here, which are
    written for HTML again wherever they are shown.
    """
    if not isinstance(said, str):
        return ""
    plain = "".join(
        " " if unicodedata.category(one) in ("Cc", "Cs") else one for one in unescape(said)
    )
    return " ".join(plain.split())[:most]
