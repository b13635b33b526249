"""The pages of reviewers, of comparisons and of the whole government."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from barometer.criteria import queries, services
from barometer.criteria.models import SecondRating
from barometer.criteria.services import DecisionDraft
from barometer.criteria.wording import too_few_peers
from courses.models import Theme, TrainingRequest, TrainingSubject
from courses.training_requests.studying import answer
from tests.factories.courses import make_path

from .conftest import (
    AT,
    french,
    new_organism,
    page_of,
    reviewed,
    said,
    submitted,
    with_role,
)

pytestmark = pytest.mark.django_db


def decisions(assessment, **changed):
    """What the form of a review sends: every level accepted, but for what is `changed`."""
    data = {}
    for key, level in queries.levels_of([assessment])[assessment.pk].items():
        data |= {f"{key}-decision": "accepted", f"{key}-level": level, f"{key}-reason": ""}
    return data | changed


def test_a_lead_reviews_in_several_times_and_the_organism_reads_it_at_the_end(
    grid, organism, manager, lead, client
):
    assessment = submitted(organism, manager)
    client.force_login(lead)
    address = french("review", assessment.public_id)
    assert address in page_of(client.get(french("reviews")))
    page = page_of(client.get(address))
    assert "Direction du numérique" in page
    partly = {"inclusion-decision": "returned", "inclusion-level": 2, "inclusion-reason": "Datez."}
    assert client.post(address, partly | {"keep": "yes"}).status_code == 302
    assert "Datez." in page_of(client.get(address))
    page = page_of(client.post(address, partly | {"finish": "yes"}), 422)
    assert 'href="#user-needs"' in page
    assert 'href="#inclusion"' not in page
    client.force_login(manager)
    assert "Datez." not in page_of(client.get(french("assessment", "O1", 2026)))
    client.force_login(lead)
    response = client.post(address, decisions(assessment) | partly | {"finish": "yes"})
    assert response.status_code == 302
    client.force_login(manager)
    page = page_of(client.get(french("assessment", "O1", 2026)))
    assert "Datez." in page
    assert said("Everything is ready.") not in page
    page = page_of(client.post(french("submit", "O1", 2026)), 422)
    summary = re.search(r'class="error-summary".*?</div>', page, re.DOTALL).group()
    assert (summary.count("<li>"), summary.count("O1/2026/criteria/inclusion/")) == (1, 1)
    page = page_of(client.get(french("criterion", "O1", 2026, "inclusion")))
    assert "Datez." in page
    assert "<textarea" in page


def test_a_decision_that_says_too_little_is_named_by_its_criterion(
    grid, organism, manager, lead, client
):
    assessment = submitted(organism, manager)
    client.force_login(lead)
    data = decisions(
        assessment,
        **{
            "inclusion-level": 1,
            "iteration-decision": "returned",
            "simplicity-decision": "",
            "simplicity-reason": "Alors?",
        },
    )
    page = page_of(client.post(french("review", assessment.public_id), data | {"keep": "y"}), 422)
    summary = re.search(r'class="error-summary".*?</div>', page, re.DOTALL).group()
    assert summary.count("<li>") == 3
    assert "Inclusion – " in summary
    assert "Alors?" in page
    assert not assessment.reviews.exists()


def test_a_second_rating_is_given_without_seeing_the_first(
    grid, organism, manager, lead, second_lead, client
):
    done = reviewed(organism, manager, lead, 4)
    key = queries.drawn(done)[0]
    address = french("rate-again", done.public_id, key)
    client.force_login(lead)
    assert address not in page_of(client.get(french("reviews")))
    assert client.get(address).status_code == 404
    client.force_login(second_lead)
    assert address in page_of(client.get(french("reviews")))
    page = page_of(client.get(address))
    form = page[page.index("criteria-form") : page.index("</form>", page.index("criteria-form"))]
    assert "checked" not in form
    assert "C’est ainsi." in form
    page_of(client.post(address, {}), 422)
    assert client.post(address, {"level": "3"}).status_code == 302
    assert SecondRating.objects.get().level == 3
    assert client.get(address).status_code == 404
    assert "criteria-answer" in page_of(client.get(french("agreement")))


def peers(grid, portfolio, lead, count, levels=2, people=150, prefix="N"):
    made = []
    for number in range(count):
        one = new_organism(f"{prefix}{number}", portfolio, people=people)
        made.append(reviewed(one, with_role(organism=one), lead, levels))
    return made


def csv_rows(response, delimiter=";"):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def test_peers_are_compared_from_eight_on_and_of_one_size(
    grid, organism, manager, portfolio, lead, client
):
    reviewed(organism, manager, lead, {"inclusion": 0, "iteration": 3})
    peers(grid, portfolio, lead, 7)
    peers(grid, portfolio, lead, 3, people=2000, prefix="G")
    client.force_login(manager)
    page = page_of(client.get(french("organism", "O1")))
    with translation.override("fr"):
        assert escape(too_few_peers(7, 2026)) in page
    assert client.get(french("organism-table", "O1", "peers")).status_code == 404
    peers(grid, portfolio, lead, 1, prefix="H")
    page = page_of(client.get(french("organism", "O1")))
    assert 'id="peers"' in page
    rows = csv_rows(client.get(french("organism-table", "O1", "peers")))
    by_title = {row[0]: row[1:] for row in rows}
    assert by_title["Inclusion"] == ["0", "2", "2", "2", "8"]
    picture = client.get(french("organism-picture", "O1", "peers", "light", 600))
    assert picture["Content-Type"] == "image/svg+xml"
    assert "Inclusion" in picture.content.decode()


def test_what_waits_for_review_is_no_peer(grid, organism, manager, portfolio, lead, client):
    reviewed(organism, manager, lead)
    peers(grid, portfolio, lead, 7)
    other = new_organism("W1", portfolio, people=150)
    submitted(other, with_role(organism=other))
    client.force_login(manager)
    assert 'id="peers"' not in page_of(client.get(french("organism", "O1")))


def test_gaps_lead_to_paths_or_to_a_request(grid, organism, manager, lead, client):
    levels = dict.fromkeys([one["key"] for one in grid.body["criteria"]], 3)
    reviewed(organism, manager, lead, levels | {"inclusion": 1, "open-standards": 2})
    path = make_path(title="Inclure", theme=Theme.objects.create(slug="inclusion"))
    client.force_login(manager)
    page = page_of(client.get(french("organism", "O1")))
    gaps = page[page.index('id="gaps"') :]
    assert gaps.index("Inclusion") < gaps.index("Normes ouvertes")
    assert path.texts["fr"]["url"] in gaps
    assert french("request-path", "O1", "inclusion") not in gaps
    address = french("request-path", "O1", "open-standards")
    assert address in gaps
    assert client.post(address).status_code == 302
    assert address not in page_of(client.get(french("organism", "O1")))
    assert TrainingRequest.objects.get().criterion == "open-standards"
    client.force_login(lead)
    assert "Régie O1" in page_of(client.get(french("organism", "O1")))
    assert client.post(address).status_code == 404


def test_a_gap_asks_for_training_as_organisms_do_and_is_answered_there(
    grid, organism, manager, lead, client
):
    asked = services.request_path(by=manager, organism=organism, criterion="open-standards", at=AT)
    designer = with_role(designer=True)
    client.force_login(designer)
    page = page_of(client.get(french("requests")))
    assert "Normes ouvertes" in page
    assert "Régie O1" in page
    assert f"/requests/{asked.pk}/" in page
    assert "training-requests/" in page
    client.force_login(lead)
    assert "Régie O1" in page_of(client.get(french("requests")))
    answer(
        by=designer,
        subject_id=asked.subject_id,
        state=TrainingSubject.State.DECLINED,
        reason="Une autre école l’enseigne.",
        last=None,
        at=AT,
    )
    assert "Régie O1" not in page_of(client.get(french("requests")))
    again = services.request_path(by=manager, organism=organism, criterion="open-standards", at=AT)
    assert again != asked


def test_the_government_sees_a_level_in_each_cell_and_what_is_not_reviewed(
    grid, organism, manager, portfolio, lead, client
):
    reviewed(organism, manager, lead, {"inclusion": 4})
    other = new_organism("O2", portfolio, people=50)
    submitted(other, with_role(organism=other), 1)
    client.force_login(lead)
    page = page_of(client.get(french("government")))
    table = re.search(r"<academy-heat-table.*?</academy-heat-table>", page, re.DOTALL).group()
    assert re.search(r">Régie O1<", table)
    assert re.search(r">Régie O2\*<", table)
    assert re.search(r'heat-9">\s*4\s*<', table)
    assert table.count("<td") == 36
    rows = csv_rows(client.get(french("government-table", "heat-map")))
    assert len(rows) == 37
    assert ["Régie O1", "Inclusion", "4", rows[1][3]] in rows
    svg = client.get(french("government-picture", "heat-map", "dark", 1150)).content.decode()
    assert "Régie O2*" in svg
    small = page_of(client.get(french("government") + "?size=0"))
    assert "Régie O1" not in re.search(r"<academy-heat-table.*?</academy-heat", small, re.S).group()


def test_only_equal_versions_of_the_grid_are_compared(
    grid, organism, manager, portfolio, lead, client
):
    reviewed(organism, manager, lead)
    newer = services.load_grid(
        body=grid.body | {"version": "2027-1"}, at=AT + timedelta(hours=1), by=None
    )[0]
    other = new_organism("O2", portfolio, people=150)
    reviewed(other, with_role(organism=other), lead)
    assert queries.standings(newer, 2026)[0].organism_id == other.pk
    client.force_login(lead)
    page = page_of(client.get(french("government")))
    assert "Régie O2" in page
    assert "Régie O1" not in re.search(r"<academy-heat-table.*?</academy-heat", page, re.S).group()
    assert "criteria-note" in page


def test_years_are_shown_side_by_side(grid, organism, manager, lead, client):
    last_year = AT.replace(year=2025)
    assessment = services.start_assessment(by=manager, organism=organism, year=2025, at=last_year)
    for key in queries.grid_in_use(assessment).keys:
        services.save_rating(
            by=manager,
            assessment=assessment,
            criterion=key,
            level=1,
            justification="Un peu.",
            evidence=[],
            at=last_year,
        )
    assessment = services.submit_assessment(by=manager, assessment=assessment, at=last_year)
    services.save_decisions(
        by=lead,
        assessment=assessment,
        decisions={key: DecisionDraft(1) for key in queries.grid_in_use(assessment).keys},
        at=last_year,
    )
    services.finish_review(by=lead, assessment=assessment, at=last_year)
    reviewed(organism, manager, lead, {"inclusion": 3})
    client.force_login(manager)
    rows = csv_rows(client.get(french("organism-table", "O1", "profile")))
    assert ["Inclusion", "2025", "1"] in rows
    assert ["Inclusion", "2026", "3"] in rows
    assert len(rows) == 37
    page = page_of(client.get(french("organism", "O1")))
    assert re.search(r"<th scope=\"row\">Inclusion</th><td class=\"number\">1</td>", page)


def test_the_grid_says_which_criteria_are_official_and_where_each_comes_from(grid, client):
    client.force_login(with_role(designer=True))
    page = page_of(client.get(french("grid")))
    assert page.count(f">{said('Official criterion')}<") == 4
    assert page.count(f">{said('Working grid')}<") == 14
    assert "n’est pas la grille officielle" in page
    assert page.count("https://www.gov.uk/service-manual/service-standard/") >= 14


def test_in_english_files_and_pages_are_in_english(grid, organism, manager, lead, client):
    reviewed(organism, manager, lead)
    client.force_login(manager)
    with translation.override("en"):
        page = page_of(client.get(reverse("barometer:criteria-organism", args=["O1"])))
        file = client.get(reverse("barometer:criteria-organism-table", args=["O1", "profile"]))
    assert "Security and privacy" in page
    assert "Sécurité" not in page
    assert csv_rows(file, ",")[0] == ["Criterion", "Year", "Level"]


def test_pages_cost_as_many_queries_whatever_the_number_of_organisms(grid, portfolio, lead, client):
    client.force_login(lead)

    def cost():
        client.get(french("government"))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(french("government"))
        return len(captured)

    peers(grid, portfolio, lead, 2)
    few = cost()
    peers(grid, portfolio, lead, 4, prefix="M")
    assert cost() == few


def test_without_a_grid_the_pages_say_so(organism, manager, lead, client):
    client.force_login(manager)
    assert french("start", "O1") not in page_of(client.get(french("organism", "O1")))
    assert "load_grid" in page_of(client.get(french("grid")))
    client.force_login(lead)
    for name in ("government", "agreement", "reviews", "requests"):
        assert client.get(french(name)).status_code == 200


def _levels_told(client, key, title):
    """Return the levels of a criterion of O1 that files tell, and whether pages tell one."""
    profile = csv_rows(client.get(french("organism-table", "O1", "profile")))
    levels = [row[2] for row in profile if row[:2] == [title, "2026"]]
    for name, args in (("government", []), ("portfolio", ["P1"])):
        cells = csv_rows(client.get(french(f"{name}-table", *args, "heat-map")))
        levels += [row[2] for row in cells if row[:2] == ["Régie O1", title]]
    table = page_of(client.get(french("assessment", "O1", 2026)))
    line = table[table.index(f"{escape(title)}</a></th>") :].partition("</tr>")[0]
    page = page_of(client.get(french("criterion", "O1", 2026, key)))
    return levels, "4 – " in line or "niveau 4" in line, ">4 – " in page


def test_no_page_or_file_tells_a_second_rater_the_first_level(
    grid, organism, manager, lead, second_lead, client
):
    done = reviewed(organism, manager, lead, 4)
    key = queries.drawn(done)[0]
    title = queries.grid_in_use(done).criterion(key).title
    client.force_login(second_lead)
    assert _levels_told(client, key, title) == (["", "", ""], False, False)
    notice = said(
        "Some levels are not shown to you: you may rate these criteria a second time, without "
        "knowing the first level."
    )
    for name, args in (("organism", ["O1"]), ("portfolio", ["P1"]), ("government", [])):
        assert notice in page_of(client.get(french(name, *args)))
    services.rate_again(by=second_lead, assessment=done, criterion=key, level=1, at=AT)
    assert _levels_told(client, key, title) == (["4", "4", "4"], True, True)
    for user in (lead, manager):
        client.force_login(user)
        assert notice not in page_of(client.get(french("organism", "O1")))


def test_quartiles_of_peers_leave_out_what_a_second_rater_may_not_know(
    grid, organism, manager, portfolio, lead, second_lead, client
):
    made = peers(grid, portfolio, lead, 8)
    reviewed(organism, manager, lead)
    key = queries.drawn(made[0])[0]
    title = queries.grid_in_use(made[0]).criterion(key).title
    address = french("organism-table", "O1", "peers")
    client.force_login(manager)
    (row,) = (row for row in csv_rows(client.get(address)) if row[0] == title)
    assert row[2:] == ["2", "2", "2", "8"]
    client.force_login(second_lead)
    (row,) = (row for row in csv_rows(client.get(address)) if row[0] == title)
    assert row[2:] == ["", "", "", ""]
