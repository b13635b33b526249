"""What is kept and shown of a comparison: counts, the first differences, the first problems."""

from dataclasses import asdict
from typing import Any

from academy.organisms.lists.difference import Difference
from academy.organisms.lists.people import PeopleList

from .list_records import SHOWN, problem_rows


def plan_of(read: PeopleList, difference: Difference) -> dict[str, Any]:
    """Return what is kept and shown of a comparison, as plain values."""
    refused = bool(difference.problems)
    counts = {
        "rows": len(read.rows),
        "present": difference.present,
        "joining": len(difference.joining),
        "moving": len(difference.moving),
        "changing": len(difference.changing),
        "leaving": len(difference.leaving),
        "renumbered": difference.renumbered,
        "unchanged": difference.unchanged,
        "problems": len(difference.problems),
        "notices": len(difference.notices),
    }
    return {
        "encoding": read.encoding,
        "separator": read.separator,
        "unknown_columns": read.unknown_columns,
        "counts": counts,
        "total": difference.total,
        "needs_confirmation": difference.needs_confirmation and not refused,
        "to_confirm": difference.to_confirm,
        "fingerprint": difference.fingerprint(),
        "problems": problem_rows(difference.problems),
        "notices": [asdict(notice) for notice in difference.notices[:SHOWN]],
        "shown": {} if refused else _shown(difference),
    }


def _shown(difference: Difference) -> dict[str, list[dict[str, Any]]]:
    """Return the first differences of each kind; units by id.

    Names come from the list, but for those who leave: and of people who also belong elsewhere,
    those aren't the list's to tell.
    """
    return {
        "joining": [
            {
                "number": one.row.person_number,
                "name": f"{one.row.first_name} {one.row.last_name}",
                "email": one.row.email,
                "unit_id": one.unit_id,
                "on": one.starts_on.isoformat(),
            }
            for one in difference.joining[:SHOWN]
        ],
        "moving": [
            {
                "number": one.row.person_number,
                "name": f"{one.row.first_name} {one.row.last_name}",
                "from_unit_id": one.post.unit_id,
                "unit_id": one.unit_id,
                "on": one.on.isoformat(),
            }
            for one in difference.moving[:SHOWN]
        ],
        "changing": [
            {
                "number": one.post.person_number,
                "name": f"{one.row.first_name} {one.row.last_name}",
                "changes": [
                    [field, getattr(one.post, field), getattr(one, field)]
                    for field in ("person_number", "first_name", "last_name", "email")
                    if getattr(one, field) is not None
                ],
            }
            for one in difference.changing[:SHOWN]
        ],
        "leaving": [
            {
                "number": one.post.person_number,
                "name": (
                    f"{one.post.first_name} {one.post.last_name}"
                    if one.post.may_change_names
                    else ""
                ),
                "email": one.post.email,
                "unit_id": one.post.unit_id,
                "on": one.on.isoformat(),
            }
            for one in difference.leaving[:SHOWN]
        ],
    }
