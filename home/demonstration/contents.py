"""The published paths as the demonstration takes them: what there is to open and to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wagtail.models import Page

from academy.organisms.models import Organism
from courses.models import Adoption, LessonPage, PathPage, PublishedPath
from courses.models.publication import structure_checked_apart
from courses.queries import live_paths

from .answers import Item, item_of
from .journeys import LessonModel, PathModel

Titles = tuple[tuple[str, str], ...]

# Of the paths that ship with the academy, those that the simulated government has taken; the others
# have just come, as one that learns is always about to begin some. It keeps loading short too.
TAKEN = frozenset(
    map(
        UUID,
        (
            "92f1b56e-143b-4ccc-b598-4163326eb2bb",  # cybersecurity-essentials
            "06f534b3-5451-4e52-88d1-eb5cd4d62a39",  # incident-reporting
            "2a436040-b3bd-468b-87d9-f1fcf09c938c",  # passwords-and-second-factors
            "e0aadf6f-9e3f-4d98-9e80-6287a5af1c6a",  # personal-information
            "63f7f50c-ae27-4f2f-ab71-bb8df65c973f",  # remote-work
        ),
    )
)

# A path that the demonstration brings with it (`first_weeks`), once all others are as they are.
FIRST_WEEKS = UUID("90800d87-55e6-5973-8d54-41ee007c9b35")


@dataclass(frozen=True, slots=True)
class LessonWords:
    """A lesson's title and the prompts of its questions, in one language."""

    title: str
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathContents:
    """A path: how it is walked, and its words by language. `titles` are those of the path."""

    model: PathModel
    titles: Titles
    lessons: dict[str, tuple[LessonWords, ...]]

    def language(self, wanted: str) -> str:
        """Return `wanted` where the path exists in it, else the language it has."""
        return wanted if wanted in self.lessons else next(iter(self.lessons))


def published_contents(seed: int) -> list[PathContents]:
    """Return the published paths that the demonstration takes, in the alphabetical order of titles,
    the French ones first: those of TAKEN; where none of them is there, all but adopted ones."""
    own = {FIRST_WEEKS, *Adoption.objects.values_list("own_key", flat=True)}
    paths = sorted((path for path in live_paths() if path.key not in own), key=_title)
    taken = [path for path in paths if path.key in TAKEN]
    return [path_contents(path, seed) for path in taken or paths]


def _title(path: PublishedPath) -> tuple[str, str]:
    text = path.text_in("fr")
    return text["title"].casefold(), str(path.key)


def path_contents(path: PublishedPath, seed: int) -> PathContents:
    """Return a published path as the demonstration takes it."""
    page_ids = {
        language: [lesson["page_id"] for course in text["courses"] for lesson in course["lessons"]]
        for language, text in path.texts.items()
    }
    pages = LessonPage.objects.in_bulk([one for ids in page_ids.values() for one in ids])
    source = next(language for language in ("fr", "en") if language in page_ids)
    by_key = {
        language: {pages[one].translation_key: pages[one] for one in ids}
        for language, ids in page_ids.items()
    }
    lessons, order = [], []
    for number, course in enumerate(path.outline["courses"]):
        for lesson in course["lessons"]:
            key = UUID(lesson["key"])
            page = by_key[source].get(key) or next(
                found[key] for found in by_key.values() if key in found
            )
            lessons.append(
                LessonModel(
                    course=number,
                    key=key,
                    minutes=lesson["minutes"],
                    items=_items(page, lesson["questions"], seed),
                )
            )
            order.append((key, lesson["questions"]))
    return PathContents(
        model=PathModel(
            key=path.key,
            courses=tuple(
                (UUID(course["key"]), course["mastery_score"]) for course in path.outline["courses"]
            ),
            lessons=tuple(lessons),
        ),
        titles=tuple(sorted((language, text["title"]) for language, text in path.texts.items())),
        lessons={
            language: tuple(_words(found[key], questions) for key, questions in order)
            for language, found in by_key.items()
            if all(key in found for key, _questions in order)
        },
    )


def _items(page: LessonPage, questions: Sequence[str], seed: int) -> tuple[Item, ...]:
    blocks = page.question_blocks
    return tuple(item_of(blocks[block].value.question(block), seed) for block in questions)


def _words(page: LessonPage, questions: Sequence[str]) -> LessonWords:
    blocks = page.question_blocks
    return LessonWords(page.title, tuple(blocks[block].value["prompt"] for block in questions))


def tell_who_built(*, path_key: UUID, builders: Sequence[Organism], launched_at: datetime) -> None:
    """Name the simulated builders of a path on its pages, and date its first publication."""
    pages = PathPage.objects.filter(translation_key=path_key, live=True)
    for page in pages:
        page.built_by.add(*builders)
        # The import checked what it could; other academies needn't have the courses of the library
        # that a path of the demonstration speaks of.
        with structure_checked_apart():
            page.save_revision(clean=False).publish()
    date_launch(path_key=path_key, launched_at=launched_at)


def date_launch(*, path_key: UUID, launched_at: datetime) -> None:
    """Date the first publication of a path that is published."""
    pages = PathPage.objects.filter(translation_key=path_key, live=True)
    Page.objects.filter(pk__in=pages.values("pk")).update(first_published_at=launched_at)
    PublishedPath.objects.filter(key=path_key).update(first_published_at=launched_at)
