"""The glossary in the desk: terms, files, and who keeps them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from courses.models import GlossaryTerm
from courses.translating.glossary_files import COLUMNS, read_terms
from courses.translating.glossary_services import load_shipped_terms
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory

from .pages import make_designer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
IMPORT = "courses_translating:import-terms"
LIST = "wagtailsnippets_courses_glossaryterm:list"


@pytest.fixture
def designer(client, with_second_factor):
    user = make_designer(OrganismFactory())
    with_second_factor(user)
    client.force_login(user)
    return user


def upload(client, text):
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("terms.csv", data, content_type="text/csv")
    return client.post(reverse(IMPORT), {"file": file})


def test_the_shipped_terms_are_right_and_loaded_once():
    assert load_shipped_terms() > 30
    assert load_shipped_terms() == 0
    for term in GlossaryTerm.objects.all():
        term.full_clean(exclude=["id"], validate_unique=False, validate_constraints=False)
        assert term.definition_fr
        assert term.definition_en
    phishing = GlossaryTerm.objects.get(term_fr="hameçonnage")
    assert phishing.forms("en")[0] == "phishing"
    call_command("prepare_translations", verbosity=0)


def test_a_file_adds_and_changes_and_removes_nothing(designer, client):
    GlossaryTerm.objects.create(term_fr="pourriel", term_en="spam")
    GlossaryTerm.objects.create(term_fr="pare-feu", term_en="firewall")
    reply = upload(client, "term_en;term_fr;domain\nspam;pourriel;courriel\nbackup;sauvegarde;\n")
    assert reply.status_code == 302
    assert sorted(GlossaryTerm.objects.values_list("term_fr", "domain")) == [
        ("pare-feu", ""),
        ("pourriel", "courriel"),
        ("sauvegarde", ""),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("term_fr,domain\na,b\n", "The first line has no column “term_en”."),
        ("term_fr,term_en\nmot,\n", "Line 2: the term is missing in one of the languages."),
        ("term_fr,term_en\na,b\na,b\n", "Line 3: this term stands on line 2 too."),
        ("term_fr,term_en\n", "This file has no term below its first line."),
        (f"term_fr,term_en\n{'x' * 121},b\n", "has more than 120 characters."),
        ("term_fr,term_en,forbidden_en\na,b,B\n", "is right and not to be used at once"),
        (b"PK\x03\x04zip", "This file is no CSV text."),
    ],
)
def test_a_wrong_file_changes_nothing_and_says_why(designer, client, text, said):
    reply = upload(client, text)
    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert not GlossaryTerm.objects.exists()


def test_what_is_taken_away_is_read_again_and_is_no_formula(designer, client):
    GlossaryTerm.objects.create(term_fr="=1+1", term_en="@sum", also_en="a; b")
    reply = client.get(reverse(LIST), {"export": "csv"})
    text = b"".join(reply.streaming_content).decode()
    assert '"\'=1+1"' in text
    found = read_terms(text.encode())
    assert not found.problems
    assert found.rows[0]["term_fr"] == "=1+1"
    assert found.rows[0]["also_en"] == "a; b"


def test_the_list_is_searched_and_taken_away(designer, client):
    GlossaryTerm.objects.create(term_fr="hameçonnage", term_en="phishing", definition_fr="=cmd()")
    GlossaryTerm.objects.create(term_fr="pourriel", term_en="spam")
    html = client.get(reverse(LIST), {"q": "phishing"}).content.decode()
    assert "hameçonnage" in html
    assert "pourriel" not in html
    reply = client.get(reverse(LIST), {"export": "csv"})
    text = b"".join(reply.streaming_content).decode()
    assert "'=cmd()" in text
    assert read_terms(text.encode()).rows[0].keys() == set(COLUMNS)


def test_a_word_is_not_right_and_to_avoid_at_once():
    term = GlossaryTerm(term_fr="courriel", term_en="email", forbidden_fr="mél; Courriel")
    with pytest.raises(ValidationError):
        term.clean()


def test_learners_and_managers_keep_no_glossary(client, with_second_factor):
    user = UserFactory()
    client.force_login(user)
    assert client.get(reverse(IMPORT)).status_code != 200
    assert upload(client, "term_fr,term_en\na,b\n").status_code != 200
    assert not GlossaryTerm.objects.exists()
