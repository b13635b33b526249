"""Banks of questions, and paths whose lessons end with a test."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wagtail.models import Locale

from courses.models import (
    BankQuestion,
    LessonPage,
    PathPage,
    PublishedPath,
    QuestionBank,
    QuestionDoubt,
)

from .courses import block, choice_question, items, lesson_pages, make_path, publish_path


def bank_question(
    bank: QuestionBank,
    *,
    tags: Sequence[str] = ("phishing",),
    languages: Sequence[str] = ("fr", "en"),
    stored: Mapping[str, Any] | None = None,
    live: bool = True,
    **fields: Any,
) -> uuid.UUID:
    """Add a question to `bank` in each language; return its key."""
    key = uuid.uuid4()
    stored = stored or choice_question()
    for language in languages:
        row = BankQuestion(
            bank=bank,
            translation_key=key,
            locale=Locale.objects.get_or_create(language_code=language)[0],
            body=BankQuestion._meta.get_field("body").stream_block.to_python([dict(stored)]),
            live=live,
            **fields,
        )
        row.tags.set(tags)
        row.save()
    return key


def make_bank(questions: Mapping[str, int] | None = None, **fields: Any) -> QuestionBank:
    """Return a bank with so many single choices of each tag, in both languages."""
    bank = QuestionBank.objects.create(title=fields.pop("title", "Banque"), **fields)
    for tag, count in (questions or {"phishing": 6}).items():
        for _number in range(count):
            bank_question(bank, tags=[tag])
    return bank


def doubt_about(bank: QuestionBank, *, at: datetime) -> QuestionDoubt:
    """Return a doubt about the first question of `bank`, found at `at` and undecided."""
    question = bank.questions.order_by("pk").first()
    return QuestionDoubt.objects.create(
        place=bank.key,
        question=question.translation_key,
        bank=bank,
        prompt=question.prompt,
        digest="0" * 64,
        flags=["backwards"],
        found_at=at,
    )


def knowledge_test(
    bank: QuestionBank,
    draws: Mapping[str, int] | None = None,
    *,
    block_id: str | None = None,
    **settings: Any,
) -> dict[str, Any]:
    """Return a test as a StreamField stores it; `settings`: attempts, wait_hours, minutes."""
    drawn = [{"tag": tag, "count": count} for tag, count in (draws or {"phishing": 3}).items()]
    value = {"title": "Test de fin", "bank": bank.pk, "draws": items(drawn)}
    value |= {"attempts": None, "wait_hours": None, "minutes": None} | settings
    return block("knowledge_test", value, block_id)


def make_path_with_test(
    bank: QuestionBank, draws: Mapping[str, int] | None = None, **settings: Any
) -> PublishedPath:
    """Return a published path of one lesson that holds a test and nothing else to answer."""
    path = make_path(lessons=1, questions=0)
    test = knowledge_test(bank, draws, **settings)
    for page in LessonPage.objects.filter(translation_key=lesson_pages(path)[0].translation_key):
        page.body = LessonPage._meta.get_field("body").stream_block.to_python(
            [*page.body.raw_data, test]
        )
        page.save()
    return publish_path(PathPage.objects.filter(translation_key=path.key).first())
