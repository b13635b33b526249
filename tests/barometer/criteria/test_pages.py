"""The pages of an organism: starting, answering, submitting."""

import re
from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.html import escape

from barometer.criteria import services
from barometer.criteria.levels import Lack
from barometer.criteria.models import Assessment, Rating
from barometer.criteria.wording import lack_in_words

from .conftest import (
    AT,
    TODAY,
    fill,
    french,
    new_organism,
    page_of,
    proof,
    said,
    submitted,
    with_role,
)

pytestmark = pytest.mark.django_db


def sent(level="", why="", evidence=(), then="here"):
    """What the form of a criterion sends; the last slot is the empty one."""
    rows = [*evidence, {}]
    data = {
        "level": level,
        "justification": why,
        "then": then,
        "evidence-TOTAL_FORMS": len(rows),
        "evidence-INITIAL_FORMS": sum("pk" in row for row in rows),
        "evidence-MIN_NUM_FORMS": 0,
        "evidence-MAX_NUM_FORMS": 6,
    }
    for number, row in enumerate(rows):
        data |= {f"evidence-{number}-{name}": value for name, value in row.items()}
    return data


WHOLE = {
    "title": "Politique d’inclusion",
    "link": "https://exemple.quebec/inclusion",
    "dated_on": "2026-09-01",
    "owner": "Direction des services",
}


@pytest.fixture
def draft(grid, organism, manager, client):
    client.force_login(manager)
    return services.start_assessment(by=manager, organism=organism, year=2026, at=AT)


def test_a_manager_starts_writes_and_submits_without_script(grid, organism, manager, client):
    client.force_login(manager)
    page = page_of(client.get(french("organism", "O1")))
    assert french("start", "O1") in page
    response = client.post(french("start", "O1"))
    assert response["Location"] == french("assessment", "O1", 2026)
    keys = grid.body["criteria"]
    for number, criterion in enumerate(keys):
        key = criterion["key"]
        data = sent("3", "Depuis mars.", [WHOLE], then="next")
        response = client.post(french("criterion", "O1", 2026, key), data)
        following = (
            french("criterion", "O1", 2026, keys[number + 1]["key"])
            if number < 17
            else french("assessment", "O1", 2026)
        )
        assert response["Location"] == following
    assert Rating.objects.filter(level=3).count() == 18
    response = client.post(french("submit", "O1", 2026))
    assert response["Location"] == french("assessment", "O1", 2026)
    assert Assessment.objects.get().state == "submitted"
    page = page_of(client.get(french("criterion", "O1", 2026, "inclusion")))
    assert "<textarea" not in page
    assert "Politique d’inclusion" in page


def test_a_draft_is_kept_unfinished_and_says_what_is_missing(draft, client):
    address = french("criterion", "O1", 2026, "inclusion")
    client.post(address, sent("3", "Un début.", [{"title": "Sans date"}]))
    page = page_of(client.get(address))
    assert "Un début." in page
    assert 'value="Sans date"' in page
    assert escape(lack_in_french(Lack.PARTS)) in page
    assert escape(lack_in_french(Lack.RECENT)) in page


def lack_in_french(lack):
    with translation.override("fr"):
        return lack_in_words(lack)


def test_what_is_wrong_is_named_and_nothing_written_is_lost(draft, client):
    address = french("criterion", "O1", 2026, "inclusion")
    wrong = WHOLE | {"link": "javascript:alert(1)", "dated_on": "hier"}
    page = page_of(client.post(address, sent("2", "C’est écrit là.", [wrong])), 422)
    assert "error-summary" in page
    assert 'href="#id_evidence-0-link"' in page
    assert 'href="#id_evidence-0-dated_on"' in page
    assert "C’est écrit là." in page
    assert 'value="javascript:alert(1)"' in page
    assert 'value="hier"' in page
    assert not Rating.objects.exists()


def test_evidence_is_changed_and_removed(draft, client):
    address = french("criterion", "O1", 2026, "inclusion")
    client.post(address, sent("2", "Oui.", [WHOLE, WHOLE | {"title": "Autre"}]))
    first, second = Rating.objects.get().evidence.all()
    rows = [
        WHOLE | {"pk": first.pk, "title": "Corrigée"},
        WHOLE | {"pk": second.pk, "DELETE": "on"},
    ]
    client.post(address, sent("2", "Oui.", rows))
    assert [one.title for one in Rating.objects.get().evidence.all()] == ["Corrigée"]


def test_a_forged_level_or_too_much_evidence_does_no_harm(draft, client):
    address = french("criterion", "O1", 2026, "inclusion")
    page_of(client.post(address, sent("9", "Oui.")), 422)
    many = [WHOLE] * 9
    page_of(client.post(address, sent("2", "Oui.", many)), 422)
    assert not Rating.objects.exists()
    page_of(client.post(address, {"level": "2"}), 422)


def test_what_keeps_from_submitting_is_listed_by_criterion(draft, manager, client):
    fill(draft, manager, 1)
    services.save_rating(
        by=manager,
        assessment=draft,
        criterion="iteration",
        level=2,
        justification="",
        evidence=[],
        at=AT,
    )
    page = page_of(client.post(french("submit", "O1", 2026)), 422)
    summary = re.search(r'class="error-summary".*?</div>', page, re.DOTALL).group()
    assert french("criterion", "O1", 2026, "iteration") in summary
    assert escape(lack_in_french(Lack.JUSTIFICATION)) in summary
    assert summary.count("<li>") == 1


def test_what_was_sent_after_submission_is_refused_but_stays_on_the_page(
    grid, organism, manager, client
):
    submitted(organism, manager)
    client.force_login(manager)
    address = french("criterion", "O1", 2026, "inclusion")
    page = page_of(client.post(address, sent("4", "Trop tard.")), 422)
    assert Rating.objects.get(criterion="inclusion").level == 2
    assert said("This assessment is submitted: it can no longer be changed.") in page


@pytest.mark.parametrize("who", ["officer", "lead", "administrator"])
def test_a_draft_is_read_by_its_managers_alone(draft, manager, portfolio, client, who):
    user = with_role(
        **({"officer": True, "portfolio": portfolio} if who == "officer" else {who: True})
    )
    client.force_login(user)
    for address in (
        french("assessment", "O1", 2026),
        french("criterion", "O1", 2026, "inclusion"),
    ):
        assert client.get(address).status_code == 404
    assert client.post(french("criterion", "O1", 2026, "inclusion"), sent("4")).status_code == 404
    assert french("assessment", "O1", 2026) not in page_of(client.get(french("organism", "O1")))
    fill(draft, manager, 2)
    services.submit_assessment(by=manager, assessment=draft, at=AT)
    assert client.get(french("assessment", "O1", 2026)).status_code == 200
    page = page_of(client.get(french("criterion", "O1", 2026, "inclusion")))
    assert "<textarea" not in page
    assert client.post(french("submit", "O1", 2026)).status_code in (302, 404)
    assert Assessment.objects.get().round == 1


def test_the_other_managers_of_the_government_see_nothing(
    grid, organism, manager, portfolio, client
):
    submitted(organism, manager)
    client.force_login(with_role(organism=new_organism("O2", portfolio, people=60)))
    for address in (
        french("organism", "O1"),
        french("assessment", "O1", 2026),
        french("organism-table", "O1", "profile"),
        french("government"),
        french("portfolio", "P1"),
        french("reviews"),
        french("agreement"),
        french("requests"),
    ):
        assert client.get(address).status_code == 404, address


def test_evidence_that_is_dated_wrongly_says_so_before_submission(draft, manager, client):
    services.save_rating(
        by=manager,
        assessment=draft,
        criterion="inclusion",
        level=2,
        justification="Oui.",
        evidence=[proof(TODAY + timedelta(days=1))],
        at=AT,
    )
    page = page_of(client.get(french("assessment", "O1", 2026)))
    assert escape(lack_in_french(Lack.FUTURE)) in page
