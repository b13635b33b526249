"""Whether the tests of a lesson can begin: their banks have the questions that they draw."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.blocks import StreamValue

from courses.blocks import KNOWLEDGE_TEST
from courses.drawing import Candidate, TooFew, draw, plain_tag

from .bank import BankQuestion


def tests_in(body: StreamValue) -> Iterator[Any]:
    """Yield the blocks of a body that are tests with a bank."""
    return (block for block in body if block.block_type == KNOWLEDGE_TEST and block.value["bank"])


def tests_that_cannot_begin(body: StreamValue, locale_id: int) -> list[ValidationError]:
    """Return, for each test that can't begin in a language, what it lacks; two queries a test."""
    return [ValidationError(problem) for _own_id, problem in tests_lacking(body, locale_id)]


def tests_lacking(body: StreamValue, locale_id: int) -> Iterator[tuple[str, str]]:
    """Yield the same as pairs of the id of the block and a sentence."""
    for position, stored in enumerate(body.raw_data):
        if stored["type"] == KNOWLEDGE_TEST:
            problem = _lacking(body[position].value, locale_id)
            if problem:
                yield str(stored.get("id")), problem


def _lacking(value: Any, locale_id: int) -> str:
    if value["bank"] is None:
        return _(
            "The test “%(test)s” can’t begin: its question bank was deleted. Choose another one."
        ) % {"test": value["title"]}
    rows = BankQuestion.objects.filter(
        bank=value["bank"], live=True, locale_id=locale_id
    ).prefetch_related("tagged_items__tag")
    pool = [
        Candidate(
            row.translation_key,
            frozenset(plain_tag(one.tag.name) for one in row.tagged_items.all()),
        )
        for row in rows
    ]
    try:
        draw(pool, value.draws(), seed=0)
    except TooFew as problem:
        words = ngettext(
            "The test “%(test)s” can’t begin: its bank lacks %(count)s published question "
            "with the tag “%(tag)s” in this language.",
            "The test “%(test)s” can’t begin: its bank lacks %(count)s published questions "
            "with the tag “%(tag)s” in this language.",
            problem.missing,
        )
        return words % {
            "test": value["title"],
            "count": problem.missing,
            "tag": problem.tag or _("any tag"),
        }
    return ""
