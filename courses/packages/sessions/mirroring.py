"""What a registration comes to in the lesson that holds the package."""

from datetime import datetime
from typing import Any

from courses.models import AuStanding, Completion, Package, PackageAttempt, PackagePart, Success
from courses.packages.cmi5.move_on import NOT_APPLICABLE, is_met
from courses.packages.finishing import finish_lesson

from .standings import Followed, done_of


def mirror(*, followed: Followed, item: dict[str, Any] | None = None, at: datetime) -> None:
    """Bring the attempt in the lesson to where the registration is: the part `item` alone, or what
    becomes of the whole; finish the lesson where that is all that was left of it.

    Whoever calls holds the registration locked. Does nothing where no lesson is followed.
    """
    attempt = followed.row.attempt
    if attempt is None:
        return
    if item is not None:
        _mirror_part(attempt, item, followed.standings.get(item["id"]))
    completion = Completion.COMPLETED if is_done(followed) else Completion.INCOMPLETE
    is_news = completion == Completion.COMPLETED and attempt.completed_at is None
    if is_news:
        attempt.completed_at = at
    scores = [one.scaled for one in followed.standings.values() if one.scaled is not None]
    attempt.scaled = sum(scores) / len(scores) if scores else None
    if attempt.completed_at is not None:
        attempt.completion = Completion.COMPLETED
        passed = any(one.passed_at is not None for one in followed.standings.values())
        attempt.success = Success.PASSED if passed else attempt.success
    else:
        attempt.completion = completion
    attempt.save(update_fields=["completed_at", "completion", "success", "scaled"])
    if is_news:
        finish_lesson(attempt=attempt, at=at)


def is_done(followed: Followed) -> bool:
    """Tell whether a learner is done with the package, by the rule that it has here."""
    version = followed.row.version
    if version.package.counts_when != Package.CountsWhen.OPENED:
        return followed.row.satisfied_at is not None
    opened = {key for key, one in followed.standings.items() if one.launched_at or one.waived_at}
    return all(item["id"] in opened for item in version.parts)


def _mirror_part(
    attempt: PackageAttempt, item: dict[str, Any], standing: AuStanding | None
) -> None:
    if standing is None:
        return
    # What asks for nothing is shown as done once somebody was there.
    was_there = item["move_on"] != NOT_APPLICABLE or standing.launched_at or standing.waived_at
    is_done = bool(was_there) and is_met(item["move_on"], done_of(standing))
    success = Success.UNKNOWN
    if standing.passed_at is not None:
        success = Success.PASSED
    elif standing.failed_at is not None and standing.waived_at is None:
        success = Success.FAILED
    PackagePart.objects.update_or_create(
        attempt=attempt,
        item=item["id"],
        defaults={
            "completion": Completion.COMPLETED if is_done else Completion.INCOMPLETE,
            "success": success,
            "scaled": standing.scaled,
        },
    )
