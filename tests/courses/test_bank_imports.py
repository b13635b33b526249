"""Questions of other systems in a bank: saved, brought up to date, translated, taken away."""

import io
import zipfile

import pytest
from django.utils import timezone
from wagtail.models import Locale

from academy.accounts.models import AuditEntry
from academy.core.errors import AcademyError, NotAllowed
from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.banks.exporting import export_bank
from courses.banks.importing import plan_import, save_questions
from courses.models import BankQuestion, QuestionBank
from tests.courses.taking_tests import Seat
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.banks import bank_question, make_bank, make_path_with_test
from tests.factories.courses import AT
from tests.factories.organisms import OrganismFactory
from tests.factories.questions import EXAMPLES, example_block

pytestmark = pytest.mark.django_db
GIFT = """// [tag:liens]
Quel signe ? {=L’adresse#Oui. ~La signature#Non. ####Voilà.}

// [tag:liens]
Quel lien ? {=Celui-ci#Oui. ~Celui-là}

Racontez. {}
"""


@pytest.fixture(autouse=True)
def _locales(db):
    for code in ("fr", "en"):
        Locale.objects.get_or_create(language_code=code)


@pytest.fixture
def bank():
    return QuestionBank.objects.create(title="Liens", built_by=OrganismFactory())


@pytest.fixture
def user():
    return SuperuserFactory()


def save(bank, user, data, form="gift", language="fr", publish=True):
    if isinstance(data, str):
        data = data.encode()
    return save_questions(
        bank=bank, data=data, form=form, language=language, user=user, at=AT, publish=publish
    )


def rows_of(bank, language="fr"):
    return list(BankQuestion.objects.filter(bank=bank, locale__language_code=language))


def test_what_is_complete_is_published_and_the_rest_waits_as_drafts(bank, user):
    plan = save(bank, user, GIFT)
    assert [(one.change, one.is_ready) for one in plan.questions] == [
        ("created", True),
        ("created", False),
    ]
    first, second = rows_of(bank)
    assert (first.live, second.live) == (True, False)
    assert first.prompt == "Quel signe ?"
    assert first.body[0].value["choices"][0]["correct"]
    assert [one.name for one in second.tags.all()] == ["liens"]
    assert first.revisions.get().user == user
    entry = AuditEntry.objects.get(action="questions.import")
    assert (entry.target, entry.organism_code) == (str(bank.key), bank.built_by.code)
    assert entry.details == {"format": "gift", "language": "fr", "questions": 2}


def test_without_publishing_all_are_drafts(bank, user):
    save(bank, user, GIFT, publish=False)
    assert [one.live for one in rows_of(bank)] == [False, False]


def test_looking_saves_nothing(bank, user):
    plan = plan_import(bank=bank, data=GIFT.encode(), form="gift", language="fr", user=user)
    assert (plan.changes, plan.ready) == (2, 1)
    assert [one.severity for one in plan.report] == ["to_write", "left_out"]
    assert not rows_of(bank)


def test_nothing_of_a_file_that_loses_a_key_is_saved(bank, user):
    with pytest.raises(AcademyError):
        save(bank, user, GIFT + "\nSans clé ? {~a ~b}\n")
    assert not rows_of(bank)
    assert not AuditEntry.objects.filter(action="questions.import").exists()


def test_nobody_saves_into_the_bank_of_others(bank):
    designer = UserFactory()
    grant(user=designer, role=Role.DESIGNER, organism=OrganismFactory(), at=timezone.now(), by=None)
    for user in (designer, UserFactory()):
        with pytest.raises(NotAllowed):
            save(bank, user, GIFT)
        with pytest.raises(NotAllowed):
            plan_import(bank=bank, data=GIFT.encode(), form="gift", language="fr", user=user)
    assert not rows_of(bank)


@pytest.mark.parametrize("form", ["gift", "moodle_xml", "qti21", "qti3", "csv"])
def test_a_file_that_comes_back_untouched_changes_nothing(bank, user, form):
    for kind in EXAMPLES:
        if kind not in ("branching_scenario", "message_triage", "hot_spot"):
            bank_question(bank, stored=example_block(kind, "a0"), tags=["liens"])
    bank_question(bank)
    exported = export_bank(bank=bank, form=form, language="fr")
    assert exported.written.count == len(rows_of(bank))
    plan = save(bank, user, exported.written.content, form)
    assert {one.change for one in plan.questions} == {"unchanged"}
    assert not any(one.revisions.exists() for one in rows_of(bank))


def test_a_file_with_keys_makes_new_versions_and_keeps_what_it_lacks(bank, user):
    key = bank_question(bank, languages=["fr"], objective="Reconnaître.", difficulty="easy")
    row = BankQuestion.objects.get(translation_key=key)
    ids = [one.id for one in row.body[0].value["choices"].bound_blocks]
    text = export_bank(bank=bank, form="gift", language="fr").written.content.decode()
    assert f"[id:{key}]" in text
    text = text.replace("Option 1#<p>Rétroaction 1</p>", "Autre option")
    (planned,) = save(bank, user, text, publish=False).questions
    assert planned.change == "updated"
    row = BankQuestion.objects.get(translation_key=key)
    assert row.body[0].value["choices"][1]["text"] == "Option 1"
    draft = row.get_latest_revision_as_object()
    choices = draft.body[0].value["choices"]
    assert choices[1]["text"] == "Autre option"
    assert str(choices[1]["feedback"]) == "<p>Rétroaction 1</p>"
    assert [one.id for one in choices.bound_blocks] == ids
    assert (draft.objective, draft.difficulty) == ("Reconnaître.", "easy")


def test_a_translated_file_gives_the_bank_its_other_language(bank, user):
    key = bank_question(bank, languages=["fr"])
    exported = export_bank(bank=bank, form="csv", language="fr")
    assert exported.file_name == "liens.fr.csv"
    text = exported.written.content.decode("utf-8-sig").replace("Que faites-vous", "What do you do")
    (planned,) = save(bank, user, text, "csv", "en").questions
    assert planned.change == "translated"
    french, english = (
        BankQuestion.objects.get(translation_key=key, locale__language_code=one)
        for one in ("fr", "en")
    )
    assert english.prompt == "What do you do ?"
    assert english.live
    ids = [
        [one.id for one in row.body[0].value["choices"].bound_blocks] for row in (french, english)
    ]
    assert ids[0] == ids[1]


def test_a_key_that_is_taken_makes_a_new_question_and_is_said(bank, user):
    elsewhere = make_bank({"liens": 1})
    taken = BankQuestion.objects.filter(bank=elsewhere).first().translation_key
    other_kind = bank_question(bank, stored=example_block("numeric", "a0"))
    text = "".join(
        f"// [id:{key}]\n{prompt} {{=a#f ~b#f}}\n\n"
        for key, prompt in ((taken, "Un"), (other_kind, "Deux"), (taken, "Trois"))
    )
    plan = save(bank, user, text)
    assert [one.change for one in plan.questions] == ["created"] * 3
    assert [one.english.split(":")[0] for one in plan.report] == [
        "Its key belongs to another bank",
        "The question of the bank with its key is of another kind, or has more or fewer answers",
        "Two questions of the file have one key",
    ]
    assert BankQuestion.objects.filter(bank=elsewhere).count() == 2


def test_the_same_file_once_more_changes_nothing(bank, user):
    save(bank, user, GIFT)
    plan = save(bank, user, GIFT)
    assert {one.change for one in plan.questions} == {"unchanged"}
    assert len(rows_of(bank)) == 2


def test_words_that_the_bank_has_already_are_said(bank, user):
    save(bank, user, "Quel signe ? {=a#f ~b#f}")
    plan = save(bank, user, "quel  SIGNE ? {=c#f ~d#f}")
    assert [one.english for one in plan.report] == [
        "The bank has a question with these words already: it is there twice."
    ]


def test_imported_questions_are_asked_in_a_test(bank, user):
    for language, words in (("fr", "oui"), ("en", "yes")):
        keys = [f"{number:08}-0000-4000-8000-000000000000" for number in range(3)]
        questions = [f"// [id:{key}]\n{key[:8]} ? {{={words}#f ~0#f}}" for key in keys]
        save(bank, user, "\n\n".join(questions), language=language)
    path = make_path_with_test(bank, {"": 2})
    assert len(Seat(path).start().drawn) == 2


def test_an_export_holds_what_is_published_or_everything_as_it_is_now(bank, user):
    save(bank, user, GIFT)
    published = export_bank(bank=bank, form="moodle_xml", language="fr").written
    assert published.count == 1
    both = export_bank(bank=bank, form="moodle_xml", language="fr", drafts=True).written
    assert both.count == 2
    assert "Celui-là" in both.content.decode()
    assert export_bank(bank=bank, form="moodle_xml", language="en").written.count == 0


def test_nothing_in_a_table_becomes_a_formula_and_it_comes_back(bank, user):
    save(bank, user, r"Combien ? {=\=1+1#f ~-2#f ~@x#f}")
    exported = export_bank(bank=bank, form="csv", language="fr").written.content
    text = exported.decode("utf-8-sig")
    assert '"\'=1+1"' in text
    assert '"\'-2"' in text
    assert save(bank, user, exported, "csv").changes == 0


def test_a_package_of_a_bank_opens_as_an_archive(bank, user):
    save(bank, user, GIFT)
    exported = export_bank(bank=bank, form="qti3", language="fr")
    with zipfile.ZipFile(io.BytesIO(exported.written.content)) as archive:
        assert archive.namelist() == ["imsmanifest.xml", "items/0001.xml"]
    assert exported.file_name == "liens.fr.zip"


def test_the_lists_of_questions_take_as_many_queries_for_many(
    bank, user, django_assert_max_num_queries
):
    for number in range(12):
        bank_question(bank, tags=[f"t{number}"], languages=["fr"])
    with django_assert_max_num_queries(6):
        assert export_bank(bank=bank, form="csv", language="fr").written.count == 12
    exported = export_bank(bank=bank, form="csv", language="fr").written.content
    with django_assert_max_num_queries(10):
        plan = plan_import(bank=bank, data=exported, form="csv", language="fr", user=user)
    assert plan.changes == 0
