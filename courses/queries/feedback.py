"""What learners reported of passages, as they see it and as the authors of lessons do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.html import strip_tags
from wagtail.rich_text import RichText

from academy.accounts.models import User
from courses.blocks import QUESTION_TYPES
from courses.models import LONGEST_EXCERPT, BlockReport, LessonPage

# After how many days without an answer a report comes first.
PATIENCE = timedelta(days=30)
_ENDS_A_LINE = re.compile(r"</(?:p|h\d|li)>|<br\s*/?>")


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of a lesson that one may report: its id, its kind in words, how it begins."""

    block_id: str
    label: str
    excerpt: str


def passages(lesson: LessonPage) -> list[Passage]:
    """Return the blocks of `lesson`, in order. Of a question, nothing but what it asks."""
    return [
        Passage(str(child.id), str(child.block.label), _excerpt(_said(child)))
        for child in lesson.body
    ]


def _said(child: Any) -> Sequence[str]:
    if child.block_type in QUESTION_TYPES:
        return [child.value["prompt"]]
    if isinstance(child.value, RichText):
        # What the search takes of it has no lines any more.
        return [unescape(strip_tags(_ENDS_A_LINE.sub("\n", child.value.source)))]
    return child.block.get_searchable_content(child.value)


def _excerpt(texts: Sequence[str]) -> str:
    """Return the first words of `texts` in one line, cut between two words.

    A heading or an item without a full stop gets one where something follows it.
    """
    lines = [" ".join(line.split()) for one in texts for line in strip_tags(str(one)).split("\n")]
    lines = [line for line in lines if line]
    stopped = [line if line[-1] in ".!?:;,…" else f"{line}." for line in lines[:-1]]
    words = " ".join([*stopped, *lines[-1:]])
    if len(words) <= LONGEST_EXCERPT:
        return words
    return words[: LONGEST_EXCERPT - 1].rpartition(" ")[0] + "…"


def reports_of(user: User) -> QuerySet[BlockReport]:
    """Return all that `user` reported, the latest first: for the person alone."""
    return BlockReport.objects.filter(reporter=user).select_related("page")


def fixed_for(user: User, since: datetime) -> QuerySet[BlockReport]:
    """Return what `user` reported and was fixed from `since` on, the latest first.

    Fixed: the lesson was published after its authors said so. What the person has put away already
    is left out.
    """
    return (
        reports_of(user)
        .filter(state=BlockReport.State.FIXED, told_at__gte=since, seen_at__isnull=True)
        .order_by("-told_at", "-pk")
    )


def unread_answers(user: User) -> QuerySet[BlockReport]:
    """Return the answers that `user` hasn't put away, the latest first."""
    told = reports_of(user).filter(told_at__isnull=False, seen_at__isnull=True)
    return told.order_by("-told_at", "-pk")


def in_order_of_age(reports: QuerySet[BlockReport], at: datetime) -> QuerySet[BlockReport]:
    """Return `reports` as their authors read them: what has waited too long, then what waits, the
    oldest first; then what is answered. `people`: how many say the same.
    """
    waits = Q(state=BlockReport.State.OPEN)
    turn = Case(
        When(waits & Q(reported_at__lt=at - PATIENCE), then=Value(0)),
        When(waits, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        reports.filter(merged_into__isnull=True)
        .annotate(turn=turn, people=Count("merged") + 1)
        .order_by("turn", "reported_at", "pk")
    )


def overdue(reports: QuerySet[BlockReport], at: datetime) -> int:
    """Return how many of `reports` have waited for an answer for too long."""
    return reports.filter(
        state=BlockReport.State.OPEN, reported_at__lt=at - PATIENCE, merged_into__isnull=True
    ).count()


def like(report: BlockReport) -> QuerySet[BlockReport]:
    """Return the other open reports of the same passage, merged into none."""
    return BlockReport.objects.filter(
        lesson_key=report.lesson_key,
        language=report.language,
        block_id=report.block_id,
        state=BlockReport.State.OPEN,
        merged_into__isnull=True,
    ).exclude(pk=report.pk)


@dataclass(frozen=True, slots=True)
class ReportedPassage:
    """A passage with open reports: where it is in the editor, and how many people report it."""

    block_id: str
    excerpt: str
    people: int


def reported_passages(lesson: LessonPage) -> list[ReportedPassage]:
    """Return the passages of `lesson` with open reports, the most reported first, in one query."""
    rows = BlockReport.objects.filter(page_id=lesson.pk, state=BlockReport.State.OPEN)
    found: dict[str, ReportedPassage] = {}
    for block_id, excerpt in rows.order_by("-reported_at").values_list("block_id", "excerpt"):
        people = found[block_id].people if block_id in found else 0
        found[block_id] = ReportedPassage(block_id, excerpt, people + 1)
    return sorted(found.values(), key=lambda one: -one.people)
