"""A learner reports a passage of a lesson, and takes it back."""

import pytest
from django.urls import reverse

from academy.core.errors import AcademyError, NotFound
from courses.models import BlockReport
from courses.queries import passages
from courses.services import (
    AlreadyReported,
    put_answer_away,
    take_report_back,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import text

from .steps import DAY, Kind, State, answered, form_of, published_again, reported

pytestmark = pytest.mark.django_db


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


def test_a_passage_begins_with_its_heading_and_ends_between_two_words(lesson):
    words = "<h3>Le titre</h3><p>Une phrase.</p><p>" + "longue " * 60 + "</p>"
    excerpt = passages(published_again(lesson, body=[text(words)]))[0].excerpt
    assert excerpt.startswith("Le titre. Une phrase. longue longue")
    assert excerpt.endswith("longue…")
    assert len(excerpt) <= 200
