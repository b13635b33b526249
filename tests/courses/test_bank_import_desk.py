"""The pages of the desk on which questions come in and go out, in formats of others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from academy.accounts.models import AuditEntry
from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.models import BankQuestion
from tests.factories.accounts import UserFactory
from tests.factories.banks import bank_question, make_bank
from tests.factories.courses import CataloguePageFactory
from tests.factories.organisms import OrganismFactory
from tests.factories.questions import example_block

pytestmark = pytest.mark.django_db
GIFT = "Which sign? {=The address#Yes. ~The signature#No.}\n\nTell us. {}\n"
LIST = "wagtailsnippets_courses_bankquestion:list"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    for code in ("fr", "en"):
        Locale.objects.get_or_create(language_code=code)


@pytest.fixture
def organism():
    return OrganismFactory(name_fr="Régie des rives", name_en="Shores Board")


@pytest.fixture
def bank(organism):
    return make_bank({"links": 1}, title="Ours", built_by=organism)


@pytest.fixture
def enter(client, with_second_factor):
    def as_(organism, role=Role.DESIGNER):
        CataloguePageFactory(language="fr")
        user = UserFactory(language="en")
        grant(user=user, role=role, organism=organism, at=timezone.now(), by=None)
        with_second_factor(user)
        client.force_login(user)
        return client

    return as_


def hand_over(client, bank, data, name="questions.txt", **fields):
    if isinstance(data, str):
        data = data.encode()
    given = {"bank": bank.pk, "language": "en", "form": "", "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("courses_banks:upload"), given | fields)


def rows_of(bank):
    return BankQuestion.objects.filter(bank=bank, locale__language_code="en")


def test_a_file_is_read_line_by_line_before_anything_is_saved(enter, bank, organism):
    client = enter(organism)
    before = rows_of(bank).count()
    reply = hand_over(client, bank, GIFT)
    page = reply.content.decode()
    assert reply.status_code == 200
    assert "A question answered by an essay has no answer key: not taken." in page
    assert "Left out" in page
    assert "<td>3</td>" in page
    assert "Publish the question that is complete" in page
    assert rows_of(bank).count() == before
    reply = client.post(reverse("courses_banks:save"), {"publish": "on"}, follow=True)
    assert "1 question was saved in “Ours”." in reply.content.decode()
    assert reply.redirect_chain[0][0] == f"{reverse(LIST)}?bank={bank.pk}"
    assert rows_of(bank).get(objective="", tags=None).live


def test_a_file_that_loses_a_key_is_refused_with_its_line(enter, bank, organism):
    client = enter(organism)
    reply = hand_over(client, bank, f"{GIFT}\nKeyless? {{~a ~b}}\n")
    assert reply.status_code == 422
    page = reply.content.decode()
    assert "The answer key is missing: no option is right." in page
    assert "nothing was saved" in page
    reply = client.post(reverse("courses_banks:save"), follow=True)
    assert "The file is no longer there" in reply.content.decode()
    assert rows_of(bank).count() == 1


def test_cancelling_forgets_the_file(enter, bank, organism):
    client = enter(organism)
    hand_over(client, bank, GIFT)
    client.post(reverse("courses_banks:cancel"))
    client.post(reverse("courses_banks:save"))
    assert rows_of(bank).count() == 1


def test_a_file_is_saved_once(enter, bank, organism):
    client = enter(organism)
    hand_over(client, bank, GIFT)
    for _time in range(2):
        client.post(reverse("courses_banks:save"))
    assert rows_of(bank).count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"file": ""}, "This field is required"),
        ({"language": "de"}, "de is not one of the available choices"),
        ({"file": SimpleUploadedFile("a.txt", b"x" * ((10 << 20) + 1))}, "larger than 10"),
    ],
)
def test_what_is_handed_over_wrongly_is_said(enter, bank, organism, fields, said):
    reply = hand_over(enter(organism), bank, GIFT, **fields)
    assert reply.status_code == 422
    assert said in reply.content.decode()


def test_nobody_imports_into_the_bank_of_others(enter, organism):
    other = make_bank({"links": 1}, title="Theirs", built_by=OrganismFactory())
    client = enter(organism)
    make_bank({"links": 1}, built_by=organism)
    page = client.get(reverse("courses_banks:upload")).content.decode()
    assert "Theirs" not in page
    reply = hand_over(client, other, GIFT)
    assert reply.status_code == 422
    assert "Choose one of your own question banks." in reply.content.decode()
    assert client.get(reverse("courses_banks:export", args=[other.pk])).status_code == 404


def test_who_loses_the_bank_before_saving_saves_nothing(enter, bank, organism):
    client = enter(organism)
    hand_over(client, bank, GIFT)
    bank.built_by = OrganismFactory()
    bank.save()
    make_bank({"links": 1}, built_by=organism)
    reply = client.post(reverse("courses_banks:save"), follow=True)
    assert "The file is no longer there" in reply.content.decode()
    assert rows_of(bank).count() == 1


def test_managers_find_no_import(enter, bank, organism):
    client = enter(organism, Role.ORGANISM_MANAGER)
    assert hand_over(client, bank, GIFT).status_code == 404
    assert client.get(reverse("courses_banks:export", args=[bank.pk])).status_code == 404


def test_an_export_says_what_its_format_lacks_then_hands_the_file_over(enter, bank, organism):
    client = enter(organism)
    bank_question(bank, stored=example_block("message_triage", "a0"))
    address = reverse("courses_banks:export", args=[bank.pk])
    assert "The file holds the right answers" in client.get(address).content.decode()
    asked = {"form": "moodle_xml", "language": "en"}
    page = client.get(address, asked).content.decode()
    assert "1 question in the file" in page
    assert "The format has no such kind of question." in page
    assert not AuditEntry.objects.filter(action="questions.export").exists()
    reply = client.get(address, asked | {"download": "1"})
    assert reply["Content-Disposition"] == 'attachment; filename="ours.en.xml"'
    assert reply.content.startswith(b"<?xml")
    entry = AuditEntry.objects.get(action="questions.export")
    assert entry.details == {"format": "moodle_xml", "language": "en"}
    assert client.get(address, {"form": "docx", "language": "en"}).status_code == 422


def test_an_export_of_nothing_is_said(enter, organism):
    bank = make_bank({}, title="Empty", built_by=organism)
    BankQuestion.objects.filter(bank=bank).delete()
    address = reverse("courses_banks:export", args=[bank.pk])
    reply = enter(organism).get(address, {"form": "csv", "language": "fr", "download": "1"})
    assert "There is no question to take away" in reply.content.decode()


def test_the_desk_leads_to_imports_exports_and_versions(enter, bank, organism):
    client = enter(organism)
    question = rows_of(bank).get()
    question.save_revision()
    question.objective = "Recognise a link."
    question.save_revision().publish()
    page = client.get(reverse(LIST), {"locale": "en"}).content.decode()
    assert reverse("courses_banks:upload") in page
    assert "Recognise a link." in page
    history = reverse("wagtailsnippets_courses_bankquestion:history", args=[question.pk])
    assert history in page
    edit = reverse("wagtailsnippets_courses_questionbank:edit", args=[bank.pk])
    page = client.get(edit).content.decode()
    assert reverse("courses_banks:export", args=[bank.pk]) in page
    assert f"{reverse('courses_banks:upload')}?bank={bank.pk}" in page


def test_the_list_takes_as_many_queries_for_many(enter, bank, organism):
    client = enter(organism)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(LIST)).status_code == 200
        return len(seen)

    queries()
    few = queries()
    for _number in range(8):
        bank_question(bank, tags=["links"])
    assert queries() <= few


def test_the_list_says_the_language_of_a_question_and_whether_it_is_a_draft(enter, organism, bank):
    bank_question(bank, languages=["fr"], live=False)
    client = enter(organism)
    listed = client.get(reverse(LIST)).content.decode()
    assert "French" in listed
    assert "draft" in listed
