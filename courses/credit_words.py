"""Who has which part in a path, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, pgettext


@dataclass(frozen=True, slots=True)
class CreditInWords:
    """An organism, its part in whole percents (0: it is named and has none), and what it did."""

    name: str
    percent: int
    did: tuple[str, ...]


def credits_in_words(credits: Iterable[Mapping[str, Any]]) -> list[CreditInWords]:
    """Return the `credits` of a published path in the language of the page."""
    language = (get_language() or "fr")[:2]
    words = {
        "wrote": pgettext("an organization, of a path", "wrote"),
        "translated": pgettext("an organization, of a path", "translated"),
        "reviewed": pgettext("an organization, of a path", "reviewed"),
        "tested": pgettext("an organization, of a path", "tested"),
        "funded": pgettext("an organization, of a path", "funded"),
    }
    return [
        CreditInWords(
            one["name"].get(language) or one["name"]["fr"],
            one["percent"],
            tuple(words[role] for role in one["roles"]),
        )
        for one in credits
    ]
