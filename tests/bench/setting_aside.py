"""What setting a question of a lesson aside costs: `python -m tests.bench.setting_aside`.

    python -m tests.bench.setting_aside --learners 1000 20000
    DATABASE_URL=postgres://… python -m tests.bench.setting_aside    a server on which it may create
                                                                      a database that goes away

Of those who follow the path, one in four lacks nothing but this question: they pass by it. Beside
the request stands what it would take to measure all marks within it, and beside a part of the
worker's the same part with the first number of learners. Goals, in CPU, which others on the machine
disturb less: the request and a part take no more than half as much again with the last number as
with the first.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
SLACK = 1.5
_A_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds: of CPU, of the request and of a part of the worker's (medians); of the clock,
    of all parts, and of the same marks measured at once."""

    learners: int
    request: float
    queries: int
    part: float
    parts: int
    every: float
    at_once: float
    passed: int


def main() -> int:
    """Print the table; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.setting_aside")
    parser.add_argument("--learners", type=int, nargs="+", default=[1_000, 20_000])
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.test"
    with tempfile.TemporaryDirectory(prefix="academy-bench-") as folder:
        os.environ["ACADEMY_VAR_DIR"] = folder
        import django

        django.setup()
        from django.db import connection

        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            return report([cost_of(count) for count in options.learners])
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def report(costs: list[Cost]) -> int:
    """Print what was measured; return 1 when a goal is missed."""
    print(
        f"{'learners':>9} {'request':>9} {'queries':>8} {'at once':>10} {'a part':>9} "
        f"{'parts':>6} {'all parts':>10} {'passed':>7}"
    )
    for one in costs:
        print(
            f"{one.learners:>9} {one.request:>6.0f} ms {one.queries:>8} "
            f"{one.at_once / 1000:>8.1f} s {one.part:>6.0f} ms {one.parts:>6} "
            f"{one.every / 1000:>8.1f} s {one.passed:>7}"
        )
    first, last = costs[0], costs[-1]
    ratios = {"request": last.request / first.request, "a part": last.part / first.part}
    missed = [name for name, ratio in ratios.items() if ratio > SLACK]
    for name, ratio in ratios.items():
        print(f"{name}: × {ratio:.2f} (goal: ≤ {SLACK})")
    return int(bool(missed))


def cost_of(learners: int) -> Cost:
    """Make so many learners of a new path, set a question aside, and measure."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from academy.core import recurring
    from courses.doubts.deciding import decide
    from courses.doubts.remarking import remark_next
    from courses.models import Enrolment
    from courses.services.publish import refresh_path
    from courses.services.settle import settle_path
    from tests.factories.accounts import SuperuserFactory

    path = _path()
    _learners(path, learners)
    doubt, by = _doubt(path), SuperuserFactory()
    at = AT + timedelta(days=1)

    def decided(decision: str) -> None:
        decide(by=by, doubt_id=doubt.pk, decision=decision, reason="Faux.", at=at)

    # Everything within one request, as it would be: taken back afterwards.
    with transaction.atomic():
        decided("set_aside")
        at_once = _took(lambda: settle_path(key=path.key, at=at))
        transaction.set_rollback(True)
    refresh_path(key=path.key, at=at)
    requests = []
    for _time in range(9):
        decided("keep")
        start = time.process_time()
        decided("set_aside")
        requests.append((time.process_time() - start) * 1000)
    decided("keep")
    with CaptureQueriesContext(connection) as queries:
        decided("set_aside")
    parts = []
    began = time.perf_counter()
    while True:
        start = time.process_time()
        if remark_next(at=at) is not recurring.AGAIN:
            break
        parts.append((time.process_time() - start) * 1000)
    every = (time.perf_counter() - began) * 1000
    passed = Enrolment.objects.filter(path_key=path.key, passed_at__isnull=False).count()
    return Cost(
        learners=learners,
        request=statistics.median(requests),
        queries=len(queries),
        # The last one finds that none follows.
        part=statistics.median(parts[:-1]),
        parts=len(parts) - 1,
        every=every,
        at_once=at_once,
        passed=passed,
    )


def _took(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _path():
    """Return a path of two lessons of three questions each, passed with nine marks of ten."""
    from courses.models import CoursePage, PublishedPath
    from courses.services import refresh_path
    from tests.factories.courses import make_path

    path = make_path(lessons=2, questions=3)
    keys = [course["key"] for course in path.outline["courses"]]
    CoursePage.objects.filter(translation_key__in=keys).update(mastery_score="0.90")
    refresh_path(key=path.key, at=AT)
    return PublishedPath.objects.get(key=path.key)


def _doubt(path):
    from courses.models import QuestionDoubt

    lesson = path.outline["courses"][0]["lessons"][0]
    return QuestionDoubt.objects.create(
        place=lesson["key"],
        question=lesson["questions"][0],
        path_key=path.key,
        course_key=path.outline["courses"][0]["key"],
        prompt="Que faites-vous ?",
        digest="0" * 64,
        flags=["backwards"],
        found_at=AT,
    )


def _learners(path, count: int) -> None:
    """Make people who have done both lessons: every fourth is right everywhere but at the first
    question, the others are wrong every second time."""
    from courses.models import Answer, Enrolment, LessonProgress
    from courses.services.settle import settle_path
    from tests.factories.accounts import UserFactory

    User = type(UserFactory.build())
    lessons = path.outline["courses"][0]["lessons"]
    for start in range(0, count, _A_BATCH):
        numbers = range(start, min(start + _A_BATCH, count))
        people = User.objects.bulk_create(
            [User(email=f"{path.key}.{number}@bench.example") for number in numbers]
        )
        enrolments = Enrolment.objects.bulk_create(
            [Enrolment(user=one, path_key=path.key, enrolled_at=AT) for one in people]
        )
        LessonProgress.objects.bulk_create(
            LessonProgress(enrolment=one, lesson_key=lesson["key"], started_at=AT, completed_at=AT)
            for one in enrolments
            for lesson in lessons
        )
        Answer.objects.bulk_create(
            [
                Answer(
                    statement_id=uuid.uuid4(),
                    enrolment=one,
                    lesson_key=lesson["key"],
                    block_id=block,
                    at=AT,
                    scaled=float(is_right),
                    success=is_right,
                )
                for number, one in zip(numbers, enrolments, strict=True)
                for at_lesson, lesson in enumerate(lessons)
                for place, block in enumerate(lesson["questions"])
                for is_right in [
                    (at_lesson, place) != (0, 0) and (number % 4 == 0 or place % 2 == 0)
                ]
            ],
            batch_size=500,
        )
    settle_path(key=path.key, at=AT)


if __name__ == "__main__":
    sys.exit(main())
