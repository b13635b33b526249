"""Packages: their versions, and how far somebody is with those that a lesson holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
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

from .paths import followed_in, published_paths


@dataclass(frozen=True, slots=True)
class PackageStanding:
    """How far somebody is with a package of a lesson, or nobody's in a preview.

    `version`: the one that would be opened, None while nothing is there to open. `attempt`: the
    last one. `is_spared`: it came to the lesson after the learner had begun the path.
    """

    block_id: str
    title: str
    package: Package
    version: PackageVersion | None
    attempt: PackageAttempt | None = None
    is_spared: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether the lesson can't be finished without it."""
        return _is_needed(self.package) and not self.is_spared

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

    Nothing is asked of the database where it holds none; else two queries, and two more for who was
    under way when the path changed.
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
    spared = _spared(lesson, enrolment) if enrolment is not None else frozenset()
    return {
        block_id: PackageStanding(
            block_id,
            value["title"] or value["package"].title,
            value["package"],
            versions.get(value["package"].pk),
            attempts.get(UUID(block_id)),
            UUID(block_id) in spared,
        )
        for block_id, value in blocks.items()
    }


def packages_needed(lesson: LessonPage) -> list[UUID]:
    """Return the packages that have to be finished before the lesson, in order."""
    return [
        UUID(block_id)
        for block_id, block in lesson.package_blocks.items()
        if block.value["package"] is not None and _is_needed(block.value["package"])
    ]


def packages_left(lesson: LessonPage, enrolment: Enrolment) -> tuple[UUID, ...]:
    """Return the packages that have to be finished before the lesson, and aren't, in order; but
    those that had not to be when the learner began the path."""
    needed = packages_needed(lesson)
    if not needed:
        return ()
    spared = _spared(lesson, enrolment)
    needed = [block_id for block_id in needed if block_id not in spared]
    done = set(
        PackageAttempt.objects.filter(
            enrolment=enrolment, block_id__in=needed, completed_at__isnull=False
        ).values_list("block_id", flat=True)
    )
    return tuple(block_id for block_id in needed if block_id not in done)


def lessons_with(package: Package) -> list[int]:
    """Return the ids of the lessons that hold a package, live or not."""
    kind = ContentType.objects.get_for_model(LessonPage)
    rows = ReferenceIndex.get_references_to(package).filter(content_type=kind)
    return sorted({int(one) for one in rows.values_list("object_id", flat=True)})


def _is_needed(package: Package) -> bool:
    return package.counts_when != Package.CountsWhen.NEVER


def _spared(lesson: LessonPage, enrolment: Enrolment) -> frozenset[UUID]:
    """Return the packages of a lesson that the learner's version of the path doesn't ask for."""
    if enrolment.follows_id is None:
        return frozenset()
    asked = followed_in(published_paths([enrolment.path_key]), [enrolment]).get(enrolment.pk)
    return asked.spared_packages(lesson.translation_key) if asked else frozenset()


def launch_of(user: Any, public_id: UUID) -> PackageLaunch | None:
    """Return an opening of this person, None for anybody else's."""
    return _launches().filter(public_id=public_id, attempt__enrolment__user=user).first()


def open_launch(public_id: UUID) -> PackageLaunch | None:
    """Return the opening to which a token leads, None once it or its person is gone."""
    found = _launches().filter(public_id=public_id).first()
    return found if found and found.attempt.enrolment.user.is_active else None


def former_launch(launch: PackageLaunch, named: Any) -> PackageLaunch | None:
    """Return the opening whose public id is `named`, None for what is none by the learner of
    `launch` in the same version of a package."""
    try:
        public_id = UUID(named) if isinstance(named, str) else None
    except ValueError:
        public_id = None
    attempt = launch.attempt
    own = {"attempt__enrolment__user": attempt.enrolment.user, "attempt__version": attempt.version}
    found: PackageLaunch | None = _launches().filter(public_id=public_id, **own).first()
    return found


def _launches() -> Any:
    return PackageLaunch.objects.select_related(
        "attempt__enrolment__user", "attempt__version__package"
    )
