"""From which texts the translations of a path were made, as files tell it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from courses.adoption.naming import canonical_html
from courses.translating.comparing import Known, digest_of_text
from courses.translating.made_from import (
    MadeFromAnother,
    pages_made_from,
    questions_made_from,
    surveys_made_from,
)
from courses.translating.queries import source_language_of
from courses.translating.segments import below_block

from .contents import MadeFrom, PathContent, Translations
from .page_contents import plain_text, portable_html
from .schema import Rich
from .text_places import Texts, objective_in
from .translations import followed_in


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that wasn't made from what its source, in the language `source`, says: `new`; and from
    which it was."""

    page: str
    language: str
    source: str
    place: str
    new: str
    was: Known | None


class TranslationExport:
    """The texts of a path whose translation wasn't made from what its source says today, those of
    its questions in banks and of its surveys too.

    Texts of before are written as those of today are: cleaned, and with full addresses.
    """

    def __init__(self, path_key: UUID) -> None:
        self.source = source_language_of(path_key)
        self.texts = list(_texts(pages_made_from(path_key)))

    @property
    def objectives(self) -> set[str]:
        """The ids of objectives that files have to write, since one of the texts stands there."""
        return {key for one in self.texts if (key := objective_in(one.place))}

    def of(self, content: PathContent) -> Translations | None:
        """Return what to write beside `content`, None where there is nothing."""
        followed = followed_in(content)
        questions = [UUID(key) for key, one in followed.items() if one.bank]
        surveys = [UUID(key) for key, one in followed.items() if one.is_survey]
        texts = [
            *self.texts,
            *_texts(questions_made_from(questions)),
            *_texts(surveys_made_from(surveys)),
        ]
        by_page: dict[str, list[_Text]] = {}
        for one in texts:
            by_page.setdefault(one.page, []).append(one)
        found: list[MadeFrom] = []
        for key, thing in followed.items():
            found += _of_page(thing.texts, by_page.get(key, []))
        source = self.source if self.source in content.texts else content.source_language
        return Translations(source, tuple(found)) if found else None


def _texts(rows: Iterable[MadeFromAnother]) -> Iterator[_Text]:
    for pair, made in rows:
        key, source = str(pair.own.translation_key), str(pair.source.locale.language_code)
        for one, was in made:
            place = below_block(one.place) if pair.kind == "question" else one.place
            yield _Text(key, pair.language, source, place, one.new, was)


def _of_page(by_language: Mapping[str, Texts], texts: Iterable[_Text]) -> Iterator[MadeFrom]:
    own = [one for one in texts if {one.language, one.source} <= by_language.keys()]
    for one in sorted(own, key=lambda one: (one.language, one.place)):
        says = by_language[one.source].get(one.place)
        here = says or by_language[one.language].get(one.place)
        # Where its block is of a kind that files don't have, there is no text to speak of.
        if here is None:
            continue
        is_rich, new = isinstance(here[0], Rich), says[1] if says else ""
        old = _written(one, is_rich)
        # What differed only in what files don't have is the same to every other academy.
        if old != new:
            meanings = _meanings(one, canonical_html(new) if is_rich else new)
            yield MadeFrom(one.page, one.language, one.place, old, tuple(meanings))


def _written(one: _Text, is_rich: bool) -> str | None:
    if one.was is None:
        return None
    text = one.was.source_text
    return portable_html(text, one.source) if is_rich else plain_text(text)


def _meanings(one: _Text, new: str) -> list[str]:
    """Return the digests of what means the same, that of today's source as files have it: `new`."""
    if one.was is None:
        return []
    today = digest_of_text(one.new)
    found = [digest_of_text(new) if digest == today else digest for digest in one.was.same_meaning]
    return list(dict.fromkeys(found))
