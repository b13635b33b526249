"""What files bring in several languages at once says the same in each, but for what they name."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from academy.accounts.models import User
from courses.adoption.naming import canonical_html
from courses.models import (
    BankQuestion,
    CoursePage,
    LessonPage,
    PathPage,
    PublishedPath,
    StalePage,
    Survey,
)
from courses.models.publication import with_translations
from courses.translating.comparing import Arrived
from courses.translating.deadline import LateText, language_name, late_texts
from courses.translating.following import (
    Agreed,
    agree_on_path,
    follow_publication,
    translate_from,
)
from courses.translating.following_shared import agree_on_questions, agree_on_survey
from courses.translating.lags import paths_that_share

from .contents import PathContent
from .problems import _, refusal
from .report import ImportReport, PageBehind
from .schema import Rich
from .translations import TRANSLATIONS_FILE, followed_in, other_than

LearningPage = PathPage | CoursePage | LessonPage


class Languages:
    """The languages in which a path comes, and what is known of its translations before it does."""

    def __init__(self, content: PathContent, *, at: datetime) -> None:
        self.content = content
        self.at = at
        self.key = UUID(content.key)
        self.are_several = len(content.languages) > 1
        self.apart = _apart(content)
        self.banks = {UUID(one.key): one for one in content.banks}
        # What comes in more than one language.
        self.page_keys = set(_keys_in_each_language(content))
        self.question_keys = {
            UUID(one.key) for bank in content.banks for one in bank.questions if len(one.texts) > 1
        }
        self.paths = [self.key]
        self.late_before: dict[UUID, frozenset[LateText]] = {}
        if self.are_several or self.apart:
            # Whoever draws the same questions, or offers the same survey, may fall behind too.
            surveys = [UUID(one.key) for one in content.surveys]
            self.paths = sorted({self.key} | paths_that_share(list(self.banks), surveys))
            self.late_before = self._late()

    def coming_together(self) -> AbstractContextManager[None]:
        """Publish what comes in one language alone as anybody does; more than one come together."""
        return with_translations() if self.are_several else nullcontext()

    def followed(
        self,
        report: ImportReport,
        saved: Iterable[LearningPage | BankQuestion],
        surveys: Iterable[Survey],
        *,
        by: User | None,
    ) -> ImportReport:
        """Have what came in each language follow what came with it, but for the texts of which the
        files say that they were made from another; return `report` with what that changed.

        Where nothing else changed, only that is looked at of which the files or this academy say
        that it is behind. `saved`: the pages and questions that changed; `surveys`: those that came
        and belong to whoever imports. Raises Refused where that would leave a language further
        behind that is late, in a path that is asked of people.
        """
        told = self._told_of() if report.is_unchanged else None
        agreed = self._surveys(surveys, told, by)
        if self.are_several:
            agreed += self._questions(report, told, by)
            agreed += self._pages(report, told, by)
            keys = self.page_keys | self.question_keys
            for one in saved if report.is_published else ():
                if one.translation_key not in keys:
                    follow_publication(page=one, revision=one.live_revision, at=self.at)
        self._refuse_further_behind()
        return replace(
            report,
            followed=agreed.changed,
            behind=tuple(
                PageBehind(str(page), str(page.locale.language_code), texts)
                for page, texts in agreed.behind
            ),
        )

    def _told_of(self) -> set[UUID]:
        """Return the keys of what the files or this academy say that it is behind."""
        wholes = [self.key, *self.banks, *(UUID(one.key) for one in self.content.surveys)]
        rows = StalePage.objects.filter(path_key__in=wholes)
        return {key for key, _language in self.apart} | set(rows.values_list("page_key", flat=True))

    def _surveys(
        self, surveys: Iterable[Survey], told: set[UUID] | None, by: User | None
    ) -> Agreed:
        agreed = Agreed()
        for one in surveys:
            if told is None or one.key in told:
                agreed += agree_on_survey(survey=one, by=by, at=self.at, apart=self.apart)
        return agreed

    def _questions(self, report: ImportReport, told: set[UUID] | None, by: User | None) -> Agreed:
        agreed = Agreed()
        for key, bank in self.banks.items():
            keys = self.question_keys & {UUID(one.key) for one in bank.questions}
            if told is not None:
                keys &= told
                if not keys:
                    continue
            into = next((language for one, language in self.apart if one in keys), None)
            if into is not None and report.is_published:
                # As with a path: drafts leave alone what readers are told.
                translate_from(path_key=key, language=other_than(into), is_certain=True)
            agreed += agree_on_questions(
                bank_key=key,
                keys=keys,
                by=by,
                at=self.at,
                is_published=report.is_published,
                apart=self.apart,
            )
        return agreed

    def _pages(self, report: ImportReport, told: set[UUID] | None, by: User | None) -> Agreed:
        keys = self.page_keys if told is None else self.page_keys & told
        if told is not None and not keys:
            return Agreed()
        known = self.content.translations
        translate_from(
            path_key=self.key,
            language=known.source_language if known else self.content.source_language,
            # Drafts leave alone what readers are told.
            is_certain=known is not None and report.is_published,
        )
        return agree_on_path(
            path_key=self.key,
            keys=keys,
            by=by,
            at=self.at,
            is_published=report.is_published,
            apart=self.apart,
        )

    def _late(self) -> dict[UUID, frozenset[LateText]]:
        return late_texts(self.paths, timezone.localdate(self.at))

    def _refuse_further_behind(self) -> None:
        if not self.late_before:
            return
        after = self._late()
        for key, before in sorted(self.late_before.items()):
            late = after.get(key, frozenset()) - before
            if not late:
                continue
            languages = ", ".join(sorted({language_name(one[1]) for one in late}))
            if key == self.key:
                raise refusal(
                    "path.json",
                    _(
                        "This path is asked of people here, and its version in %(languages)s has "
                        "been out of date for longer than it may. These files would leave it "
                        "further behind. Bring that version up to date in the files, or ask those "
                        "who made them to."
                    ),
                    languages=languages,
                )
            raise refusal(
                TRANSLATIONS_FILE,
                _(
                    "“%(path)s” shares questions or a survey with this path. It is asked of people "
                    "here, and its version in %(languages)s has been out of date for longer than "
                    "it may. These files would leave it further behind. Bring that version up to "
                    "date in the files, or ask those who made them to."
                ),
                path=PublishedPath.objects.get(key=key).text_in(get_language() or "fr")["title"],
                languages=languages,
            )


def _apart(content: PathContent) -> dict[tuple[UUID, str], dict[str, Arrived]]:
    """Return what files say of texts that were made from another source, as pages have texts."""
    found: dict[tuple[UUID, str], dict[str, Arrived]] = {}
    if content.translations is None:
        return found
    pages = followed_in(content)
    for one in content.translations.texts:
        page = pages[one.page]
        source = page.texts[page.source_of(one.language, content.translations.source_language)]
        shape, _says = source.get(one.place) or page.texts[one.language][one.place]
        text = one.made_from
        if text is not None and isinstance(shape, Rich):
            text = canonical_html(text)
        arrived = Arrived(text, one.same_meaning)
        found.setdefault((UUID(one.page), one.language), {})[one.place] = arrived
    return found


def _keys_in_each_language(content: PathContent) -> Iterator[UUID]:
    yield UUID(content.key)
    for course in content.courses:
        if len(course.texts) > 1:
            yield UUID(course.key)
        for lesson in course.lessons:
            if len(lesson.texts) > 1:
                yield UUID(lesson.key)
