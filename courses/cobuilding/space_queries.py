"""What is to be done for a path, and what was said of its drafts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Prefetch, QuerySet
from wagtail.models import Comment, CommentReply

from courses.models import Duty, PathPage, Remark, ReviewLink

from .queries import pages_of

MOST_THREADS = 100


@dataclass(frozen=True, slots=True)
class Thread:
    """Something that was said of a page, and is not settled.

    `remark_id`: that of a remark from a review link; None for a comment in the editor, which is
    answered there. `replies`: how many answers it has.
    """

    page_id: int | None
    page_title: str
    name: str
    text: str
    at: datetime
    replies: int = 0
    remark_id: int | None = None


def duties_of(path: PathPage) -> QuerySet[Duty]:
    """Return what is to be done and what is done for `path`; what is open and due comes first."""
    rows = Duty.objects.filter(path_key=path.translation_key).select_related("organism")
    return rows.order_by("done_at", F("due_on").asc(nulls_last=True), "pk")


def late_duties(keys: Iterable[UUID], day: date) -> dict[UUID, int]:
    """Return how many things should have been done before `day`, by path."""
    rows = Duty.objects.filter(path_key__in=list(keys), done_at=None, due_on__lt=day)
    return dict(rows.order_by().values_list("path_key").annotate(Count("pk")))


def links_of(path: PathPage) -> QuerySet[ReviewLink]:
    """Return the review links of `path`, the newest first, each with its number of remarks."""
    rows = ReviewLink.objects.filter(path_key=path.translation_key).select_related("made_by")
    return rows.annotate(said=Count("remarks"))


def threads_of(path: PathPage) -> list[Thread]:
    """Return what was said of the pages of `path` and isn't settled, the newest first: comments of
    the editor and remarks from review links, `MOST_THREADS` at most."""
    pages = pages_of(path.translation_key)
    replies = Prefetch("replies", CommentReply.objects.only("pk", "comment"))
    comments = (
        Comment.objects.filter(page__in=pages, resolved_at=None)
        .select_related("page", "user")
        .prefetch_related(replies)
        .order_by("-created_at")[:MOST_THREADS]
    )
    found = [
        Thread(
            one.page_id,
            one.page.title,
            one.user.get_full_name() or one.user.email,
            one.text,
            one.created_at,
            replies=len(one.replies.all()),
        )
        for one in comments
    ]
    remarks = Remark.objects.filter(path_key=path.translation_key, settled_at=None)
    found += [
        Thread(one.page_id, one.page_title, one.name, one.text, one.at, remark_id=one.pk)
        for one in remarks.order_by("-at")[:MOST_THREADS]
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_THREADS]
