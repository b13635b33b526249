"""How many words of which block somebody wrote between two versions of a page. Pure."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+")
# Keys of stored blocks that name things and say nothing.
_NOT_WORDS = {"id", "type"}


def words_in(value: Any) -> list[str]:
    """Return the words of a block as it is stored, in order."""
    if isinstance(value, str):
        return _WORD.findall(html.unescape(_TAG.sub(" ", value)).lower())
    if isinstance(value, Mapping):
        return [
            word for key, part in value.items() if key not in _NOT_WORDS for word in words_in(part)
        ]
    if isinstance(value, Sequence):
        return [word for part in value for word in words_in(part)]
    return []


def blocks_in(body: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the words of each block of a body, by its id."""
    return {str(stored["id"]): words_in(stored.get("value")) for stored in body if stored.get("id")}


def written(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words of `after` are new or changed; 1 where words only went."""
    if before == after:
        return 0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    new = sum(
        end - start
        for kind, _from, _to, start, end in matcher.get_opcodes()
        if kind in ("insert", "replace")
    )
    return max(new, 1)


def changes(
    before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Return, by block, how many words were written between two versions of a page."""
    found = {one: written(before.get(one, ()), words) for one, words in after.items()}
    return {one: count for one, count in found.items() if count}
