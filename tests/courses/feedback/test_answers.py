"""Authors answer, the learner is told; who sees what, and what lasts."""

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.core.errors import AcademyError, NotFound
from courses.models import CoursePage, LessonPage, PathPage
from courses.policies import reports_visible_to
from courses.queries import fixed_for, reports_of, unread_answers
from courses.services import (
    enrol,
    merge_reports,
    take_report_back,
)
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

from .steps import DAY, Kind, State, answered, designer_of, published_again, reported

pytestmark = pytest.mark.django_db


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
    assert not unread_answers(learner).exists()


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
    assert [one.answer for one in unread_answers(other)] == ["Relisez."]
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
