"""The sheet of an organism: one page, the same bytes, nothing but what was published, checkable."""

import base64
import io
import json
import re
import subprocess
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from academy.accounts.models import AuditEntry
from academy.organisms.models import Organism
from barometer.criteria.queries import drawn
from barometer.criteria.services import load_shipped_grid, rate_again
from barometer.figures import mark_in_words
from barometer.models import Assessment, Event, IssuedSheet, Rating, Review
from barometer.releases import queries
from barometer.releases.models import Level
from barometer.sheets import making, signing
from barometer.sheets.content import content_of, curve_of, words_of
from barometer.sheets.services import find_sheet, issue_sheet, seeds
from courses.models import PublishedPath
from tests.factories.accounts import UserFactory
from tests.factories.organisms import OrganismFactory, PortfolioFactory, RoleGrantFactory

from .conftest import have_followed, new_path, new_unit, publish_next

pytestmark = pytest.mark.django_db

LONGEST_MERGER = (
    "fusion\xa0: Centre intégré universitaire de santé et de services sociaux des Hautes-Rivières, "
    "Régie intermunicipale de gestion des matières résiduelles des Basses-Terres dans Centre "
    "intégré de santé et de services sociaux des Terres-Rompues-et-du-Grand-Lac-des-Outardes"
)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Pages are kept under their release, which no test here changes: each is drawn once."""
    caches["default"].clear()


@pytest.fixture(scope="module")
def released(module_database):
    """Two releases of an organism with a small unit, and one of which nothing is published."""
    caches["local"].clear()
    with module_database():
        organism = OrganismFactory(
            code="O1",
            name_fr="Régie #des *rives*",
            name_en="Shores [Board]",
            portfolio=PortfolioFactory(code="P1"),
        )
        path = new_path()
        have_followed(path, new_unit(organism, 40, "Rives"), joined=20, passed=10, others=20)
        have_followed(path, new_unit(organism, 6, "Greffe"), joined=3, passed=3, others=3)
        publish_next()
        have_followed(path, new_unit(organism, 30, "Digues"), joined=17, passed=13, others=13)
        publish_next()
        OrganismFactory(code="O2")


@pytest.fixture
def organism(released):
    return Organism.objects.get(code="O1")


@pytest.fixture
def manager(client, organism):
    user = UserFactory()
    RoleGrantFactory(user=user, organism=organism)
    client.force_login(user)
    return client


def address(name, *args, language="fr"):
    with translation.override(language):
        return reverse(f"barometer:{name}", args=args)


def sheet_of(client, language="fr", code="O1"):
    reply = client.get(address("sheet", code, language=language))
    assert reply.status_code == 200
    assert reply["Content-Type"] == "application/pdf"
    return reply.content


def text_of(pdf):
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return page.extract_text().replace("\xa0", " ")


@pytest.fixture
def assessed(organism):
    """An assessment that was reviewed before the newest release."""
    release = queries.newest()
    before = release.as_of - timedelta(days=40)
    grid = load_shipped_grid(at=before)
    found = Assessment.objects.create(
        organism=organism,
        grid=grid,
        year=before.year,
        state="reviewed",
        round=1,
        started_at=before,
        submitted_at=before,
        reviewed_at=before,
    )
    for number, one in enumerate(grid.body["criteria"]):
        Rating.objects.create(
            assessment=found, criterion=one["key"], level=number % 5, rated_at=before
        )
    first = grid.body["criteria"][0]["key"]
    Review.objects.create(
        assessment=found, criterion=first, round=1, decision="accepted", level=4, decided_at=before
    )
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_same_release_and_language_give_the_same_bytes(manager, language):
    first = sheet_of(manager, language)
    Organism.objects.filter(code="O1").update(name_fr="Autre", name_en="Other")
    PublishedPath.objects.update(is_live=False)
    caches["local"].clear()
    assert sheet_of(manager, language) == first
    assert IssuedSheet.objects.count() == 1
    (told,) = AuditEntry.objects.filter(action="sheet.issue")
    assert (told.organism_code, told.target) == ("O1", IssuedSheet.objects.get().code)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sheet_says_what_the_page_says(manager, assessed, language):
    text = " ".join(text_of(sheet_of(manager, language)).split())
    page = manager.get(address("organism", "O1", language=language)).context["barometer"]
    release = queries.newest()
    assert page.title in text
    assert " ".join(page.answer.replace("\xa0", " ").split()) in text
    assert release.digest in text.replace(" ", "")
    for stat in page.stats:
        assert stat.value.replace("\xa0", " ") in text
    assert page.figure("over-time").title in text
    grid = assessed.grid.body["criteria"]
    assert grid[0]["title"][language] in text
    sheet = IssuedSheet.objects.get()
    assert address("sheet-checked", sheet.code, language=language) in text.replace(" ", "")
    levels = json.loads(sheet.data)["criteria"]["levels"]
    assert [one["level"] for one in levels] == [4, *(number % 5 for number in range(1, 18))]


def test_an_assessment_that_was_reviewed_later_is_not_on_it(manager, assessed):
    Assessment.objects.update(reviewed_at=queries.newest().as_of)
    sheet_of(manager)
    assert json.loads(IssuedSheet.objects.get().data)["criteria"] is None


def test_a_sheet_is_tagged_and_says_its_language_and_title(manager):
    for language in ("fr", "en"):
        reader = PdfReader(io.BytesIO(sheet_of(manager, language)))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == f"{language}-CA"
        assert root["/StructTreeRoot"]
        with translation.override(language):
            assert reader.metadata.title.startswith(Organism.objects.get(code="O1").name)


def test_the_pdf_says_no_number_that_was_not_published(manager):
    """Whoever reads its text, its drawing and its properties finds published values alone."""
    pdf = sheet_of(manager, "en")
    sheet = IssuedSheet.objects.get()
    release = queries.newest()
    organism = Organism.objects.get(code="O1")
    every = queries.history(Level.ORGANISM, organism.pk, method=release.method, until=release.day)
    published, expected, shares = set(), set(), set(range(0, 101, 20))
    for steps in (steps for days in every.values() for steps in days.values()):
        for one in steps.values():
            published |= {one.people, one.low, one.high}
            expected.add(round(one.expected * 100))
            shares.add(round(one.share * 100))
    words = text_of(pdf)
    addresses = re.findall(r"https?://\S+", words)
    for known in (
        *addresses,
        sheet.code,
        release.digest,
        release.method,
        *re.findall(r"[A-Z][a-z]+ \d+, \d{4}|PDF/UA-1|\d{4}$", words),
    ):
        words = words.replace(known, " ")
    said = {int(one) for one in re.findall(r"(?<![\w-])\d+(?![\w-])", words)}
    points = {abs(one - other) for one in shares for other in shares}
    smallest = {10}
    years = {day.year for days in every.values() for day in days}
    assert said <= published | shares | points | smallest | years
    # True counts are in no band's ends: 23 and 33 passed, of whom no band ends there.
    data = json.loads(sheet.data)
    numbers = set(re.findall(r"\d+", json.dumps(data["curve"])))
    assert {int(one) for one in numbers} <= published | expected | {
        part for days in every.values() for day in days for part in (day.year, day.month, day.day)
    }


def test_a_long_sheet_is_still_one_page(manager, assessed):
    """Eight paths with long titles, 18 criteria, and every sentence there is."""
    organism, release = Organism.objects.get(code="O1"), queries.newest()
    for language in ("fr", "en"):
        with translation.override(language):
            content = content_of(organism, release, None, language, release.day)
            line = content["paths"][0] | {"title": "Reconnaître un message frauduleux et l’écarter"}
            content |= {"paths": [line] * 8, "other_paths": 4, "notice": "Un avis. " * 12}
            content["organism"]["name"] = "Centre de services scolaire " * 3
            content["marks"] = [
                {"number": number, "day": f"{release.day}", "says": LONGEST_MERGER}
                for number in range(1, 15)
            ]
            content["doubts"] = {
                "says": "Une part de ce que dit la réussite repose sur des questions. " * 4,
                "others": "D’autres parcours aussi, qui ont des titres assez longs. " * 4,
            }
            words = words_of(content, code="X", address="https://academie.example/" + "x" * 60)
        assert len(PdfReader(io.BytesIO(making.pdf_of(content, words))).pages) == 1


def add(organism, day, text, path_key=None, **fields):
    return Event.objects.create(
        organism=organism,
        kind="note",
        day=day,
        text_fr=text,
        text_en=f"{text} (en)",
        path_key=path_key,
        added_at=timezone.now(),
        **fields,
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_curve_has_the_marks_of_the_page_and_their_list(manager, organism, language):
    path = PublishedPath.objects.get()
    first, last = (one.day for one in reversed(queries.all_releases()))
    add(organism, last, "Affiches dans les couloirs", path.key)
    add(organism, first, "Dîner-causerie")
    add(None, last - timedelta(days=3), "Mois de la cybersécurité")
    add(organism, last, "D’un autre parcours", uuid4())
    add(organism, last, "Retiré", withdrawn_at=timezone.now())
    page = manager.get(address("organism", "O1", language=language)).context["barometer"]
    shown = page.figure("over-time").marks
    assert len(shown) == 3
    text = " ".join(text_of(sheet_of(manager, language)).split())
    sheet = IssuedSheet.objects.get()
    content = json.loads(sheet.data)
    with translation.override(language):
        wanted = [f"{one.number}. {mark_in_words(one.mark)}" for one in shown]
        assert curve_of(content).marks == shown
        assert curve_of(content).spec == page.figure("over-time").spec
    for line in wanted:
        assert " ".join(line.replace("\xa0", " ").split()) in text
    checked = unescape(manager.get(address("sheet-checked", sheet.code)).content.decode())
    assert all(one.mark.says in checked for one in shown)
    # What was issued stays, whatever happens to what was written.
    Event.objects.update(withdrawn_at=timezone.now())
    caches["local"].clear()
    again = " ".join(text_of(sheet_of(manager, language)).split())
    assert again == text


def test_of_many_marks_the_newest_are_listed_and_the_others_counted(organism, released):
    last = queries.newest().day
    for number in range(8):
        add(organism, last - timedelta(days=number), f"Note {number}")
    with translation.override("en"):
        content = content_of(organism, queries.newest(), None, "en", last)
        said = words_of(content, code="X", address="https://academie.example/")["marks"]
    assert [number for number, _words in said["lines"]] == [3, 4, 5, 6, 7, 8]
    assert said["lines"][-1][1].endswith("Note 0 (en)")
    assert said["more"] == "The first 2 are on the page of the organization."


def test_a_sheet_that_was_issued_without_marks_is_still_drawn(manager):
    sheet_of(manager)
    content = json.loads(IssuedSheet.objects.get().data)
    del content["marks"]
    assert curve_of(content).marks == []
    words = words_of(content, code="X", address="https://academie.example/")
    assert len(PdfReader(io.BytesIO(making.pdf_of(content, words))).pages) == 1


def test_who_may_not_see_the_page_gets_no_sheet(client, released):
    user = UserFactory()
    RoleGrantFactory(user=user, organism=Organism.objects.get(code="O2"))
    client.force_login(user)
    for code in ("O1", "NONE", "O2"):
        # Of the own one, nothing is published.
        assert client.get(address("sheet", code)).status_code == 404
    assert not IssuedSheet.objects.exists()


def test_anybody_checks_a_sheet(client, manager):
    sheet_of(manager)
    manager.logout()
    sheet = IssuedSheet.objects.get()
    typed = sheet.code.lower().replace("-", " ")
    reply = client.get(address("sheet-check"), {"sheet": typed}, follow=True)
    page = reply.content.decode()
    assert reply.status_code == 200
    assert reply.context["is_genuine"] is True
    assert "Council sheet: Régie" in page or "Fiche pour le conseil\u00a0: Régie" in page
    assert reply["X-Robots-Tag"] == "noindex"
    assert "Régie #des *rives*" in page
    for line in json.loads(sheet.data)["steps"]:
        assert line["between"] in page


@pytest.mark.parametrize("code", ["AAAAA-AAAAA-AAAAA-AAAAA", "-", "x" * 300, "<script>"])
def test_a_code_that_no_sheet_has_is_told(client, released, code):
    with translation.override("en"):
        reply = client.get(reverse("barometer:sheet-checked", args=[code]))
    assert reply.status_code == 404
    assert "No sheet has this code" in reply.content.decode()
    assert "<script>" not in reply.content.decode().split("<main")[1].split("</main")[0]


def test_what_was_changed_is_not_confirmed(client, manager):
    sheet_of(manager)
    sheet = IssuedSheet.objects.get()
    IssuedSheet.objects.update(data=sheet.data.replace("rives", "RIVES"))
    reply = client.get(address("sheet-checked", sheet.code))
    assert reply.context["is_genuine"] is False


def test_openssl_checks_the_signature(client, manager, tmp_path):
    """Without trusting the academy: with the three files that the page gives."""
    sheet_of(manager)
    code = IssuedSheet.objects.get().code
    for name, route in (("data", "sheet-data"), ("sig", "sheet-signature")):
        (tmp_path / name).write_bytes(client.get(address(route, code)).content)
    (tmp_path / "pem").write_bytes(client.get(address("sheet-keys")).content)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pem", "-rawin"]
    command += ["-in", "data", "-sigfile", "sig"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "data").write_bytes((tmp_path / "data").read_bytes() + b" ")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode != 0


def test_sheets_outlive_a_change_of_keys(manager, settings):
    sheet_of(manager)
    code = IssuedSheet.objects.get().code
    former = base64.b64encode(seeds()[0]).decode()
    new = base64.b64encode(b"n" * 32).decode()
    settings.BAROMETER_SIGNING_KEYS = [new, former]
    assert find_sheet(code).is_genuine
    settings.BAROMETER_SIGNING_KEYS = [new]
    assert not find_sheet(code).is_genuine


def test_without_keys_of_its_own_the_former_secret_still_checks(manager, settings):
    sheet_of(manager)
    code = IssuedSheet.objects.get().code
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert find_sheet(code).is_genuine


@pytest.mark.parametrize("written", ["x", base64.b64encode(b"short").decode(), "é"])
def test_a_key_that_cannot_sign_is_found_at_the_start(settings, written):
    settings.BAROMETER_SIGNING_KEYS = [written]
    assert "barometer.E002" in {one.id for one in run_checks()}


def test_a_code_is_read_however_it_is_typed():
    code = signing.code_of(b"signature")
    assert re.fullmatch(r"([A-Z2-7]{5}-){3}[A-Z2-7]{5}", code)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert signing.code_in(typed) == code
    assert signing.code_in("0o1il8") == "OOIIL-B"


def test_without_levels_to_leave_out_the_sheet_is_one_for_everybody(organism):
    told = {"organism": organism, "path": None, "language": "fr"}
    told |= {"at": timezone.now(), "by": UserFactory()}
    whole = issue_sheet(**told)
    assert issue_sheet(**told, with_levels=False) == whole


def test_whoever_may_rate_a_level_blind_gets_the_sheet_afterwards(client, assessed):
    lead = UserFactory()
    RoleGrantFactory(user=lead, lead=True)
    client.force_login(lead)
    blind = sheet_of(client, "en")
    assert json.loads(IssuedSheet.objects.get().data)["criteria"] is None
    assert "still give one of them a second rating" in " ".join(text_of(blind).split())
    for key in drawn(assessed):
        rate_again(by=lead, assessment=assessed, criterion=key, level=1, at=assessed.reviewed_at)
    whole = " ".join(text_of(sheet_of(client, "en")).split())
    assert assessed.grid.body["criteria"][0]["title"]["en"] in whole
    assert "second rating" not in whole
    # Both stay what they are, each under its own code.
    assert IssuedSheet.objects.count() == 2
