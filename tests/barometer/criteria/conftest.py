"""Organisms, their managers, reviewers, and assessments filled in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from academy.core import clock
from barometer.criteria import queries, services
from barometer.criteria.services import DecisionDraft, EvidenceDraft
from tests.factories.accounts import UserFactory
from tests.factories.organisms import (
    HeadcountFactory,
    OrganismFactory,
    PortfolioFactory,
    RoleGrantFactory,
    UnitFactory,
)

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today(request, monkeypatch):
    """It is November 24, 2026 for the views."""
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def grid(db):
    return services.load_shipped_grid(at=AT)


@pytest.fixture
def portfolio(db):
    return PortfolioFactory(code="P1", name_fr="Territoires", name_en="Lands")


@pytest.fixture
def organism(portfolio):
    return new_organism("O1", portfolio, people=120)


@pytest.fixture
def manager(organism):
    return with_role(organism=organism)


@pytest.fixture
def lead(db):
    return with_role(lead=True)


@pytest.fixture
def second_lead(db):
    return with_role(lead=True)


def french(name, *args):
    with translation.override("fr"):
        return reverse(f"barometer:criteria-{name}", args=args)


def said(text):
    with translation.override("fr"):
        return escape(translation.gettext(text))


def page_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def new_organism(code, portfolio, *, people):
    organism = OrganismFactory(
        code=code, name_fr=f"Régie {code}", name_en=f"Board {code}", portfolio=portfolio
    )
    HeadcountFactory(unit=UnitFactory(organism=organism), people=people)
    return organism


def with_role(**fields):
    user = UserFactory()
    RoleGrantFactory(user=user, **fields)
    return user


def proof(day=TODAY - timedelta(days=60), **fields):
    values = {
        "title": "Politique",
        "link": "https://exemple.quebec/politique",
        "dated_on": day,
        "owner": "Direction du numérique",
    }
    return EvidenceDraft(**(values | fields))


def fill(assessment, by, levels, *, at=AT):
    """Answer every criterion: `levels` is one level for all, or levels by criterion."""
    for key in queries.grid_in_use(assessment).keys:
        level = levels.get(key, 2) if isinstance(levels, dict) else levels
        services.save_rating(
            by=by,
            assessment=assessment,
            criterion=key,
            level=level,
            justification="C’est ainsi.",
            evidence=[proof()] if level >= 2 else [],
            at=at,
        )


def submitted(organism, by, levels=2, *, at=AT):
    assessment = services.start_assessment(by=by, organism=organism, year=at.year, at=at)
    fill(assessment, by, levels, at=at)
    return services.submit_assessment(by=by, assessment=assessment, at=at)


def reviewed(organism, by, reviewer, levels=2, *, at=AT):
    assessment = submitted(organism, by, levels, at=at)
    declared = queries.levels_of([assessment])[assessment.pk]
    decisions = {key: DecisionDraft(level) for key, level in declared.items()}
    services.save_decisions(by=reviewer, assessment=assessment, decisions=decisions, at=at)
    return services.finish_review(by=reviewer, assessment=assessment, at=at)
