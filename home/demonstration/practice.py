"""How the simulated organisms stand on the criteria of digital practice. Pure.

A level is a rounded sum: how mature the organism is, how hard the criterion is, the year, chance.
Reviewers accept most of what is declared and bring some of it down; a second reviewer mostly agrees
with the first.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal

HIGHEST = 4
# The month and day by which a year is assessed and reviewed.
_DONE_BY = (6, 30)
# Share of the organisms that take part in the first and in the second year.
_TAKING_PART = (0.3, 0.45)
_CENTRE, _YEARLY = 1.5, 0.5
_BETWEEN_ORGANISMS, _BETWEEN_CRITERIA, _CHANCE = 0.7, 0.6, 0.55
_BROUGHT_DOWN, _SECOND_DIFFERS = 0.12, 0.25
# Assessments of the last year that still wait for a review, and second ratings that are given.
_WAITING, _GIVEN = 0.08, 0.85
# Of the assessment that was returned to the showcase, the criteria to correct.
RETURNED = (3, 11)

State = Literal["draft", "submitted", "reviewed"]

WHY = (
    "Rien n’est encore en place (exemple simulé).",
    "Deux équipes le font, chacune à sa façon (exemple simulé).",
    "Une directive le prévoit depuis l’automne; une direction en répond (exemple simulé).",
    "La directive s’applique à presque tous nos services; nous le mesurons chaque trimestre "
    "(exemple simulé).",
    "Nous corrigeons la pratique d’après nos mesures, et d’autres organismes s’en servent "
    "(exemple simulé).",
)
PROOF_TITLES = {
    2: "Directive de l’organisme (simulée)",
    3: "Tableau de suivi trimestriel (simulé)",
    4: "Bilan publié et entente de partage (simulés)",
}
PROOF_TEXT = "Document simulé\u00a0: dans une académie réelle, un lien permettrait de l’ouvrir."
PROOF_OWNER = "Direction du numérique"
BROUGHT_DOWN_FOR = "La preuve jointe ne montre pas encore ce niveau (exemple simulé)."
RETURNED_FOR = "La preuve ne dit pas quels services sont visés\u00a0: précisez-le (exemple simulé)."


@dataclass(frozen=True, slots=True)
class PlannedAssessment:
    """The assessment of an organism (its number) in a year, in the order of the grid's criteria.

    `accepted`: None where the reviewer returns it. `second`: what a second reviewer would say of
    each, where `is_rated_again`.
    """

    organism: int
    year: int
    state: State
    levels: tuple[int, ...]
    accepted: tuple[int | None, ...]
    second: tuple[int, ...]
    is_rated_again: bool


def years_until(until: date) -> tuple[int, int]:
    """Return the last two years whose assessments are done before `until`."""
    last = until.year if (until.month, until.day) > _DONE_BY else until.year - 1
    return last - 1, last


def plan_practice(
    *,
    seed: int,
    organisms: int,
    always: Collection[int],
    never: Collection[int],
    showcase: int,
    criteria: int,
    years: Sequence[int],
) -> Iterator[PlannedAssessment]:
    """Plan the assessments of `years` (two). `always` take part both times, `never` at all.

    The showcase has one year more, and gets its last assessment back to be corrected.
    """
    rng = Random(f"{seed}/practice")  # noqa: S311 - no secret
    hardness = [rng.gauss(0, _BETWEEN_CRITERIA) for _criterion in range(criteria)]
    for organism in range(organisms):
        own = Random(f"{seed}/practice/{organism}")  # noqa: S311 - no secret
        maturity = own.gauss(0, _BETWEEN_ORGANISMS)
        draw = own.random()
        for step, year in enumerate([years[0] - 1, *years]):
            if organism in never or (organism != showcase and not step):
                continue
            takes_part = draw < _TAKING_PART[max(0, step - 1)]
            if organism != showcase and organism not in always and not takes_part:
                continue
            is_last = year == years[-1]
            returned = RETURNED if organism == showcase and is_last else ()
            waits = organism != showcase and is_last and own.random() < _WAITING
            levels = tuple(
                _level(_CENTRE + maturity - hard + _YEARLY * step + own.gauss(0, _CHANCE))
                for hard in hardness
            )
            accepted = tuple(
                None
                if place in returned
                else max(0, level - 1)
                if own.random() < _BROUGHT_DOWN
                else level
                for place, level in enumerate(levels)
            )
            yield PlannedAssessment(
                organism=organism,
                year=year,
                state="draft" if returned else "submitted" if waits else "reviewed",
                levels=levels,
                accepted=accepted,
                second=tuple(_again(level or 0, own) for level in accepted),
                is_rated_again=own.random() < _GIVEN,
            )


def _level(value: float) -> int:
    return min(HIGHEST, max(0, round(value)))


def _again(level: int, rng: Random) -> int:
    return _level(level + rng.choice((-1, 1)) if rng.random() < _SECOND_DIFFERS else level)
