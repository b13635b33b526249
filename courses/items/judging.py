"""From the first answers to the questions of a course: figures, what is doubtful, what is hidden.

Pure. Nothing that leaves this module counts fewer people than the smallest group, nor lets one
find such a count by taking others away.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from academy.core.proportions import wilson

from .languages import FOCAL, REFERENCE, Comparison, Key, Read, compare
from .looking import LEAST_ANSWERS, Flag
from .measures import (
    Difference,
    Estimate,
    alpha,
    chance_of_guessing,
    chance_of_working,
    discrimination,
)

Remark = Literal["popular", "unused", "weak", "entangled"]

# Below this, a question tells little of who knows more: Ebel and Frisbie (1991), "Essentials of
# Educational Measurement", chapter 13.
WEAK = 0.2
# An option that fewer of those who are wrong choose does no work. Haladyna and Downing (1993),
# Educational and Psychological Measurement 53:999-1010, count it among all: every option of an easy
# question would be one.
UNUSED = 0.05
# Numbers of people are rounded down to it.
_STEP = 5


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
    """The first answer of somebody (any number that tells people apart) to a question, and when it
    was given."""

    person: int
    key: Key
    score: float
    is_right: bool
    response: tuple[str, ...]
    language: str
    at: datetime


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
    or `low`. `languages`: how differently it works in French and in English; `shows_difference`:
    in both, enough are right and enough are wrong for more than its class to be shown. `is_judged`:
    there are enough answers for `chances` and `remarks`. `chances`: of each reason for a doubt that
    can be judged, the chance to see as much in a sound question (`courses.items.looking`).
    """

    key: Key
    answers: int = 0
    right: Estimate | None = None
    extreme: Literal["", "high", "low"] = ""
    discrimination: Estimate | None = None
    options: tuple[Chosen, ...] = ()
    languages: Difference | None = None
    shows_difference: bool = False
    chances: Mapping[Flag, float] = field(default_factory=dict)
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
    sums = _sums(core, by_key)
    reliability = None
    if len(sums) >= smallest:
        reliability = alpha([[by_key[key][one].score for key in core] for one in sums])
    totals = {
        key: {
            one: of if key in core else of + given[one].score
            for one, of in sums.items()
            # Compared with others than itself.
            if one in given and len(core) > (key in core)
        }
        for key, given in by_key.items()
    }
    compared = _compared(by_key, totals, core)
    return Analysis(
        questions=tuple(
            _figures(one, by_key[one.key], totals[one.key], compared, smallest) for one in questions
        ),
        people=rounded(len(sums), smallest),
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
    by_attempt: dict[int, dict[Key, FirstAnswer]] = defaultdict(dict)
    # Questions of other banks are asked beside these, and compared with them.
    by_key: dict[Key, dict[int, FirstAnswer]] = defaultdict(dict)
    for answer in answers:
        by_attempt[answer.person].setdefault(answer.key, answer)
        by_key[answer.key].setdefault(answer.person, answer)
    worth = {one: sum(each.score for each in own.values()) for one, own in by_attempt.items()}
    totals = {
        key: {
            one: (worth[one] - own.score) / (len(by_attempt[one]) - 1) + own.score
            for one, own in given.items()
            if len(by_attempt[one]) > 1
        }
        for key, given in by_key.items()
    }
    compared = _compared(by_key, totals, by_key.keys())
    return [
        _figures(one, by_key[one.key], totals.get(one.key, {}), compared, smallest)
        for one in questions
    ]


def _sums(
    core: Collection[Key], by_key: Mapping[Key, Mapping[int, FirstAnswer]]
) -> dict[int, float]:
    """Return the sum of the scores of everybody who answered all questions of `core`."""
    if not core:
        return {}
    columns = [by_key[key] for key in core]
    people = sorted(set.intersection(*(set(column) for column in columns)))
    return {person: sum(column[person].score for column in columns) for person in people}


def _compared(
    by_key: Mapping[Key, Mapping[int, FirstAnswer]],
    people: Mapping[Key, Collection[int]],
    core: Collection[Key],
) -> Comparison:
    """Compare the languages of each question among those of its `people` who know as much."""
    reads: dict[Key, dict[int, Read]] = {
        key: {
            one: (given[one].language, given[one].is_right) for one in given if one in people[key]
        }
        for key, given in by_key.items()
    }
    return compare(reads, core)


def _figures(
    question: AskedQuestion,
    given: Mapping[int, FirstAnswer],
    totals: Mapping[int, float],
    compared: Comparison,
    smallest: int,
) -> Figures:
    """Return the figures of a question. `totals`: what it and the others were worth, of those
    who are compared."""
    count = len(given)
    if count < smallest:
        untold = tuple(Chosen(option, is_right, None) for option, is_right in question.options)
        return Figures(question.key, options=untold)
    right = sum(one.is_right for one in given.values())
    told = None
    if len(totals) >= smallest:
        told = discrimination([given[one].score for one in totals], list(totals.values()))
    languages = compared.differences.get(question.key)
    chosen = _chosen(question, list(given.values()))
    is_judged = count >= LEAST_ANSWERS
    lo, hi = wilson(right, count)
    chances: dict[Flag, float] = {}
    remarks: list[Remark] = []
    if is_judged:
        chances["below_chance"] = chance_of_guessing(right, count, question.chance)
        remarks = _remarks(question, chosen, count - right)
    if is_judged and told and len(totals) >= LEAST_ANSWERS:
        chances["backwards"] = chance_of_working(told, len(totals))
        if 0 <= told.hi < WEAK:
            remarks.append("weak")
    if languages and compared.is_sure:
        chances["languages"] = languages.chance_below_large
    elif languages and languages.size != "A":
        remarks.append("entangled")
    few = min(right, count - right) < smallest
    return Figures(
        key=question.key,
        answers=rounded(count, smallest),
        right=None if few else Estimate(right / count, lo, hi),
        extreme="" if not few else "high" if right * 2 >= count else "low",
        discrimination=told,
        options=_shown(question, chosen, count, smallest),
        languages=languages,
        shows_difference=_in_both((given[one] for one in totals), smallest),
        chances=chances,
        remarks=tuple(remarks),
        is_judged=is_judged,
    )


def _in_both(compared: Iterable[FirstAnswer], smallest: int) -> bool:
    """Tell whether groups of each language are right and wrong: from a difference with its interval
    one might find how many a smaller one has."""
    groups = Counter((one.language, one.is_right) for one in compared)
    return all(
        groups[language, is_right] >= smallest
        for language in (REFERENCE, FOCAL)
        for is_right in (True, False)
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
