"""What waits at the desks of a demonstration, as the desks ask for it."""

from datetime import date

import pytest
from django.utils import translation

from academy.organisms.models import Organism, Role
from academy.organisms.services import roles
from courses.cobuilding import approving, queries
from courses.exchange.importing import import_path
from courses.linting.queries import ageing
from courses.models import BankQuestion, BlockReport, LessonPage, PathPage
from courses.services import enrol
from courses.services.themes import ensure_themes
from courses.translating.overview import standing_of_path
from home.demonstration import building_loading
from home.demonstration.building_loading import write_building
from home.demonstration.contents import FIRST_WEEKS
from home.demonstration.first_weeks import FOLDER, OVERLOOKED
from home.demonstration.work_in_hand import (
    write_ageing,
    write_bank,
    write_late_translation,
    write_report,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    AT,
    CataloguePageFactory,
    make_path,
    without_the_desks_search,
)
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _unsearched():
    with without_the_desks_search():
        yield


def designer_of(organism):
    person = UserFactory()
    roles.grant(
        user=person, at=AT, on=date(2026, 1, 1), by=None, role=Role.DESIGNER, organism=organism
    )
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def designer():
    return designer_of(OrganismFactory(is_simulated=True))


@pytest.fixture
def first_weeks():
    ensure_themes()
    for language in ("fr", "en"):
        CataloguePageFactory(language=language)
    with translation.override("en"):
        import_path(source=FOLDER, at=AT)


def test_a_lesson_is_past_its_day_and_another_one_near_it_in_each_language(first_weeks):
    write_ageing(TODAY)
    due = ageing(LessonPage.objects.live(), TODAY)
    assert [(one.review_by - TODAY).days for one in due] == [-23, -23, 32, 32]


def test_the_question_that_is_overlooked_is_one_of_the_path_in_both_languages(first_weeks):
    asked = [
        one.locale.language_code
        for one in LessonPage.objects.live()
        if OVERLOOKED in one.question_blocks
    ]
    assert sorted(asked) == ["en", "fr"]


def test_one_french_text_has_gone_on_without_its_translation(first_weeks, designer):
    write_late_translation(designer)
    standing = standing_of_path(FIRST_WEEKS)
    assert [(one.code, one.to_do) for one in standing.languages] == [("en", 1)]


def test_a_bank_has_questions_in_both_languages_and_one_that_waits(designer):
    for language in ("fr", "en"):
        CataloguePageFactory(language=language)
    bank = write_bank(Organism.objects.get(), designer, at=AT)
    live = BankQuestion.objects.filter(bank=bank, live=True)
    assert sorted(live.values_list("locale__language_code", flat=True)) == ["en"] * 4 + ["fr"] * 4
    assert live.values("translation_key").distinct().count() == 4
    assert BankQuestion.objects.get(bank=bank, live=False).tags.get().name == "comptoir"


def test_the_learner_reports_a_text_of_a_path_that_was_begun():
    path = make_path(lessons=1)
    learner = UserFactory()
    assert write_report(learner, path.key, at=AT) is None
    enrol(user=learner, path_key=path.key, at=AT)
    report = write_report(learner, path.key, at=AT)
    assert (report.state, report.reporter) == (BlockReport.State.OPEN, learner)
    assert report.excerpt


def test_a_draft_waits_for_the_voice_that_decides(designer, monkeypatch):
    organism = designer.role_grants.get().organism
    assert write_building(organism, designer, at=AT) is None
    path = make_path(lessons=2)
    monkeypatch.setattr(building_loading, "BUILT_TOGETHER", path.key)
    assert write_building(organism, designer, at=AT) is None
    for _number in range(3):
        designer_of(OrganismFactory(is_simulated=True))
    state = write_building(organism, designer, at=AT)
    asked = queries.approval(state.pk)
    assert (len(asked.tally.approving), len(asked.tally.dissenting)) == (1, 1)
    assert organism.pk in asked.tally.silent
    assert PathPage.objects.get(pk=asked.path.pk).built_by.get() == organism
    approving.speak(
        by=designer, state_id=state.pk, organism=organism, approves=True, reason="", at=AT
    )
    live = LessonPage.objects.get(pk=asked.page.pk)
    assert "Ce que l’on ne confie pas" in live.body[0].value.source
