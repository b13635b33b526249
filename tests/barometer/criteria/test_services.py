"""What managers and reviewers may write, and what stays."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from academy.accounts.models import AuditEntry
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotAllowed, NotFound
from barometer.criteria import queries, services
from barometer.criteria.levels import Lack
from barometer.criteria.models import (
    Assessment,
    CriteriaGrid,
    Rating,
    RatingEvidence,
    Review,
)
from barometer.criteria.services import DecisionDraft, EvidenceDraft
from courses.models import Theme
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_path
from tests.factories.organisms import RoleGrantFactory

from .conftest import AT, TODAY, fill, new_organism, proof, reviewed, submitted, with_role
from .test_rules import shipped

pytestmark = pytest.mark.django_db


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def draft(grid, organism, manager):
    return services.start_assessment(by=manager, organism=organism, year=2026, at=AT)


def rate(draft, by, criterion="inclusion", level=2, evidence=(), at=AT, why="Écrit."):
    return services.save_rating(
        by=by,
        assessment=draft,
        criterion=criterion,
        level=level,
        justification=why,
        evidence=evidence,
        at=at,
    )


def test_starting_twice_gives_one_assessment_and_one_line_in_the_log(draft, organism, manager):
    again = services.start_assessment(by=manager, organism=organism, year=2026, at=AT)
    assert again.pk == draft.pk
    assert actions().count("criteria.assessment_started") == 1
    assert AuditEntry.objects.get(action="criteria.assessment_started").organism_code == "O1"


@pytest.mark.parametrize("who", ["stranger", "officer", "lead", "administrator", "other"])
def test_nobody_but_its_managers_speaks_for_an_organism(grid, organism, portfolio, manager, who):
    made = {
        "stranger": UserFactory,
        "officer": lambda: with_role(officer=True, portfolio=portfolio),
        "lead": lambda: with_role(lead=True),
        "administrator": lambda: with_role(administrator=True),
        "other": lambda: with_role(organism=new_organism("O2", portfolio, people=20)),
    }
    user = made[who]()
    with pytest.raises(NotFound):
        services.start_assessment(by=user, organism=organism, year=2026, at=AT)
    draft = services.start_assessment(by=manager, organism=organism, year=2026, at=AT)
    with pytest.raises(NotFound):
        rate(draft, user)
    with pytest.raises(NotFound):
        services.submit_assessment(by=user, assessment=draft, at=AT)
    with pytest.raises(NotFound):
        services.request_path(by=user, organism=organism, criterion="inclusion", at=AT)
    assert not Rating.objects.exists()


def test_an_assessment_starts_in_its_year_and_with_a_grid(organism, manager):
    with pytest.raises(AcademyError):
        services.start_assessment(by=manager, organism=organism, year=2026, at=AT)
    services.load_shipped_grid(at=AT)
    with pytest.raises(AcademyError):
        services.start_assessment(by=manager, organism=organism, year=2025, at=AT)


def test_a_draft_keeps_what_is_unfinished_and_what_is_left_out_goes(draft, manager):
    rating = rate(draft, manager, level=None, evidence=[EvidenceDraft(title="Sans date")])
    assert (rating.level, rating.evidence.get().title) == (None, "Sans date")
    first = rating.evidence.get()
    rate(
        draft,
        manager,
        level=3,
        evidence=[proof(pk=first.pk), EvidenceDraft(), proof(title="Autre")],
        at=AT + timedelta(hours=1),
    )
    titles = list(rating.evidence.values_list("title", "added_at"))
    assert titles == [("Politique", AT), ("Autre", AT + timedelta(hours=1))]
    rate(draft, manager, evidence=[proof(pk=first.pk)])
    assert RatingEvidence.objects.get().pk == first.pk
    assert Rating.objects.count() == 1


def test_evidence_of_another_rating_is_not_taken_over(draft, manager):
    there = rate(draft, manager, "accessibility", evidence=[proof()]).evidence.get()
    rate(draft, manager, "inclusion", evidence=[proof(pk=there.pk, title="Repris")])
    there.refresh_from_db()
    assert (there.rating.criterion, there.title) == ("accessibility", "Politique")
    assert RatingEvidence.objects.count() == 2


def test_a_criterion_of_no_grid_is_not_found(draft, manager):
    with pytest.raises(NotFound):
        rate(draft, manager, "cost-cutting")


def test_submitting_says_what_is_missing_criterion_by_criterion(draft, manager):
    fill(draft, manager, 1)
    rate(draft, manager, "inclusion", level=2)
    rate(draft, manager, "iteration", level=3, evidence=[proof(TODAY - timedelta(days=400))])
    draft.ratings.filter(criterion="user-needs").delete()
    with pytest.raises(services.NotReady) as refused:
        services.submit_assessment(by=manager, assessment=draft, at=AT)
    assert refused.value.lacks == {
        "user-needs": [Lack.LEVEL],
        "inclusion": [Lack.EVIDENCE],
        "iteration": [Lack.RECENT],
    }
    draft.refresh_from_db()
    assert (draft.state, draft.round) == ("draft", 0)


def test_evidence_is_recent_on_the_day_of_submission_not_of_writing(draft, manager):
    fill(draft, manager, 1)
    rate(draft, manager, "inclusion", level=3, evidence=[proof(TODAY - timedelta(days=360))])
    with pytest.raises(services.NotReady) as refused:
        services.submit_assessment(by=manager, assessment=draft, at=AT + timedelta(days=20))
    assert refused.value.lacks == {"inclusion": [Lack.RECENT]}
    services.submit_assessment(by=manager, assessment=draft, at=AT)


def test_what_is_submitted_no_longer_changes(grid, organism, manager):
    assessment = submitted(organism, manager)
    with pytest.raises(AcademyError):
        rate(assessment, manager, level=4)
    with pytest.raises(AcademyError):
        services.submit_assessment(by=manager, assessment=assessment, at=AT)
    assert set(assessment.ratings.values_list("level", flat=True)) == {2}
    assert actions().count("criteria.assessment_submitted") == 1


def test_a_review_accepts_corrects_and_counts(grid, organism, manager, lead):
    assessment = submitted(organism, manager, {"inclusion": 3})
    decisions = {key: DecisionDraft(2) for key in queries.grid_in_use(assessment).keys}
    decisions["inclusion"] = DecisionDraft(2)
    with pytest.raises(AcademyError):
        services.save_decisions(by=lead, assessment=assessment, decisions=decisions, at=AT)
    assert not Review.objects.exists()
    decisions["inclusion"] = DecisionDraft(2, "Aucune mesure n’est jointe.")
    services.save_decisions(by=lead, assessment=assessment, decisions=decisions, at=AT)
    assert queries.shown_reviews(assessment) == {}
    assert queries.levels_of([assessment])[assessment.pk]["inclusion"] == 3
    done = services.finish_review(by=lead, assessment=assessment, at=AT)
    assert (done.state, done.reviewed_by) == ("reviewed", lead)
    assert queries.levels_of([done])[done.pk]["inclusion"] == 2
    assert queries.shown_reviews(done)["inclusion"].reason == "Aucune mesure n’est jointe."
    assert audit.verify().problem == ""


def test_a_returned_criterion_makes_a_draft_again_and_the_rest_stays_accepted(
    grid, organism, manager, lead
):
    assessment = submitted(organism, manager)
    keys = queries.grid_in_use(assessment).keys
    services.save_decisions(
        by=lead,
        assessment=assessment,
        decisions={key: DecisionDraft(2) for key in keys[1:]},
        at=AT,
    )
    with pytest.raises(services.NotDecided) as waiting:
        services.finish_review(by=lead, assessment=assessment, at=AT)
    assert waiting.value.criteria == [keys[0]]
    with pytest.raises(AcademyError):
        services.save_decisions(
            by=lead, assessment=assessment, decisions={keys[0]: DecisionDraft(None)}, at=AT
        )
    services.save_decisions(
        by=lead,
        assessment=assessment,
        decisions={keys[0]: DecisionDraft(None, "La preuve ne s’ouvre pas.")},
        at=AT,
    )
    returned = services.finish_review(by=lead, assessment=assessment, at=AT)
    assert returned.is_draft
    assert queries.shown_reviews(returned)[keys[0]].reason == "La preuve ne s’ouvre pas."

    later = AT + timedelta(days=3)
    fill(returned, manager, 2, at=later)
    with pytest.raises(services.NotReady) as uncorrected:
        services.submit_assessment(by=manager, assessment=returned, at=later)
    assert uncorrected.value.lacks == {keys[0]: [Lack.CORRECTION]}, (
        "the same again corrects nothing"
    )
    rate(returned, manager, keys[0], level=1, at=later)
    rate(returned, manager, keys[1], level=3, evidence=[proof()], at=later)
    again = services.submit_assessment(by=manager, assessment=returned, at=later)
    assert again.round == 2
    so_far = queries.decisions_so_far(again)
    assert set(so_far) == set(keys[2:]), "what changed since is decided anew"
    assert Review.objects.filter(round=1).count() == 18


def test_who_submitted_or_rated_blind_does_not_review_and_the_reverse(
    grid, organism, portfolio, manager, lead, second_lead
):
    both, too = with_role(organism=organism), with_role(organism=organism)
    for user in (both, too):
        RoleGrantFactory(user=user, lead=True)
    assessment = submitted(organism, both)
    for user in (both, too, manager, with_role(officer=True, portfolio=portfolio)):
        with pytest.raises(NotAllowed):
            services.save_decisions(
                by=user, assessment=assessment, decisions={"inclusion": DecisionDraft(2)}, at=AT
            )
    with pytest.raises(NotFound):
        services.rate_again(
            by=second_lead,
            assessment=assessment,
            criterion=queries.drawn(assessment)[0],
            level=2,
            at=AT,
        )
    keys = queries.grid_in_use(assessment).keys
    services.save_decisions(
        by=lead, assessment=assessment, decisions={key: DecisionDraft(2) for key in keys}, at=AT
    )
    done = services.finish_review(by=lead, assessment=assessment, at=AT)
    drawn = queries.drawn(done)[0]
    for user in (lead, both, too, manager):
        with pytest.raises(NotFound):
            services.rate_again(by=user, assessment=done, criterion=drawn, level=2, at=AT)
    assert [one.criterion for one in queries.to_rate_again(second_lead.pk)] == queries.drawn(done)
    assert queries.to_rate_again(lead.pk) == []
    services.rate_again(by=second_lead, assessment=done, criterion=drawn, level=1, at=AT)
    with pytest.raises(AcademyError):
        services.rate_again(by=second_lead, assessment=done, criterion=drawn, level=2, at=AT)
    not_drawn = next(key for key in keys if key not in queries.drawn(done))
    with pytest.raises(NotFound):
        services.rate_again(by=second_lead, assessment=done, criterion=not_drawn, level=2, at=AT)
    rated = queries.twice_rated(grid)
    assert (rated.pairs, rated.waiting) == ([(2, 1)], 1)


def test_agreement_is_told_once_enough_are_rated_twice(grid, portfolio, lead, second_lead):
    for number in range(15):
        organism = new_organism(f"Q{number}", portfolio, people=60)
        done = reviewed(organism, with_role(organism=organism), lead, number % 5)
        for key in queries.drawn(done):
            services.rate_again(
                by=second_lead, assessment=done, criterion=key, level=number % 5, at=AT
            )
    rated = queries.twice_rated(grid)
    assert (rated.agreement.pairs, rated.agreement.kappa, rated.waiting) == (30, 1, 0)


def test_the_next_year_starts_from_the_levels_that_were_accepted(grid, organism, manager, lead):
    assessment = submitted(organism, manager, {"inclusion": 4})
    keys = queries.grid_in_use(assessment).keys
    decisions = {key: DecisionDraft(2, "Relu.") for key in keys}
    services.save_decisions(by=lead, assessment=assessment, decisions=decisions, at=AT)
    services.finish_review(by=lead, assessment=assessment, at=AT)
    next_year = datetime(2027, 11, 20, 12, tzinfo=UTC)
    copy = services.start_assessment(by=manager, organism=organism, year=2027, at=next_year)
    ratings = queries.ratings_in(copy)
    assert len(ratings) == 18
    assert ratings["inclusion"].level == 2
    assert ratings["inclusion"].evidence.get().title == "Politique"
    rate(copy, manager, "inclusion", level=3, evidence=[proof()], at=next_year)
    with pytest.raises(services.NotReady) as refused:
        services.submit_assessment(by=manager, assessment=copy, at=next_year)
    assert refused.value.lacks == {"inclusion": [Lack.RECENT]}
    assert Assessment.objects.get(year=2026).ratings.get(criterion="inclusion").level == 4


def test_under_another_version_of_the_grid_one_starts_anew(grid, organism, manager, lead):
    reviewed(organism, manager, lead)
    body = shipped() | {"version": "2027-1"}
    services.load_grid(body=body, at=AT + timedelta(days=1), by=None)
    at = datetime(2027, 2, 1, tzinfo=UTC)
    fresh = services.start_assessment(by=manager, organism=organism, year=2027, at=at)
    assert fresh.grid.version == "2027-1"
    assert not fresh.ratings.exists()


def test_a_path_is_asked_for_once_and_not_where_one_exists(grid, organism, manager):
    first = services.request_path(by=manager, organism=organism, criterion="inclusion", at=AT)
    again = services.request_path(by=manager, organism=organism, criterion="inclusion", at=AT)
    assert first == again
    assert actions().count("requests.ask") == 1
    assert (first.criterion, first.title, first.needs.get().people) == (
        "inclusion",
        "Inclusion",
        120,
    )
    make_path(title="Inclure", theme=Theme.objects.create(slug="inclusion"))
    with pytest.raises(AcademyError):
        services.request_path(by=manager, organism=organism, criterion="inclusion", at=AT)


def run(*args):
    out = StringIO()
    call_command("load_grid", *args, stdout=out)
    return out.getvalue()


def test_the_command_loads_the_shipped_grid_once():
    assert "2026-1 is loaded" in run()
    assert "nothing to do" in run()
    assert CriteriaGrid.objects.get().is_current


def test_another_grid_is_loaded_without_code(tmp_path, organism, manager):
    run()
    services.start_assessment(by=manager, organism=organism, year=2026, at=AT)
    body = shipped()
    body["criteria"] = body["criteria"][:5]
    file = tmp_path / "grid.json"
    file.write_text(json.dumps(body))
    with pytest.raises(CommandError, match="already used by assessments"):
        run(str(file))
    file.write_text(json.dumps(body | {"version": "2027-1"}))
    assert "new assessments use it" in run(str(file))
    assert "nothing to do" in run(str(file))
    assert queries.current_grid().version == "2027-1"
    assert CriteriaGrid.objects.filter(is_current=True).count() == 1


def test_a_version_that_nobody_used_may_be_corrected(tmp_path):
    run()
    body = shipped()
    body["title"]["en"] = "Corrected"
    file = tmp_path / "grid.json"
    file.write_text(json.dumps(body))
    run(str(file))
    assert CriteriaGrid.objects.get().body["title"]["en"] == "Corrected"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "can't be read"),
        (b"\xff\xfe", "not written in UTF-8"),
        (b"{", "holds no JSON"),
        (b"[]", "holds no grid"),
        (b'{"format": "academie-grid/1"}', "There must be from 3 to 40 criteria."),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(tmp_path, content, sentence):
    file = tmp_path / "grid.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(str(file))
    assert not CriteriaGrid.objects.exists()
