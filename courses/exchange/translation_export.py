"""From which texts the translations of a path were made, as files tell it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from courses.adoption.naming import canonical_html
from courses.translating.comparing import Known, digest_of_text
from courses.translating.queries import made_from, source_language_of

from .contents import MadeFrom, PathContent, Translations
from .page_contents import plain_text, portable_html
from .schema import Rich
from .text_places import Texts, objective_in
from .translations import texts_by_page


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that wasn't made from what its source says: `new`; and from which it was."""

    page: str
    language: str
    place: str
    new: str
    was: Known | None


class TranslationExport:
    """The texts of a path whose translation wasn't made from what its source says today.

    Texts of before are written as those of today are: cleaned, and with full addresses.
    """

    def __init__(self, path_key: UUID) -> None:
        self.source = source_language_of(path_key)
        self.texts = [
            _Text(str(pair.own.translation_key), pair.language, one.place, one.new, was)
            for pair, rows in made_from(path_key)
            for one, was in rows
        ]

    @property
    def objectives(self) -> set[str]:
        """The ids of objectives that files have to write, since one of the texts stands there."""
        return {key for one in self.texts if (key := objective_in(one.place))}

    def of(self, content: PathContent) -> Translations | None:
        """Return what to write beside `content`, None where there is nothing."""
        found: list[MadeFrom] = []
        for key, by_language in texts_by_page(content):
            if self.source in by_language:
                found += self._of_page(key, by_language)
        return Translations(self.source, tuple(found)) if found else None

    def _of_page(self, key: str, by_language: dict[str, Texts]) -> Iterator[MadeFrom]:
        texts = [one for one in self.texts if one.page == key and one.language in by_language]
        for one in sorted(texts, key=lambda one: (one.language, one.place)):
            says = by_language[self.source].get(one.place)
            here = says or by_language[one.language].get(one.place)
            # Where its block is of a kind that files don't have, there is no text to speak of.
            if here is None:
                continue
            is_rich, new = isinstance(here[0], Rich), says[1] if says else ""
            old = self._written(one.was.source_text, is_rich) if one.was else None
            # What differed only in what files don't have is the same to every other academy.
            if old != new:
                meanings = _meanings(one, canonical_html(new) if is_rich else new)
                yield MadeFrom(key, one.language, one.place, old, tuple(meanings))

    def _written(self, text: str, is_rich: bool) -> str:
        return portable_html(text, self.source) if is_rich else plain_text(text)


def _meanings(one: _Text, new: str) -> list[str]:
    """Return the digests of what means the same, that of today's source as files have it: `new`."""
    if one.was is None:
        return []
    today = digest_of_text(one.new)
    found = [digest_of_text(new) if digest == today else digest for digest in one.was.same_meaning]
    return list(dict.fromkeys(found))
