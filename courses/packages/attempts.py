"""What learners do in packages: opening a part, keeping what it reports, and what follows.

What a package reports comes from the browser. It brings no marks: it becomes statements that say
so, and the lesson that holds it can be finished. A learner has one attempt under way at a time; it
stays on its version.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from academy.lrs.queries import known_ids
from courses.models import (
    Completion,
    Enrolment,
    LessonPage,
    Package,
    PackageAttempt,
    PackageLaunch,
    PackagePart,
    PackageVersion,
    Success,
)
from courses.queries import newest_versions
from courses.services import refuse_locked
from courses.services.record import learner_of, record, wording
from courses.statements import COMPLETED, FAILED, INITIALIZED, PASSED, Place

from .finishing import finish_lesson
from .playing import played_as
from .scorm.cmi import Commit, Opening, duration
from .scorm.rollup import Standing, is_open, rolled_up
from .sessions.registering import register_attempt
from .telling import tell_acts

# More reports than can be on their way when a frame is loaded again.
_ON_THEIR_WAY = 1_000
# By how much clocks of browsers and what is on its way may differ from the academy's.
_LEEWAY = timedelta(minutes=2)


class Overtaken(Exception):
    """A part was opened again since, elsewhere, and has reported there: what comes from this
    opening isn't kept any more."""


def open_package(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    course_key: UUID,
    block_id: UUID,
    item: str = "",
    again: bool = False,
    at: datetime,
) -> PackageLaunch:
    """Open a part of the package `block_id` of a lesson: `item`, or the one to go on with.

    The attempt under way goes on. One that was completed is looked at again, and nothing counts any
    more; a failed one, or one that is to be made `again`, is followed by a new attempt at the
    newest version. Raises NotFound where the lesson has no such package, or the package no such
    part, StepLocked where other courses come first, AcademyError where another part does.
    """
    block = lesson.package_blocks.get(str(block_id))
    if block is None or block.value["package"] is None:
        raise NotFound(_("This lesson has no such package."))
    refuse_locked(enrolment=enrolment, course_key=course_key)
    with transaction.atomic():
        Enrolment.objects.select_for_update().values_list("pk").get(pk=enrolment.pk)
        attempt = _attempt(enrolment, lesson, course_key, block_id, block, again=again, at=at)
        parts = {row.item: row for row in attempt.parts.all()}
        chosen = _chosen(attempt.version, parts, item)
        row = parts.get(chosen["id"])
        is_review = attempt.completed_at is not None
        if row is None:
            row = PackagePart(attempt=attempt, item=chosen["id"])
        if not chosen["is_sco"]:
            # What reports nothing is done once it was opened.
            row.completion = Completion.COMPLETED
        elif not row.completion:
            row.completion = Completion.INCOMPLETE
        row.save()
        launch = _launch(attempt, row, at)
        # What AUs come to is told by what they say to the record store (`sessions`).
        if not is_review and not attempt.version.is_cmi5:
            _settle(attempt, at)
    return launch


def reopen_package(*, launch: PackageLaunch, at: datetime) -> PackageLaunch:
    """Return the opening to show: another one where this one has reported already, as when a page
    is loaded again. Its reports and its time are counted from the beginning."""
    row = launch.attempt.parts.get(item=launch.item)
    if row.launch < launch.number:
        return launch
    with transaction.atomic():
        Enrolment.objects.select_for_update().values_list("pk").get(pk=launch.attempt.enrolment_id)
        return _launch(launch.attempt, row, at)


def _launch(attempt: PackageAttempt, row: PackagePart, at: datetime) -> PackageLaunch:
    return PackageLaunch.objects.create(
        attempt=attempt,
        item=row.item,
        number=attempt.launches.filter(item=row.item).count() + 1,
        seconds_before=row.seconds,
        is_review=attempt.completed_at is not None,
        opened_at=at,
    )


def _attempt(
    enrolment: Enrolment,
    lesson: LessonPage,
    course_key: UUID,
    block_id: UUID,
    block: Any,
    *,
    again: bool,
    at: datetime,
) -> PackageAttempt:
    """Return the attempt to go on with, or a new one."""
    mine = PackageAttempt.objects.filter(enrolment=enrolment, block_id=block_id)
    last = mine.select_related("version__package").order_by("-number").first()
    if last is not None:
        over = last.completed_at is not None
        is_gone = last.version.cleaned_at is not None
        if not over or not (again or is_gone or last.success == Success.FAILED):
            last.enrolment = enrolment
            return last
    package: Package = block.value["package"]
    version = newest_versions([package.pk]).get(package.pk)
    if version is None:
        raise AcademyError(_("This package has nothing to open yet. Come back later."))
    attempt = PackageAttempt.objects.create(
        enrolment=enrolment,
        version=version,
        course_key=course_key,
        lesson_key=lesson.translation_key,
        block_id=block_id,
        number=last.number + 1 if last else 1,
        language=lesson.locale.language_code,
        title=block.value["title"] or package.title,
        started_at=at,
    )
    if last is not None and last.version_id == version.pk and not (again or version.is_cmi5):
        _carry_over(last, attempt)
    if version.is_cmi5:
        register_attempt(attempt=attempt, at=at)
    else:
        _tell(attempt, INITIALIZED, at)
    return attempt


def _carry_over(last: PackageAttempt, attempt: PackageAttempt) -> None:
    """Let whoever tries again go on from the parts that were not failed: of several, those alone
    that were are done once more. Their time was told with the attempt before."""
    done = last.parts.filter(completion=Completion.COMPLETED).exclude(success=Success.FAILED)
    PackagePart.objects.bulk_create(
        PackagePart(
            attempt=attempt,
            item=row.item,
            cmi=row.cmi,
            is_ended=row.is_ended,
            completion=row.completion,
            success=row.success,
            scaled=row.scaled,
        )
        for row in done
    )


def standings_of(parts: dict[str, PackagePart]) -> dict[str, Standing]:
    """Return the standing of each part that was opened, by its id."""
    return {
        key: Standing(row.completion, row.success, row.scaled, row.seconds)
        for key, row in parts.items()
    }


def _chosen(version: PackageVersion, parts: dict[str, PackagePart], item: str) -> dict[str, Any]:
    """Return the part `item`, or the first open one that isn't done."""
    standings = standings_of(parts)
    shown = [one for one in version.parts if one["is_visible"] or len(version.parts) == 1]
    if item:
        found = next((one for one in version.parts if one["id"] == item), None)
        if found is None:
            raise NotFound(_("This package has no such part."))
        if not is_open(found, standings):
            raise AcademyError(
                _("“%(title)s” opens when the parts before it are done.")
                % {"title": found["title"]}
            )
        return found
    opened = [one for one in (shown or version.parts) if is_open(one, standings)]
    waiting = [one for one in opened if not standings.get(one["id"], Standing()).is_done]
    for one in (*waiting, *opened):
        return one
    raise AcademyError(_("No part of this package can be opened: each waits for another."))


def part_of(version: PackageVersion, item: str) -> dict[str, Any] | None:
    """Return what the manifest says of a part, None where there is no such part."""
    return next((one for one in version.parts if one["id"] == item), None)


def opening_of(
    launch: PackageLaunch, *, is_window: bool = False
) -> tuple[dict[str, Any], dict[str, Any], int]:
    """Return a part (as its manifest has it), the `cmi` that it is opened with, and the number from
    which its reports are counted: a frame that is loaded again goes on above those on their way,
    and a window (`is_window`) above those of the frame that it takes the place of.

    The package learns nothing of the person: a number that is another one in each package, and no
    name.
    """
    attempt = launch.attempt
    row = attempt.parts.get(item=launch.item)
    item = part_of(attempt.version, launch.item) or {}
    opening = Opening(
        learner_id=_pseudonym(attempt.enrolment.user, attempt.version.package),
        learner_name=_("Learner"),
        mode="review" if launch.is_review else "normal",
        # What was told since this opening began stands too, where its page is loaded again.
        seconds=row.seconds,
        kept=row.cmi,
        # What an attempt before left off has reported, too.
        is_new=not row.launch and row.completion != Completion.COMPLETED,
        is_ended=row.is_ended,
    )
    after = row.sequence if row.launch == launch.number else 0
    if after or is_window:
        after += _ON_THEIR_WAY
    return item, played_as(attempt.version.standard).opened_with(item, opening), after


def _pseudonym(user: User, package: Package) -> str:
    return str(uuid5(user.public_id, str(package.key)))


def keep_commit(*, launch: PackageLaunch, said: Any, at: datetime) -> bool:
    """Keep what a part reports; return whether that was news.

    A commit that another of its opening has overtaken is dropped; in a review nothing is kept.
    Raises BadCommit, and Overtaken where another opening has reported since.
    """
    version = launch.attempt.version
    item = part_of(version, launch.item)
    if item is None:
        return False
    commit = played_as(version.standard).read_commit(version.manifest, item, said)
    if launch.is_review:
        return False
    with transaction.atomic():
        Enrolment.objects.select_for_update().values_list("pk").get(pk=launch.attempt.enrolment_id)
        attempt = PackageAttempt.objects.select_related("enrolment__user", "version__package").get(
            pk=launch.attempt_id
        )
        row = attempt.parts.get(item=launch.item)
        if row.launch > launch.number:
            raise Overtaken
        if (row.launch, row.sequence) >= (launch.number, commit.sequence):
            return False
        is_through = row.completion == Completion.COMPLETED and row.success != Success.FAILED
        if attempt.completed_at is not None and is_through:
            # The attempt is over: the place where one was is kept, no status moves any more. What
            # is tried again at once, in content that lets one, counts where it comes out better.
            _keep_place(row, launch, commit)
            row.save()
            if not commit.told or (commit.scaled or 0) <= (row.scaled or 0):
                return False
        _keep(row, launch, commit, at)
        if item["is_sco"]:
            _tell_of_part(attempt, row, item, at)
        tell_acts(attempt=attempt, told=commit.told, at=at)
        _settle(attempt, at)
    return True


def _keep_place(row: PackagePart, launch: PackageLaunch, commit: Commit) -> None:
    if commit.cmi is not None:
        # What a last report had no room for stays as it was.
        row.cmi = row.cmi | commit.cmi
    row.is_ended = commit.is_ended
    row.launch, row.sequence = launch.number, commit.sequence


def _keep(row: PackagePart, launch: PackageLaunch, commit: Commit, at: datetime) -> None:
    _keep_place(row, launch, commit)
    # Nobody has spent more time in it than went by since it was opened.
    most = (at - launch.opened_at + _LEEWAY).total_seconds()
    row.seconds = launch.seconds_before + min(commit.seconds, most)
    # Whoever was through stays through, whatever a later opening says.
    if row.completion != Completion.COMPLETED:
        row.completion = commit.completion
    row.success = commit.success or row.success
    if commit.scaled is not None:
        row.scaled = commit.scaled
    row.save()


def _settle(attempt: PackageAttempt, at: datetime) -> None:
    """Roll the parts up, tell what changed of the whole, and finish the lesson where that is all
    that was left of it."""
    parts = {row.item: row for row in attempt.parts.all()}
    items = attempt.version.manifest["items"]
    whole = rolled_up(items, standings_of(parts))
    rule = attempt.version.package.counts_when
    completion = whole.completion
    if rule == Package.CountsWhen.OPENED:
        is_all = all(one["id"] in parts for one in attempt.version.parts)
        completion = Completion.COMPLETED if is_all else Completion.INCOMPLETE
    attempt.scaled, attempt.seconds = whole.scaled, whole.seconds
    attempt.completion, attempt.success = completion, whole.success
    is_news = completion == Completion.COMPLETED and attempt.completed_at is None
    if is_news:
        attempt.completed_at = at
    attempt.save()
    if completion == Completion.COMPLETED:
        _tell(attempt, COMPLETED, at)
    if whole.success:
        _tell(attempt, PASSED if whole.success == Success.PASSED else FAILED, at)
    if is_news:
        finish_lesson(attempt=attempt, at=at)


def _tell_of_part(
    attempt: PackageAttempt, row: PackagePart, item: dict[str, Any], at: datetime
) -> None:
    """Tell what a part has come to, where the package has several."""
    if len(attempt.version.parts) < 2:
        return
    if row.completion == Completion.COMPLETED:
        _tell(attempt, COMPLETED, at, row=row, item=item)
    if row.success:
        verb = PASSED if row.success == Success.PASSED else FAILED
        _tell(attempt, verb, at, row=row, item=item)


def _tell(
    attempt: PackageAttempt,
    verb: str,
    at: datetime,
    *,
    row: PackagePart | None = None,
    item: dict[str, Any] | None = None,
) -> None:
    """Record a change of status, once for each verb of an attempt or of one of its parts."""
    part = item["id"] if item else ""
    package = attempt.version.package
    registration = attempt.enrolment.registration
    name = f"package {attempt.block_id} {attempt.number} {part} {verb}"
    statement_id = uuid5(registration, name)
    if known_ids([statement_id]):
        return
    told: PackageAttempt | PackagePart = row or attempt
    statement = wording().told_by_package(
        learner_of(attempt.enrolment),
        Place(
            path=attempt.enrolment.path_key,
            course=attempt.course_key,
            lesson=attempt.lesson_key,
            titles=((attempt.language, item["title"] if item else attempt.title),),
        ),
        at,
        statement_id=statement_id,
        verb=verb,
        package=package.key,
        part=part,
        language=attempt.language,
        result=_result(told, verb),
        categories=played_as(attempt.version.standard).categories(attempt.version.manifest),
    )
    record([statement], at=at)


def _result(told: PackageAttempt | PackagePart, verb: str) -> dict[str, Any]:
    if verb == INITIALIZED:
        return {}
    result: dict[str, Any] = {"duration": duration(told.seconds)}
    if verb == COMPLETED:
        result["completion"] = True
    else:
        result["success"] = verb == PASSED
    if told.scaled is not None:
        result["score"] = {"scaled": round(told.scaled, 4)}
    return result
