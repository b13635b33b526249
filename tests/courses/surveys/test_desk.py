"""Which surveys a designer attaches to a path in the editor."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.blocks.surveys import OneChoiceBlock, SeveralChoicesBlock
from courses.models import Package, PathPage, PublishedPath, QuestionBank, Survey
from tests.courses.editing import path_form
from tests.courses.translating.pages import make_designer
from tests.factories.courses import make_path
from tests.factories.organisms import OrganismFactory

from .asking import AT, attached, make_survey

pytestmark = pytest.mark.django_db


def make_bank(title, built_by):
    return QuestionBank.objects.create(title=title, built_by=built_by)


def make_package(title, built_by):
    return Package.objects.create(title=title, built_by=built_by, created_at=AT)


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def page(organism, client, with_second_factor):
    """The page of a path, opened by somebody who designs it."""
    path = make_path(built_by=[organism])
    designer = make_designer(organism)
    with_second_factor(designer)
    client.force_login(designer)
    return PathPage.objects.get(translation_key=path.key, locale__language_code="fr")


def save(client, page, survey):
    """Save the draft with a survey before the path; return the answer, and what the draft has."""
    values = path_form(page) | {
        "built_by": [one.pk for one in page.built_by.all()],
        "survey_before": survey.pk,
    }
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    reply = client.post(address, nested_form_data(values))
    draft = PathPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return reply, draft.survey_before_id


def test_the_survey_of_an_organism_that_one_designs_for_is_attached(client, page, organism):
    own = make_survey(built_by=organism)
    reply, kept = save(client, page, own)
    assert (reply.status_code, kept) == (302, own.pk)


def test_the_survey_of_others_is_none_that_one_could_choose(client, page):
    others = make_survey("Secret", built_by=OrganismFactory())
    reply, kept = save(client, page, others)
    assert (reply.status_code, kept) == (200, None)
    assert "Secret" not in reply.content.decode()


def test_one_that_was_attached_by_others_stays(client, page):
    others = make_survey(built_by=OrganismFactory())
    attached(PublishedPath.objects.get(key=page.translation_key), others)
    page.refresh_from_db()
    page.save_revision()
    reply, kept = save(client, page, others)
    assert (reply.status_code, kept) == (302, others.pk)


@pytest.mark.parametrize("kind", ["survey", "questionbank", "package"])
def test_a_chooser_names_nothing_of_others(client, page, organism, kind):
    make = {"survey": make_survey, "questionbank": make_bank, "package": make_package}[kind]
    own, others = make("Ours", built_by=organism), make("Secret", built_by=OrganismFactory())
    chosen = f"wagtailsnippetchoosers_courses_{kind}:chosen"
    assert "Ours" in client.get(reverse(chosen, args=[own.pk])).content.decode()
    for pk in (others.pk, 999_999, "x"):
        assert client.get(reverse(chosen, args=[pk])).status_code == 404
    several = reverse(f"wagtailsnippetchoosers_courses_{kind}:chosen_multiple")
    shown = client.get(several, {"id": [own.pk, others.pk, "x"]}).content.decode()
    assert ("Ours" in shown, "Secret" in shown) == (True, False)


@pytest.mark.parametrize("kind", ["survey", "questionbank", "package"])
def test_what_is_done_with_all_at_once_names_nothing_of_others(client, page, organism, kind):
    make = {"survey": make_survey, "questionbank": make_bank, "package": make_package}[kind]
    own, others = make("Ours", built_by=organism), make("Secret", built_by=OrganismFactory())
    address = reverse("wagtail_bulk_action", args=["courses", kind, "delete"])
    shown = client.get(address, {"id": "all"}).content.decode()
    assert ("Ours" in shown, "Secret" in shown) == (True, False)
    client.post(f"{address}?id=all")
    assert list(type(own).objects.all()) == [others]


def test_a_survey_asks_something(client, page):
    values = {"name": "Vide", "built_by": page.built_by.get().pk, "questions": streamfield([])}
    address = reverse("wagtailsnippets_courses_survey:add")
    refused = client.post(address, nested_form_data(values)).content.decode()
    assert "This field is required." in refused
    assert "Vide" in refused
    assert not Survey.objects.exists()


@pytest.mark.parametrize("block", [OneChoiceBlock(), SeveralChoicesBlock()])
def test_a_new_question_has_as_many_empty_options_as_it_needs(block):
    options = block.get_default()["options"]
    assert [(one["fr"], one["en"]) for one in options] == [(None, None)] * 2
