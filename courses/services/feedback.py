"""What learners report of passages, and what authors answer."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Revision

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from courses.models import LONGEST_COMMENT, BlockReport, Enrolment, LessonPage, PathPage
from courses.policies import reports_visible_to
from courses.queries.feedback import like, passages

# How many reports one person may send in a day.
MOST_A_DAY = 10


class AlreadyReported(AcademyError):
    """The person has reported this passage for this reason, and it has no answer yet."""


def report_passage(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    block_id: str,
    kind: BlockReport.Kind,
    comment: str = "",
    at: datetime,
) -> BlockReport:
    """Keep that the learner finds a passage of `lesson` unclear, wrong or out of date.

    `block_id`: "" for the lesson as a whole. The same form sent twice is one report. Raises
    AlreadyReported for a passage that waits for an answer to the same reason, AcademyError for one
    that the lesson doesn't have, for too many in a day or too long a comment.
    """
    excerpt = ""
    if block_id:
        known = {one.block_id: one.excerpt for one in passages(lesson)}
        if block_id not in known:
            raise AcademyError(
                _(
                    "This passage is no longer in the lesson. Choose another one, or the lesson as "
                    "a whole."
                )
            )
        excerpt = known[block_id]
    comment = comment.strip()
    _refuse_long(comment)
    user = enrolment.user
    with transaction.atomic():
        # One report of a person at a time: two tabs can't pass the limit.
        User.objects.select_for_update(no_key=True).values_list("pk").get(pk=user.pk)
        place = {
            "reporter": user,
            "lesson_key": lesson.translation_key,
            "language": lesson.locale.language_code,
            "block_id": block_id,
            "kind": kind,
            "state": BlockReport.State.OPEN,
        }
        known_report = BlockReport.objects.filter(**place).first()
        if known_report is not None:
            if known_report.comment == comment:
                return known_report
            raise AlreadyReported(
                _(
                    "You have reported this passage for this reason already, and its authors "
                    "haven’t answered yet. To say it otherwise, take your first report back."
                )
            )
        day_ago = at - timedelta(days=1)
        if user.block_reports.filter(reported_at__gt=day_ago).count() >= MOST_A_DAY:
            raise AcademyError(
                ngettext(
                    "You have sent %(count)s report in a day, which is the most that one can send. "
                    "Send this one tomorrow.",
                    "You have sent %(count)s reports in a day, which is the most that one can "
                    "send. Send this one tomorrow.",
                    MOST_A_DAY,
                )
                % {"count": MOST_A_DAY}
            )
        return BlockReport.objects.create(
            **place,
            page=lesson,
            path_key=enrolment.path_key,
            lesson_title=lesson.title,
            excerpt=excerpt,
            comment=comment,
            reported_at=at,
        )


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_COMMENT:
        raise AcademyError(
            _("Write no more than %(count)s characters.") % {"count": LONGEST_COMMENT}
        )


def take_report_back(*, user: User, report_id: int) -> None:
    """Delete a report of `user` that has no answer yet, with its comment.

    Raises NotFound where it isn't theirs, AcademyError where it is answered.
    """
    with transaction.atomic():
        report = _own(user, report_id)
        if report.state != BlockReport.State.OPEN:
            raise AcademyError(_("The authors have answered this report: it stays on your page."))
        report.delete()


def put_answer_away(*, user: User, report_id: int, at: datetime) -> None:
    """Take an answer off the dashboard of `user`; it stays on the page of their reports.

    Raises NotFound where it isn't theirs or isn't answered.
    """
    with transaction.atomic():
        report = _own(user, report_id)
        if report.told_at is None:
            raise NotFound(_("There is no such report."))
        if report.seen_at is None:
            report.seen_at = at
            report.save(update_fields=["seen_at"])


def _own(user: User, report_id: int) -> BlockReport:
    report = BlockReport.objects.select_for_update().filter(pk=report_id, reporter=user).first()
    if report is None:
        raise NotFound(_("There is no such report."))
    return report


def _to_answer(by: User, report_id: int) -> BlockReport:
    """Return an open report that `by` may answer, locked; to be called in a transaction."""
    if not reports_visible_to(by).filter(pk=report_id).exists():
        raise NotFound(_("There is no such report."))
    report = BlockReport.objects.select_for_update().get(pk=report_id)
    if report.state != BlockReport.State.OPEN or report.merged_into_id is not None:
        raise AcademyError(_("Somebody has answered this report meanwhile."))
    return report


@transaction.atomic
def answer_report(
    *, by: User, report_id: int, state: BlockReport.State, answer: str = "", at: datetime
) -> BlockReport:
    """Answer a report, and those merged into it, with what becomes of the passage.

    Nothing changes: `answer` says why, and the learner reads it at once. Fixed: the learner is told
    when the lesson is published next; at once where it was published since the report, and no draft
    waits. Raises NotFound for a report that isn't in `by`'s lessons, AcademyError for a reason that
    is missing or too long, or a report that is answered already.
    """
    report = _to_answer(by, report_id)
    answer = answer.strip()
    _refuse_long(answer)
    if state == BlockReport.State.OPEN:
        raise ValueError("An answer says what becomes of the passage.")
    if state == BlockReport.State.KEPT and not answer:
        raise AcademyError(_("Say why nothing changes: the person who reported it reads this."))
    told_at: datetime | None = at
    revision = None
    if state == BlockReport.State.FIXED:
        revision = _published_since(report)
        told_at = at if revision else None
    rows = BlockReport.objects.filter(pk=report.pk) | BlockReport.objects.filter(
        merged_into=report, state=BlockReport.State.OPEN
    )
    count = rows.update(
        state=state,
        answer=answer,
        answered_at=at,
        answered_by=by,
        told_at=told_at,
        fixed_in=revision,
    )
    audit.record(
        at=at,
        actor=by,
        action="courses.report_answered",
        target=str(report.lesson_key),
        details={"state": str(state), "reports": count},
    )
    report.refresh_from_db()
    return report


def _published_since(report: BlockReport) -> Revision | None:
    """Return the live revision of the reported lesson if it is newer than the report and final."""
    page = LessonPage.objects.filter(pk=report.page_id).select_related("live_revision").first()
    if page is None or not page.live or page.has_unpublished_changes:
        return None
    if page.last_published_at is None or page.last_published_at <= report.reported_at:
        return None
    return page.live_revision


@transaction.atomic
def merge_reports(*, by: User, report_id: int, at: datetime) -> int:
    """Merge the other open reports of a passage into this one; return how many there were.

    They get the same answer. Raises as `answer_report` does.
    """
    report = _to_answer(by, report_id)
    others = list(like(report).select_for_update().values_list("pk", flat=True))
    # What was merged into one of them follows.
    BlockReport.objects.filter(pk__in=others).update(merged_into=report)
    BlockReport.objects.filter(merged_into__in=others).update(merged_into=report)
    if others:
        audit.record(
            at=at,
            actor=by,
            action="courses.reports_merged",
            target=str(report.lesson_key),
            details={"reports": len(others)},
        )
    return len(others)


def tell_of_fixes(*, lesson: LessonPage, revision: Revision | None, at: datetime) -> int:
    """Tell learners that what they reported is fixed, now that `lesson` is published.

    Returns how many reports that was.
    """
    return BlockReport.objects.filter(
        page_id=lesson.pk, state=BlockReport.State.FIXED, told_at__isnull=True
    ).update(told_at=at, fixed_in=revision)


@transaction.atomic
def forget_reporter(*, user: User) -> int:
    """Empty what leads from reports to `user`: the person and what they wrote.

    What they reported stays for the authors, who never knew from whom it came. Returns how many
    reports that was.
    """
    return BlockReport.objects.filter(reporter=user).update(reporter=None, comment="")


def follow_lesson(*, page_path: str) -> None:
    """Put the reports of the lessons at or below a page that moved under their path of today."""
    below = LessonPage.objects.filter(path__startswith=page_path, reports__isnull=False)
    for lesson in below.distinct():
        path = PathPage.objects.ancestor_of(lesson).first()
        if path is not None:
            lesson.reports.update(path_key=path.translation_key)
