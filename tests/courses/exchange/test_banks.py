"""Question banks and tests travel with the path that draws from them, and come back the same."""

import io
import json
import zipfile
from copy import deepcopy

import pytest
from django.utils import timezone

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.blocks import BankBody
from courses.exchange.banks import ASKED_IN_TESTS
from courses.exchange.exporting import export_path
from courses.exchange.importing import import_path
from courses.exchange.policies import can_export
from courses.exchange.problems import Refused
from courses.models import BankQuestion, LessonPage, PathPage, PublishedPath, QuestionBank
from tests.courses.taking_tests import Seat
from tests.factories.accounts import UserFactory
from tests.factories.courses import AT, choice_question
from tests.factories.organisms import OrganismFactory
from tests.factories.questions import EXAMPLES

from .conftest import PATH

pytestmark = pytest.mark.django_db
BANK = "55555555-5555-4555-8555-555555555555"
TEST = "44444444-4444-4444-8444-000000000077"


def key_of(number):
    return f"66666666-6666-4666-8666-{number:012}"


def question(number, kind="single_choice", tags=("liens",), languages=("fr", "en")):
    """Return a question as the file of a bank holds it."""
    value = (
        choice_question()["value"]
        if kind == "single_choice"
        else json.loads(json.dumps(EXAMPLES[kind], default=float))
    )
    return {
        "key": key_of(number),
        "tags": list(tags),
        "difficulty": "easy",
        "text": {
            language: {"objective": "", "type": kind, "value": deepcopy(value)}
            for language in languages
        },
    }


@pytest.fixture
def with_test(draft):
    """A path with a test at the end of its first lesson, and the bank that it draws from."""
    kinds = ("single_choice", "numeric", "ordering", "matching")
    draft.files["path.json"] |= {"format": "academie-path/2", "banks": ["fin"]}
    draft.files["banks/fin.json"] = {
        "key": BANK,
        "title": "Banque de fin",
        "questions": [question(number, kind) for number, kind in enumerate(kinds)],
    }
    draft.files["banks/fin.json"]["questions"][0]["text"]["fr"]["frameworks"] = ["digcomp:4.2"]
    test = {
        "title": "Test de fin",
        "bank": "fin",
        "draws": [
            {
                "type": "item",
                "id": "44444444-4444-4444-8444-000000000078",
                "value": {"tag": "liens", "count": 3},
            }
        ],
        "attempts": 3,
        "minutes": 20,
    }
    draft.in_both(
        lambda lesson: lesson["body"].append(
            {"type": "knowledge_test", "id": TEST, "value": deepcopy(test)}
        )
    )
    return draft


def exported():
    archive = io.BytesIO()
    export_path(key=PATH).to_zip(archive)
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def refusals(draft):
    with pytest.raises(Refused) as refused:
        import_path(source=draft.write(), at=AT)
    return str(refused.value)


def bank_of(draft):
    return draft.files["banks/fin.json"]


def test_a_bank_comes_in_with_its_path_and_goes_out_without_loss(catalogues, with_test):
    report = import_path(source=with_test.write(), at=AT)
    assert sum(one.kind == "question" for one in report.pages) == 8
    first = exported()
    assert import_path(source=with_test.write(), at=AT).is_unchanged
    target = with_test.folder.parent / "again.zip"
    export_path(key=PATH).to_zip(target)
    for page in PathPage.objects.all():
        page.delete()
    BankQuestion.objects.all().delete()
    QuestionBank.objects.all().delete()
    import_path(source=target, at=AT)
    second = exported()
    assert second == first
    assert QuestionBank.objects.get().key.hex == BANK.replace("-", "")
    named = BankQuestion.objects.get(translation_key=key_of(0), locale__language_code="fr")
    assert named.references == ["digcomp:4.2"]
    test = next(iter(LessonPage.objects.filter(slug="lecon-0").first().test_blocks.values()))
    assert test.value["bank"] == QuestionBank.objects.get()
    assert (test.value["attempts"], test.value["minutes"], test.value["wait_hours"]) == (
        3,
        20,
        None,
    )


def test_what_was_imported_can_be_taken(catalogues, with_test):
    import_path(source=with_test.write(), at=AT)
    path = PublishedPath.objects.get(key=PATH)
    assert path.outline["courses"][0]["lessons"][0]["tests"] == [
        {"id": TEST, "count": 3, "bank": BANK, "tags": ["liens"]}
    ]
    assert len(Seat(path).start().drawn) == 3


def test_a_question_is_changed_in_place_and_one_that_left_is_unpublished(catalogues, with_test):
    import_path(source=with_test.write(), at=AT)
    first, *others = bank_of(with_test)["questions"]
    first["text"]["fr"]["objective"] = "Reconnaître un lien."
    bank_of(with_test)["questions"] = [first, *others[:2]]
    report = import_path(source=with_test.write(), at=AT)
    changes = sorted(one.change for one in report.pages if one.kind == "question")
    assert changes == ["unchanged"] * 5 + ["unpublished"] * 2 + ["updated"]
    assert BankQuestion.objects.filter(live=True).count() == 6
    assert BankQuestion.objects.count() == 8


def test_without_publishing_questions_wait_as_drafts(catalogues, with_test):
    import_path(source=with_test.write(), at=AT, publish=False)
    assert BankQuestion.objects.count() == 8
    assert not BankQuestion.objects.filter(live=True).exists()


def test_a_rehearsal_leaves_nothing(catalogues, with_test):
    import_path(source=with_test.write(), at=AT, rehearse=True)
    assert not QuestionBank.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda draft: draft.files["path.json"].pop("banks"), "banks/fin.json"),
        (lambda draft: draft.files.pop("banks/fin.json"), "has no file “banks/fin.json”"),
        (lambda draft: bank_of(draft)["questions"].pop(0) and bank_of(draft)["questions"].pop(0),
         "The bank lacks 1 questions with the tag “liens”"),
        (lambda draft: bank_of(draft)["questions"][0]["text"]["en"].update(
            type="multiple_choice"), "This question is a “single_choice” in fr."),
        (lambda draft: bank_of(draft)["questions"][1]["text"]["en"]["value"].update(answer=12),
         "questions › 2 › text › en › answer: This is not the same as in fr."),
        (lambda draft: bank_of(draft)["questions"].append(bank_of(draft)["questions"][0]),
         "is there twice"),
        (lambda draft: bank_of(draft).update(key=PATH), "has the same key"),
        (lambda draft: draft.lesson("premiere", "en")["body"][-1]["value"].update(minutes=30),
         "minutes: This is not the same as in fr."),
        (lambda draft: bank_of(draft)["questions"][0]["text"].pop("en") and
         bank_of(draft)["questions"][1]["text"].pop("fr"), "The bank lacks 1"),
    ],
)  # fmt: skip
def test_a_bank_that_does_not_fit_is_refused_whole(catalogues, with_test, spoil, said):
    spoil(with_test)
    assert said in refusals(with_test)
    assert not QuestionBank.objects.exists()


def test_a_scenario_that_says_what_follows_is_no_question_of_a_test(catalogues, with_test):
    bank_of(with_test)["questions"].append(question(9, "branching_scenario"))
    assert "branching_scenario" in refusals(with_test)
    assert set(BankBody().child_blocks) == set(ASKED_IN_TESTS)


def test_a_designer_imports_into_own_banks_and_not_into_those_of_others(catalogues, with_test):
    organism = OrganismFactory(name_fr="Régie des rives", name_en="Shores Board")
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    user = type(user).objects.get(pk=user.pk)
    import_path(source=with_test.write(), at=AT, user=user)
    bank = QuestionBank.objects.get()
    assert bank.built_by == organism
    with_test.files["path.json"]["built_by"] = ["Régie des rives"]
    import_path(source=with_test.write(), at=AT)
    page = PathPage.objects.filter(translation_key=PATH).first()
    assert can_export(user, page)
    QuestionBank.objects.update(built_by=OrganismFactory())
    assert not can_export(user, PathPage.objects.get(pk=page.pk))
    with pytest.raises(Refused, match="belongs to another organization"):
        import_path(source=with_test.write(), at=AT, user=user)
