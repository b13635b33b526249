"""Doubts: whose they are, what they are about, and which are new."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from academy.accounts.models import User
from academy.organisms.models import Role
from academy.organisms.policies import Viewer
from academy.organisms.queries import people_in_charge
from courses.blocks import QUESTION_TYPES
from courses.models import (
    BankQuestion,
    LessonPage,
    PublishedPath,
    QuestionBank,
    QuestionDoubt,
)

# A mail that the server refused is tried again for so long.
_LATELY = timedelta(days=3)
LONGEST_PROMPT = 200
"""How many characters of a question are kept, and shown."""


def doubts_visible_to(user: Viewer) -> QuerySet[QuestionDoubt]:
    """Return the doubts about questions of the lessons and banks that the person may edit today."""
    if not user.is_authenticated:
        return QuestionDoubt.objects.none()
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    lessons = LessonPage.objects.filter(pk__in=pages.values("pk"))
    policy = policy_registry.get_by_type(QuestionBank)
    banks = policy.instances_user_has_any_permission_for(user, ["change"])
    return QuestionDoubt.objects.filter(
        Q(bank__isnull=True, place__in=lessons.values("translation_key"))
        | Q(bank__in=banks.values("pk"))
    )


def is_latest(doubt: QuestionDoubt) -> bool:
    """Tell whether no later doubt is about the same question."""
    later = QuestionDoubt.objects.filter(
        place=doubt.place, question=doubt.question, pk__gt=doubt.pk
    )
    return not later.exists()


def lately_found(at: datetime) -> QuerySet[QuestionDoubt]:
    """Return the doubts of the last days, decided or not, the oldest first."""
    return QuestionDoubt.objects.filter(found_at__gt=at - _LATELY, found_at__lte=at).order_by("pk")


def designers_of(doubt: QuestionDoubt, day: date) -> list[User]:
    """Return who designs for an organism that built the path, or the bank; the academy's
    administrators where nobody does."""
    if doubt.bank is not None:
        organisms = [doubt.bank.built_by_id] if doubt.bank.built_by_id else []
    else:
        paths = PublishedPath.objects.filter(key__in=[doubt.path_key] if doubt.path_key else [])
        organisms = [one for one in paths.values_list("built_by", flat=True) if one is not None]
    return people_in_charge(Role.DESIGNER, day, organisms)


def lesson_of(doubt: QuestionDoubt, language: str) -> LessonPage | None:
    """Return the lesson of a doubtful question, in `language` where it has it."""
    pages = LessonPage.objects.filter(translation_key=doubt.place).select_related("locale")
    found = sorted(pages, key=lambda page: page.locale.language_code != language)
    return found[0] if found else None


def worded(doubts: Iterable[QuestionDoubt], language: str) -> list[tuple[QuestionDoubt, str]]:
    """Return doubts, each with its question as it is published in `language`; where it isn't, in
    the words in which it was found. Three queries at most, whatever the number of doubts."""
    rows = list(doubts)
    said: dict[tuple[UUID, str], str] = {}
    if lessons := {one.place for one in rows if one.bank_id is None}:
        pages = LessonPage.objects.live().filter(
            translation_key__in=lessons, locale__language_code=language
        )
        for page in pages.only("translation_key", "body"):
            for stored in page.body.raw_data:
                if stored["type"] in QUESTION_TYPES:
                    words = stored["value"]["prompt"]
                    said[page.translation_key, str(stored.get("id"))] = words
    if asked := {one.question for one in rows if one.bank_id is not None}:
        questions = BankQuestion.objects.filter(
            translation_key__in=asked, locale__language_code=language, live=True
        )
        for question in questions.select_related("bank"):
            said[question.bank.key, str(question.translation_key)] = question.prompt
    return [
        (one, (said.get((one.place, str(one.question))) or one.prompt)[:LONGEST_PROMPT])
        for one in rows
    ]


def digest_now(place: UUID, question: UUID, bank: QuestionBank | None) -> str:
    """Return the SHA-256 of what a question says in all its published languages."""
    said: list[tuple[str, Any]] = []
    if bank is None:
        for page in (
            LessonPage.objects.live().filter(translation_key=place).select_related("locale")
        ):
            said += [
                (page.locale.language_code, one["value"])
                for one in page.body.get_prep_value()
                if str(one["id"]) == str(question)
            ]
    else:
        rows = BankQuestion.objects.filter(bank=bank, translation_key=question, live=True)
        said = [
            (row.locale.language_code, [one["value"] for one in row.body.get_prep_value()])
            for row in rows.select_related("locale")
        ]
    text = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False).encode(
        sorted(said, key=lambda one: one[0])
    )
    return hashlib.sha256(text.encode()).hexdigest()
