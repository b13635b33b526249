"""Questions of a file in a format of others: what saving them would do, and doing it.

A question that the file names by a key of the bank is a new version of it, or its translation; the
others are new. What has no feedback yet waits as a draft: the editor asks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed
from courses.exchange.block_problems import refuse_as_editor
from courses.exchange.problems import Findings, Place
from courses.models import BankQuestion, QuestionBank

from .exporting import question_of
from .formats.lines import At, Line, Lines, _
from .formats.questions import Format, Imported, Language, Question, unwrapped, wrapped
from .formats.reading import read

Change = Literal["created", "updated", "translated", "unchanged"]
# What a file that lacks it leaves as it is in the bank.
_KEPT_IF_EMPTY = frozenset({"feedback", "explanation", "situation", "unit", "mistakes"})


@dataclass(slots=True)
class Planned:
    """A question of the file, and what becomes of it. `row`: what the bank has of it already."""

    question: Question
    key: UUID
    change: Change
    body: Any
    is_ready: bool
    row: BankQuestion | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What saving the questions of a file does, line by line."""

    language: Language
    questions: tuple[Planned, ...]
    report: tuple[Line, ...]

    @property
    def is_refused(self) -> bool:
        """Whether nothing of the file may be saved."""
        return any(line.severity == "refused" for line in self.report)

    @property
    def changes(self) -> int:
        """How many questions are added or changed."""
        return sum(one.change != "unchanged" for one in self.questions)

    @property
    def ready(self) -> int:
        """How many of these could be published as they are."""
        return sum(one.is_ready and one.change != "unchanged" for one in self.questions)


def plan_import(
    *, bank: QuestionBank, data: bytes, form: Format, language: Language, user: User
) -> ImportPlan:
    """Return what saving the file would do; nothing is saved. Raises NotAllowed."""
    policy = policy_registry.get_by_type(QuestionBank)
    if not policy.user_has_permission_for_instance(user, "change", bank):
        raise NotAllowed(gettext("Choose one of your own question banks."))
    found = read(data, form, language)
    if found.is_refused:
        return ImportPlan(language, (), found.report)
    return _Planning(bank, language, found).plan()


@transaction.atomic
def save_questions(
    *,
    bank: QuestionBank,
    data: bytes,
    form: Format,
    language: Language,
    user: User,
    at: datetime,
    publish: bool,
) -> ImportPlan:
    """Save the questions of a file, as drafts; with `publish`, those that are ready are published.

    Raises NotAllowed, and AcademyError where the file is refused, or one of its questions can't be
    published: nothing is saved then.
    """
    # One import into a bank at a time: two of the same file would add its questions twice.
    bank = QuestionBank.objects.select_for_update(of=("self",)).get(pk=bank.pk)
    plan = plan_import(bank=bank, data=data, form=form, language=language, user=user)
    if plan.is_refused:
        raise AcademyError(gettext("This file was refused: nothing was saved."))
    locale = Locale.objects.get(language_code=language)
    for one in plan.questions:
        if one.change != "unchanged":
            _save(bank, one, locale, user, publish=publish and one.is_ready)
    audit.record(
        at=at,
        actor=user,
        action="questions.import",
        target=str(bank.key),
        organism_code=bank.built_by.code if bank.built_by else "",
        details={"format": form, "language": language, "questions": plan.changes},
    )
    return plan


def _save(bank: QuestionBank, one: Planned, locale: Locale, user: User, *, publish: bool) -> None:
    row = one.row
    if row is None:
        row = BankQuestion(bank=bank, translation_key=one.key, locale=locale, live=False)
    question = one.question
    row.body = one.body
    row.objective = question.objective or row.objective
    row.difficulty = question.difficulty or row.difficulty
    if question.tags or row.pk is None:
        row.tags.set(question.tags)
    if row.pk is None:
        row.save()
    revision = row.save_revision(user=user, log_action=True)
    if publish:
        try:
            revision.publish(user=user, skip_permission_checks=True)
        except ValidationError as error:
            said = " ".join(error.messages)
            raise AcademyError(f"“{question.prompt}”: {said}") from error


class _Planning:
    """Holds the questions of a file against those of the bank."""

    def __init__(self, bank: QuestionBank, language: Language, found: Imported) -> None:
        self.bank, self.language, self.found = bank, language, found
        self.lines = Lines(found.report)
        keys = {UUID(one.key) for one in found.questions if one.key}
        self.rows: dict[UUID, dict[str, BankQuestion]] = {}
        held = BankQuestion.objects.filter(translation_key__in=keys)
        for row in held.select_related("locale", "latest_revision").prefetch_related("tags"):
            languages = self.rows.setdefault(row.translation_key, {})
            languages[row.locale.language_code] = row
        own = BankQuestion.objects.filter(bank=bank, locale__language_code=language)
        own = own.select_related("locale", "latest_revision").prefetch_related("tags")
        self.prompts = {_plain(one.prompt): one for one in own}
        self.seen: set[UUID] = set()

    def plan(self) -> ImportPlan:
        """Return what becomes of each question."""
        planned = tuple(self._one(one) for one in self.found.questions)
        lines = sorted(self.lines, key=lambda one: one.line)
        return ImportPlan(self.language, planned, tuple(lines))

    def _one(self, question: Question) -> Planned:
        at = At(self.lines, question.line).inside(question.prompt)
        key = self._key(question, at)
        alike = self.prompts.get(_plain(question.prompt))
        if not question.key and alike is not None and _is_there(question, alike, self.language):
            # The same file once more.
            key = alike.translation_key
            self.rows.setdefault(key, {})[self.language] = alike
        held = self.rows.get(key, {})
        row, change = held.get(self.language), "created"
        like: Any = None
        if row is not None:
            row = row.get_latest_revision_as_object() if row.latest_revision else row
            question, like, same = _onto(question, row, self.language)
            change = "unchanged" if same else "updated"
        elif held:
            other = next(iter(held.values()))
            like, change = other.body[0].get_prep_value()["value"], "translated"
        elif alike is not None and alike.translation_key != key:
            at.change(_("The bank has a question with these words already: it is there twice."))
        body = _body(question, key, like)
        findings = Findings()
        refuse_as_editor(body, Place(findings, ""))
        if findings.problems and not question.lacks:
            at.ask(_("Kept as a draft: %(why)s"), why=findings.problems[0].english)
        ready = not findings.problems
        return Planned(question, key, change, body, ready, row)  # type: ignore[arg-type]

    def _key(self, question: Question, at: At) -> UUID:
        """Return the key that the file gives, where it can be that of this question here."""
        if not question.key:
            return uuid4()
        key = UUID(question.key)
        if key in self.seen:
            at.change(_("Two questions of the file have one key: this one gets a new one."))
            return uuid4()
        self.seen.add(key)
        held = self.rows.get(key, {})
        if any(one.bank_id != self.bank.pk for one in held.values()):
            at.change(_("Its key belongs to another bank: it is added as a new question."))
            return uuid4()
        if any(not _fits(question, one) for one in held.values()):
            at.change(
                _(
                    "The question of the bank with its key is of another kind, or has more or "
                    "fewer answers: this one is added as a new question."
                )
            )
            return uuid4()
        return key


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _fits(question: Question, row: BankQuestion) -> bool:
    """Tell whether a question can be a version, or a translation, of one of the bank."""
    block = row.body[0] if len(row.body) else None
    if block is None or block.block_type != question.kind:
        return False
    if question.kind == "short_text":
        # Accepted answers may differ from one language to the other.
        return True
    lists = ("choices", "items", "targets")
    stored = block.get_prep_value()["value"]
    return all(len(stored.get(one, ())) == len(question.value.get(one, ())) for one in lists)


def _is_there(question: Question, row: BankQuestion, language: str) -> bool:
    """Tell whether the bank has the question already, word for word."""
    latest = row.get_latest_revision_as_object() if row.latest_revision else row
    return _fits(question, latest) and _onto(question, latest, language)[2]


def _onto(question: Question, row: BankQuestion, language: str) -> tuple[Question, Any, bool]:
    """Return the question with what the file lacks, what is stored, and whether they are the same.

    What is compared is what formats hold, so that a file that comes back untouched changes nothing.
    """
    stored = row.body[0].get_prep_value()["value"]
    held = question_of(row, language)
    before = held.value if held else unwrapped(stored)
    value = _with_kept(question.value, before)
    merged = replace(question, value=value)
    same = held is not None and (
        held.value == value
        and (not question.tags or {*held.tags} == {*question.tags})
        and question.objective in ("", held.objective)
        and question.difficulty in ("", held.difficulty)
    )
    return merged, stored, same


def _with_kept(new: Any, old: Any) -> Any:
    """Return the value of the file, with what it lacks and the bank has."""
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        return {
            name: old.get(name) if name in _KEPT_IF_EMPTY and not one and old.get(name)
            else _with_kept(one, old.get(name))
            for name, one in new.items()
        }  # fmt: skip
    if isinstance(new, list) and isinstance(old, Sequence) and len(old) == len(new):
        return [_with_kept(one, two) for one, two in zip(new, old, strict=True)]
    return new


def _body(question: Question, key: UUID, like: Any) -> Any:
    value = wrapped(question.value, lambda: str(uuid4()), like)
    stored = [{"type": question.kind, "id": str(key), "value": value}]
    return BankQuestion._meta.get_field("body").stream_block.to_python(stored)
