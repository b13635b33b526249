"""While a question is in doubt, what the barometer says of its path says what rests on it."""

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from academy.core import edition
from academy.organisms.models import Organism
from barometer.models import IssuedSheet
from barometer.releases import queries
from barometer.releases.models import ReleasedTotal
from barometer.reports.mail import compose
from barometer.reports.models import Frequency
from barometer.reports.pages import page_of
from barometer.reports.services import subscribe
from barometer.resting import shares_in_doubt
from barometer.sheets.content import content_of
from barometer.sheets.services import find_sheet
from courses.models import PublishedPath, QuestionDoubt
from tests.factories.accounts import UserFactory
from tests.factories.banks import doubt_about, make_bank
from tests.factories.courses import make_path
from tests.factories.organisms import RoleGrantFactory

from .test_path_pages import path_key, see, words  # noqa: F401

pytestmark = pytest.mark.django_db
SAID = "1 of the 2 questions by which “Hameçonnage” is passed is doubtful"


@pytest.fixture
def doubt(path_key):  # noqa: F811
    path = PublishedPath.objects.get(key=path_key)
    lesson = path.outline["courses"][0]["lessons"][0]
    made = QuestionDoubt.objects.create(
        place=lesson["key"],
        question=lesson["questions"][0],
        path_key=path.key,
        prompt="Que faites-vous ?",
        digest="0" * 64,
        flags=["backwards"],
        found_at=timezone.now(),
    )
    edition.renew()
    return made


def test_the_page_of_the_path_says_which_part_rests_on_it(client, path_key, doubt):  # noqa: F811
    html = words(see(client, path_key, lead=True))
    assert SAID in html
    assert "50% of what passing and still mastering it say rest on it." in html


def test_so_do_the_files_that_are_taken_away(client, path_key, doubt):  # noqa: F811
    see(client, path_key, lead=True)
    with translation.override("en"):
        address = reverse("barometer:government")
    reply = client.get(f"{address}figures/over-time.json?path={path_key}")
    assert SAID in json.loads(reply.content)["note"]


@pytest.fixture
def doubt_of_bank(path_key):  # noqa: F811
    """A doubt about a question of the bank from which a test of two questions draws by a tag."""
    bank = make_bank({"phishing": 4, "passwords": 1})
    path = PublishedPath.objects.get(key=path_key)
    path.outline["courses"][0]["lessons"][0]["tests"] = [
        {"id": str(uuid4()), "count": 2, "bank": str(bank.key), "tags": ["Phishing"]}
    ]
    path.save()
    doubt = doubt_about(bank, at=timezone.now())
    # Another path met it first: the bank is shared.
    QuestionDoubt.objects.update(path_key=uuid4())
    edition.renew()
    return doubt


def test_a_question_that_tests_draw_is_told_as_what_it_is_at_most(
    client,
    path_key,  # noqa: F811
    doubt_of_bank,
):
    html = words(see(client, path_key, lead=True))
    assert "Up to 1 of the 4 questions by which “Hameçonnage” is passed is doubtful" in html
    assert "up to 25% of what passing and still mastering it say rest on it." in html


def test_a_question_that_no_test_of_the_path_can_draw_weighs_on_nothing(
    client,
    path_key,  # noqa: F811
    doubt_of_bank,
):
    last = doubt_of_bank.bank.questions.order_by("-pk").first()
    QuestionDoubt.objects.update(question=last.translation_key)
    edition.renew()
    assert "doubtful" not in words(see(client, path_key, lead=True))


def test_a_path_whose_row_is_older_than_the_banks_of_its_tests_is_shown(
    client,
    path_key,  # noqa: F811
    doubt_of_bank,
):
    path = PublishedPath.objects.get(key=path_key)
    path.outline["courses"][0]["lessons"][0]["tests"] = [{"id": str(uuid4()), "count": 2}]
    path.save()
    edition.renew()
    assert "doubtful" not in words(see(client, path_key, lead=True))


# --- Sheets ------------------------------------------------------------------------
def sheet_of(client, language="en", code="A0"):
    """Return what the sheet of an organism reads, in one line, and what is kept of it."""
    with translation.override(language):
        reply = client.get(reverse("barometer:sheet", args=[code]))
    (page,) = PdfReader(io.BytesIO(reply.content)).pages
    return " ".join(page.extract_text().split()), IssuedSheet.objects.order_by("-pk").first()


@pytest.fixture
def lead(client, path_key):  # noqa: F811
    user = UserFactory()
    RoleGrantFactory(user=user, lead=True)
    client.force_login(user)
    return client


def test_a_sheet_says_what_was_in_doubt_when_it_was_issued(lead, path_key, doubt):  # noqa: F811
    text, sheet = sheet_of(lead)
    assert SAID in text
    signed = json.loads(sheet.data)["doubts"]
    assert signed["paths"] == [
        {"key": str(path_key), "doubtful": 1, "of": 2, "is_most": False},
    ]
    with translation.override("en"):
        checked = lead.get(reverse("barometer:sheet-checked", args=[sheet.code]))
    assert SAID in words(checked)
    assert checked.context["is_genuine"]


def test_a_doubt_that_came_or_went_is_another_sheet_and_those_before_stay(
    lead,
    path_key,  # noqa: F811
    doubt,
):
    decision = QuestionDoubt.objects.filter(pk=doubt.pk)
    decision.update(decision="keep", decided_at=timezone.now())
    edition.renew()
    before, first = sheet_of(lead)
    assert SAID not in before
    decision.update(decision="", decided_at=None)
    edition.renew()
    now, second = sheet_of(lead)
    assert SAID in now
    assert sheet_of(lead)[1] == second != first
    assert find_sheet(first.code).content["doubts"] is None


def test_a_sheet_names_what_rests_on_doubts_of_the_other_paths_it_lists(
    path_key,  # noqa: F811
    doubt,
):
    other = make_path(lessons=1, questions=4, title="Mots de passe", slug="mots-de-passe")
    block = other.outline["courses"][0]["lessons"][0]
    QuestionDoubt.objects.create(
        place=block["key"],
        question=block["questions"][0],
        path_key=other.key,
        prompt="Lequel ?",
        digest="1" * 64,
        flags=["backwards"],
        found_at=timezone.now(),
    )
    with translation.override("en"):
        assert shares_in_doubt({other.key: "Passwords"}) == ["“Passwords” (25%)"]
        release = queries.newest()
        organism = Organism.objects.get(code="A0")
        content = content_of(organism, release, None, "en", release.day)
        assert content["doubts"]["others"] == ""
        for released in ReleasedTotal.objects.filter(release=release):
            figures = released.figures
            released.figures = figures | {str(other.key): figures[str(path_key)]}
            released.save()
        content = content_of(organism, release, path_key, "en", release.day)
    assert content["doubts"]["others"].endswith("in part, too: “Mots de passe” (25%).")
    assert {one["key"] for one in content["doubts"]["paths"]} == {str(path_key), str(other.key)}


# --- Machines and mails ------------------------------------------------------------
def test_the_api_says_it_and_its_tag_changes_with_it(lead, path_key, doubt):  # noqa: F811
    address = "/api/barometer/v1/organisms/A0/figures?language=en"
    reply = lead.get(address)
    (path,) = reply.json()["paths"]
    said = path["doubts"].pop("says")
    assert SAID in said
    assert path["doubts"] == {"doubtful": 1, "of": 2, "is_most": False}
    doubt.decision, doubt.decided_at = "keep", timezone.now()
    doubt.save()
    edition.renew()
    now = lead.get(address, headers={"If-None-Match": reply["ETag"]})
    assert now.status_code == 200
    assert now.json()["paths"][0]["doubts"] is None
    assert now["ETag"] == f'"{queries.newest().digest}"'


def test_a_page_by_mail_says_it_too(path_key, doubt):  # noqa: F811
    user = UserFactory(language="en")
    RoleGrantFactory(user=user, lead=True)
    release = queries.newest()
    wish = subscribe(
        user=user,
        level="organism",
        place=Organism.objects.get(code="A0"),
        every=Frequency.EACH,
        at=release.made_at - timedelta(days=1),
    )
    with translation.override("en"):
        page = page_of(Organism.objects.get(code="A0"), "en", release.day)
        message = compose(wish, page)
    assert SAID in message.body
    assert SAID in message.alternatives[0].content


def test_once_decided_it_says_nothing_of_it(client, path_key, doubt):  # noqa: F811
    assert SAID in words(see(client, path_key, lead=True))
    doubt.decision, doubt.decided_at = "keep", timezone.now()
    doubt.save()
    edition.renew()
    assert SAID not in words(see(client, path_key, lead=True))
