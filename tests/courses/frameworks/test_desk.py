"""Choosing entries, saying what a lesson serves, and reading what is covered, through HTTP."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.models import CoursePage, LessonPage, PathPage
from courses.services import refresh_path
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db

OBJECTIVE = "55555555-5555-4555-8555-555555555551"


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def path(organism):
    """A path whose course names two entries; the first of its two lessons serves the objective."""
    path = make_path(questions=2, built_by=[organism])
    for course in CoursePage.objects.filter(translation_key=path.outline["courses"][0]["key"]):
        course.objectives = course._meta.get_field("objectives").stream_block.to_python(
            [
                {
                    "type": "objective",
                    "id": OBJECTIVE,
                    "value": {"text": "=Lire", "frameworks": ["digcomp:4.2", "nice:K0675"]},
                }
            ]
        )
        course.save()
    for language in ("fr", "en"):
        lesson = lesson_pages(path, language)[0]
        lesson.objectives = [OBJECTIVE]
        lesson.save()
    refresh_path(key=path.key, at=timezone.now())
    for page in PathPage.objects.filter(translation_key=path.key):
        page.save_revision().publish()
    return path


@pytest.fixture
def designer(path, organism, client, with_second_factor):
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    with_second_factor(user)
    client.force_login(user)
    return user


def rows_of_csv(client, **filters):
    reply = client.get(reverse("courses_frameworks:coverage"), filters | {"export": "csv"})
    return list(csv.reader(io.StringIO(b"".join(reply.streaming_content).decode())))


def test_the_report_says_what_is_taught_asked_and_missing(designer, path, client):
    page = client.get(reverse("courses_frameworks:coverage"), {"framework": "digcomp"})
    rows = {row.code: row for row in page.context["object_list"]}
    assert (rows["4.2"].state, rows["4.2"].questions) == ("asked", 2)
    assert rows["3.4"].state == "gap"
    assert {row.framework_id for row in rows.values()} == {"digcomp"}
    # The second lesson asks questions, and serves nothing.
    assert [one.text for one in page.context["unserved"]] == [lesson_pages(path)[1].title]
    assert page.context["unasked"] == []


def test_what_others_build_is_named_without_a_link_that_would_be_refused(designer, path, client):
    theirs = make_path(questions=1, languages=["fr"], built_by=[OrganismFactory()])
    html = client.get(reverse("courses_frameworks:coverage")).content.decode()
    for lesson, may in ((lesson_pages(path)[1], True), (lesson_pages(theirs)[0], False)):
        assert lesson.title in html
        address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
        assert (f'href="{address}"' in html) is may
    for page in PathPage.objects.filter(locale__language_code="fr"):
        address = reverse("wagtailadmin_explore", args=[page.pk])
        assert (f'href="{address}"' in html) is (page.translation_key == path.key)


def test_gaps_alone_can_be_asked_for(designer, path, client):
    rows = rows_of_csv(client, framework="digcomp", state="gap")
    codes = [row[1] for row in rows[1:]]
    assert "3.4" in codes
    assert "4.2" not in codes


def test_files_have_a_column_for_each_path_and_run_no_formula(designer, path, client):
    PathPage.objects.filter(translation_key=path.key).update(title="=cmd()")
    refresh_path(key=path.key, at=timezone.now())
    head, *rows = rows_of_csv(client, framework="nice")
    assert len(head) == 7
    found = next(row for row in rows if row[1] == "K0675")
    assert found[4:] == ["1", "2", "2"]
    reply = client.get(reverse("courses_frameworks:coverage"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(reply.streaming_content))).active
    assert head[6] == sheet.cell(1, 7).value == "'=cmd()"
    assert sheet.cell(1, 7).data_type == "s"


def test_an_entry_is_chosen_by_code_or_words(designer, client):
    choose = reverse("framework_entry_chooser:choose_results")
    assert "DigComp 4.2" in client.get(choose, {"q": "4.2"}).content.decode()
    found = client.get(choose, {"q": "supply", "framework": "nice"}).content.decode()
    assert "NF-COM-011" in found
    assert "DigComp" not in found.split("</form>")[-1]
    chosen = client.get(reverse("framework_entry_chooser:chosen", args=["digcomp_3A4.2"]))
    result = json.loads(chosen.content)["result"]
    assert result["id"] == "digcomp:4.2"
    assert "4.2" in result["title"]
    modal = client.get(reverse("framework_entry_chooser:choose"))
    assert json.loads(modal.content)["step"] == "choose"


def test_the_editor_offers_a_lesson_the_objectives_of_its_course(designer, path, client):
    lesson = lesson_pages(path)[1]
    form = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).context["form"]
    assert form.fields["objectives"].choices == [(OBJECTIVE, "=Lire")]
    sent = nested_form_data(
        {
            "title": lesson.title,
            "slug": lesson.slug,
            "summary": lesson.summary,
            "duration_minutes": 5,
            "body": streamfield([("rich_text", rich_text("<p>Un texte.</p>"))]),
            "comments": inline_formset([]),
        }
    )
    sent["objectives"] = [OBJECTIVE]
    reply = client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), sent)
    assert reply.status_code == 302
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert draft.objectives == [OBJECTIVE]


def test_the_editor_of_a_course_shows_its_entries_by_name(designer, path, client):
    course = CoursePage.objects.get(
        translation_key=path.outline["courses"][0]["key"], locale__language_code="fr"
    )
    page = client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert "DigComp 4.2" in page
    assert reverse("framework_entry_chooser:choose") in page


def test_an_entry_that_nobody_knows_is_refused_in_the_editor(designer):
    block = CoursePage._meta.get_field("objectives").stream_block.child_blocks["objective"]
    value = block.to_python({"text": "Lire", "frameworks": ["digcomp:9.9"]})
    with pytest.raises(Exception, match="Validation error") as refused:
        block.clean(value)
    assert "frameworks" in refused.value.block_errors


def test_the_page_of_a_path_says_what_it_works_on(path, client):
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="en")
    shown = client.get(page.get_url()).content.decode()
    assert "This path works on:" in shown
    assert "DigComp 4.2, Protecting personal data and privacy" in shown
    assert "NICE K0675" in shown


def test_the_page_of_a_path_that_names_nothing_says_nothing_of_it(client):
    page = PathPage.objects.get(translation_key=make_path().key, locale__language_code="en")
    assert "This path works on:" not in client.get(page.get_url()).content.decode()
