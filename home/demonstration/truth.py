"""What is true of the demonstration, for measures to be checked against. Pure.

The file says the parameters of the process that made the data, the shares that they lead one to
expect, and what chance then made of them.
"""

from typing import Any

import numpy as np

from . import campaigns, diffusion, population, seasons
from .diffusion import Spread, expected_share
from .plan import Plan

FORMAT = "academie-demonstration/1"
PROCESS = (
    "Share of an organism expected to have passed a path before a day: "
    "ceiling * G(weeks(day) - weeks(opened_on)), "
    "G(t) = (1 - exp(-(p+q)t)) / (1 + (q/p) exp(-(p+q)t)); "
    "weeks(day) sums the activity of the days since first_day, scaled so that the window has "
    "as many operational weeks as calendar weeks. Where a campaign begins, a share of those who "
    "wouldn't have passed within takes_days passes within them: 1 - (1 - that) * (1 - share) then."
)
ANSWERS = (
    "Chance of a right first answer: guess + (1-guess) / (1 + exp(-discrimination * "
    "(ability - difficulty))); abilities are normal with standard deviation 1 in an organism."
)


def truth_of(plan: Plan, titles: list[dict[str, str]]) -> dict[str, Any]:
    """Return the truth about a plan as plain values; `titles` are those of its paths, in order."""
    window, government = plan.seasons, plan.government
    return {
        "format": FORMAT,
        "simulated": True,
        "seed": plan.size.seed,
        "first_day": window.first_day.isoformat(),
        "until": window.until.isoformat(),
        "learners": plan.size.learners,
        "joined": plan.size.joined,
        "participation": plan.size.participation,
        "time_zone": window.time_zone,
        "process": PROCESS,
        "seasons": {
            "month_activity": list(seasons.MONTH_ACTIVITY),
            "weekend_activity": seasons.WEEKEND_ACTIVITY,
            "holiday_activity": seasons.HOLIDAY_ACTIVITY,
            "holidays": [f"{month:02d}-{day:02d}" for month, day in sorted(seasons.HOLIDAYS)],
        },
        "people": {
            "hired": population.HIRED,
            "leaving": population.LEAVING,
            "changing_unit": population.CHANGING_UNIT,
            "changing_organism": population.CHANGING_ORGANISM,
            "ability_between_organisms": population.ABILITY_BETWEEN,
        },
        "giving_up": {"trying": diffusion.TRYING, "seeing_all": diffusion.SEEING_ALL},
        "organisms": {one.code: {"accounts": one.accounts} for one in government.organisms},
        "changes": _changes(plan),
        "paths": [
            {
                "key": str(path.key),
                "titles": titles[place],
                "launched_on": window.day(spread.launched).isoformat(),
                "organisms": _organisms(plan, place, spread),
                "campaigns": [
                    {
                        "fr": campaign.kind.fr,
                        "en": campaign.kind.en,
                        "share": round(campaign.share, 4),
                        "takes_days": campaigns.TAKES,
                        "starts": {
                            plan.government.organisms[number].code: window.day(day).isoformat()
                            for number, day in sorted(campaign.starts.items())
                        },
                    }
                    for campaign in spread.campaigns
                ],
            }
            for place, (path, spread) in enumerate(zip(plan.paths, plan.spreads, strict=True))
        ],
        "answers": {
            "model": ANSWERS,
            "items": {
                item.block_id: {
                    "discrimination": round(item.discrimination, 4),
                    "difficulty": round(item.difficulty, 4),
                    "guess": round(item.guess, 4),
                }
                for path in plan.paths
                for lesson in path.lessons
                for item in lesson.items
            },
        },
    }


def _organisms(plan: Plan, place: int, spread: Spread) -> dict[str, dict[str, Any]]:
    window, people = plan.seasons, plan.people
    outcome = plan.outcomes[place]
    # The cohort for which the formula holds by itself: there all the time, in one organism.
    stayed = (people.starts <= 0) & (people.ends > window.days) & (people.second_unit < 0)
    passed = outcome.passes < window.days
    count = len(plan.government.organisms)
    cohort = np.bincount(people.organism[stayed], minlength=count)
    passes = np.bincount(people.organism[stayed & passed], minlength=count)
    rows = {}
    for number, organism in enumerate(plan.government.organisms):
        rows[organism.code] = {
            "p": round(float(spread.p[number]), 6),
            "q": round(float(spread.q[number]), 6),
            "ceiling": round(float(spread.ceiling[number]), 4),
            "opened_on": window.day(int(spread.opened[number])).isoformat(),
            "is_builder": number in spread.builders,
            "expected_share": round(float(expected_share(spread, number, window.days, window)), 4),
            "cohort": int(cohort[number]),
            "cohort_passed": int(passes[number]),
        }
    return rows


def _changes(plan: Plan) -> list[dict[str, str]]:
    government, changes = plan.government, plan.government.changes

    def organism(place: int) -> str:
        return government.organisms[place].code

    return [
        {
            "kind": "organism merged",
            "from": organism(changes.merged),
            "to": organism(changes.merged_into),
            "on": changes.merged_on.isoformat(),
        },
        {
            "kind": "unit moved",
            "unit": government.units[changes.moved_unit].code,
            "to": organism(changes.moved_to),
            "on": changes.moved_on.isoformat(),
        },
        {
            "kind": "unit merged",
            "from": government.units[changes.closed_unit].code,
            "to": government.units[changes.closed_into].code,
            "on": changes.closed_on.isoformat(),
        },
        {
            "kind": "organism moved",
            "organism": organism(changes.rehoused),
            "to": government.portfolios[changes.rehoused_to].code,
            "on": changes.rehoused_on.isoformat(),
        },
        {
            "kind": "organism renamed",
            "organism": organism(changes.renamed),
            "on": changes.renamed_on.isoformat(),
        },
    ]
