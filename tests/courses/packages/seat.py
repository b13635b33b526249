"""Somebody in a lesson that holds a package."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from academy.lrs.models import Statement
from courses.models import Enrolment, LessonProgress, Package, PackageAttempt, PackageLaunch
from courses.packages.attempts import keep_commit, open_package, opening_of
from courses.queries import open_launch
from courses.services import enrol, open_lesson
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, lesson_pages
from tests.factories.packages import make_path_with_package

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Seat:
    """A learner enrolled in a path of one lesson, which holds `package` after the blocks `more`."""

    def __init__(self, package: Package, *more: dict[str, Any], at: datetime = AT) -> None:
        self.path = make_path_with_package(package, *more)
        self.lesson = lesson_pages(self.path)[0]
        self.user = UserFactory()
        self.enrolment: Enrolment = enrol(user=self.user, path_key=self.path.key, at=at)
        self.block_id = UUID(next(iter(self.lesson.package_blocks)))
        self.course_key = self.lesson.get_parent().translation_key
        open_lesson(
            enrolment=self.enrolment,
            lesson=self.lesson,
            course_key=self.course_key,
            is_started=False,
            at=at,
        )

    def open(self, item: str = "", *, at: datetime = AT, again: bool = False) -> PackageLaunch:
        launch = open_package(
            enrolment=self.enrolment,
            lesson=self.lesson,
            course_key=self.course_key,
            block_id=self.block_id,
            item=item,
            again=again,
            at=at,
        )
        found = open_launch(launch.public_id)
        assert found is not None
        return found

    def cmi(self, launch: PackageLaunch) -> dict[str, Any]:
        return opening_of(open_launch(launch.public_id))[1]

    def commit(
        self, launch: PackageLaunch, cmi: dict[str, Any], sequence: int = 1, ended: bool = False
    ) -> bool:
        said = {"cmi": cmi, "commitSequence": sequence} | ({"terminated": True} if ended else {})
        return keep_commit(
            launch=open_launch(launch.public_id), said=said, at=launch.opened_at + HOUR
        )

    @property
    def attempt(self) -> PackageAttempt:
        return PackageAttempt.objects.filter(enrolment=self.enrolment).latest("number")

    @property
    def is_finished(self) -> bool:
        """Whether the lesson is."""
        return LessonProgress.objects.filter(
            enrolment=self.enrolment, completed_at__isnull=False
        ).exists()

    def told(self) -> list[tuple[str, str]]:
        """Return what the record holds of packages: verb and object, without what they share."""
        found = told_in_order()
        return [
            (one["verb"]["id"].rpartition("/")[2], one["object"]["id"].partition("/package/")[2])
            for one in found
            if "/package/" in one["object"]["id"]
        ]


def told_in_order() -> list[dict[str, Any]]:
    """Return every statement of the record, oldest first."""
    return [
        json.loads(one)
        for one in Statement.objects.order_by("seq").values_list("payload", flat=True)
    ]


def core(status: str = "incomplete", **more: Any) -> dict[str, Any]:
    """Return the `cmi` of a SCORM 1.2 commit; `suspend_data` stands beside its core."""
    beside = {"suspend_data": more.pop("suspend_data", "")}
    return beside | {"core": {"lesson_status": status} | more}
