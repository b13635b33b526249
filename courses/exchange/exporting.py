"""From the live pages of a learning path to its contents and files."""

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from academy.core.errors import AcademyError
from courses.cobuilding.foreign import chains_of
from courses.models import BankQuestion as QuestionRow
from courses.models import CoursePage, LessonPage, PathPage, QuestionBank, StalePage
from courses.queries import signed_apart

from . import reading
from .agreement import LoneQuestion, lone_questions
from .contents import (
    FORMAT,
    LANGUAGES,
    Bank,
    BankQuestion,
    Course,
    CourseSet,
    CourseText,
    Lesson,
    LessonContent,
    PathContent,
    PathText,
    SurveyFile,
)
from .naming import KnownNames, MediaNames, Names, Opener
from .package_export import PackageExport
from .page_contents import (
    bank_question_text,
    course_text,
    ids_in,
    lesson_content,
    named_objectives,
    path_text,
    survey_content,
)
from .report import PageBehind
from .schema import storable
from .staying import leading_here, set_aside
from .surveys import MOMENTS
from .translation_export import TranslationExport
from .writing import write_folder, write_zip


@dataclass(frozen=True, slots=True)
class Export:
    """A path ready to be written: its contents, and how to open each of its media files and of the
    archives of its packages.

    `behind`: the pages whose texts don't say the same in each language, as the files tell.
    `set_aside` and `leading_here`: what of the path stays (`staying`).
    """

    content: PathContent
    media: Mapping[str, Opener]
    behind: tuple[PageBehind, ...] = ()
    set_aside: tuple[str, ...] = ()
    leading_here: tuple[str, ...] = ()

    def to_folder(self, folder: Path) -> list[str]:
        """Write the files into `folder`; return their names."""
        return write_folder(self.content, self.media.items(), folder)

    def to_zip(self, target: BinaryIO | Path) -> None:
        """Write a zip archive, signed by this academy; the same path always makes the same bytes.

        One in the first format isn't signed: academies that read no other would refuse it.
        """
        sign = signed_apart if self.content.format != FORMAT else None
        write_zip(self.content, self.media.items(), target, sign=sign)

    @property
    def lone_questions(self) -> tuple[LoneQuestion, ...]:
        """The questions that one language of their lesson lacks."""
        return lone_questions(self.content)

    @property
    def file_name(self) -> str:
        """A name for the archive."""
        return f"{self.content.texts[self.content.source_language].slug}.zip"


def find_path(key_or_slug: str) -> UUID:
    """Return the key of the path with this key or slug. Raises AcademyError."""
    wanted: dict[str, Any]
    try:
        wanted = {"translation_key": UUID(key_or_slug)}
    except ValueError:
        wanted = {"slug": key_or_slug}
    key = PathPage.objects.filter(**wanted).values_list("translation_key", flat=True).first()
    if key is None:
        raise AcademyError(
            _("There is no learning path “%(name)s” here: give its key or its slug.")
            % {"name": key_or_slug}
        )
    return key


def export_path(*, key: UUID, names: KnownNames | None = None) -> Export:
    """Return the path as learners see it: its live pages, in every language.

    Folders and files are called as `names` has it, otherwise after the slugs of the language that
    the path was written in. Raises AcademyError when no page is live, and Refused when the pages
    don't fit together (a question with other options in each language, say): another academy would
    refuse them.
    """
    return _Exporter(key, names or KnownNames()).export()


class _Exporter:
    def __init__(self, key: UUID, names: KnownNames) -> None:
        self.names = names
        self.pages = list(
            PathPage.objects.filter(translation_key=key, live=True)
            .select_related("locale", "theme", "image", "survey_before", "survey_after")
            .order_by("pk")
        )
        if not self.pages:
            raise AcademyError(_("This learning path is not published."))
        self.source = self.pages[0].locale.language_code
        self.media = MediaNames(names.media)
        self.bank_names = Names(names.things)
        self.packages = PackageExport(Names(names.things))
        self.banks: dict[int, tuple[str, QuestionBank]] = {}
        self.translations = TranslationExport(key)

    def export(self) -> Export:
        first = self.pages[0]
        by_language = {page.locale.language_code: page for page in self.pages}
        content = PathContent(
            key=str(first.translation_key),
            theme=first.theme.slug,
            level=first.level,
            licence=first.licence,
            valid_months=first.valid_months,
            source_language=self.source,
            built_by=tuple(
                (one.name_en if self.source == "en" else one.name_fr) or str(one)
                for one in first.built_by.order_by("code")
            ),
            image=self.media.name("image", first.image_id) if first.image_id else "",
            texts={
                language: self._path_text(by_language[language], language)
                for language in LANGUAGES
                if language in by_language
            },
            courses=self._courses(),
            media={},
            optional_sets=tuple(
                CourseSet(
                    one.key,
                    one.needed,
                    {
                        language: page.set_titles().get(one.key, first.set_titles()[one.key])
                        for language, page in by_language.items()
                    },
                )
                for one in first.sets()
            ),
        )
        content = replace(content, banks=self._banks(), packages=self.packages.described())
        surveys, offered = self._surveys()
        content = replace(
            content,
            surveys=surveys,
            offered=offered,
            media=self.media.described(),
            ledgers=chains_of(first.translation_key),
        )
        content = replace(content, translations=self.translations.of(content))
        files = self.media.openers() | self.packages.openers()
        content = _checked(content, files)
        return Export(
            content, files, self._behind(content), set_aside(content), leading_here(content)
        )

    def _path_text(self, page: PathPage, language: str) -> PathText:
        text = path_text(page, language)
        if not self.translations.objectives:
            return text
        return path_text(page, language, ids_in(text) | self.translations.objectives)

    def _behind(self, content: PathContent) -> tuple[PageBehind, ...]:
        texts: list[tuple[str, Mapping[str, PathText | CourseText | LessonContent]]] = [
            (content.key, content.texts),
            *((one.key, one.texts) for one in content.courses),
            *((one.key, one.texts) for one in content.lessons()),
        ]
        titles = {
            (key, language): text.title
            for key, by_language in texts
            for language, text in by_language.items()
        }
        for bank in content.banks:
            for question in bank.questions:
                for language, text in question.texts.items():
                    titles[question.key, language] = text.value["prompt"]
        titles |= {
            (survey.key, language): survey.title
            for survey in content.surveys
            for language in LANGUAGES
        }
        wholes = [content.key, *(bank.key for bank in content.banks)]
        wholes += [survey.key for survey in content.surveys]
        rows = StalePage.objects.filter(path_key__in=wholes)
        return tuple(
            PageBehind(titles[key, row.language], row.language, row.stale)
            for row in rows
            if ((key := str(row.page_key)), row.language) in titles
        )

    def _courses(self) -> tuple[Course, ...]:
        found: dict[str, dict[str, CoursePage]] = {}
        for page in self.pages:
            language = page.locale.language_code
            for course in CoursePage.objects.child_of(page).live().order_by("path"):
                found.setdefault(str(course.translation_key), {})[language] = course
        names = Names(self.names.things)
        courses = []
        for key, pages in found.items():
            lessons, served = self._lessons(pages)
            if lessons:
                named = named_objectives(pages.values(), served) | self.translations.objectives
                first = pages.get(self.source) or next(iter(pages.values()))
                courses.append(
                    Course(
                        name=names.name(key, first.slug),
                        key=key,
                        mastery_score=first.mastery_score,
                        texts={
                            language: course_text(pages[language], named)
                            for language in LANGUAGES
                            if language in pages
                        },
                        lessons=lessons,
                        requires=tuple(first.requires),
                        optional_set=first.optional_set,
                        condition=str(first.condition),
                        mastering=tuple(first.mastering),
                        positioning=first.has_positioning,
                    )
                )
        return tuple(courses)

    def _lessons(
        self, courses: Mapping[str, CoursePage]
    ) -> tuple[tuple[Lesson, ...], list[LessonPage]]:
        """Return the lessons of a course, and their pages."""
        found: dict[str, dict[str, LessonContent]] = {}
        read = []
        for language, course in courses.items():
            for page in LessonPage.objects.child_of(course).live().order_by("path"):
                content = lesson_content(page, self._name, language)
                # An objective that its course lost since is served by nobody.
                known = {str(one.id) for one in course.objectives}
                there = tuple(one for one in content.objectives if one in known)
                content = replace(content, objectives=there)
                found.setdefault(content.key, {})[language] = content
                read.append(page)
        names = Names(self.names.things)
        lessons = tuple(
            Lesson(
                name=names.name(key, next(iter(texts.values())).slug),
                texts={language: texts[language] for language in LANGUAGES if language in texts},
            )
            for key, texts in found.items()
        )
        return lessons, read

    def _name(self, kind: str, row_id: Any) -> str:
        """Return the name of an image, a video, a bank or a package."""
        if kind == "package":
            return self.packages.name(row_id)
        if kind != "bank":
            return self.media.name(kind, row_id)
        if row_id not in self.banks:
            row = QuestionBank.objects.get(pk=row_id)
            self.banks[row_id] = (self.bank_names.name(str(row.key), row.title), row)
        return self.banks[row_id][0]

    def _banks(self) -> tuple[Bank, ...]:
        """Return the banks that the lessons draw from, with their published questions."""
        languages = {page.locale.language_code for page in self.pages}
        found = []
        for name, row in self.banks.values():
            questions: dict[str, dict[str, QuestionRow]] = {}
            rows = QuestionRow.objects.filter(
                bank=row, live=True, locale__language_code__in=languages
            )
            for question in rows.select_related("locale").order_by("pk"):
                texts = questions.setdefault(str(question.translation_key), {})
                texts[question.locale.language_code] = question
            found.append(
                Bank(
                    name=name,
                    key=str(row.key),
                    title=storable(row.title).strip(),
                    questions=tuple(
                        self._bank_question(key, texts) for key, texts in questions.items()
                    ),
                )
            )
        return tuple(sorted(found, key=lambda bank: bank.name))

    def _surveys(self) -> tuple[tuple[SurveyFile, ...], dict[str, str]]:
        """Return the surveys that the path offers, and the name of one by moment."""
        names = Names(self.names.things)
        found: dict[int, SurveyFile] = {}
        offered = {}
        for moment in MOMENTS:
            rows = (getattr(page, f"survey_{moment}") for page in self.pages)
            row = next(filter(None, rows), None)
            if row is None:
                continue
            if row.pk not in found:
                found[row.pk] = survey_content(row, names.name(str(row.key), row.name))
            offered[moment] = found[row.pk].name
        return tuple(found.values()), offered

    def _bank_question(self, key: str, rows: Mapping[str, QuestionRow]) -> BankQuestion:
        first = rows.get(self.source) or next(iter(rows.values()))
        return BankQuestion(
            key=key,
            tags=tuple(sorted(one.name for one in first.tags.all())),
            difficulty=first.difficulty,
            texts={
                language: bank_question_text(rows[language], self.media.name, language)
                for language in LANGUAGES
                if language in rows
            },
        )


def _checked(content: PathContent, files: Mapping[str, Opener]) -> PathContent:
    """Return `content`; raise Refused when an import would refuse its files."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        nothing = [(name, io.BytesIO) for name in files]
        write_folder(content, nothing, Path(folder))
        reading.read_folder(Path(folder))
    return content
