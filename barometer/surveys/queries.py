"""Answers to surveys, read into what may be published of them. Nothing of this leaves as it is."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from barometer.protection import SMALLEST
from courses.models import (
    FEW_WORDS,
    SCALE_QUESTION,
    SEVERAL_CHOICES,
    Moment,
    SurveyResponse,
    SurveyVersion,
)

from .released import Released, Said, measured, release
from .shift import FEWEST_PAIRS, Shift, shift_of


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was last asked, and at which moments it was."""

    id: str
    kind: str
    texts: dict[str, str]
    options: tuple[dict[str, str], ...]
    moments: tuple[str, ...]

    def text(self, language: str) -> str:
        """Return what is asked, in a language."""
        return self.texts[language]


@dataclass(frozen=True, slots=True)
class Result:
    """What is published of a question. `released` None: fewer than ten people answered it.

    `shift`: of a scale, for those who answered twice. `words`: what people wrote, by moment, where
    they are many enough; for those who design the path alone.
    """

    question: Question
    released: Released | None
    shift: Shift | None
    words: dict[str, tuple[str, ...]]


def smallest_group() -> int:
    """Return of how many people at least something is said."""
    return max(SMALLEST, int(settings.BAROMETER_SMALLEST_GROUP))


def answered_paths() -> set[UUID]:
    """Return the paths of which some survey was answered."""
    said = SurveyResponse.objects.filter(answered_at__isnull=False)
    return set(said.order_by().values_list("path_key", flat=True).distinct())


def results(path_key: UUID) -> list[Result]:
    """Return what is published of the surveys of a path, question by question. Two queries."""
    rows = list(
        SurveyResponse.objects.filter(path_key=path_key, answered_at__isnull=False).values_list(
            "user_id", "moment", "organism_id", "answers", "changed_at", "version_id"
        )
    )
    questions = _questions({(version, moment) for _u, moment, _o, _a, _c, version in rows})
    people: dict[int, dict[str, tuple[Any, ...]]] = {}
    for user, moment, organism, answers, changed_at, _version in rows:
        people.setdefault(user, {})[moment] = (organism, answers, changed_at)
    return [_result(question, people) for question in questions]


def _questions(asked: Iterable[tuple[int, str]]) -> list[Question]:
    """Return the questions of versions, in their order, as the last version words them."""
    moments: dict[int, set[str]] = {}
    for version, moment in asked:
        moments.setdefault(version, set()).add(moment)
    found: dict[str, Question] = {}
    when: dict[str, set[str]] = {}
    for one in SurveyVersion.objects.filter(pk__in=moments).order_by("-made_at", "-pk"):
        for question in one.questions:
            when.setdefault(question["id"], set()).update(moments[one.pk])
            known = found.get(question["id"])
            if known is None or known.kind == question["kind"]:
                found[question["id"]] = _question(question, known)
    return [
        Question(
            one.id,
            one.kind,
            one.texts,
            one.options,
            tuple(moment for moment in Moment.values if moment in when[one.id]),
        )
        for one in found.values()
    ]


def _question(said: dict[str, Any], known: Question | None) -> Question:
    """Return a question, with the options of older versions behind those of the newest."""
    if known is None:
        return Question(
            said["id"],
            said["kind"],
            {"fr": said["fr"], "en": said["en"]},
            tuple(said.get("options", ())),
            (),
        )
    have = {one["id"] for one in known.options}
    more = tuple(one for one in said.get("options", ()) if one["id"] not in have)
    return Question(known.id, known.kind, known.texts, (*known.options, *more), ())


def _result(question: Question, people: dict[int, dict[str, tuple[Any, ...]]]) -> Result:
    said: list[Said] = []
    words: dict[str, list[tuple[Any, str]]] = {moment: [] for moment in question.moments}
    for user, by_moment in people.items():
        chosen: dict[str, frozenset[str]] = {}
        place, last = None, None
        for moment in question.moments:
            organism, answers, changed_at = by_moment.get(moment, (None, {}, None))
            value = answers.get(question.id)
            if not value:
                continue
            if question.kind == FEW_WORDS:
                words[moment].append(((changed_at, user), value))
                continue
            values = value if question.kind == SEVERAL_CHOICES else [value]
            chosen[moment] = frozenset(map(str, values))
            # Where they belonged when they answered last.
            place, last = organism, max(changed_at, last) if last else changed_at
        if chosen:
            said.append(Said(place, (last, user), chosen))
    if question.kind == FEW_WORDS:
        return Result(question, None, None, {key: _shown(own) for key, own in words.items()})
    options = [one["id"] for one in question.options]
    found = release(said, options, question.moments, smallest_group())
    return Result(question, found, _shift(question, found), {})


def _shift(question: Question, found: Released | None) -> Shift | None:
    if question.kind != SCALE_QUESTION or found is None or not found.is_paired:
        return None
    pairs = measured(found.groups, Moment.BEFORE, FEWEST_PAIRS)
    return shift_of(
        [_step(one, Moment.BEFORE) for one in pairs], [_step(one, Moment.AFTER) for one in pairs]
    )


def _step(one: Said, moment: Moment) -> int:
    return int(next(iter(one.chosen[moment])))


def _shown(written: list[tuple[Any, str]]) -> tuple[str, ...]:
    """Return what people wrote, in an order that tells nothing; empty of too few people.

    No band blurs a text: what is new since somebody last looked is that of a whole group, or none.
    """
    written.sort(key=lambda one: one[0])
    kept = written[: len(written) - len(written) % smallest_group()]
    return tuple(sorted((text for _order, text in kept), key=_shuffled))


def _shuffled(text: str) -> str:
    """Return what decides the place of a text: always the same, and known to nobody."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
