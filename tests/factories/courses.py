"""Made-up paths, courses, lessons and enrolments.

`make_path()` gives a whole path in both languages, published; the factories give single pages,
live unless told otherwise. Pages made by the factories don't refresh the published row by
themselves: call `publish_path(page)` once the tree is as the test wants it.
"""

import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from unittest import mock

import factory
from modelsearch import signal_handlers
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.models import (
    CataloguePage,
    CoursePage,
    Enrolment,
    LessonPage,
    PathPage,
    PublishedPath,
    Theme,
)
from courses.services import refresh_path

from .accounts import UserFactory

AT = datetime(2026, 9, 1, 13, 0, tzinfo=UTC)
LANGUAGES = ("fr", "en")


class _NoTask:
    """A task that is never done."""

    @staticmethod
    def enqueue(*_args: str) -> None:
        """Forget it."""


def without_the_desks_search() -> AbstractContextManager[Any]:
    """Leave what is saved meanwhile out of the desk's search, which takes a third of the time."""
    return mock.patch.object(signal_handlers, "insert_or_update_object_task", _NoTask)


# --- Blocks ----------------------------------------------------------------
def block(kind: str, value: Any, block_id: str | None = None) -> dict[str, Any]:
    """Return a block as a StreamField stores it."""
    return {"type": kind, "id": block_id or str(uuid.uuid4()), "value": value}


def items(values: Sequence[Any], ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return list items as a ListBlock stores them."""
    ids = ids or [str(uuid.uuid4()) for _value in values]
    return [
        {"type": "item", "id": item_id, "value": value}
        for item_id, value in zip(ids, values, strict=True)
    ]


def text(html: str = "<p>Un texte.</p>") -> dict[str, Any]:
    """Return a rich text block."""
    return block("rich_text", html)


def choice_question(
    kind: str = "single_choice",
    right: Sequence[int] = (0,),
    count: int = 3,
    block_id: str | None = None,
    choice_ids: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return a question of `count` options of which those at the places `right` are right."""
    options = [
        {
            "text": f"Option {number}",
            "correct": number in right,
            "feedback": f"<p>Rétroaction {number}</p>",
        }
        for number in range(count)
    ]
    value = {
        "prompt": "Que faites-vous ?",
        "choices": items(options, choice_ids),
        "explanation": "<p>L’explication.</p>",
    }
    return block(kind, value, block_id)


def scenario(
    qualities: Sequence[str] = ("best", "acceptable", "risky"),
    block_id: str | None = None,
    choice_ids: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return a scenario with one option for each of `qualities`."""
    options = [
        {
            "text": f"Geste {number}",
            "quality": quality,
            "feedback": f"<p>Ce qui suit {number}</p>",
        }
        for number, quality in enumerate(qualities)
    ]
    value = {
        "situation": "<p>Un message arrive.</p>",
        "message": {
            "sender": "paie@exemple.example",
            "subject": "Votre dépôt",
            "body": "<p>Cliquez.</p>",
        },
        "prompt": "Que faites-vous ?",
        "choices": items(options, choice_ids),
        "explanation": "",
    }
    return block("scenario", value, block_id)


def lesson_body(questions: int = 1) -> list[dict[str, Any]]:
    """Return a body: a text, then questions of the three kinds in turn."""
    makers = (
        choice_question,
        lambda: choice_question("multiple_choice", right=(0, 2)),
        scenario,
    )
    return [text(), *(makers[number % len(makers)]() for number in range(questions))]


# --- Where pages hang ------------------------------------------------------
def site_root(language: str = "fr") -> Page:
    """Return the first page of the site in `language`, made when missing.

    The cached paths of sites are dropped: a test that was rolled back may have left its own.
    """
    locale, _is_new = Locale.objects.get_or_create(language_code=language)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        top = Page.get_first_root_node() or Page.add_root(
            instance=Page(
                title="Root",
                slug="root",
                locale=Locale.objects.get_or_create(language_code="fr")[0],
            )
        )
        first = top.add_child(instance=Page(title="Accueil", slug="accueil", locale=top.locale))
        site = Site.objects.create(hostname="localhost", root_page=first, is_default_site=True)
    root = site.root_page
    if root.locale_id != locale.pk:
        translated = root.get_translation_or_none(locale)
        if translated is None:
            translated = _translated(root.specific, locale)
        root = translated
    Site.clear_site_root_paths_cache()
    return root


def _translated(page: Page, locale: Locale) -> Page:
    """Add a live page like `page` in `locale` beside it.

    An editor's copy takes five times as long, for revisions and logs that no test reads.
    """
    copy = type(page)(
        title=page.title,
        slug=f"{page.slug}-{locale.language_code}",
        locale=locale,
        translation_key=page.translation_key,
    )
    with disable_reference_index_auto_update(), without_the_desks_search():
        return page.add_sibling("last-sibling", instance=copy)


class _PageFactory(factory.django.DjangoModelFactory):
    """A live page below `parent`; `like` makes it a translation of another page."""

    class Meta:
        abstract = True

    @classmethod
    def _default_parent(cls, language: str) -> Page:
        return site_root(language)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        parent = fields.pop("parent", None)
        language = fields.pop("language", None)
        like = fields.pop("like", None)
        if like is not None:
            fields["translation_key"] = like.translation_key
        if parent is None:
            parent = cls._default_parent(language or "fr")
        fields.setdefault("locale", parent.locale)
        page = model_class(**fields)
        # The desk's search, its lists of where something is used and its history take most of the
        # time that a page takes to be made; tests of these edit pages as people do.
        page.save = partial(page.save, log_action=None)
        with disable_reference_index_auto_update(), without_the_desks_search():
            # The parent may have got children since it was read: they are counted anew.
            parent.add_child(instance=page)
        del page.save
        return page


class CataloguePageFactory(_PageFactory):
    """The catalogue of `language`, the French one by default; it is made once."""

    class Meta:
        model = CataloguePage

    title = "Catalogue"
    slug = "catalogue"

    @classmethod
    def _create(cls, model_class, *args, **fields):
        language = fields.get("language", "fr")
        existing = model_class.objects.filter(locale__language_code=language).first()
        if existing is not None and "parent" not in fields:
            return existing
        other = model_class.objects.exclude(locale__language_code=language).first()
        if other is not None:
            fields.setdefault("like", other)
        return super()._create(model_class, *args, **fields)


class ThemeFactory(factory.django.DjangoModelFactory):
    """The theme of cybersecurity, made once."""

    class Meta:
        model = Theme
        django_get_or_create = ("slug",)

    slug = "cybersecurity"
    name_fr = "Cybersécurité"
    name_en = "Cybersecurity"


class PathPageFactory(_PageFactory):
    """A path without courses, in `language` (French by default)."""

    class Meta:
        model = PathPage
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"Parcours {number}")
    slug = factory.Sequence(lambda number: f"parcours-{number}")
    summary = "Ce que l’on y apprend."
    description = "<p>Pour tout le monde.</p>"
    objectives = [("objective", "Reconnaître un message trompeur.")]
    audience = "Toute personne qui travaille dans une administration."
    theme = factory.SubFactory(ThemeFactory)

    @classmethod
    def _default_parent(cls, language: str) -> Page:
        return CataloguePageFactory(language=language)


class CoursePageFactory(_PageFactory):
    """A course without lessons, in a new path by default."""

    class Meta:
        model = CoursePage

    title = factory.Sequence(lambda number: f"Cours {number}")
    slug = factory.Sequence(lambda number: f"cours-{number}")
    summary = "Un cours."
    mastery_score = "0.80"

    @classmethod
    def _default_parent(cls, language: str) -> Page:
        return PathPageFactory(language=language)


class LessonPageFactory(_PageFactory):
    """A lesson with a text and a single choice, in a new course by default.

    `body` takes blocks as a StreamField stores them: see `lesson_body`, `choice_question`, …
    """

    class Meta:
        model = LessonPage

    title = factory.Sequence(lambda number: f"Leçon {number}")
    slug = factory.Sequence(lambda number: f"lecon-{number}")
    summary = "Une leçon."
    duration_minutes = 5
    review_by = date(2027, 9, 30)
    body = factory.LazyFunction(lesson_body)

    @classmethod
    def _default_parent(cls, language: str) -> Page:
        return CoursePageFactory(language=language)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        stored = fields.pop("body")
        fields["body"] = model_class._meta.get_field("body").stream_block.to_python(stored)
        return super()._create(model_class, *args, **fields)


# --- Whole paths -----------------------------------------------------------
def publish_path(page: PathPage, at: datetime = AT) -> PublishedPath:
    """Bring the published row of the path up to its pages, and return it."""
    refresh_path(key=page.translation_key, at=at)
    return PublishedPath.objects.get(key=page.translation_key)


def make_path(
    *,
    courses: int = 1,
    lessons: int = 2,
    questions: int = 1,
    languages: Sequence[str] = LANGUAGES,
    at: datetime = AT,
    **fields: Any,
) -> PublishedPath:
    """Return a published path of `courses` with `lessons` each, in all `languages`.

    Every lesson has the same blocks, with the same ids, in each language. `fields` are those of
    the path's pages.
    """
    first: PathPage | None = None
    keys: dict[tuple[int, ...], uuid.UUID] = {}
    bodies: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for language in languages:
        if first is not None:
            fields = fields | {"like": first}
        path = PathPageFactory(language=language, **fields)
        first = first or path
        for course_place in range(courses):
            course = CoursePageFactory(
                parent=path, translation_key=keys.setdefault((course_place,), uuid.uuid4())
            )
            for lesson_place in range(lessons):
                place = (course_place, lesson_place)
                LessonPageFactory(
                    parent=course,
                    translation_key=keys.setdefault(place, uuid.uuid4()),
                    body=bodies.setdefault(place, lesson_body(questions)),
                )
    return publish_path(first, at)


def lesson_pages(path: PublishedPath, language: str = "fr") -> list[LessonPage]:
    """Return the lessons of a published path in `language`, in order."""
    ids = [
        lesson["page_id"]
        for course in path.texts[language]["courses"]
        for lesson in course["lessons"]
    ]
    pages = LessonPage.objects.in_bulk(ids)
    return [pages[page_id] for page_id in ids]


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A new person enrolled in a new path. No statement is recorded."""

    class Meta:
        model = Enrolment

    class Params:
        path = None

    user = factory.SubFactory(UserFactory)
    path_key = factory.LazyAttribute(lambda row: (row.path or make_path()).key)
    enrolled_at = AT
