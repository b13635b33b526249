"""What the holder sees and takes away, and what anybody with the code sees: no more than that."""

import io
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from academy.accounts.models import AuditEntry
from academy.core.codes import new_code
from courses.models import Certificate, Enrolment, PublishedPath
from courses.services import revoke_certificate
from tests.factories.accounts import UserFactory
from tests.factories.organisms import RoleGrantFactory
from tests.lrs.desk import sign_in

from .conftest import DAY, follow

pytestmark = pytest.mark.django_db


def address(name, *args, language="fr"):
    with translation.override(language):
        return reverse(name, args=args)


def main_of(reply):
    return reply.content.decode().split("<main")[1].split("</main")[0]


@pytest.fixture
def holder(client, learner, passed):
    client.force_login(learner)
    return client


@pytest.fixture
def anybody(client, passed, learner):
    """Not signed in."""
    return client


# --- One's own ----------------------------------------------------------------
def test_one_finds_all_ones_certificates_and_nobody_elses(holder, passed, path):
    other = Certificate.objects.get(enrolment=follow(UserFactory(), path))
    page = main_of(holder.get(address("courses:certificates")))
    assert passed.code in page
    assert other.code not in page
    for name in ("own_certificate", "certificate_pdf", "badge", "badge_file", "renew_certificate"):
        method = holder.post if name == "renew_certificate" else holder.get
        assert method(address(f"courses:{name}", other.code)).status_code == 404


def test_the_list_costs_the_same_for_many(holder, learner, passed):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert holder.get(address("courses:certificates")).status_code == 200
        return len(queries)

    cost()
    one = cost()
    for number in range(4):
        passed.pk, passed.code, passed.withdrawn_at = None, new_code(), DAY
        passed.withdrawal = "voided"
        passed.save()
        assert Certificate.objects.count() == number + 2
    assert cost() == one <= 8


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_leads_to_paper_badge_and_check(holder, passed, language):
    page = main_of(holder.get(address("courses:own_certificate", passed.code, language=language)))
    for name in ("fr", "en"):
        assert address("courses:certificate_pdf", passed.code, language=name) in page
    assert address("courses:badge", passed.code, language=language) in page
    assert f"/certificates/{passed.code}/" in page
    assert "data:image/svg+xml;base64," in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Agence du numérique, Ministère des Rives"]),
        ("en", ["Digital Agency, Ministry of Shores", "has passed the learning path", "100%"]),
    ],
)
def test_the_paper_says_it_in_its_language_on_one_tagged_page(holder, passed, language, words):
    reply = holder.get(address("courses:certificate_pdf", passed.code, language=language))
    assert reply["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(reply.content))
    (page,) = reader.pages
    text = " ".join(page.extract_text().replace("\xa0", " ").split())
    for word in [*words, "Maude Lévesque-Roy", "Reconnaître l’hameçonnage", passed.code]:
        assert word in text
    assert f"/certificates/{passed.code}/" in text.replace(" ", "")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == f"{language}-CA"
    assert root["/StructTreeRoot"]
    assert "Reconnaître l’hameçonnage" in reader.metadata.title
    # The same certificate is the same paper.
    again = holder.get(address("courses:certificate_pdf", passed.code, language=language))
    assert again.content == reply.content


def test_long_names_and_titles_still_make_one_page(holder, learner, path):
    learner.first_name, learner.last_name = "Marie-Anne-Élisabeth" * 3, "de la Rivière-du-Loup " * 3
    learner.save()
    long = dict(path.texts)
    for text in long.values():
        text["title"] = "Reconnaître un message frauduleux et l’écarter " * 4
        text["objectives"] = ["Savoir ce qu’il faut faire et à qui le dire quand on doute. "] * 8
    PublishedPath.objects.filter(pk=path.pk).update(texts=long)
    Certificate.objects.all().delete()
    Enrolment.objects.all().delete()
    code = Certificate.objects.get(enrolment=follow(learner, path)).code
    for language in ("fr", "en"):
        reply = holder.get(address("courses:certificate_pdf", code, language=language))
        assert len(PdfReader(io.BytesIO(reply.content)).pages) == 1


# --- For everybody -----------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "en"])
def test_anybody_with_the_code_sees_what_was_certified(anybody, passed, language):
    reply = anybody.get(address("certificates:certificate", passed.code, language=language))
    page = main_of(reply)
    assert "Maude Lévesque-Roy" in page
    assert "Reconnaître l’hameçonnage" in page
    builder = {"fr": "Agence du numérique", "en": "Digital Agency"}[language]
    assert builder in page
    assert reply["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in reply["Cache-Control"]
    assert reply["Referrer-Policy"] == "same-origin"


def test_it_says_nothing_more_of_the_person(anybody, passed, learner):
    page = anybody.get(address("certificates:certificate", passed.code)).content.decode()
    for private in (learner.email, str(learner.public_id), str(passed.enrolment.registration)):
        assert private not in page
    # Neither paper nor badge: these are the holder's to give.
    assert "certificate.pdf" not in page
    assert "badge" not in main_of(anybody.get(address("certificates:certificate", passed.code)))


def test_the_printed_address_has_no_language_and_leads_to_the_readers(anybody, passed):
    reply = anybody.get(f"/certificates/{passed.code}/", headers={"accept-language": "en"})
    assert reply.url == address("certificates:certificate", passed.code, language="en")


def test_a_code_is_found_however_it_is_typed(anybody, passed):
    typed = passed.code.lower().replace("-", " ").replace("0", "o")
    reply = anybody.get(address("certificates:check"), {"code": typed}, follow=True)
    assert "Maude Lévesque-Roy" in main_of(reply)


@pytest.mark.parametrize("code", ["-", "x", "A" * 300, "<script>", "0000-0000"])
def test_what_no_certificate_has_is_always_the_same_answer(anybody, code):
    unknown = main_of(anybody.get(address("certificates:certificate", new_code(), language="en")))
    reply = anybody.get(address("certificates:certificate", code, language="en"))
    assert reply.status_code == 404
    assert main_of(reply) == unknown
    assert "No certificate has this code" in unknown


def test_who_tries_many_codes_is_slowed_down(anybody, passed):
    caches["default"].clear()
    asked = [
        anybody.get(address("certificates:certificate", new_code())).status_code for _ in range(31)
    ]
    assert asked == [404] * 30 + [429]
    # A true code still answers: who was given one isn't stopped by others at the same address.
    assert anybody.get(address("certificates:certificate", passed.code)).status_code == 200


def test_a_check_costs_one_query_beside_those_of_any_page(anybody, passed):
    def cost(url):
        anybody.get(url)
        with CaptureQueriesContext(connection) as queries:
            anybody.get(url)
        return len(queries)

    form = cost(address("certificates:check"))
    assert cost(address("certificates:certificate", passed.code)) == form + 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "This certificate is valid"),
        ({"renewed_at": DAY}, "This certificate was renewed"),
        ({"withdrawn_at": DAY, "withdrawal": "revoked"}, "This certificate was revoked"),
        ({"withdrawn_at": DAY, "withdrawal": "voided"}, "This certificate was withdrawn"),
        ({"signature": "AAAA"}, "This certificate can’t be confirmed"),
    ],
)
def test_what_became_of_it_is_said_first(anybody, passed, change, said, time_machine):
    time_machine.move_to(DAY + timedelta(days=2))
    Certificate.objects.update(**change)
    page = main_of(anybody.get(address("certificates:certificate", passed.code, language="en")))
    assert said in page
    assert ("Maude" in page) == ("signature" not in change)
    assert page.index(said) < page.index(passed.code)


def test_an_expired_one_says_until_when_it_held(anybody, passed, time_machine):
    time_machine.move_to(DAY + timedelta(days=800))
    page = main_of(anybody.get(address("certificates:certificate", passed.code, language="en")))
    assert "This certificate has expired" in page
    assert "held until September\xa013, 2028" in page
    assert "Maude" in page


def test_of_an_erased_account_nothing_is_said_but_that(anybody, passed, learner):
    code = passed.code
    learner.delete()
    page = main_of(anybody.get(address("certificates:certificate", code, language="en")))
    assert "This certificate was withdrawn" in page
    assert "Maude" not in page
    assert "hameçonnage" not in page


# --- Revoking ------------------------------------------------------------------
def test_an_administrator_revokes_on_the_page_with_a_reason(client, passed):
    administrator = RoleGrantFactory(administrator=True).user
    client.force_login(administrator)
    page = address("certificates:certificate", passed.code, language="en")
    asking = address("certificates:revoke", passed.code, language="en")
    assert asking in main_of(client.get(page))
    # Step-up: who signed in long ago proves again who they are.
    assert "/reauthenticate/" in client.post(asking, {"reason": "Une fraude avérée."}).url
    sign_in(client, administrator)
    refused = client.post(asking, {"reason": "court"})
    assert refused.status_code == 422
    assert not AuditEntry.objects.filter(action="certificate.revoke").exists()
    done = client.post(asking, {"reason": "Une fraude avérée."}, follow=True)
    assert "This certificate was revoked" in main_of(done)
    assert "Une fraude avérée" not in main_of(done)
    assert asking not in main_of(client.get(page))
    assert client.get(asking).url == page


def test_others_see_no_way_to_revoke(anybody, passed):
    page = address("certificates:certificate", passed.code)
    assert "revoke" not in main_of(anybody.get(page))
    anybody.force_login(RoleGrantFactory().user)
    assert "revoke" not in main_of(anybody.get(page))


def test_the_holder_still_sees_a_revoked_certificate(holder, passed):
    administrator = RoleGrantFactory(administrator=True).user
    revoke_certificate(code=passed.code, reason="Une fraude.", by=administrator, at=DAY)
    page = main_of(holder.get(address("courses:own_certificate", passed.code, language="en")))
    assert "This certificate was revoked" in page
    assert "Start the renewal" not in page
