"""What was reported, in the editors’ desk."""

import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from courses.models import BlockReport
from courses.services import (
    enrol,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages
from tests.factories.organisms import OrganismFactory

from .steps import DAY, Kind, State, designer_of, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, designer):
    client.force_login(designer)
    return client


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_desk_says_what_was_reported_and_never_by_whom(
    desk, designer, learner, lesson, language
):
    designer.language = language
    designer.save()
    report = reported(learner, lesson, comment="Une remarque.")
    with translation.override(language):
        addresses = [
            reverse("courses_feedback:reports"),
            reverse("courses_feedback:reports-results"),
            reverse("courses_feedback:report", args=[report.pk]),
        ]
        wrong = str(Kind.WRONG.label)
    for address in addresses:
        page = desk.get(address)
        shown = page.content.decode()
        assert page.status_code == 200
        assert wrong in shown
        assert lesson.title in shown or report.excerpt in shown
        for told in ("Ondine", "Verlaine", learner.email, str(learner.public_id)):
            assert told not in shown


def test_what_has_waited_too_long_comes_first_then_the_oldest(desk, learner, lesson, now):
    ages = {"unclear": 3, "wrong": 45, "outdated": 20}
    for kind, days in ages.items():
        reported(learner, lesson, kind=kind, at=now - days * DAY)
    done = reported(learner, lesson, block=1, at=now - 90 * DAY)
    BlockReport.objects.filter(pk=done.pk).update(state=State.KEPT)
    page = desk.get(reverse("courses_feedback:reports"))
    rows = [(one.kind, one.state) for one in page.context["object_list"]]
    assert rows == [
        ("wrong", "open"),
        ("outdated", "open"),
        ("unclear", "open"),
        ("wrong", "kept"),
    ]
    assert page.context["late"] == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"wrong", "unclear"}),
        ({"kind": "unclear"}, {"unclear"}),
        ({"state": "kept"}, {"unclear"}),
        ({"age": "30"}, {"wrong"}),
        ({"path_key": "own"}, {"wrong", "unclear"}),
        ({"lesson": "other"}, set()),
    ],
)
def test_the_list_is_filtered(desk, learner, path, lesson, now, asked, found):
    reported(learner, lesson, kind=Kind.WRONG, at=now - 31 * DAY)
    unclear = reported(learner, lesson, kind=Kind.UNCLEAR, at=now)
    BlockReport.objects.filter(pk=unclear.pk).update(state=State.KEPT)
    values = {"own": path.key, "other": lesson_pages(path)[1].pk}
    asked = {name: values.get(value, value) for name, value in asked.items()}
    page = desk.get(reverse("courses_feedback:reports"), asked)
    assert {one.kind for one in page.context["object_list"]} == found


def test_exports_hold_no_formula_and_no_name(desk, learner, lesson):
    reported(learner, lesson, comment="=HYPERLINK(1)")
    address = reverse("courses_feedback:reports")
    text = b"".join(desk.get(address, {"export": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert "Verlaine" not in text
    assert learner.email not in text
    file = io.BytesIO(b"".join(desk.get(address, {"export": "xlsx"}).streaming_content))
    cells = [cell for row in load_workbook(file).active.iter_rows() for cell in row]
    told = [cell for cell in cells if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in told] == ["s"]


def test_a_designer_answers_in_the_desk(desk, learner, lesson):
    report = reported(learner, lesson)
    address = reverse("courses_feedback:report", args=[report.pk])
    refused = desk.post(address, {"state": "kept", "answer": ""})
    assert refused.status_code == 422
    assert desk.post(address, {"state": "kept", "answer": "C’est exact."}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.answer) == (State.KEPT, "C’est exact.")
    assert "C’est exact." in desk.get(address).content.decode()
    assert desk.post(address, {"state": "fixed"}).status_code == 422


def test_a_designer_of_another_organism_finds_nothing(client, learner, lesson, with_second_factor):
    report = reported(learner, lesson)
    stranger = designer_of(OrganismFactory())
    with_second_factor(stranger)
    client.force_login(stranger)
    page = client.get(reverse("courses_feedback:reports"))
    assert list(page.context["object_list"]) == []
    for name in ("report", "merge"):
        address = reverse(f"courses_feedback:{name}", args=[report.pk])
        assert client.post(address, {"state": "fixed"}).status_code == 404


def test_the_editor_says_which_passages_wait(desk, learner, path, lesson, now):
    editor = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert reverse("courses_feedback:reports") + "?lesson" not in desk.get(editor).content.decode()
    report = reported(learner, lesson)
    shown = desk.get(editor).content.decode()
    assert f"#block-{report.block_id}-section" in shown
    assert f"{reverse('courses_feedback:reports')}?lesson={lesson.pk}" in shown
    other = reverse("wagtailadmin_pages:edit", args=[lesson_pages(path)[1].pk])
    assert "-section" not in desk.get(other).content.decode().split('class="messages"')[-1][:3000]


def test_the_list_costs_the_same_for_many_reports(
    desk, learner, path, lesson, now, django_assert_max_num_queries
):
    for number in range(10):
        user = UserFactory()
        enrol(user=user, path_key=path.key, at=now)
        reported(user, lesson, block=number % 3)
    desk.get(reverse("courses_feedback:reports"))
    with django_assert_max_num_queries(22):
        desk.get(reverse("courses_feedback:reports"))


def test_the_first_page_of_the_desk_says_what_has_waited_too_long(desk, learner, lesson, now):
    home, late = reverse("wagtailadmin_home"), reverse("courses_feedback:reports") + "?state=open"
    reported(learner, lesson, at=now - 29 * DAY)
    assert late not in desk.get(home).content.decode()
    reported(learner, lesson, block=1, at=now - 31 * DAY)
    assert late in desk.get(home).content.decode()
