"""From the first answers to the questions of a course: figures, what is doubtful, what is hidden.

Pure. Nothing that leaves this module counts fewer people than the smallest group, nor lets one
find such a count by taking others away.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from academy.core.proportions import wilson

from .measures import Difference, Estimate, Table, alpha, difference, discrimination

Key = tuple[str, str]
Flag = Literal["backwards", "below_chance", "languages"]
Remark = Literal["popular", "unused", "weak"]

# Fewer answers are shown and not judged: an interval would hold nearly everything.
LEAST_ANSWERS = 100
# Of either language; Zieky (1993) asks as many of the smaller group.
LEAST_IN_LANGUAGE = 100
# Below this, a question tells little of who knows more: Ebel and Frisbie (1991), "Essentials of
# Educational Measurement", chapter 13.
WEAK = 0.2
# An option that fewer of those who are wrong choose does no work. Haladyna and Downing (1993),
# Educational and Psychological Measurement 53:999-1010, count it among all: every option of an easy
# question would be one.
UNUSED = 0.05
REFERENCE, FOCAL = "fr", "en"
# Numbers of people are rounded down to it.
_STEP = 5
# More questions than any attempt draws: attempts of another length are another class.
_LONGEST_TEST = 1_000


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it is asked today. `chance`: to be right without knowing. `options`: the id of
    each with whether it is right, empty where there are none. `takes_many`: several are chosen."""

    key: Key
    chance: float
    options: tuple[tuple[str, bool], ...] = ()
    takes_many: bool = False


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """The first answer of somebody (any number that tells people apart) to a question."""

    person: int
    key: Key
    score: float
    is_right: bool
    response: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many chose an option, from 0 to 1; None where that isn't shown."""

    id: str
    is_right: bool
    share: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What answers say of a question.

    `answers`: how many at least, 0 below the smallest group. `right`: the share of right answers;
    None below that group, or where the few on either side aren't shown: `extreme` is then `high`
    or `low`. `is_judged`: there are enough answers for `flags` and `remarks`.
    """

    key: Key
    answers: int = 0
    right: Estimate | None = None
    extreme: Literal["", "high", "low"] = ""
    discrimination: Estimate | None = None
    options: tuple[Chosen, ...] = ()
    languages: Difference | None = None
    flags: tuple[Flag, ...] = ()
    remarks: tuple[Remark, ...] = ()
    is_judged: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """What answers say of the questions of a course. `people`: how many at least answered all of
    those that most answer (`asked`, a number), over whom the `reliability` is made."""

    questions: tuple[Figures, ...]
    people: int
    asked: int
    reliability: Estimate | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What somebody knows by the questions that people are compared by."""

    score: float
    right: int


def rounded(count: int, smallest: int) -> int:
    """Return how many people there are at least, 0 below the smallest group."""
    return 0 if count < smallest else max(smallest, count - count % _STEP)


def analyse(
    questions: Sequence[AskedQuestion], answers: Sequence[FirstAnswer], *, smallest: int
) -> Analysis:
    """Return the figures of `questions`, in their order, of which groups have `smallest` people.

    People are compared by the questions that at least half as many answer as answer the one with
    most answers: a question that was added lately doesn't leave everybody else out.
    """
    by_key: dict[Key, dict[int, FirstAnswer]] = {one.key: {} for one in questions}
    for answer in answers:
        if answer.key in by_key:
            by_key[answer.key].setdefault(answer.person, answer)
    most = max((len(one) for one in by_key.values()), default=0)
    core = [one.key for one in questions if most and len(by_key[one.key]) * 2 >= most]
    known = _known(core, by_key)
    reliability = None
    if len(known) >= smallest:
        reliability = alpha([[by_key[key][one].score for key in core] for one in known])
    return Analysis(
        questions=tuple(_figures(one, by_key[one.key], known, core, smallest) for one in questions),
        people=rounded(len(known), smallest),
        asked=len(core),
        reliability=reliability,
    )


def analyse_drawn(
    questions: Sequence[AskedQuestion], answers: Sequence[FirstAnswer], *, smallest: int
) -> list[Figures]:
    """Return the figures of questions of which each attempt draws some; `person` is the attempt.

    A question is compared with the mean of the others that the attempt asked, languages among
    attempts of one length with as many right answers.
    """
    by_attempt: dict[int, list[FirstAnswer]] = defaultdict(list)
    by_key: dict[Key, dict[int, FirstAnswer]] = {one.key: {} for one in questions}
    for answer in answers:
        by_attempt[answer.person].append(answer)
        if answer.key in by_key:
            by_key[answer.key].setdefault(answer.person, answer)
    found = []
    for question in questions:
        given = by_key[question.key]
        known = {
            one: _among(by_attempt[one], own)
            for one, own in given.items()
            if len(by_attempt[one]) > 1
        }
        # It is among what people are compared by, and so are others.
        found.append(_figures(question, given, known, [question.key, ("", "")], smallest))
    return found


def _among(attempt: Sequence[FirstAnswer], own: FirstAnswer) -> _Known:
    """Return what an attempt knows: its own question and the mean of the others."""
    others = sum(one.score for one in attempt) - own.score
    count = len(attempt)
    right = sum(one.is_right for one in attempt)
    return _Known(others / (count - 1) + own.score, count * _LONGEST_TEST + right)


def _known(
    core: Collection[Key], by_key: Mapping[Key, Mapping[int, FirstAnswer]]
) -> dict[int, _Known]:
    """Return what everybody knows who answered all questions of `core`."""
    if not core:
        return {}
    columns = [by_key[key] for key in core]
    found = {}
    for person in sorted(set.intersection(*(set(column) for column in columns))):
        own = [column[person] for column in columns]
        found[person] = _Known(sum(one.score for one in own), sum(one.is_right for one in own))
    return found


def _figures(
    question: AskedQuestion,
    given: Mapping[int, FirstAnswer],
    known: Mapping[int, _Known],
    core: Sequence[Key],
    smallest: int,
) -> Figures:
    count = len(given)
    if count < smallest:
        untold = tuple(Chosen(option, is_right, None) for option, is_right in question.options)
        return Figures(question.key, options=untold)
    right = sum(one.is_right for one in given.values())
    is_core = question.key in core
    people = {
        one: of if is_core else _Known(of.score + given[one].score, of.right + given[one].is_right)
        for one, of in known.items()
        if one in given
    }
    told = languages = None
    if len(core) > is_core and len(people) >= smallest:
        told = discrimination(
            [given[one].score for one in people], [of.score for of in people.values()]
        )
        languages = _between_languages(given, people)
    chosen = _chosen(question, list(given.values()))
    is_judged = count >= LEAST_ANSWERS
    lo, hi = wilson(right, count)
    flags: list[Flag] = []
    if is_judged and told and len(people) >= LEAST_ANSWERS and told.hi < 0:
        flags.append("backwards")
    if is_judged and hi < question.chance:
        flags.append("below_chance")
    if languages and languages.size == "C":
        flags.append("languages")
    remarks = _remarks(question, chosen, count - right) if is_judged else []
    if is_judged and told and len(people) >= LEAST_ANSWERS and 0 <= told.hi < WEAK:
        remarks.append("weak")
    few = min(right, count - right) < smallest
    return Figures(
        key=question.key,
        answers=rounded(count, smallest),
        right=None if few else Estimate(right / count, lo, hi),
        extreme="" if not few else "high" if right * 2 >= count else "low",
        discrimination=told,
        options=_shown(question, chosen, count, smallest),
        languages=languages,
        flags=tuple(flags),
        remarks=tuple(remarks),
        is_judged=is_judged,
    )


def _between_languages(
    given: Mapping[int, FirstAnswer], people: Mapping[int, _Known]
) -> Difference | None:
    """Compare the languages in which the question was read, among people who know as much.

    Who knows as much: as many right answers, the question's own included (Holland and Thayer).
    """
    counts: dict[int, dict[tuple[str, bool], int]] = defaultdict(lambda: defaultdict(int))
    read = {REFERENCE: 0, FOCAL: 0}
    for person, known in people.items():
        own = given[person]
        if own.language in read:
            read[own.language] += 1
            counts[known.right][own.language, own.is_right] += 1
    if min(read.values()) < LEAST_IN_LANGUAGE:
        return None
    return difference(
        Table(
            reference_right=one[REFERENCE, True],
            reference_wrong=one[REFERENCE, False],
            focal_right=one[FOCAL, True],
            focal_wrong=one[FOCAL, False],
        )
        for one in counts.values()
    )


def _chosen(question: AskedQuestion, given: Sequence[FirstAnswer]) -> dict[str, int]:
    """Count who chose each option of today; options that are gone count for none."""
    counts = {option: 0 for option, _is_right in question.options}
    for answer in given:
        for option in answer.response:
            if option in counts:
                counts[option] += 1
    return counts


def _remarks(question: AskedQuestion, chosen: Mapping[str, int], wrong: int) -> list[Remark]:
    rights = [chosen[option] for option, is_right in question.options if is_right]
    wrongs = [chosen[option] for option, is_right in question.options if not is_right]
    remarks: list[Remark] = []
    if rights and wrongs and max(wrongs) > max(rights):
        remarks.append("popular")
    if wrong and any(one <= wrong and wilson(one, wrong)[1] < UNUSED for one in wrongs):
        remarks.append("unused")
    return remarks


def _shown(
    question: AskedQuestion, chosen: Mapping[str, int], count: int, smallest: int
) -> tuple[Chosen, ...]:
    """Return the shares of options, without those of fewer than the smallest group.

    That nobody chose an option is said: it tells of nobody.
    Where one option is chosen, those of the hidden options add up to what the others leave: as many
    more are hidden, the least chosen first, until that is a group too. Where several are chosen,
    those who did not choose an option are a group as well.
    """
    if question.takes_many:
        hidden = {one for one, of in chosen.items() if 0 < min(of, count - of) < smallest}
    else:
        gone = count - sum(chosen.values())
        hidden = {one for one, of in chosen.items() if 0 < of < smallest}
        left = [one for one in chosen if chosen[one] and one not in hidden]
        left.sort(key=lambda one: chosen[one])
        while left and (hidden or gone) and sum(chosen[one] for one in hidden) + gone < smallest:
            hidden.add(left.pop(0))
    return tuple(
        Chosen(option, is_right, None if option in hidden else chosen[option] / count)
        for option, is_right in question.options
    )
