"""Making the forecasts of a release again from what was published. Nothing is written."""

import json
from collections.abc import Mapping
from typing import Any

from barometer.releases.models import Release
from barometer.releases.remade import Remade, differing

from . import queries
from .frozen import Key

_KEPT_AS_NUMBERS = ("low", "middle", "high", "raw_low", "raw_middle", "raw_high")


def remade_of(release: Release) -> Remade | None:
    """Return the forecasts of a release made again; None where it has none.

    They are made of what the releases up to this one say and of the frozen forecasts before it, as
    they were at first. How past forecasts had done by then (`record`) is held against it too.
    """
    outlook = queries.outlook_of(release)
    if outlook is None:
        return None
    from . import making

    came_out = queries.came_out(release.day)
    made = making.outlooks(queries.histories(release), release.day, making.calibration_of(came_out))
    known: dict[Key, dict[str, Any]] = {
        (level, place, str(path)): said
        for level, place, path, said in outlook.forecasts.values_list(
            "level", "place", "path_key", "said"
        )
    }
    record = making.record_of(came_out)
    changed = differing(_named(made, record), _named(known, outlook.record))
    return Remade(
        "forecasts",
        outlook.digest,
        making.digest_of(made, release.day),
        changed,
        _apart(made, known) if changed else "",
    )


def _named(said: Mapping[Key, Any], record: Any) -> dict[str, Any]:
    named = {f"forecast {' '.join(map(str, key))}": one for key, one in said.items()}
    # As the database gives it back: text keys, lists.
    return named | {"score of past forecasts": json.loads(json.dumps(record))}


def _apart(made: Mapping[Key, Mapping[str, Any]], known: Mapping[Key, Mapping[str, Any]]) -> str:
    """Say how far apart the bands are at most, over all forecasts that are in both."""
    both = made.keys() & known.keys()
    most = max(
        (
            abs(one - other)
            for key in both
            for name in _KEPT_AS_NUMBERS
            for one, other in zip(made[key][name], known[key].get(name, []), strict=False)
        ),
        default=0,
    )
    return f"their bands are at most {most / 10:g} points apart"
