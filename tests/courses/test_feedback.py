"""A learner reports a passage, its authors answer, the learner is told."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.models import BlockReport, CoursePage, Enrolment, LessonPage, PathPage
from courses.policies import reports_visible_to
from courses.queries import answers_for, fixed_for, passages, reports_of
from courses.services import (
    AlreadyReported,
    answer_report,
    enrol,
    merge_reports,
    put_answer_away,
    report_passage,
    take_report_back,
)
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

pytestmark = pytest.mark.django_db
Kind, State = BlockReport.Kind, BlockReport.State
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def organism():
    return OrganismFactory()


@pytest.fixture
def path(organism):
    return make_path(questions=2, built_by=[organism])


@pytest.fixture
def lesson(path):
    # As the catalogue's own publishing does: the builders' desk opens on their path.
    for page in PathPage.objects.filter(translation_key=path.key):
        page.save_revision().publish()
    return lesson_pages(path)[0]


@pytest.fixture
def learner(lesson, path, now):
    user = UserFactory(first_name="Ondine", last_name="Verlaine")
    enrol(user=user, path_key=path.key, at=now)
    return user


def designer_of(organism):
    user = UserFactory()
    grant(user=user, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def designer(organism, lesson, with_second_factor):
    user = designer_of(organism)
    with_second_factor(user)
    return user


def reported(user, lesson, *, block=0, kind=Kind.WRONG, comment="", at=None):
    enrolment = Enrolment.objects.get(user=user)
    block_id = "" if block is None else passages(lesson)[block].block_id
    at = at or timezone.now()
    return report_passage(
        enrolment=enrolment, lesson=lesson, block_id=block_id, kind=kind, comment=comment, at=at
    )


def answered(by, report, state, answer="", at=None):
    return answer_report(
        by=by, report_id=report.pk, state=state, answer=answer, at=at or timezone.now()
    )


def published_again(lesson, **changes):
    page = LessonPage.objects.get(pk=lesson.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


# --- What a learner does ------------------------------------------------------
def form_of(lesson):
    return reverse("courses:report", args=[lesson.pk])


def test_a_learner_reports_a_passage_and_sees_it_on_a_page_of_their_own(client, learner, lesson):
    client.force_login(learner)
    assert form_of(lesson) in client.get(lesson.get_url()).content.decode()
    form = client.get(form_of(lesson)).content.decode()
    chosen = passages(lesson)[1]
    assert chosen.excerpt == "Que faites-vous ?"
    assert f'value="{chosen.block_id}"' in form
    sent = {"passage": chosen.block_id, "kind": "unclear", "comment": "  Quelle porte ?  "}
    page = client.post(form_of(lesson), sent, follow=True).content.decode()
    report = BlockReport.objects.get()
    assert (report.reporter, report.page, report.kind) == (learner, lesson, Kind.UNCLEAR)
    assert (report.block_id, report.excerpt) == (chosen.block_id, chosen.excerpt)
    assert (report.comment, report.state) == ("Quelle porte ?", State.OPEN)
    assert lesson.title in page
    assert "Quelle porte ?" in page


def test_the_form_says_nothing_of_the_answers_of_a_question(client, learner, lesson):
    client.force_login(learner)
    form = client.get(form_of(lesson)).content.decode()
    assert "Que faites-vous" in form
    assert "Option 0" not in form
    assert "Rétroaction" not in form
    assert "L’explication." not in form


def test_the_lesson_as_a_whole_is_reported_too(client, learner, lesson):
    client.force_login(learner)
    client.post(form_of(lesson), {"passage": "lesson", "kind": "outdated"})
    report = BlockReport.objects.get()
    assert report.is_whole_lesson
    assert report.excerpt == ""


@pytest.mark.parametrize(
    "change", [{"passage": "nothing"}, {"passage": ""}, {"kind": "rude"}, {"comment": "x" * 501}]
)
def test_what_is_wrong_in_the_form_is_said_and_the_comment_is_kept(client, learner, lesson, change):
    client.force_login(learner)
    sent = {"passage": "lesson", "kind": "wrong", "comment": "Un mot."} | change
    page = client.post(form_of(lesson), sent)
    assert page.status_code == 422
    assert sent["comment"] in page.content.decode()
    assert "error-summary" in page.content.decode()
    assert not BlockReport.objects.exists()


def test_who_does_not_follow_the_path_finds_neither_link_nor_form(client, lesson):
    assert form_of(lesson) not in client.get(lesson.get_url()).content.decode()
    client.force_login(UserFactory())
    assert form_of(lesson) not in client.get(lesson.get_url()).content.decode()
    assert client.get(form_of(lesson)).status_code == 404


def test_a_preview_offers_no_report(client, designer, lesson):
    client.force_login(designer)
    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])).content.decode()
    assert "lesson-body" in shown
    assert "lesson-report" not in shown


def test_the_same_form_sent_twice_is_one_report(learner, lesson, now):
    first = reported(learner, lesson, comment="Faux.", at=now)
    assert reported(learner, lesson, comment="Faux.", at=now) == first
    assert BlockReport.objects.count() == 1


def test_one_report_waits_for_each_passage_and_kind(learner, lesson):
    reported(learner, lesson)
    with pytest.raises(AlreadyReported):
        reported(learner, lesson, comment="Encore.")
    reported(learner, lesson, kind=Kind.UNCLEAR)
    reported(learner, lesson, block=1)
    assert BlockReport.objects.count() == 3


def test_an_answered_passage_can_be_reported_anew(learner, lesson, designer):
    answered(designer, reported(learner, lesson), State.KEPT, "C’est exact.")
    reported(learner, lesson)
    assert BlockReport.objects.count() == 2


def test_ten_reports_a_day_and_no_more(learner, lesson, now):
    template = reported(learner, lesson, at=now)
    BlockReport.objects.bulk_create(
        BlockReport(
            reporter=learner,
            path_key=template.path_key,
            lesson_key=template.lesson_key,
            language="fr",
            lesson_title="Autre",
            block_id=str(number),
            kind=Kind.WRONG,
            reported_at=now,
        )
        for number in range(9)
    )
    with pytest.raises(AcademyError, match="10"):
        reported(learner, lesson, block=1, at=now + DAY / 2)
    reported(learner, lesson, block=1, at=now + DAY)


def test_a_report_is_taken_back_until_it_is_answered(client, learner, lesson, designer):
    client.force_login(learner)
    report = reported(learner, lesson, comment="Un nom.")
    client.post(reverse("courses:take-back", args=[report.pk]))
    assert not BlockReport.objects.exists()
    report = reported(learner, lesson)
    answered(designer, report, State.KEPT, "C’est exact.")
    with pytest.raises(AcademyError):
        take_report_back(user=learner, report_id=report.pk)


def test_nobody_touches_the_report_of_somebody_else(client, learner, lesson, designer, now):
    report = reported(learner, lesson)
    other = UserFactory()
    client.force_login(other)
    for name in ("take-back", "put-away"):
        assert client.post(reverse(f"courses:{name}", args=[report.pk])).status_code == 404
    assert lesson.title not in client.get(reverse("courses:reports")).content.decode()
    with pytest.raises(NotFound):
        put_answer_away(user=learner, report_id=report.pk, at=now)


# --- What the authors answer, and when the learner is told ---------------------
def dashboard(client, user):
    client.force_login(user)
    return client.get(reverse("home:dashboard")).content.decode()


def test_a_fix_is_told_when_the_lesson_is_published(client, learner, lesson, designer, now):
    report = reported(learner, lesson, at=now)
    answered(designer, report, State.FIXED, "Le lien est neuf.")
    assert "Le lien est neuf." not in dashboard(client, learner)
    assert "Le lien est neuf." not in client.get(reverse("courses:reports")).content.decode()
    assert not fixed_for(learner, now - DAY).exists()
    page = published_again(lesson, summary="Corrigé.")
    report.refresh_from_db()
    assert report.fixed_in == page.live_revision
    assert fixed_for(learner, now - DAY).get() == report
    assert not fixed_for(learner, report.told_at + DAY).exists()
    told = dashboard(client, learner)
    assert "Le lien est neuf." in told
    assert f"#block-{report.block_id}" in told


def test_a_fix_that_was_published_before_is_told_at_once(learner, lesson, designer, now):
    report = reported(learner, lesson, at=now - DAY)
    page = published_again(lesson, summary="Corrigé.")
    report = answered(designer, report, State.FIXED, at=now)
    assert (report.told_at, report.fixed_in) == (now, page.live_revision)


def test_a_fix_waits_where_a_draft_waits(learner, lesson, designer, now):
    report = reported(learner, lesson, at=now - DAY)
    published_again(lesson, summary="Corrigé.")
    page = LessonPage.objects.get(pk=lesson.pk)
    page.summary = "Encore."
    page.save_revision()
    assert answered(designer, report, State.FIXED, at=now).awaits_publishing


def test_the_publishing_of_another_lesson_tells_nothing(learner, path, lesson, designer, now):
    report = answered(designer, reported(learner, lesson), State.FIXED)
    published_again(lesson_pages(path)[1], summary="Autre.")
    report.refresh_from_db()
    assert report.awaits_publishing


def test_a_reason_is_read_by_the_learner_and_put_away(client, learner, lesson, designer, now):
    report = reported(learner, lesson)
    answered(designer, report, State.KEPT, "La loi n’a pas changé.")
    assert "La loi n’a pas changé." in dashboard(client, learner)
    away = reverse("courses:put-away", args=[report.pk])
    home = reverse("home:dashboard")
    assert client.post(away, {"next": home}).headers["Location"] == home
    elsewhere = client.post(away, {"next": "https://ailleurs.example/"})
    assert elsewhere.headers["Location"] == reverse("courses:reports")
    assert "La loi n’a pas changé." not in dashboard(client, learner)
    assert "La loi n’a pas changé." in client.get(reverse("courses:reports")).content.decode()
    assert answers_for(learner) == []


def test_an_answer_without_its_reason_is_refused(learner, lesson, designer):
    report = reported(learner, lesson)
    with pytest.raises(AcademyError):
        answered(designer, report, State.KEPT, "  ")


def test_a_report_is_answered_once(learner, lesson, designer):
    report = reported(learner, lesson)
    answered(designer, report, State.KEPT, "Non.")
    with pytest.raises(AcademyError):
        answered(designer, report, State.FIXED)


def test_merged_reports_get_the_same_answer(learner, path, lesson, designer, now):
    other = UserFactory()
    enrol(user=other, path_key=path.key, at=now)
    first, second = reported(learner, lesson), reported(other, lesson, kind=Kind.UNCLEAR)
    elsewhere = reported(other, lesson, block=1)
    assert merge_reports(by=designer, report_id=first.pk, at=now) == 1
    with pytest.raises(AcademyError):
        answered(designer, second, State.KEPT, "Non.")
    answered(designer, first, State.KEPT, "Relisez.")
    assert [one.answer for one in answers_for(other)] == ["Relisez."]
    elsewhere.refresh_from_db()
    assert elsewhere.state == State.OPEN


def test_what_was_merged_into_a_report_that_is_taken_back_waits_by_itself(
    learner, path, lesson, designer, now
):
    other = UserFactory()
    enrol(user=other, path_key=path.key, at=now)
    first, second = reported(learner, lesson), reported(other, lesson)
    merge_reports(by=designer, report_id=first.pk, at=now)
    take_report_back(user=learner, report_id=first.pk)
    assert answered(designer, second, State.KEPT, "Non.").answer == "Non."


# --- Who sees what ------------------------------------------------------------
def test_the_designers_of_the_path_see_its_reports_and_no_others_do(learner, lesson, designer):
    report = reported(learner, lesson)
    stranger = designer_of(OrganismFactory())
    assert reports_visible_to(designer).get() == report
    assert reports_visible_to(SuperuserFactory()).get() == report
    for user in (stranger, learner):
        assert not reports_visible_to(user).exists()
        with pytest.raises(NotFound):
            answered(user, report, State.FIXED)
        with pytest.raises(NotFound):
            merge_reports(by=user, report_id=report.pk, at=timezone.now())


def test_a_report_outlives_its_block_and_its_lesson(learner, lesson, designer):
    report = reported(learner, lesson)
    excerpt = report.excerpt
    published_again(lesson, body=[lesson.body.raw_data[1]])
    LessonPage.objects.get(pk=lesson.pk).delete()
    report.refresh_from_db()
    assert (report.page, report.excerpt, report.lesson_title) == (None, excerpt, lesson.title)
    assert reports_visible_to(designer).get() == report
    assert not reports_visible_to(designer_of(OrganismFactory())).exists()
    assert answered(designer, report, State.KEPT, "La leçon n’existe plus.").is_told


def test_a_report_follows_its_lesson_to_another_path(learner, lesson, designer):
    report = reported(learner, lesson)
    other = OrganismFactory()
    path = make_path(languages=["fr"], built_by=[other])
    PathPage.objects.get(translation_key=path.key).save_revision().publish()
    course = CoursePage.objects.get(pk=lesson_pages(path)[0].get_parent().pk)
    LessonPage.objects.get(pk=lesson.pk).move(course, "last-child")
    report.refresh_from_db()
    assert report.path_key == path.key
    assert reports_visible_to(designer_of(other)).get() == report
    assert not reports_visible_to(type(designer).objects.get(pk=designer.pk)).exists()


def test_an_erased_account_leaves_neither_name_nor_comment(learner, lesson):
    report = reported(learner, lesson, comment="Je suis Ondine.")
    assert list(reports_of(learner)) == [report]
    learner.delete()
    report.refresh_from_db()
    assert (report.reporter, report.comment) == (None, "")
    assert report.excerpt


# --- In the desk --------------------------------------------------------------
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
