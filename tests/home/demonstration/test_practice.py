"""Assessments written in bulk are what the services leave, and they are plausible."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from barometer.criteria import queries, services
from barometer.criteria.agreement import TARGET, agreement_of
from barometer.criteria.services import DecisionDraft, EvidenceDraft
from barometer.models import Assessment, Rating, RatingEvidence, Review, SecondRating
from home.demonstration import practice
from home.demonstration.practice import plan_practice, years_until
from home.demonstration.practice_loading import (
    Hands,
    moments_of,
    proof_of,
    public_id_of,
    reason_of,
    write_assessments,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, RoleGrantFactory

from .conftest import ZONE

SEED = 1
ALL = {"seed": SEED, "always": (), "never": (), "showcase": 0, "criteria": 18}


class _Undone(Exception):
    """Ends a transaction whose rows were looked at."""


def with_role(**fields):
    user = UserFactory()
    RoleGrantFactory(user=user, **fields)
    return user


def rows(model):
    """The rows of a table without their numbers; those of others by what they name."""
    names = {
        Assessment: "organism_id",
        Rating: "assessment__public_id",
        RatingEvidence: "rating__criterion",
        Review: "assessment__public_id",
        SecondRating: "assessment__public_id",
    }
    numbered = {"id", "assessment_id", "rating_id"}
    fields = [one.attname for one in model._meta.concrete_fields if one.attname not in numbered]
    extra = ["rating__assessment__public_id"] if model is RatingEvidence else []
    return sorted(model.objects.values_list(names[model], *extra, *fields), key=str)


def left_by(work):
    """What `work` leaves, taken back afterwards."""
    found = {}

    def look():
        with transaction.atomic():
            work()
            for model in (Assessment, Rating, RatingEvidence, Review, SecondRating):
                found[model.__name__] = rows(model)
            raise _Undone

    with pytest.raises(_Undone):
        look()
    return found


def a_draft(title, dated_on):
    return EvidenceDraft(
        title=title, text=practice.PROOF_TEXT, dated_on=dated_on, owner=practice.PROOF_OWNER
    )


@pytest.mark.django_db
def test_bulk_leaves_what_the_services_leave(monkeypatch):
    planned = [
        one
        for one in plan_practice(**ALL | {"always": range(6)}, organisms=6, years=(2025, 2026))
        if one.organism in (0, 1, 2)
    ]
    # One of each kind: returned, waiting, rated again or not.
    planned[-1] = replace(planned[-1], state="submitted")
    assert {one.state for one in planned} == {"draft", "submitted", "reviewed"}
    assert {one.is_rated_again for one in planned if one.state == "reviewed"} >= {True}
    organisms = [OrganismFactory(is_simulated=True) for _number in range(3)]
    managers = [with_role(organism=organism) for organism in organisms]
    first, second = with_role(lead=True), with_role(lead=True)
    grid = services.load_shipped_grid(at=moments_of(planned[0], ZONE).started)
    keys = [criterion["key"] for criterion in grid.body["criteria"]]

    def one_by_one():
        for one in sorted(planned, key=lambda one: one.year):
            moments, by = moments_of(one, ZONE), managers[one.organism]
            field = Assessment._meta.get_field("public_id")
            identity = public_id_of(SEED, one)
            monkeypatch.setattr(field, "_get_default", lambda value=identity: value)
            made = services.start_assessment(
                by=by, organism=organisms[one.organism], year=one.year, at=moments.started
            )
            for place, (key, level) in enumerate(zip(keys, one.levels, strict=True)):
                proof = proof_of(level, one.year)
                evidence = [] if proof is None else [a_draft(*proof)]
                services.save_rating(
                    by=by,
                    assessment=made,
                    criterion=key,
                    level=level,
                    justification=practice.WHY[level],
                    evidence=evidence,
                    at=moments.rated(place),
                )
            services.submit_assessment(by=by, assessment=made, at=moments.submitted)
            if one.state == "submitted":
                continue
            decisions = {
                key: DecisionDraft(accepted, reason_of(level, accepted))
                for key, level, accepted in zip(keys, one.levels, one.accepted, strict=True)
            }
            services.save_decisions(
                by=first, assessment=made, decisions=decisions, at=moments.reviewed
            )
            done = services.finish_review(by=first, assessment=made, at=moments.reviewed)
            if one.state == "reviewed" and one.is_rated_again:
                for key in queries.drawn(done):
                    services.rate_again(
                        by=second,
                        assessment=done,
                        criterion=key,
                        level=one.second[keys.index(key)],
                        at=moments.rated_again,
                    )

    def all_at_once():
        hands = Hands(first.pk, second.pk, {n: user.pk for n, user in enumerate(managers)})
        write_assessments(planned, organisms, grid, hands, seed=SEED, time_zone=ZONE)

    steps = left_by(one_by_one)
    monkeypatch.undo()
    bulk = left_by(all_at_once)
    assert len(steps["Rating"]) == 18 * len(planned)
    assert len(steps["SecondRating"]) >= 4
    for table, expected in steps.items():
        assert bulk[table] == expected, table


def test_years_are_those_that_are_over_by_the_end():
    assert years_until(date(2026, 11, 24)) == (2025, 2026)
    assert years_until(date(2026, 3, 1)) == (2024, 2025)


def test_organisms_stand_apart_and_move_up():
    planned = list(plan_practice(**ALL | {"always": range(300)}, organisms=300, years=(2025, 2026)))
    by_year = {
        year: [level for one in planned if one.year == year for level in one.levels]
        for year in (2025, 2026)
    }
    means = {year: sum(levels) / len(levels) for year, levels in by_year.items()}
    assert 0.2 < means[2026] - means[2025] < 0.8
    assert set(by_year[2026]) == {0, 1, 2, 3, 4}
    spread = [sum(one.levels) / 18 for one in planned if one.year == 2026]
    assert max(spread) - min(spread) > 2
    assert [one.state for one in planned if one.organism == 0] == ["reviewed", "reviewed", "draft"]
    assert any(one.state == "submitted" for one in planned)


def test_two_reviewers_agree_as_much_as_asked():
    planned = plan_practice(**ALL, organisms=300, years=(2025, 2026))
    found = agreement_of(
        [
            list(zip(one.accepted, one.second, strict=True))[:2]
            for one in planned
            if one.state == "reviewed"
        ]
    )
    assert TARGET < found.kappa < 0.98
