"""A three-way merge of content by the ids of its blocks. Pure.

What an organism adapted (`ours`), what the path it was taken from has become (`theirs`), and what
that was when it was last brought over (`base`) are values as the path format writes them: texts,
numbers, records by name, and lists. A list whose every item has an `id` (the blocks of a lesson,
the options of a question, the courses of a path) is merged item by item; any other value is one
thing, which is taken whole from the side that changed it (Khanna, Kunal and Pierce, "A Formal
Investigation of Diff3", FSTTCS 2007: what both sides left alone or changed alike is stable; what
one side changed is taken; what both changed differently is a conflict).

Nothing that is ours is ever lost: where both sides changed one thing, ours stays in what is merged,
and the conflict holds all three, to be chosen from.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class _Absent:
    """That something isn't there, which differs from being empty."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
# A step down is the name of a field or the id of an item.
Place = tuple[str, ...]


class ConflictKind(StrEnum):
    """What two sides did to one thing."""

    BOTH_CHANGED = "both_changed"
    WE_REMOVED = "we_removed"
    THEY_REMOVED = "they_removed"
    BOTH_MOVED = "both_moved"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both sides changed, each in its own way.

    `base`, `ours`, `theirs` are the three values, `ABSENT` where a side doesn't have it; for
    `BOTH_MOVED` they are the ids of the list in their order.
    """

    place: Place
    kind: ConflictKind
    base: Any
    ours: Any
    theirs: Any


class ChangeKind(StrEnum):
    """What was done to something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change from `before` to `after`; for `MOVED`, the ids of the list in their order."""

    place: Place
    kind: ChangeKind
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gives: `value`, which holds all of ours and what of theirs fits beside it, the
    changes of theirs that were `taken`, and the `conflicts` that somebody has to decide."""

    value: Any
    taken: tuple[Difference, ...]
    conflicts: tuple[Conflict, ...]


def merge(base: Any, ours: Any, theirs: Any, *, prefer_theirs: frozenset[Place] = frozenset()):
    """Return what `ours` and `theirs`, which both come from `base`, give together.

    `prefer_theirs`: the places of conflicts in which somebody chose theirs; they are conflicts no
    more. Returns `Merged`.
    """
    merger = _Merger(prefer_theirs)
    value = merger.merge((), base, ours, theirs)
    return Merged(value, tuple(differences(ours, value)), tuple(merger.conflicts))


def differences(before: Any, after: Any, place: Place = ()) -> Iterator[Difference]:
    """Yield what was changed from `before` to `after`, each as deep down as it is told apart."""
    if same(before, after):
        return
    if before is ABSENT:
        yield Difference(place, ChangeKind.ADDED, before, after)
    elif after is ABSENT:
        yield Difference(place, ChangeKind.REMOVED, before, after)
    elif _are_records(before, after):
        for name in _names(before, after):
            yield from differences(
                before.get(name, ABSENT), after.get(name, ABSENT), (*place, name)
            )
    elif _are_lists_of_items(before, after):
        old, new = _by_id(before), _by_id(after)
        for key in dict.fromkeys([*new, *old]):
            yield from differences(old.get(key, ABSENT), new.get(key, ABSENT), (*place, key))
        kept_before = [key for key in old if key in new]
        kept_after = [key for key in new if key in old]
        if kept_before != kept_after:
            yield Difference(place, ChangeKind.MOVED, kept_before, kept_after)
    else:
        yield Difference(place, ChangeKind.CHANGED, before, after)


def declining(base: Any, theirs: Any, declined: Collection[Place], place: Place = ()) -> Any:
    """Return `theirs` without the changes since `base` at the places that somebody `declined`.

    A place is that of a difference; the place of a list is that of its order. What `declined`
    doesn't name stays as they made it.
    """
    if not declined or same(base, theirs):
        return theirs
    is_ordered = _are_lists_of_items(base, theirs)
    if place in declined and not is_ordered:
        return base
    if not any(one[: len(place)] == place for one in declined):
        return theirs
    if isinstance(theirs, Mapping):
        was = base if isinstance(base, Mapping) else {}
        kept = {
            name: declining(
                was.get(name, ABSENT), theirs.get(name, ABSENT), declined, (*place, name)
            )
            for name in _names(theirs, was)
        }
        return {name: value for name, value in kept.items() if value is not ABSENT}
    if not _is_list_of_items(theirs):
        return theirs
    old, new = _by_id(base if is_ordered else []), _by_id(theirs)
    items = {
        key: declining(old.get(key, ABSENT), new.get(key, ABSENT), declined, (*place, key))
        for key in dict.fromkeys([*new, *old])
    }
    there = {key for key, value in items.items() if value is not ABSENT}
    leading, following = (list(old), list(new)) if place in declined else (list(new), list(old))
    return [items[key] for key in _woven(leading, following, there)]


def reordered(before: Any, after: Any) -> Any:
    """Return the items of `before`, as they are, in the order of `after`; of anything but lists of
    items, `after`."""
    if not _are_lists_of_items(before, after):
        return after
    items = _by_id(before)
    return [items[key] for key in _woven(list(_by_id(after)), list(items), items.keys())]


def place_after(there: Sequence[str], before: Sequence[str]) -> int:
    """Return where in `there` something goes that elsewhere comes after `before`: after the last of
    them that is there, and first where none is."""
    known = [one for one in before if one in there]
    return there.index(known[-1]) + 1 if known else 0


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same content. Unlike `==`, 1 and true are two things."""
    if one is ABSENT or other is ABSENT:
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if _is_list(one) and _is_list(other):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


class _Merger:
    def __init__(self, prefer_theirs: frozenset[Place]) -> None:
        self.prefer_theirs = prefer_theirs
        self.conflicts: list[Conflict] = []

    def merge(self, place: Place, base: Any, ours: Any, theirs: Any) -> Any:
        if same(ours, theirs) or same(base, theirs):
            return ours
        if same(base, ours):
            return theirs
        if ours is ABSENT:
            return self._decided(place, ConflictKind.WE_REMOVED, base, ours, theirs)
        if theirs is ABSENT:
            return self._decided(place, ConflictKind.THEY_REMOVED, base, ours, theirs)
        if _are_records(ours, theirs) and not _changed_type(base, ours, theirs):
            return self._records(place, base if isinstance(base, Mapping) else {}, ours, theirs)
        if _are_lists_of_items(ours, theirs):
            known = base if _is_list_of_items(base) else []
            return self._items(place, known, ours, theirs)
        return self._decided(place, ConflictKind.BOTH_CHANGED, base, ours, theirs)

    def _records(
        self, place: Place, base: Mapping[str, Any], ours: Mapping, theirs: Mapping
    ) -> dict[str, Any]:
        merged = {
            name: self.merge(
                (*place, name),
                base.get(name, ABSENT),
                ours.get(name, ABSENT),
                theirs.get(name, ABSENT),
            )
            for name in _names(ours, theirs)
        }
        return {name: value for name, value in merged.items() if value is not ABSENT}

    def _items(self, place: Place, base: Sequence, ours: Sequence, theirs: Sequence) -> list:
        old, mine, other = _by_id(base), _by_id(ours), _by_id(theirs)
        merged = {
            key: self.merge(
                (*place, key), old.get(key, ABSENT), mine.get(key, ABSENT), other.get(key, ABSENT)
            )
            for key in dict.fromkeys([*mine, *other])
        }
        there = {key for key, value in merged.items() if value is not ABSENT}
        return [
            merged[key] for key in self._order(place, list(old), list(mine), list(other), there)
        ]

    def _order(
        self, place: Place, base: list[str], ours: list[str], theirs: list[str], there: set[str]
    ) -> list[str]:
        """Return the ids that are `there`, in the order of the side that moved them."""
        everywhere = set(base) & set(ours) & set(theirs)
        was, mine, other = (
            [key for key in side if key in everywhere] for side in (base, ours, theirs)
        )
        leading, following = ours, theirs
        if mine == was and other != was:
            leading, following = theirs, ours
        elif mine not in (was, other) and other != was:
            both = _moved_by_both(was, mine, other)
            if both is not None:
                return _woven(_woven(both, ours, there), theirs, there)
            chosen = self._decided(place, ConflictKind.BOTH_MOVED, was, mine, other)
            if chosen is other:
                leading, following = theirs, ours
        return _woven(leading, following, there)

    def _decided(self, place: Place, kind: ConflictKind, base: Any, ours: Any, theirs: Any) -> Any:
        """Return ours, and keep the conflict; theirs where somebody chose it."""
        if place in self.prefer_theirs:
            return theirs
        self.conflicts.append(Conflict(place, kind, base, ours, theirs))
        return ours


def _moved_by_both(base: list[str], ours: list[str], theirs: list[str]) -> list[str] | None:
    """Return the order in which the moves of both sides hold, None where they don't go together.

    The three have the same ids. A move turns pairs round: where each side turned other pairs than
    the other one did, and what follows from both is an order, nothing is left to decide.
    """
    mine, other = ({key: place for place, key in enumerate(side)} for side in (ours, theirs))
    before: dict[str, int] = dict.fromkeys(base, 0)
    for place, one in enumerate(base):
        for two in base[place + 1 :]:
            we_turned, they_turned = mine[one] > mine[two], other[one] > other[two]
            if we_turned and they_turned:
                return None
            before[one if we_turned or they_turned else two] += 1
    order = sorted(base, key=before.__getitem__)
    # As many things stand before each as it has a place: no three go round in a circle.
    is_order = [before[key] for key in order] == list(range(len(order)))
    return order if is_order else None


def _woven(leading: list[str], following: list[str], there: Collection[str]) -> list[str]:
    """Return the ids that are `there` in the order of `leading`; what `following` alone has comes
    after what it comes after there."""
    order = [key for key in leading if key in there]
    for position, key in enumerate(following):
        if key in there and key not in order:
            order.insert(place_after(order, following[:position]), key)
    return order


def _are_records(one: Any, other: Any) -> bool:
    return isinstance(one, Mapping) and isinstance(other, Mapping)


def _changed_type(base: Any, ours: Mapping, theirs: Mapping) -> bool:
    """Tell whether a block has become one of another kind: its fields don't go together then."""
    kinds = {
        str(one["type"])
        for one in (base, ours, theirs)
        if isinstance(one, Mapping) and "type" in one
    }
    return len(kinds) > 1


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _is_list_of_items(value: Any) -> bool:
    """Tell whether a value is a list of which each item has an id of its own."""
    if not _is_list(value) or not all(isinstance(item, Mapping) and "id" in item for item in value):
        return False
    return len({item["id"] for item in value}) == len(value)


def _are_lists_of_items(one: Any, other: Any) -> bool:
    return _is_list_of_items(one) and _is_list_of_items(other) and bool(one or other)


def _by_id(items: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(item["id"]): item for item in items}


def _names(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*one, *other]))
