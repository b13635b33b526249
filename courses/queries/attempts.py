"""How far somebody is with a test, and what an attempt asks and has brought."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from academy.accounts.models import User
from courses.assessment import AnswerProblem, Mark
from courses.assessment import mark as marked
from courses.drawing import Candidate, mixed_options, plain_tag
from courses.models import (
    Answer,
    AskedQuestion,
    Attempt,
    AttemptAnswer,
    BankQuestion,
    Enrolment,
    ExtraTime,
    LessonPage,
    QuestionBank,
    Renewal,
)
from courses.questions import GivenAnswer, QuestionView, question_view
from courses.time_limits import is_over, time_allowed


@dataclass(frozen=True, slots=True)
class StandingInTest:
    """A test, and where its learner stands.

    `minutes`: the limit for this person, None without; `usual_minutes`: that of everybody. `left`:
    attempts that may still begin, None where there is no end of them; `opens_at`: when the next one
    may, where that is later than now. `open`: the attempt under way. `done`: those that are
    finished, oldest first; `best`: the best of those that count, in percents.
    """

    block_id: str
    title: str
    count: int
    minutes: int | None
    usual_minutes: int | None
    attempts: int | None
    left: int | None
    opens_at: datetime | None = None
    open: Attempt | None = None
    done: tuple[Attempt, ...] = ()
    best: Attempt | None = None

    @property
    def has_extra_time(self) -> bool:
        """Whether this person has more time than everybody."""
        return self.minutes != self.usual_minutes

    @property
    def may_begin(self) -> bool:
        """Whether a new attempt may begin now."""
        return self.open is None and self.left != 0 and self.opens_at is None


def factors_of(user: User) -> list[str]:
    """Return the extra times that hold for somebody."""
    rows = ExtraTime.objects.filter(user=user, ended_at__isnull=True)
    return list(rows.values_list("factor", flat=True))


def attempts_at(enrolment: Enrolment, lesson_key: UUID) -> list[Attempt]:
    """Return the attempts at the tests of a lesson, oldest first, each with `counts`: one whose end
    was voided since is given back."""
    told = Answer.objects.filter(statement_id=OuterRef("statement_id"))
    return list(
        Attempt.objects.filter(enrolment=enrolment, lesson_key=lesson_key)
        .annotate(counts=Q(finished_at__isnull=True) | Exists(told))
        .order_by("number")
    )


def counts(attempt: Attempt) -> bool:
    """Tell whether an attempt that `attempts_at` returned counts: its end isn't voided."""
    return bool(getattr(attempt, "counts", True))


def standing_in_test(
    block: Any,
    attempts: Iterable[Attempt],
    factors: Iterable[str],
    at: datetime,
    *,
    since: datetime | None = None,
) -> StandingInTest:
    """Return where somebody stands with the test of `block` at the moment `at`.

    `attempts`: those of the lesson. `since`: when a renewal began: attempts count from then on.
    """
    value, block_id = block.value, str(block.id)
    mine = [one for one in attempts if str(one.block_id) == block_id]
    valid = [one for one in mine if counts(one)]
    used = [one for one in valid if since is None or one.started_at >= since]
    open_one = next((one for one in mine if one.finished_at is None), None)
    done = tuple(one for one in valid if one.finished_at is not None)
    limit, wait = value["attempts"], value["wait_hours"]
    opens_at = None
    if wait and done and done[-1].finished_at is not None:
        opens_at = done[-1].finished_at + timedelta(hours=wait)
    allowed = time_allowed(value["minutes"], factors)
    return StandingInTest(
        block_id=block_id,
        title=value["title"],
        count=value.count,
        minutes=None if allowed is None else max(1, int(allowed.total_seconds()) // 60),
        usual_minutes=value["minutes"],
        attempts=limit,
        left=None if limit is None else max(0, limit - len(used)),
        opens_at=opens_at if opens_at is not None and opens_at > at else None,
        open=open_one,
        done=done,
        best=max(done, key=lambda one: one.score or 0, default=None),
    )


def standings_in(
    lesson: LessonPage, enrolment: Enrolment | None, at: datetime
) -> dict[str, StandingInTest]:
    """Return where somebody stands with each test of a lesson, by block id.

    No query for a lesson without tests; three otherwise.
    """
    if not lesson.test_blocks:
        return {}
    attempts: Sequence[Attempt] = ()
    factors: Collection[str] = ()
    since = None
    if enrolment is not None:
        attempts = attempts_at(enrolment, lesson.translation_key)
        factors = factors_of(enrolment.user)
        since = renewed_since(enrolment)
    return {
        block_id: standing_in_test(block, attempts, factors, at, since=since)
        for block_id, block in lesson.test_blocks.items()
    }


def renewed_since(enrolment: Enrolment) -> datetime | None:
    """Return when the renewal that is under way began, None where none is."""
    return (
        Renewal.objects.filter(enrolment=enrolment, finished_at=None)
        .values_list("started_at", flat=True)
        .first()
    )


# --- What a bank holds -------------------------------------------------------------
def questions_in(bank: QuestionBank, languages: Collection[str]) -> dict[UUID, dict[str, Any]]:
    """Return the published questions of a bank that are in each of `languages`, by key and
    language, with their tags. Two queries."""
    found: dict[UUID, dict[str, BankQuestion]] = {}
    rows = BankQuestion.objects.filter(bank=bank, live=True, locale__language_code__in=languages)
    for row in rows.select_related("locale").prefetch_related("tagged_items__tag"):
        found.setdefault(row.translation_key, {})[row.locale.language_code] = row
    return {key: texts for key, texts in found.items() if len(texts) == len(set(languages))}


def tags_of(question: BankQuestion) -> frozenset[str]:
    """Return the tags of a published question, as they are compared."""
    return frozenset(plain_tag(one.tag.name) for one in question.tagged_items.all())


def candidates(
    questions: Mapping[UUID, Mapping[str, BankQuestion]],
    language: str,
    earlier: Iterable[Attempt] = (),
) -> list[Candidate]:
    """Return `questions` as the draw takes them, by their tags in `language`."""
    asked: dict[str, int] = {}
    for attempt in earlier:
        for one in attempt.drawn:
            asked[one["question"]] = asked.get(one["question"], 0) + 1
    return [
        Candidate(key, tags_of(texts[language]), asked.get(str(key), 0))
        for key, texts in questions.items()
    ]


def banks_with_counts(banks: Iterable[int]) -> dict[int, int]:
    """Return how many published questions each of the banks (ids) has, in all languages together
    once."""
    rows = (
        BankQuestion.objects.filter(bank__in=banks, live=True)
        .values_list("bank_id")
        .annotate(count=Count("translation_key", distinct=True))
        .order_by()
    )
    return dict(rows)


# --- One attempt -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question that an attempt asks. `place` counts from 1; `given` is what was answered last."""

    place: int
    key: UUID
    prompt: str
    versions: Mapping[str, AskedQuestion]
    given: AttemptAnswer | None = None

    def asked_in(self, language: str) -> tuple[str, AskedQuestion]:
        """Return the question in `language`, or in another that it has, with that language."""
        if language in self.versions:
            return language, self.versions[language]
        return next(iter(self.versions.items()))

    @property
    def mark(self) -> Mark | None:
        """The mark of what was answered, None where nothing was."""
        if self.given is None:
            return None
        _language, asked = self.asked_in(self.given.language)
        question = asked.block.value.question(str(self.key))
        try:
            return marked(question, self.given.response)
        except AnswerProblem:
            # What was kept was taken by this very text: it is marked, or worth nothing.
            return Mark(0.0, False)


def attempt_of(user: User, attempt_id: int) -> Attempt | None:
    """Return an attempt of this person, None for anybody else's."""
    found = Attempt.objects.filter(pk=attempt_id, enrolment__user=user)
    return found.select_related("enrolment__user").first()


def drawn_in(attempt: Attempt, language: str) -> list[DrawnQuestion]:
    """Return the questions of an attempt in order, with what was answered. Two queries."""
    ids = {own_id for one in attempt.drawn for own_id in one["asked"].values()}
    versions = AskedQuestion.objects.in_bulk(ids)
    given = {one.question: one for one in attempt.answers.order_by("pk")}
    found = []
    for place, one in enumerate(attempt.drawn, 1):
        key = UUID(one["question"])
        texts = {code: versions[own_id] for code, own_id in one["asked"].items()}
        drawn = DrawnQuestion(place, key, "", texts, given.get(key))
        prompt = drawn.asked_in(language)[1].block.value["prompt"]
        found.append(replace(drawn, prompt=prompt))
    return found


def question_to_answer(
    attempt: Attempt, drawn: DrawnQuestion, language: str, draft: Sequence[str] | None = None
) -> QuestionView:
    """Return a question of an attempt under way: what was chosen is there, and no word of it."""
    _language, asked = drawn.asked_in(language)
    if draft is None:
        draft = drawn.given.response if drawn.given else ()
    view = question_view(asked.block, [], draft)
    return _in_its_order(attempt, drawn, replace(view, asks_certainty=False))


def question_answered(
    attempt: Attempt, drawn: DrawnQuestion, language: str, *, explained: bool
) -> QuestionView:
    """Return a question of a finished attempt, with what is said of what was chosen.

    `explained`: the explanation comes also with what isn't right.
    """
    _language, asked = drawn.asked_in(language)
    mark, answers = drawn.mark, []
    if drawn.given is not None and mark is not None:
        answers.append(GivenAnswer(drawn.given.response, mark.scaled, mark.success))
    view = question_view(asked.block, answers)
    explanation = asked.block.value["explanation"] if explained or view.closed else None
    return _in_its_order(
        attempt, drawn, replace(view, closed=True, explanation=explanation, asks_certainty=False)
    )


def _in_its_order(attempt: Attempt, drawn: DrawnQuestion, view: QuestionView) -> QuestionView:
    """Return a question with its options as this attempt mixes them; the numbered regions of a
    picture stay in their order."""
    if view.picture is not None:
        return view
    choices = mixed_options(view.choices, seed=attempt.seed, question=drawn.key)
    return replace(view, choices=choices)


def any_limited_attempt() -> bool:
    """Tell whether an attempt with a time limit is under way."""
    return Attempt.objects.filter(finished_at__isnull=True, ends_by__isnull=False).exists()


def overdue_attempts(at: datetime, *, most: int) -> list[Attempt]:
    """Return attempts whose time is over and that are not finished, the oldest first."""
    rows = Attempt.objects.filter(finished_at__isnull=True, ends_by__lt=at).order_by("ends_by")
    return [one for one in rows[:most] if is_over(one.ends_by, at)]
