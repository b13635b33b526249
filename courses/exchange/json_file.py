"""Reading one JSON file strictly. Pure."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from .problems import Place, _
from .schema import is_storable

# Far more than a lesson that somebody reads in one sitting.
LARGEST_JSON = 2 << 20


class _Twice(ValueError):
    """A field that is there twice."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def read_json(path: Path, place: Place, *, largest: int = LARGEST_JSON) -> Any:
    """Return the value of a JSON file, or None when it can't be read (and the place says why)."""
    try:
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except OSError:
        place.refuse(_("This file is missing."))
        return None
    if len(raw) > largest:
        place.refuse(_("This file is larger than %(most)s MiB."), most=largest >> 20)
        return None
    try:
        value = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_without_doubles,
            parse_float=Decimal,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError:
        place.refuse(_("This file is not UTF-8. Save it as UTF-8."))
    except json.JSONDecodeError as error:
        place.refuse(
            _("This is not JSON: the mistake is at line %(line)s, column %(column)s."),
            line=error.lineno,
            column=error.colno,
        )
    except _Twice as error:
        place.refuse(
            _("“%(value)s” is there twice; it has to be unique."),
            value=str(error) if is_storable(str(error)) else "?",
        )
    except (ValueError, RecursionError, ArithmeticError):
        place.refuse(_("This JSON holds a number that is out of bounds, or too many levels."))
    else:
        return value
    return None
