"""From the contents of a learning path to its pages, all of it or nothing."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import Locale
from wagtail.signal_handlers import (
    disable_reference_index_auto_update,
    update_reference_index_on_save,
)

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.organisms.models import Organism
from courses.cobuilding.crediting import brought_with_ledger
from courses.models import CataloguePage, CoursePage, LessonPage, PathPage, Theme, set_data
from courses.models.publication import structure_checked_apart
from courses.models.videos import doubtful_captions
from courses.services import refresh_path, refreshed_once

from .agreement import lesson_file, lone_questions
from .bank_import import BankImport
from .block_problems import refuse_as_editor, refuse_fields
from .body import with_media
from .contents import Course, Lesson, PathContent
from .found_here import builders_here, catalogues_by_language, signer_here, theme_here
from .languages import Languages
from .ledger_import import LedgerImport
from .media_import import MediaImport
from .package_import import PackageImport
from .page_contents import course_text, ids_in, path_text, put_found, put_text, same_lesson
from .policies import Catalogues, checked_rights
from .problems import Findings, Place, Refused, _
from .reading import Package, read_package
from .report import Change, ImportReport, Kind, PageChange
from .survey_import import SurveyImport
from .tree import is_elsewhere, is_in_order, refuse_foreign_keys, retire, set_order
from .wording import lone_note

LearningPage = PathPage | CoursePage | LessonPage


def import_path(
    *,
    source: Path,
    at: datetime,
    publish: bool = True,
    user: User | None = None,
    rehearse: bool = False,
) -> ImportReport:
    """Create or update the path that `source` (a folder or a zip archive) holds.

    Things are known by their keys: what is there already is updated, where it differs. Lessons and
    courses that left the file are unpublished, never deleted; languages that the file doesn't have
    are left alone. Without `publish`, or when `user` may not publish, changes wait as drafts and
    nothing that is published moves or goes. To `rehearse` is to do all of it, to take it back and
    to return what would have been done.

    Raises Refused with every problem, and NotAllowed when `user` may not edit: nothing is saved.
    """
    with read_package(source) as package:
        package = replace(package, signature=signer_here(package.signature))
        findings = Findings()
        media = MediaImport(package, findings, user)
        made: list[PackageImport] = []
        is_kept = False
        try:
            with transaction.atomic():
                report = _import(package, media, made, findings, at, publish, user, rehearse)
            is_kept = not rehearse
        finally:
            if not is_kept:
                media.undo()
                for one in made:
                    one.undo()
    return report


def _import(
    package: Package,
    media: MediaImport,
    made: list[PackageImport],
    findings: Findings,
    at: datetime,
    publish: bool,
    user: User | None,
    rehearse: bool,
) -> ImportReport:
    with refreshed_once(at=at), disable_reference_index_auto_update():
        found = catalogues_by_language()
        rights = checked_rights(package.content, found, user)
        publish = publish and rights.publish
        made.append(PackageImport(package, findings, publish=publish, user=user, at=at))
        ledgers = LedgerImport(package.content, findings, publish=publish, at=at)
        importer = _Importer(
            package.content, media, made[0], ledgers, findings, found, publish, user
        )
        languages = Languages(package.content, at=at)
        with languages.coming_together():
            report = replace(importer.run(), signature=package.signature)
        if findings.problems:
            raise Refused(findings.problems)
        if any(one.new for one in report.ledgers):
            refresh_path(key=report.key, at=at)
        saved = (*importer.saved, *importer.banks.saved)
        report = languages.followed(report, saved, importer.surveys.held, by=user)
    if rehearse:
        transaction.set_rollback(True)
    elif not report.is_unchanged:
        importer.index_references()
        audit.record(
            at=at,
            actor=user,
            action="path.import",
            target=str(report.key),
            details={
                "published": report.is_published,
                "signature": str(report.signature),
                **report.counts,
            },
        )
    return report


class _Importer:
    """Brings the pages of one path up to its contents; problems end up in `findings`."""

    def __init__(
        self,
        content: PathContent,
        media: MediaImport,
        packages: PackageImport,
        ledgers: LedgerImport,
        findings: Findings,
        catalogues: Catalogues,
        publish: bool,
        user: User | None,
    ) -> None:
        self.content = content
        self.media = media
        self.packages = packages
        self.ledgers = ledgers
        self.findings = findings
        self.catalogues = catalogues
        self.publish = publish
        self.user = user
        self.key = UUID(content.key)
        self.changes: list[PageChange] = []
        self.saved: list[LearningPage] = []
        self.versions: list[tuple[LessonPage, int]] = []
        self.notes: list[str] = []
        self.locales = {one.language_code: one for one in Locale.objects.all()}
        self.banks = BankImport(findings, media.row_id, publish=publish, user=user)
        self.surveys = SurveyImport(content, findings, publish=publish, user=user)

    def run(self) -> ImportReport:
        """Do everything; what the report says is of no use when there are problems."""
        place = Place(self.findings, "path.json")
        theme = theme_here(self.content.theme, place)
        organisms = builders_here(self.content.built_by, self.notes)
        for language in self.content.languages:
            if language not in self.catalogues or language not in self.locales:
                place.at("text", language).refuse(
                    _("This academy has no catalogue in this language. Run prepare_site first.")
                )
        refuse_foreign_keys(self.content, self.findings)
        self.notes += [lone_note(one) for one in lone_questions(self.content)]
        self.media.run()
        self.packages.run(organisms)
        self.ledgers.run()
        self.surveys.run(organisms)
        self.notes += (*self.packages.notes, *self.surveys.notes, *self.ledgers.notes)
        if not self.findings.problems:
            self.banks.run(self.content.banks, organisms)
        if theme is not None and not self.findings.problems:
            with brought_with_ledger() if self.content.ledgers else nullcontext():
                for language in self.content.languages:
                    self._path(language, theme, organisms)
                if not self.findings.problems:
                    self._retire()
            self.ledgers.note_versions(self.versions)
        return ImportReport(
            key=self.key,
            titles={language: text.title for language, text in self.content.texts.items()},
            pages=(
                *self.changes,
                *self.banks.changes,
                *self.packages.changes,
                *self.surveys.changes,
            ),
            ledgers=tuple(self.ledgers.taken),
            notes=tuple(self.notes),
            is_published=self.publish,
        )

    def index_references(self) -> None:
        """Have what the saved pages refer to indexed, once a page and not at each save."""
        for page in (*self.saved, *self.banks.saved):
            update_reference_index_on_save(page)

    # --- One language at a time --------------------------------------------
    def _path(self, language: str, theme: Theme, organisms: set[Organism]) -> None:
        text = self.content.texts[language]
        place = Place(self.findings, "path.json")
        image_id = self.media.row_id("image", self.content.image) if self.content.image else None
        page = self._page(PathPage, self.key, language)
        level, licence = self.content.level, self.content.licence
        months = self.content.valid_months

        def facts(page: PathPage) -> tuple:
            own = (page.theme_id, page.level, page.licence, page.image_id, page.valid_months)
            return path_text(page, language, ids_in(text)), *own, page.set_data()

        sets = [
            set_data(one.key, one.titles[language], one.needed)
            for one in self.content.optional_sets
        ]
        wanted = (text, theme.pk, level, licence, image_id, months, sets)
        # They may edit it: contents that name none of this academy take that from nobody.
        present = set(page.built_by.all()) if page.pk is not None else set()
        organisms = organisms or present
        offers_them = self.surveys.put_on(page)
        if page.pk is None or not offers_them or facts(page) != wanted or present != organisms:
            put_text(page, text)
            page.description, page.audience = text.description, text.audience
            page.theme, page.level, page.licence = theme, level, licence
            page.image_id, page.valid_months = image_id, months
            page.put_sets(sets)
            is_same = False
        else:
            is_same = True
        parent = self.catalogues[language]
        if not self._save(page, parent, "path", language, is_same, place, organisms):
            return
        parent = PathPage.objects.get(pk=page.pk)
        pages = [
            self._course(course, language, parent)
            for course in self.content.courses
            if language in course.texts
        ]
        self._order(parent, pages)

    def _course(self, course: Course, language: str, parent: PathPage) -> CoursePage | None:
        text = course.texts[language]
        place = Place(self.findings, f"courses/{course.name}/course.json")
        page = self._page(CoursePage, UUID(course.key), language)
        held = (
            course_text(page, ids_in(text)),
            page.mastery_score,
            page.has_positioning,
            page.place,
        )
        is_same = page.pk is not None and held == (
            text,
            course.mastery_score,
            course.positioning,
            course.place,
        )
        if not is_same:
            put_text(page, text)
            page.mastery_score = course.mastery_score
            page.place = course.place
            page.has_positioning = course.positioning
        if not self._save(page, parent, "course", language, is_same, place):
            return None
        below = CoursePage.objects.get(pk=page.pk)
        pages = [
            self._lesson(course, lesson, language, below)
            for lesson in course.lessons
            if language in lesson.texts
        ]
        self._order(below, pages)
        return page

    def _lesson(
        self, course: Course, lesson: Lesson, language: str, parent: CoursePage
    ) -> LessonPage | None:
        text = lesson.texts[language]
        place = Place(self.findings, lesson_file(course, lesson, language))
        page = self._page(LessonPage, UUID(lesson.key), language)
        body = with_media(text.body, self._row_id)
        is_same = page.pk is not None and same_lesson(page, text, body, language)
        if not is_same:
            page.title, page.slug, page.summary = text.title, text.slug, text.summary
            put_found(page, text.found)
            page.duration_minutes = text.duration_minutes
            page.review_by = date.fromisoformat(text.review_by) if text.review_by else None
            page.objectives = list(text.objectives)
            page.body = LessonPage._meta.get_field("body").stream_block.to_python(body)
            refuse_as_editor(page.body, place.at("body"))
        if not self._save(page, parent, "lesson", language, is_same, place):
            return None
        self.notes += doubtful_captions(page.body, language)
        return page

    def _row_id(self, kind: str, name: str) -> int | None:
        """Return the id of what is called `name`: an image, a video, a bank or a package."""
        if kind in ("bank", "package"):
            return (self.banks if kind == "bank" else self.packages).ids[name]
        return self.media.row_id(kind, name)

    def _order(
        self, parent: PathPage | CoursePage, pages: Sequence[CoursePage | LessonPage | None]
    ) -> None:
        """Give the children of `parent` the order of the file, unless drafts alone may change."""
        wanted = [page for page in pages if page is not None]
        if is_in_order(parent, wanted):
            return
        if self.publish or not parent.get_children().live().exists():
            set_order(parent, wanted, self.user)
        else:
            self.notes.append(
                gettext("“%(title)s”: the new order comes with an import that publishes.")
                % {"title": parent.title}
            )

    # --- One page ----------------------------------------------------------
    def _page(self, model: Any, key: UUID, language: str) -> Any:
        """Return the page as it is, its last draft when drafts are wanted, or a new one."""
        page = model._default_manager.filter(
            translation_key=key, locale__language_code=language
        ).first()
        if page is None:
            return model(
                translation_key=key, locale=self.locales[language], live=False, owner=self.user
            )
        return page if self.publish else page.get_latest_revision_as_object()

    def _save(
        self,
        page: LearningPage,
        parent: CataloguePage | PathPage | CoursePage,
        kind: Kind,
        language: str,
        is_same: bool,
        place: Place,
        organisms: set[Organism] | None = None,
    ) -> bool:
        """Save and publish `page` below `parent` where it changed; tell whether it is there."""
        change: Change = "created" if page.pk is None else "updated"
        problems = len(self.findings.problems)
        if page.pk is not None and is_elsewhere(page, parent) and (self.publish or not page.live):
            page.move(parent, pos="last-child", user=self.user)
            page.refresh_from_db(fields=["path", "depth", "url_path"])
        elif is_same and (page.live or not self.publish):
            change = "unchanged"
        if change != "unchanged":
            if page.pk is not None and page.has_unpublished_changes and self.publish:
                self.notes.append(
                    gettext(
                        "“%(title)s” had changes that were not published; they stay in its history."
                    )
                    % {"title": page.title}
                )
            try:
                if page.pk is None:
                    parent.add_child(instance=page)
                if organisms is not None:
                    page.built_by.set(organisms)
                revision = page.save_revision(user=self.user)
                if self.publish:
                    # The files were read as a whole; pages go live one by one.
                    with structure_checked_apart():
                        revision.publish(user=self.user, skip_permission_checks=True)
                    page.refresh_from_db()
            except ValidationError as error:
                refuse_fields(error, place.at(*_text_steps(kind, language)))
            else:
                self.saved.append(page)
                if isinstance(page, LessonPage):
                    self.versions.append((page, revision.pk))
        self.changes.append(PageChange(kind, page.translation_key, language, page.title, change))
        return page.pk is not None and len(self.findings.problems) == problems

    def _retire(self) -> None:
        """Unpublish the lessons and courses that left the file."""
        pages = list(retire(self.content, self.key, do=self.publish, user=self.user))
        for page, kind, language in pages:
            if self.publish:
                self.changes.append(
                    PageChange(kind, page.translation_key, language, page.title, "unpublished")
                )
            else:
                self.notes.append(
                    gettext("“%(title)s” is not in the file any more; it is still published.")
                    % {"title": page.title}
                )


def _text_steps(kind: Kind, language: str) -> tuple[str, ...]:
    return () if kind == "lesson" else ("text", language)
