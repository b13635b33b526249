"""What is to be done for a path, and what was said of its drafts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import Count, F, Prefetch, QuerySet
from wagtail.models import Comment, CommentReply

from academy.accounts.models import User
from courses.models import Duty, PathPage, Remark, RemarkAnswer, ReviewLink

from .queries import pages_of

# What was said: when, and the number of the comment of the editor or of the remark.
Said = tuple[datetime, Literal["comment", "remark"], int]


@dataclass(frozen=True, slots=True)
class Thread:
    """Something that was said of a page.

    `remark_id`: that of a remark from a review link; None for a comment in the editor
    (`comment_id`), which is answered there. `answers`: what was answered, in order, each with who
    said it. `settled_by`: who settled it, "" where nobody did or nobody knows.
    """

    page_id: int | None
    page_title: str
    name: str
    text: str
    at: datetime
    answers: tuple[tuple[str, str], ...] = ()
    settled_at: datetime | None = None
    settled_by: str = ""
    remark_id: int | None = None
    comment_id: int | None = None


def duties_of(path: PathPage) -> QuerySet[Duty]:
    """Return what is to be done and what is done for `path`; what is open and due comes first,
    what was done last before what was done long ago."""
    rows = Duty.objects.filter(path_key=path.translation_key).select_related("organism")
    return rows.order_by(
        F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )


def late_duties(keys: Iterable[UUID], day: date) -> dict[UUID, int]:
    """Return how many things should have been done before `day`, by path."""
    rows = Duty.objects.filter(path_key__in=list(keys), done_at=None, due_on__lt=day)
    return dict(rows.order_by().values_list("path_key").annotate(Count("pk")))


def waiting_remarks(keys: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many remarks from review links aren't settled, by path."""
    rows = Remark.objects.filter(path_key__in=list(keys), settled_at=None)
    return dict(rows.order_by().values_list("path_key").annotate(Count("pk")))


def links_of(path: PathPage) -> QuerySet[ReviewLink]:
    """Return the review links of `path`, the newest first, each with its number of remarks."""
    rows = ReviewLink.objects.filter(path_key=path.translation_key).select_related("made_by")
    return rows.annotate(said=Count("remarks"))


def said_of(path: PathPage, *, settled: bool = False) -> list[Said]:
    """Return what was said of the pages of `path`, the newest first: comments of the editor and
    remarks from review links; what is settled, or what isn't. Two queries."""
    comments = Comment.objects.filter(page__in=pages_of(path.translation_key))
    remarks = Remark.objects.filter(path_key=path.translation_key)
    found: list[Said] = [
        (at, "comment", pk)
        for at, pk in comments.filter(resolved_at__isnull=not settled).values_list(
            "created_at", "pk"
        )
    ]
    found += [
        (at, "remark", pk)
        for at, pk in remarks.filter(settled_at__isnull=not settled).values_list("at", "pk")
    ]
    return sorted(found, reverse=True)


def threads(said: Collection[Said]) -> list[Thread]:
    """Return what was said, in the same order. Four queries at most."""
    ids: dict[str, list[int]] = {"comment": [], "remark": []}
    for _at, kind, pk in said:
        ids[kind].append(pk)
    replies = Prefetch("replies", CommentReply.objects.select_related("user").order_by("pk"))
    answers = Prefetch("answers", RemarkAnswer.objects.select_related("given_by"))
    comments = Comment.objects.select_related("page", "user", "resolved_by")
    remarks = Remark.objects.select_related("settled_by")
    found: dict[tuple[str, int], Thread] = {
        ("comment", one.pk): Thread(
            one.page_id,
            one.page.title,
            _named(one.user),
            one.text,
            one.created_at,
            answers=tuple((_named(reply.user), reply.text) for reply in one.replies.all()),
            settled_at=one.resolved_at,
            settled_by=_named(one.resolved_by),
            comment_id=one.pk,
        )
        for one in comments.prefetch_related(replies).filter(pk__in=ids["comment"])
    }
    found |= {
        ("remark", one.pk): Thread(
            one.page_id,
            one.page_title,
            one.name,
            one.text,
            one.at,
            answers=tuple((_named(answer.given_by), answer.text) for answer in one.answers.all()),
            settled_at=one.settled_at,
            settled_by=_named(one.settled_by),
            remark_id=one.pk,
        )
        for one in remarks.prefetch_related(answers).filter(pk__in=ids["remark"])
    }
    return [found[kind, pk] for _at, kind, pk in said if (kind, pk) in found]


def _named(user: User | None) -> str:
    return (user.get_full_name() or user.email) if user is not None else ""
