"""What files bring in several languages at once says the same in each."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

from academy.accounts.models import User
from courses.models import Survey
from courses.models.publication import with_translations
from courses.translating.following import agree_on_path, follow_publication
from courses.translating.following_shared import agree_on_questions, agree_on_survey

from .contents import PathContent


def coming_together(content: PathContent) -> AbstractContextManager[None]:
    """Publish what comes in one language alone as anybody does; more than one come together."""
    return with_translations() if len(content.languages) > 1 else nullcontext()


def note_languages(
    content: PathContent,
    saved: Iterable[Any],
    *,
    is_published: bool,
    by: User | None,
    at: datetime,
) -> None:
    """Have what came in each language follow what came with it: nothing is stale by mistake.

    `saved`: pages, questions and surveys; a survey always comes in both.
    """
    saved = list(saved)
    for survey in saved:
        if isinstance(survey, Survey):
            agree_on_survey(survey=survey, by=by, at=at)
    if len(content.languages) < 2:
        return
    keys = set(_keys_in_each_language(content))
    agree_on_path(path_key=UUID(content.key), keys=keys, by=by, at=at, is_published=is_published)
    for bank in content.banks:
        both = {UUID(one.key) for one in bank.questions if len(one.texts) > 1}
        agree_on_questions(
            bank_key=UUID(bank.key), keys=both, by=by, at=at, is_published=is_published
        )
        keys |= both
    for page in saved:
        if is_published and not isinstance(page, Survey) and page.translation_key not in keys:
            follow_publication(page=page, revision=page.live_revision, at=at)


def _keys_in_each_language(content: PathContent) -> Iterator[UUID]:
    yield UUID(content.key)
    for course in content.courses:
        if len(course.texts) > 1:
            yield UUID(course.key)
        for lesson in course.lessons:
            if len(lesson.texts) > 1:
                yield UUID(lesson.key)
