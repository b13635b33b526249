"""From which texts the translations of a path were made, as `translations.json` holds it. Pure.

Only what is no longer so is told: whatever isn't named was made from what its source says.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from courses.translating.comparing import MOST_MEANINGS

from .contents import LANGUAGES, MadeFrom, PathContent, Translations
from .ledger import Digest
from .problems import Place, _
from .schema import Key, Many, OneOf, Record, Rich, Text
from .text_places import (
    Texts,
    course_texts,
    lesson_texts,
    path_texts,
    question_texts,
    survey_texts,
)

TRANSLATIONS_FILE = "translations.json"
# Bytes: every text of a large path, as it was before.
LARGEST_TRANSLATIONS = 16 << 20
LONGEST_PLACE = 255
_OLD_PLAIN = Text(required=False)
_OLD_RICH = Rich(headings=True, required=False)


def _needs_a_source(found: dict[str, Any], place: Place) -> None:
    if "same_meaning" in found and "made_from" not in found:
        place.at("same_meaning").refuse(
            _("Texts mean the same as the one in “made_from”, which is missing.")
        )


_TEXT = Record(
    {
        "page": Key(),
        "language": OneOf(LANGUAGES),
        "place": Text(LONGEST_PLACE),
        "made_from": _OLD_PLAIN,
        "same_meaning": Many(Digest(), least=1, most=MOST_MEANINGS),
    },
    optional=frozenset({"made_from", "same_meaning"}),
    rule=_needs_a_source,
)
_TRANSLATIONS = Record(
    {"source_language": OneOf(LANGUAGES), "texts": Many(_TEXT, least=1)},
)


def translations_in(value: Any, content: PathContent, place: Place) -> Translations | None:
    """Return what a file says of the translations of `content`; note at `place` what is wrong.

    Texts of before are cleaned as those of today are.
    """
    before = len(place.findings.problems)
    found = _TRANSLATIONS.read(value, place)
    if len(place.findings.problems) > before:
        return None
    source = found["source_language"]
    if source not in content.texts:
        place.at("source_language").refuse(_("The path has no text in this language."))
        return None
    pages = followed_in(content)
    seen: set[tuple[str, str, str]] = set()
    into: dict[str, str] = {}
    texts = []
    for number, one in enumerate(found["texts"], 1):
        made = MadeFrom(
            page=one["page"],
            language=one["language"],
            place=one["place"],
            made_from=one.get("made_from"),
            same_meaning=tuple(one.get("same_meaning", ())),
        )
        here = place.at("texts", number)
        if (made.page, made.language, made.place) in seen:
            here.refuse(_("This text is named twice."))
        seen.add((made.page, made.language, made.place))
        page = pages.get(made.page) or Followed(made.page, {})
        if page.bank and into.setdefault(page.bank, made.language) != made.language:
            here.at("language").refuse(
                _("The questions of one bank are all translated from the same language.")
            )
        from_language = page.source_of(made.language, source)
        texts.append(_checked(made, page.texts, from_language, here))
    return Translations(source, tuple(texts))


def _checked(
    made: MadeFrom, by_language: Mapping[str, Texts], source: str, place: Place
) -> MadeFrom:
    """Return what is said of a text, its source cleaned; note at `place` what isn't so."""
    if not by_language:
        place.at("page").refuse(
            _(
                "Neither the path nor a course, lesson, bank question or survey of it has the key "
                "%(key)s."
            ),
            key=made.page,
        )
        return made
    if made.language == source or made.language not in by_language or source not in by_language:
        place.at("language").refuse(
            _("The page is no translation in this language: it is translated from “%(source)s”."),
            source=source,
        )
        return made
    says = by_language[source].get(made.place)
    found = says or by_language[made.language].get(made.place)
    if found is None:
        place.at("place").refuse(_("No text of this page stands at this place."))
        return made
    if made.made_from is None:
        return made
    shape = _OLD_RICH if isinstance(found[0], Rich) else _OLD_PLAIN
    old = shape.read(made.made_from, place.at("made_from"))
    if says is not None and says[1] == old:
        place.at("made_from").refuse(
            _("This is what the source says today: leave the text out, it is up to date.")
        )
    return replace(made, made_from=old)


def texts_by_page(content: PathContent) -> Iterator[tuple[str, dict[str, Texts]]]:
    """Yield the texts of the path, of its courses and of its lessons: the key of the page, and by
    language its texts by place."""
    yield (
        content.key,
        {
            language: path_texts(text, content.optional_sets, language)
            for language, text in content.texts.items()
        },
    )
    for course in content.courses:
        yield course.key, {one: course_texts(text) for one, text in course.texts.items()}
        for lesson in course.lessons:
            yield lesson.key, {one: lesson_texts(text) for one, text in lesson.texts.items()}


@dataclass(frozen=True, slots=True)
class Followed:
    """What has a key and texts in several languages, by language and place. `bank`: the key of the
    bank of a question; `is_survey`: neither language of it is the source."""

    key: str
    texts: Mapping[str, Texts]
    bank: str = ""
    is_survey: bool = False

    def source_of(self, language: str, of_path: str) -> str:
        """Return from which language it is translated into `language`; `of_path`: from which the
        pages of the path are. A bank stands by itself, and a survey is written side by side."""
        return other_than(language) if self.bank or self.is_survey else of_path


def other_than(language: str) -> str:
    """Return the other one of the two languages."""
    return next(one for one in LANGUAGES if one != language)


def shared_texts(content: PathContent) -> Iterator[Followed]:
    """Yield the questions of the banks that a path draws from, and the surveys that it offers."""
    for bank in content.banks:
        for question in bank.questions:
            texts = {language: question_texts(text) for language, text in question.texts.items()}
            yield Followed(question.key, texts, bank=bank.key)
    for survey in content.surveys:
        sides = {language: survey_texts(survey, language) for language in LANGUAGES}
        yield Followed(survey.key, sides, is_survey=True)


def followed_in(content: PathContent) -> dict[str, Followed]:
    """Return the pages of a path, and what it shares with others, by key."""
    found = {key: Followed(key, texts) for key, texts in texts_by_page(content)}
    return found | {one.key: one for one in shared_texts(content)}


def written(translations: Translations) -> bytes:
    """Return the file of the translations, a text a line."""
    lines = ",\n".join("  " + _compact(_text(one)) for one in translations.texts)
    source = _compact(translations.source_language)
    return f'{{\n "source_language": {source},\n "texts": [\n{lines}\n ]\n}}\n'.encode()


def _text(one: MadeFrom) -> dict[str, Any]:
    found: dict[str, Any] = {"page": one.page, "language": one.language, "place": one.place}
    if one.made_from is not None:
        found["made_from"] = one.made_from
    if one.same_meaning:
        found["same_meaning"] = list(one.same_meaning)
    return found


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
