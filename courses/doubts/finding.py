"""Finding the doubtful questions of what is published, each night, and telling their designers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from academy.accounts.services import deliveries
from academy.core import edition
from courses.items.bank_queries import analysed_bank
from courses.items.queries import analysed
from courses.models import CoursePage, PathPage, QuestionBank, QuestionDoubt

from . import mailing, queries
from .looking import Seen, look_at


@dataclass(frozen=True, slots=True)
class Found:
    """A question that its answers make doubtful, and why."""

    place: UUID
    question: UUID
    prompt: str
    flags: tuple[str, ...]
    bank: QuestionBank | None = None
    path_key: UUID | None = None
    course_key: UUID | None = None


def find_doubts(*, at: datetime) -> int:
    """Keep which questions are doubtful now, and tell designers of those that are new; return how
    many are.

    A question is looked at when as many have answered since as had before, and not every night
    (`courses.items.looking`). One that is in doubt stays so until somebody decides. One that was
    kept is in doubt again where there is another reason; one that was corrected, where the answers
    since say so; one that is set aside, no more.
    """
    new = []
    for found in _found(at):
        doubt = _keep(found, at)
        if doubt is not None:
            new.append(doubt)
    if new:
        # What the barometer says of a path bears a note.
        edition.renew()
    tell_of_doubts(at=at)
    return len(new)


def _found(at: datetime) -> Iterator[Found]:
    """Yield what is doubtful of the published courses, each once whatever its languages, and of the
    banks."""
    seen: set[UUID] = set()
    for course in CoursePage.objects.live().select_related("locale").order_by("locale_id", "path"):
        if course.translation_key in seen:
            continue
        seen.add(course.translation_key)
        path_key = (
            PathPage.objects.ancestor_of(course)
            .live()
            .values_list("translation_key", flat=True)
            .first()
        )
        if path_key is None:
            continue
        yield from _in_course(course, path_key, at)
    for bank in QuestionBank.objects.order_by("pk"):
        yield from _in_bank(bank, at)


def _in_course(course: CoursePage, path_key: UUID, at: datetime) -> Iterator[Found]:
    found = analysed(course, at)
    questions = {
        (lesson.page.translation_key, UUID(one.block_id)): one
        for lesson in found.lessons
        for one in lesson.questions
    }
    seen = [
        (place, Seen(own, found.moments.get(one.figures.key, ()), one.figures.chances))
        for (place, own), one in questions.items()
    ]
    for (place, own), flags in look_at(seen, at=at).items():
        yield Found(
            place=place,
            question=own,
            prompt=questions[place, own].prompt[: queries.LONGEST_PROMPT],
            flags=flags,
            path_key=path_key,
            course_key=course.translation_key,
        )


def _in_bank(bank: QuestionBank, at: datetime) -> Iterator[Found]:
    versions = {one.question: one for one in analysed_bank(bank).latest}
    seen = [
        (bank.key, Seen(own, one.moments, one.shown.figures.chances, one.texts))
        for own, one in versions.items()
    ]
    for (place, own), flags in look_at(seen, at=at).items():
        yield Found(
            place=place,
            question=own,
            prompt=versions[own].shown.prompt[: queries.LONGEST_PROMPT],
            flags=flags,
            bank=bank,
            path_key=versions[own].path_key,
        )


def _keep(found: Found, at: datetime) -> QuestionDoubt | None:
    """Keep a doubt that is new; None where it is known, or was decided."""
    known = (
        QuestionDoubt.objects.filter(place=found.place, question=found.question)
        .order_by("-found_at", "-pk")
        .first()
    )
    flags = sorted(found.flags)
    decision = QuestionDoubt.Decision
    if known is not None and known.is_open:
        if known.flags != flags:
            known.flags = flags
            known.save(update_fields=["flags"])
        return None
    if known is not None and (
        known.decision == decision.SET_ASIDE
        or (known.decision == decision.KEEP and set(flags) <= set(known.flags))
    ):
        return None
    try:
        with transaction.atomic():
            return QuestionDoubt.objects.create(
                place=found.place,
                question=found.question,
                bank=found.bank,
                path_key=found.path_key,
                course_key=found.course_key,
                prompt=found.prompt,
                digest=queries.digest_now(found.place, found.question, found.bank),
                flags=flags,
                found_at=at,
            )
    except IntegrityError:
        # Another worker was first.
        return None


def tell_of_doubts(*, at: datetime) -> int:
    """Mail designers the doubts of the last days, those of one night together and once to each
    person; return how many mails left."""
    waiting: dict[tuple[int, datetime], list[QuestionDoubt]] = defaultdict(list)
    people = {}
    today = timezone.localdate(at)
    for doubt in queries.lately_found(at):
        for person in queries.designers_of(doubt, today):
            people[person.pk] = person
            waiting[person.pk, doubt.found_at].append(doubt)
    sent = 0
    for (pk, found_at), doubts in waiting.items():
        prompts = [prompt for _doubt, prompt in queries.worded(doubts, people[pk].language)]
        sent += deliveries.send_each(
            kind=mailing.DOUBTS,
            occasion=found_at.isoformat(timespec="seconds"),
            people=[people[pk]],
            send=partial(mailing.send, prompts),
            at=at,
        )
    return sent
