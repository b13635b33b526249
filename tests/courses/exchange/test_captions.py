"""Captions of packages: read strictly, asked for in each language, told where they are doubtful."""

import pytest

from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.models import AcademyMedia, LessonPage
from tests.factories.courses import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
VIDEO_ID = "44444444-4444-4444-8444-000000000060"
WHOLE = b"WEBVTT\n\n00:00.000 --> 00:05.500\nBonjour\n"


@pytest.fixture
def packaged(catalogues, draft):
    """Return a function that writes a path with a video of six seconds, with these captions."""
    value = {"title": "Un appel", "video": "media/appel.mp4", "transcript": "<p>A</p>"}
    draft.in_both(
        lambda lesson: lesson["body"].append({"type": "video", "id": VIDEO_ID, "value": value})
    )

    def write(**captions):
        for name in [name for name in draft.files if name.endswith(".vtt")]:
            del draft.files[name]
        names = {language: f"media/appel.{language}.vtt" for language in captions}
        draft.files |= {names[language]: content for language, content in captions.items()}
        medium = {"title": "Un appel", "credit": "", "licence": "", "seconds": 6, "captions": names}
        draft.files |= {
            "media/appel.mp4": b"not really a film",
            "media.json": {"media/appel.mp4": medium},
        }
        return draft.write()

    return write


def refused(source, **options):
    with pytest.raises(Refused) as caught:
        import_path(source=source, at=AT, **options)
    return {(problem.file, problem.element): problem.rule for problem in caught.value.problems}


def test_a_package_whose_video_has_no_captions_in_a_language_is_not_published(packaged):
    problems = refused(packaged(fr=WHOLE))
    ((place, rule),) = problems.items()
    assert place == ("courses/cours/premiere.en.json", "body › 5 › video")
    assert "The video “Un appel” has no captions in English" in rule
    assert not LessonPage.objects.exists()


def test_it_may_wait_as_a_draft(packaged):
    import_path(source=packaged(fr=WHOLE), at=AT, publish=False)
    assert LessonPage.objects.count() == 4
    assert not LessonPage.objects.live().exists()


def test_captions_that_break_the_format_are_refused_by_file_cue_and_line(packaged):
    problems = refused(packaged(fr=WHOLE, en=b"WEBVTT\n\n00:00,000 --> 00:05,000\nA\n"))
    assert list(problems) == [("media/appel.en.vtt", "")]
    assert "Line 3 of the captions (cue 1)" in problems["media/appel.en.vtt", ""]


def test_doubtful_captions_are_noted(packaged):
    report = import_path(source=packaged(fr=WHOLE, en=WHOLE.replace(b"05.5", b"01.5")), at=AT)
    (note,) = report.notes
    assert "“Un appel” cover less than half of it" in note
    report = import_path(source=packaged(fr=WHOLE, en=WHOLE.replace(b"05.5", b"09.5")), at=AT)
    assert any("go on after its end" in note for note in report.notes)


def test_captions_that_were_mended_come_with_the_same_video(packaged):
    source = packaged(fr=WHOLE, en=WHOLE)
    import_path(source=source, at=AT)
    assert import_path(source=source, at=AT).is_unchanged
    import_path(source=packaged(fr=WHOLE, en=WHOLE.replace(b"Bonjour", b"Good day")), at=AT)
    for language, words in (("fr", "Bonjour"), ("en", "Good day")):
        lesson = LessonPage.objects.get(locale__language_code=language, title=f"Leçon 0 {language}")
        (cue,) = lesson.body[4].value["video"].cues_in("en")
        assert cue.text == "Good day", words
    assert AcademyMedia.objects.count() == 2
