"""Question banks in the desk: who sees them, how they are edited, and what lessons may draw."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.models import BankQuestion, LessonPage, QuestionBank
from courses.models.page_forms import LessonPageForm
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.banks import bank_question, knowledge_test, make_bank, make_path_with_test
from tests.factories.courses import CataloguePageFactory, lesson_pages
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db
QUESTION = "wagtailsnippets_courses_bankquestion"
BANK = "wagtailsnippets_courses_questionbank"


@pytest.fixture
def organism():
    return OrganismFactory(name_fr="Régie des rives", name_en="Shores Board")


def designer_of(organism):
    CataloguePageFactory(language="fr")
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    return user


@pytest.fixture
def designer(organism, client, with_second_factor):
    user = designer_of(organism)
    with_second_factor(user)
    client.force_login(user)
    return user


@pytest.fixture
def banks(organism):
    own = make_bank({"phishing": 1}, title="La nôtre", built_by=organism)
    other = make_bank({"pay": 1}, title="La leur", built_by=OrganismFactory())
    return own, other


def question_of(bank):
    return BankQuestion.objects.get(bank=bank, locale__language_code="fr")


def test_a_designer_lists_and_opens_the_questions_of_the_organism_alone(client, designer, banks):
    own, other = map(question_of, banks)
    listed = client.get(reverse(f"{QUESTION}:list")).content.decode()
    assert reverse(f"{QUESTION}:edit", args=[own.pk]) in listed
    assert reverse(f"{QUESTION}:edit", args=[other.pk]) not in listed
    # Nor is the bank of others among those by which the list is narrowed.
    assert "La nôtre" in listed
    assert "La leur" not in listed
    for page in ("edit", "history", "usage", "delete", "copy"):
        assert client.get(reverse(f"{QUESTION}:{page}", args=[own.pk])).status_code == 200, page
        assert client.get(reverse(f"{QUESTION}:{page}", args=[other.pk])).status_code == 404, page
    assert client.get(reverse(f"{BANK}:edit", args=[banks[1].pk])).status_code == 404


def test_only_own_banks_are_offered_to_a_lesson(client, designer, banks):
    chooser = reverse("wagtailsnippetchoosers_courses_questionbank:choose")
    offered = client.get(chooser).json()["html"]
    assert "La nôtre" in offered
    assert "La leur" not in offered


@pytest.mark.parametrize("name", ["list", "add"])
def test_learners_and_managers_find_no_bank(client, banks, with_second_factor, name, organism):
    manager = UserFactory()
    grant(user=manager, role=Role.ORGANISM_MANAGER, organism=organism, at=timezone.now(), by=None)
    with_second_factor(manager)
    for user in (UserFactory(), manager):
        client.force_login(user)
        reply = client.get(reverse(f"{QUESTION}:{name}"))
        assert reply.status_code != 200
        assert b"Option 0" not in reply.content


def test_an_administrator_sees_all(client, banks, with_second_factor):
    user = SuperuserFactory()
    with_second_factor(user)
    client.force_login(user)
    for bank in banks:
        address = reverse(f"{QUESTION}:edit", args=[question_of(bank).pk])
        assert client.get(address).status_code == 200


def form_of(question, **more):
    choices = "body-0-value-choices"
    fields = {
        "bank": question.bank_id,
        "body-count": 1,
        "body-0-type": "single_choice",
        "body-0-order": 0,
        "body-0-deleted": "",
        "body-0-id": question.body[0].id,
        "body-0-value-prompt": "Une autre question ?",
        "body-0-value-explanation": '{"blocks": [], "entityMap": {}}',
        f"{choices}-count": 3,
        "tags": "phishing",
        "objective": "Reconnaître un lien.",
        "difficulty": "easy",
        "frameworks-count": 0,
    }
    raw = '{"blocks": [{"key": "a", "text": "%s", "type": "unstyled", "depth": 0, '
    raw += '"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    for number, choice in enumerate(question.body[0].value["choices"].bound_blocks):
        fields |= {
            f"{choices}-{number}-order": number,
            f"{choices}-{number}-deleted": "",
            f"{choices}-{number}-id": choice.id,
            f"{choices}-{number}-value-text": f"Choix {number}",
            f"{choices}-{number}-value-feedback": raw % "Voici pourquoi.",
        }
    fields[f"{choices}-0-value-correct"] = "on"
    return fields | more


def test_a_question_is_edited_as_a_draft_then_published_and_keeps_its_versions(
    client, designer, banks
):
    question = question_of(banks[0])
    address = reverse(f"{QUESTION}:edit", args=[question.pk])
    client.post(address, form_of(question))
    question = BankQuestion.objects.get(pk=question.pk)
    assert question.prompt == "Que faites-vous ?"
    assert question.has_unpublished_changes
    client.post(address, form_of(question, **{"action-publish": "1"}))
    question = BankQuestion.objects.get(pk=question.pk)
    assert question.prompt == "Une autre question ?"
    assert question.revisions.count() == 2
    assert "Une autre question ?" in str(question)


def test_a_question_is_not_moved_to_a_bank_of_others(client, designer, banks):
    question = question_of(banks[0])
    address = reverse(f"{QUESTION}:edit", args=[question.pk])
    client.post(address, form_of(question, bank=banks[1].pk, **{"action-publish": "1"}))
    assert BankQuestion.objects.get(pk=question.pk).bank == banks[0]


def test_the_preview_shows_the_question_with_its_answer_key(client, designer, banks):
    question = question_of(banks[0])
    address = reverse(f"{QUESTION}:preview_on_edit", args=[question.pk])
    client.post(address, form_of(question))
    shown = client.get(address).content.decode()
    assert "Une autre question ?" in shown
    assert shown.count("Voici pourquoi.") == 3


def test_a_bank_says_which_lessons_draw_from_it(client, banks, with_second_factor):
    user = SuperuserFactory()
    with_second_factor(user)
    client.force_login(user)
    path = make_path_with_test(banks[0], {"phishing": 1})
    for page in LessonPage.objects.all():
        ReferenceIndex.create_or_update_for_object(page)
    used = client.get(reverse(f"{BANK}:usage", args=[banks[0].pk])).content.decode()
    assert lesson_pages(path)[0].title in used


def lesson_form(page, user, test):
    """Return what the editor's form says of a lesson with this test."""
    form = LessonPageForm.__new__(LessonPageForm)
    stream = LessonPage._meta.get_field("body").stream_block
    form.instance, form.for_user, form.is_deferred_validation = page, user, False
    form.cleaned_data = {"body": stream.to_python([test])}
    return form


@pytest.mark.parametrize(
    ("bank", "count", "said"),
    [(0, 1, ""), (0, 2, "phishing"), (1, 1, "Test de fin")],
)
def test_a_lesson_takes_a_test_that_can_begin_from_a_bank_of_ones_own(
    organism, banks, bank, count, said
):
    page = lesson_pages(make_path_with_test(make_bank(), {"phishing": 1}))[0]
    tag = ("phishing", "pay")[bank]
    form = lesson_form(page, designer_of(organism), knowledge_test(banks[bank], {tag: count}))
    if not said:
        assert form.clean_body() is form.cleaned_data["body"]
        return
    with pytest.raises(Exception, match=said):
        form.clean_body()


def test_a_bank_without_organism_is_for_administrators(organism):
    bank = QuestionBank.objects.create(title="À personne")
    bank_question(bank)
    page = lesson_pages(make_path_with_test(make_bank(), {"phishing": 1}))[0]
    with pytest.raises(Exception, match="Test de fin"):
        lesson_form(page, designer_of(organism), knowledge_test(bank, {"phishing": 1})).clean_body()
    lesson_form(page, SuperuserFactory(), knowledge_test(bank, {"phishing": 1})).clean_body()


def test_the_desk_says_what_to_choose_in_the_language_of_who_reads(client, designer, banks):
    said = {
        "fr": ("Choisir une banque de questions", "Mise à jour"),
        "en": ("Choose a question bank", "Updated"),
    }
    for language in ("fr", "en", "fr"):
        client.post("/language/", {"language": language, "next": "/fr/"})
        form = client.get(reverse(f"{QUESTION}:add")).content.decode()
        listed = client.get(reverse(f"{QUESTION}:list")).content.decode()
        choice, updated = said[language]
        assert choice in form
        assert updated in listed
