"""What files bring in several languages at once says the same in each, but for what they name."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from academy.accounts.models import User
from courses.adoption.naming import canonical_html
from courses.models import StalePage, Survey
from courses.models.publication import with_translations
from courses.translating.comparing import Arrived
from courses.translating.deadline import LateText, language_name, late_texts
from courses.translating.following import (
    agree_on_path,
    follow_publication,
    translate_from,
)
from courses.translating.following_shared import agree_on_questions, agree_on_survey

from .contents import PathContent
from .problems import _, refusal
from .report import ImportReport, PageBehind
from .schema import Rich
from .translations import texts_by_page


class Languages:
    """The languages in which a path comes, and what is known of its translations before it does."""

    def __init__(self, content: PathContent, *, at: datetime) -> None:
        self.content = content
        self.at = at
        self.key = UUID(content.key)
        self.are_several = len(content.languages) > 1
        self.late_before = self._late()

    def coming_together(self) -> AbstractContextManager[None]:
        """Publish what comes in one language alone as anybody does; more than one come together."""
        return with_translations() if self.are_several else nullcontext()

    def followed(
        self, report: ImportReport, saved: Iterable[Any], *, by: User | None
    ) -> ImportReport:
        """Have what came in each language follow what came with it, but for the texts of which the
        files say that they were made from another; return `report` with what that changed.

        Where nothing else changed, only pages are looked at of which the files or this academy say
        that they are behind. Raises Refused where that would leave a language further behind that
        is late, in a path that is asked of people.
        """
        saved = list(saved)
        # A survey always comes in both.
        for one in saved:
            if isinstance(one, Survey):
                agree_on_survey(survey=one, by=by, at=self.at)
        if not self.are_several:
            return report
        questions = set() if report.is_unchanged else self._agreed_questions(report, by)
        apart = _apart(self.content)
        keys = set(_keys_in_each_language(self.content))
        if report.is_unchanged:
            rows = StalePage.objects.filter(path_key=self.key, page_key__in=keys)
            keys = {key for key, _language in apart} | set(rows.values_list("page_key", flat=True))
            if not keys:
                return report
        known = self.content.translations
        translate_from(
            path_key=self.key,
            language=known.source_language if known else self.content.source_language,
            # Drafts leave alone what readers are told.
            is_certain=known is not None and report.is_published,
        )
        agreed = agree_on_path(
            path_key=self.key,
            keys=keys,
            by=by,
            at=self.at,
            is_published=report.is_published,
            apart=apart,
        )
        for one in saved:
            is_alone = not isinstance(one, Survey) and one.translation_key not in keys | questions
            if report.is_published and is_alone:
                follow_publication(page=one, revision=one.live_revision, at=self.at)
        self._refuse_further_behind()
        return replace(
            report,
            followed=agreed.changed,
            behind=tuple(
                PageBehind(page.title, str(page.locale.language_code), texts)
                for page, texts in agreed.behind
            ),
        )

    def _agreed_questions(self, report: ImportReport, by: User | None) -> set[UUID]:
        """Have questions of banks that came in more than one language say the same; return which
        these are."""
        found: set[UUID] = set()
        for bank in self.content.banks:
            keys = {UUID(one.key) for one in bank.questions if len(one.texts) > 1}
            agree_on_questions(
                bank_key=UUID(bank.key),
                keys=keys,
                by=by,
                at=self.at,
                is_published=report.is_published,
            )
            found |= keys
        return found

    def _late(self) -> frozenset[LateText] | None:
        return late_texts(self.key, timezone.localdate(self.at)) if self.are_several else None

    def _refuse_further_behind(self) -> None:
        if self.late_before is None:
            return
        late = (self._late() or frozenset()) - self.late_before
        if late:
            raise refusal(
                "path.json",
                _(
                    "This path is asked of people here, and its version in %(languages)s has been "
                    "out of date for longer than it may. These files would leave it further "
                    "behind. Bring that version up to date in the files, or ask those who made "
                    "them to."
                ),
                languages=", ".join(sorted({language_name(one[1]) for one in late})),
            )


def _apart(content: PathContent) -> dict[tuple[UUID, str], dict[str, Arrived]]:
    """Return what files say of texts that were made from another source, as pages have texts."""
    found: dict[tuple[UUID, str], dict[str, Arrived]] = {}
    if content.translations is None:
        return found
    pages = dict(texts_by_page(content))
    for one in content.translations.texts:
        texts = pages[one.page]
        source, own = texts[content.translations.source_language], texts[one.language]
        shape, _says = source.get(one.place) or own[one.place]
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
