"""The pages of what surveys say: of a path as a whole, or of one organism in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from academy.organisms.models import Organism
from barometer.figures import Figure
from courses.models import PublishedPath

from . import queries
from .figures import figure_of, moment_name


@dataclass(frozen=True, slots=True)
class Words:
    """What people wrote to a question: by moment, what it is called, and each text with how many
    people wrote it; no text where too few wrote any."""

    text: str
    moments: list[tuple[str, list[tuple[str, int]]]]


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """What a page shows. `withheld`: questions that too few people answered. `words`: None for who
    doesn't read what people wrote."""

    path: PublishedPath
    title: str
    organism: Organism | None
    figures: list[Figure]
    withheld: list[str]
    words: list[Words] | None
    smallest: int

    def figure(self, name: str) -> Figure | None:
        """Return the figure with this name, or None."""
        return next((figure for figure in self.figures if figure.name == name), None)


def survey_page(
    path: PublishedPath,
    language: str,
    *,
    organism: Organism | None = None,
    with_words: bool = False,
) -> SurveyPage:
    """Return what surveys say of a path, in all or of one organism alone."""
    found = queries.results(path.key)
    places = {
        place
        for one in found
        if one.released
        for group in one.released.groups
        for place in group.places
        if place is not None
    }
    names: dict[int | None, str] = {
        one.pk: one.name for one in Organism.objects.filter(pk__in=places)
    }
    if organism is not None:
        names[organism.pk] = organism.name
    figures, withheld = [], []
    for number, one in enumerate(found, start=1):
        if not one.question.options:
            continue
        figure = figure_of(one, number, names, language, only=organism.pk if organism else None)
        if figure is None:
            withheld.append(one.question.text(language))
        else:
            figures.append(figure)
    words = [
        Words(
            one.question.text(language),
            [(moment_name(moment), _each_once(texts)) for moment, texts in one.words.items()],
        )
        for one in found
        if not one.question.options
    ]
    return SurveyPage(
        path=path,
        title=path.text_in(language)["title"],
        organism=organism,
        figures=figures,
        withheld=withheld,
        words=words if with_words else None,
        smallest=queries.smallest_group(),
    )


def _each_once(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Return the texts in their order, each once, with how often it stands there."""
    return list(Counter(texts).items())
