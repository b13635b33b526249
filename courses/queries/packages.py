"""Packages: their versions, and how far somebody is with those that a lesson holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail.models import ReferenceIndex

from courses.models import (
    Enrolment,
    LessonPage,
    Package,
    PackageAttempt,
    PackageLaunch,
    PackageVersion,
    Success,
)


@dataclass(frozen=True, slots=True)
class PackageStanding:
    """How far somebody is with a package of a lesson, or nobody's in a preview.

    `version`: the one that would be opened, None while nothing is there to open. `attempt`: the
    last one.
    """

    block_id: str
    title: str
    package: Package
    version: PackageVersion | None
    attempt: PackageAttempt | None = None

    @property
    def is_needed(self) -> bool:
        """Whether the lesson can't be finished without it."""
        return self.package.counts_when != Package.CountsWhen.NEVER

    @property
    def is_done(self) -> bool:
        """Whether the last attempt was completed."""
        return self.attempt is not None and self.attempt.completed_at is not None

    @property
    def is_failed(self) -> bool:
        """Whether the last attempt was completed without success."""
        return self.attempt is not None and self.is_done and self.attempt.success == Success.FAILED

    @property
    def percent(self) -> int | None:
        """The reported score of the last attempt in whole percents, None without one."""
        scaled = self.attempt.scaled if self.attempt else None
        return None if scaled is None else int(scaled * 100 + 1e-9)


def is_in_use(package: Package) -> bool:
    """Tell whether a package can't be deleted: learners have opened it, or a lesson holds it."""
    return (
        PackageAttempt.objects.filter(version__package=package).exists()
        or ReferenceIndex.get_references_to(package).exists()
    )


def newest_versions(packages: Iterable[int]) -> dict[int, PackageVersion]:
    """Return the newest version of each of the packages (ids). One query."""
    found: dict[int, PackageVersion] = {}
    rows = PackageVersion.objects.filter(package__in=packages, cleaned_at__isnull=True)
    for row in rows.order_by("number"):
        found[row.package_id] = row
    return found


def package_standings(
    lesson: LessonPage, enrolment: Enrolment | None
) -> dict[str, PackageStanding]:
    """Return the packages of a lesson by block id, with how far the learner is with each.

    Nothing is asked of the database where it holds none; else two queries.
    """
    blocks = {
        block_id: block.value
        for block_id, block in lesson.package_blocks.items()
        if block.value["package"] is not None
    }
    if not blocks:
        return {}
    versions = newest_versions({value["package"].pk for value in blocks.values()})
    attempts: dict[UUID, PackageAttempt] = {}
    if enrolment is not None:
        rows = PackageAttempt.objects.filter(enrolment=enrolment, block_id__in=blocks)
        attempts = {row.block_id: row for row in rows.order_by("number")}
    return {
        block_id: PackageStanding(
            block_id,
            value["title"] or value["package"].title,
            value["package"],
            versions.get(value["package"].pk),
            attempts.get(UUID(block_id)),
        )
        for block_id, value in blocks.items()
    }


def packages_left(lesson: LessonPage, enrolment: Enrolment) -> tuple[UUID, ...]:
    """Return the packages that have to be finished before the lesson, and aren't, in order."""
    needed = [
        UUID(block_id)
        for block_id, block in lesson.package_blocks.items()
        if (package := block.value["package"]) is not None
        and package.counts_when != Package.CountsWhen.NEVER
    ]
    if not needed:
        return ()
    done = set(
        PackageAttempt.objects.filter(
            enrolment=enrolment, block_id__in=needed, completed_at__isnull=False
        ).values_list("block_id", flat=True)
    )
    return tuple(block_id for block_id in needed if block_id not in done)


def launch_of(user: Any, public_id: UUID) -> PackageLaunch | None:
    """Return an opening of this person, None for anybody else's."""
    return _launches().filter(public_id=public_id, attempt__enrolment__user=user).first()


def open_launch(public_id: UUID) -> PackageLaunch | None:
    """Return the opening to which a token leads, None once it or its person is gone."""
    found = _launches().filter(public_id=public_id).first()
    return found if found and found.attempt.enrolment.user.is_active else None


def _launches() -> Any:
    return PackageLaunch.objects.select_related(
        "attempt__enrolment__user", "attempt__version__package"
    )
