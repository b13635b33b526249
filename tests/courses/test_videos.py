"""Videos of lessons: what is said beside them, where one left them, and captions at every door."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction, ReferenceIndex, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.models import AcademyMedia, LessonPage, VideoPosition
from courses.services import enrol, mark_video_position
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.courses import (
    AT,
    CoursePageFactory,
    LessonPageFactory,
    block,
    choice_question,
    publish_path,
    text,
)
from tests.factories.media import CAPTIONS, make_video

pytestmark = pytest.mark.django_db
TWO_CUES = (
    "WEBVTT\n\n00:00.000 --> 00:03.000\nBonjour, ici l’aide.\n\n"
    "00:03.000 --> 00:06.000\n<v Ana>Qui êtes-vous ?\n"
).encode()


def video_block(video, transcript="<p>Une voix dit bonjour.</p>"):
    return block("video", {"title": "Un appel", "video": video.pk, "transcript": transcript})


def lesson_with(*blocks, **fields):
    lesson = LessonPageFactory(parent=CoursePageFactory(), body=list(blocks), **fields)
    publish_path(lesson.get_parent().get_parent().specific)
    return lesson


def without_captions(language="fr"):
    other = {"fr": "en", "en": "fr"}[language]
    return make_video(captions=(other,))


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def enrolled(user, lesson):
    path = lesson.get_parent().get_parent()
    return enrol(user=user, path_key=path.translation_key, at=AT)


def section_of(client, lesson):
    html = client.get(lesson.get_url()).content.decode()
    return html.split('<section class="video"')[1].split("</section>")[0], html


# --- What is said ----------------------------------------------------------
def test_what_is_said_is_shown_with_its_times(client):
    lesson = lesson_with(video_block(make_video(content=TWO_CUES)))
    section, _html = section_of(client, lesson)
    cues = re.findall(r'data-start="([\d.]+)">(.*?)</li>', section)
    plain = [(start, re.sub(r"<[^>]+>", "", words)) for start, words in cues]
    assert plain == [
        ("0.000", "0:00 Bonjour, ici l’aide."),
        ("3.000", "0:03 Ana: Qui êtes-vous\xa0?".replace("\xa0", " ")),
    ]
    # Without a script, what the authors wrote is the text to read.
    assert '<div class="video-said" hidden>' in section
    assert "Une voix dit bonjour." in section


def test_cues_are_those_of_the_lesson_whatever_the_interface(client):
    video = make_video(content=TWO_CUES)
    video.captions_en.save(
        "en.vtt", ContentFile(b"WEBVTT\n\n00:00.000 --> 00:06.000\nGood morning\n")
    )
    section, _html = section_of(client, lesson_with(video_block(video)))
    assert "Bonjour, ici" in section
    assert "Good morning" not in section


def test_captions_that_were_never_readable_leave_the_video_and_its_text(client):
    video = make_video()
    lesson = lesson_with(video_block(video))
    AcademyMedia.objects.filter(pk=video.pk).update(
        captions_fr=make_video(content=b"WEBVTT\n\n00:01,000 --> x\nA\n").captions_fr.name
    )
    section, _html = section_of(client, lesson)
    assert "video-cue" not in section
    assert "Une voix dit bonjour." in section


def test_the_transcript_is_taken_away_as_text(client):
    html = "<h3>L’appel</h3><p>Une voix &amp; un <b>bruit</b>.</p><ul><li>Fin</li></ul>"
    page = video_block(make_video(content=TWO_CUES), html)
    lesson = lesson_with(page)
    address = reverse("courses:transcript", args=[lesson.pk, page["id"]])
    assert f'href="{address}"' in section_of(client, lesson)[0]
    answer = client.get(address)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="un-appel.fr.txt"'
    assert answer.content.decode() == (
        "Un appel\n\n0:00  Bonjour, ici l’aide.\n0:03  Ana: Qui êtes-vous ?\n"
        "\nL’appel\nUne voix & un bruit.\nFin\n"
    )


def test_a_transcript_is_for_who_may_open_its_lesson(client):
    page, other = video_block(make_video()), text()
    lesson = lesson_with(page, other)
    assert (
        client.get(reverse("courses:transcript", args=[lesson.pk, other["id"]])).status_code == 404
    )
    address = reverse("courses:transcript", args=[lesson.pk, page["id"]])
    PageViewRestriction.objects.create(page=lesson, restriction_type="login")
    assert client.get(address).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code == 200
    lesson.unpublish()
    assert client.get(address).status_code == 404


# --- Where one left it -----------------------------------------------------
def test_a_place_in_a_video_is_kept_for_any_device_and_forgotten_at_its_end(client, learner):
    page = video_block(make_video())
    lesson = lesson_with(page)
    enrolled(learner, lesson)
    address = reverse("courses:video_position", args=[lesson.pk, page["id"]])
    for seconds in ("12", "3"):
        assert client.post(address, {"seconds": seconds}).status_code == 204
    (row,) = VideoPosition.objects.all()
    assert (row.seconds, row.lesson_key, row.enrolment.user) == (3, lesson.translation_key, learner)
    _section, html = section_of(client, lesson)
    assert f'data-video-position="{address}" data-watched-to="3"' in html
    assert client.post(address, {"seconds": "0"}).status_code == 204
    assert not VideoPosition.objects.exists()


@pytest.mark.parametrize("seconds", ["", "-1", "1.5", "٣", "nan", "9999999"])
def test_what_is_no_place_in_a_video_is_refused(client, learner, seconds):
    page = video_block(make_video())
    lesson = lesson_with(page)
    enrolled(learner, lesson)
    address = reverse("courses:video_position", args=[lesson.pk, page["id"]])
    assert client.post(address, {"seconds": seconds}).status_code == 400
    assert not VideoPosition.objects.exists()


def test_places_are_kept_in_ones_own_videos_alone(client, learner):
    page, other = video_block(make_video()), text()
    lesson = lesson_with(page, other)
    address = reverse("courses:video_position", args=[lesson.pk, page["id"]])
    assert client.post(address, {"seconds": "3"}).status_code == 404
    enrolled(learner, lesson)
    foreign = reverse("courses:video_position", args=[lesson.pk, other["id"]])
    assert client.post(foreign, {"seconds": "3"}).status_code == 404
    assert client.get(address).status_code == 405
    mark_video_position(
        enrolment=enrolled(UserFactory(), lesson),
        lesson_key=lesson.translation_key,
        block_id=page["id"],
        seconds=5,
        at=AT,
    )
    assert 'data-watched-to="0"' in section_of(client, lesson)[1]


def test_a_place_past_a_day_is_a_day(learner):
    lesson = lesson_with(page := video_block(make_video()))
    mark_video_position(
        enrolment=enrolled(learner, lesson),
        lesson_key=lesson.translation_key,
        block_id=page["id"],
        seconds=999_999,
        at=AT,
    )
    assert VideoPosition.objects.get().seconds == 86_400


def test_who_read_and_never_played_finishes_the_lesson_as_who_watched(client, learner):
    lesson = lesson_with(video_block(make_video()))
    enrolment = enrolled(learner, lesson)
    client.get(lesson.get_url())
    client.post(reverse("courses:complete", args=[lesson.pk]))
    assert enrolment.lessons.get(lesson_key=lesson.translation_key).completed_at is not None
    assert not VideoPosition.objects.exists()


def test_a_lesson_without_video_asks_for_no_places(client, learner):
    lesson = lesson_with(text(), choice_question())
    enrolled(learner, lesson)
    assert "data-video-position" not in client.get(lesson.get_url()).content.decode()


# --- Captions at every door ------------------------------------------------
NAMED = "The video “Un appel” has no captions in French, so this lesson can’t be published."


def said(answer):
    html = answer.content.decode().replace("&#x27;", "'")
    return html.replace("\\u201c", "“").replace("\\u201d", "”").replace("\\u2019", "’")


def form_of(page, video, **fields):
    value = {
        "title": "Un appel",
        "video": str(video.pk),
        "transcript": rich_text("<p>Une voix dit bonjour.</p>"),
    }
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "duration_minutes": "5",
            "body": streamfield([("video", value)]),
            "comments": inline_formset([]),
            **fields,
        }
    )


@pytest.fixture
def designer(client):
    client.force_login(made := SuperuserFactory(language="en"))
    return made


def test_the_editor_refuses_to_publish_and_names_the_video(client, designer):
    lesson = lesson_with(text())
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    answer = client.post(address, form_of(lesson, without_captions(), **{"action-publish": "1"}))
    assert answer.status_code == 200
    assert NAMED in said(answer)
    lesson.refresh_from_db()
    assert [one.block_type for one in lesson.body] == ["rich_text"]


def test_the_editor_keeps_a_draft_that_waits_for_its_captions(client, designer):
    lesson = lesson_with(text())
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    answer = client.post(address, form_of(lesson, without_captions()))
    assert answer.status_code == 302
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert [one.block_type for one in draft.body] == ["video"]


def test_no_review_is_asked_of_a_lesson_without_captions(client, designer):
    lesson = lesson_with(text())
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    answer = client.post(address, form_of(lesson, without_captions(), **{"action-submit": "1"}))
    assert NAMED in said(answer)


@pytest.mark.usefixtures("in_english")
def test_captions_in_the_language_of_the_lesson_are_those_that_count():
    english = lesson_with(text())
    english.locale = Locale.objects.get_or_create(language_code="en")[0]
    english.body = [("video", {"title": "A", "video": without_captions("en"), "transcript": ""})]
    with pytest.raises(ValidationError, match="no captions in English"):
        english.publish(english.save_revision())
    english.body = [("video", {"title": "A", "video": without_captions("fr"), "transcript": ""})]
    english.publish(english.save_revision())


def draft_without_captions(**fields):
    lesson = lesson_with(text())
    lesson.body = [
        ("video", {"title": "Un appel", "video": without_captions(), "transcript": "<p>A</p>"})
    ]
    for name, value in fields.items():
        setattr(lesson, name, value)
    return lesson, lesson.save_revision()


@pytest.mark.usefixtures("in_english")
def test_no_command_or_address_publishes_it():
    lesson, revision = draft_without_captions()
    with pytest.raises(ValidationError, match=NAMED):
        Revision.objects.get(pk=revision.pk).publish()
    lesson.refresh_from_db()
    assert [one.block_type for one in lesson.body] == ["rich_text"]


def test_publishing_is_not_scheduled_for_it_either():
    _lesson, revision = draft_without_captions(go_live_at=timezone.now() + timedelta(days=1))
    with pytest.raises(ValidationError):
        revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_at_its_hour_it_waits_for_its_captions_and_holds_nobody_up(caplog):
    lesson, revision = draft_without_captions()
    other = lesson_with(text())
    other.title = "Un autre titre"
    next_one = other.save_revision()
    past = datetime(2026, 1, 1, tzinfo=UTC)
    for number, one in enumerate((revision, next_one)):
        one.approved_go_live_at = past + timedelta(minutes=number)
        one.save()
    call_command("publish_scheduled", stdout=StringIO())
    lesson.refresh_from_db()
    other.refresh_from_db()
    assert [one.block_type for one in lesson.body] == ["rich_text"]
    assert other.title == "Un autre titre"
    assert "Un appel" in caplog.text
    video = AcademyMedia.objects.get()
    video.captions_fr.save("fr.vtt", ContentFile(CAPTIONS))
    call_command("publish_scheduled", stdout=StringIO())
    lesson.refresh_from_db()
    assert [one.block_type for one in lesson.body] == ["video"]


@pytest.mark.parametrize("below", [False, True])
def test_publishing_several_pages_at_once_is_refused(client, designer, below):
    lesson, _revision = draft_without_captions()
    if below:
        LessonPage.objects.filter(pk=lesson.pk).update(live=False)
    chosen = lesson.get_parent() if below else lesson
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(
        f"{address}?id={chosen.pk}", {"include_descendants": "on"} if below else {}, follow=True
    )
    assert NAMED in said(answer)
    lesson.refresh_from_db()
    assert [one.block_type for one in lesson.body] == ["rich_text"]


@pytest.mark.usefixtures("in_english")
def test_captions_that_cannot_be_read_are_none():
    video = make_video(content=b"WEBVTT\n\n00:01,000 --> 00:02,000\nA\n")
    lesson = lesson_with(text())
    lesson.body = [("video", {"title": "A", "video": video, "transcript": "<p>A</p>"})]
    with pytest.raises(ValidationError, match=r"can’t be read.*Line 3 of the captions \(cue 1\)"):
        lesson.save_revision().publish()


# --- The media of the academy ----------------------------------------------
def media_form(video, **fields):
    return {
        "title": video.title,
        "collection": video.collection_id,
        "duration": video.duration,
        "tags": "",
        **fields,
    }


def test_captions_that_are_no_captions_are_refused_by_line(client, designer):
    video = make_video()
    bad = ContentFile(b"WEBVTT\n\n00:02.000 --> 00:01.000\nA\n", name="fr.vtt")
    address = reverse("wagtailmedia:edit", args=[video.pk])
    answer = client.post(address, media_form(video, captions_fr=bad))
    assert "Line 3 of the captions (cue 1): This cue ends before it starts." in said(answer)


def test_captions_that_learners_read_are_not_taken_away(client, designer):
    video = make_video()
    lesson = lesson_with(video_block(video))
    ReferenceIndex.create_or_update_for_object(lesson)
    address = reverse("wagtailmedia:edit", args=[video.pk])
    answer = client.post(address, media_form(video, **{"captions_fr-clear": "on"}))
    assert f"The published lesson “{lesson.title}” shows this video" in said(answer)
    # No lesson needs them in English.
    answer = client.post(address, media_form(video, **{"captions_en-clear": "on"}))
    assert answer.status_code == 302
    video.refresh_from_db()
    assert (bool(video.captions_fr), bool(video.captions_en)) == (True, False)


@pytest.mark.parametrize(
    ("duration", "words"),
    [(2, "go on after its end"), (60, "cover less than half of it"), (6, ""), (0, "")],
)
def test_doubtful_captions_are_told_in_the_editor(client, designer, duration, words):
    lesson = lesson_with(video_block(make_video(duration=duration)))
    answer = said(client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])))
    assert ("The captions of the video “Un appel”" in answer) == bool(words)
    assert words in answer
