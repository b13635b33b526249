"""Statements of what content tells beside its standing: of itself, and of what is in it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid5

from academy.lrs.queries import known_ids
from courses.models import PackageAttempt
from courses.services.record import learner_of, record, wording
from courses.statements import ANSWERED, Place

from .playing import played_as
from .reported import Told


def tell_acts(*, attempt: PackageAttempt, told: Iterable[Told], at: datetime) -> None:
    """Record what content told: each act once for what it came to, however often it is reported.

    That the whole is completed, passed or failed is its standing, which is told with that.
    """
    version, enrolment = attempt.version, attempt.enrolment
    titles = {one["id"]: one["title"] for one in version.manifest.get("children", [])}
    statements = {}
    for one in told:
        if not one.child and one.verb != ANSWERED:
            continue
        name = f"package {attempt.block_id} {attempt.number} {one.child} {one.verb} {one.outcome}"
        statement_id = uuid5(enrolment.registration, name)
        statements[statement_id] = wording().told_by_package(
            learner_of(enrolment),
            Place(
                path=enrolment.path_key,
                course=attempt.course_key,
                lesson=attempt.lesson_key,
                titles=((attempt.language, titles.get(one.child) or attempt.title),),
            ),
            at,
            statement_id=statement_id,
            verb=one.verb,
            package=version.package.key,
            part=one.child,
            language=attempt.language,
            result=one.result,
            categories=played_as(version.standard).categories(version.manifest),
        )
    known = known_ids(statements) if statements else set()
    news = [one for own_id, one in statements.items() if own_id not in known]
    if news:
        record(news, at=at)
