"""Answering, skipping, changing and taking back; versions; what a person's record has of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from academy.accounts.record.parts import every_part
from academy.core.errors import AcademyError, NotFound
from academy.lrs.models import Statement
from courses.models import (
    Enrolment,
    LessonProgress,
    Moment,
    PathPage,
    Survey,
    SurveyResponse,
    SurveyVersion,
)
from courses.surveys import services
from courses.surveys.queries import CHANGE_WITHIN, offer
from tests.factories.accounts import UserFactory
from tests.factories.courses import block, make_path
from tests.factories.organisms import MembershipFactory

from .asking import AT, ONE, OPTIONS, SCALE, SEVERAL, WORDS, attached, make_survey, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def path():
    made = make_path()
    attached(made, make_survey())
    return made


@pytest.fixture
def learner():
    return UserFactory(language="en")


def finished(user, path):
    return Enrolment.objects.create(user=user, path_key=path.key, enrolled_at=AT, completed_at=AT)


def test_answers_are_kept_once_in_the_order_of_the_question(path, learner):
    post = MembershipFactory(user=learner)
    said(learner, path, scale="2", several=[OPTIONS[2], OPTIONS[0]], words="  Good.  ", one="")
    said(learner, path, scale="3")
    kept = SurveyResponse.objects.get()
    assert kept.answers == {SCALE: "3"}
    assert kept.organism == post.organism
    said(learner, path, several=[OPTIONS[2], OPTIONS[0]], words="  Good.  ", one=OPTIONS[1])
    kept.refresh_from_db()
    assert kept.answers == {
        ONE: OPTIONS[1],
        SEVERAL: [OPTIONS[0], OPTIONS[2]],
        WORDS: "Good.",
    }


def test_no_statement_is_made_of_an_opinion(path, learner):
    before = Statement.objects.count()
    said(learner, path, scale="2")
    assert Statement.objects.count() == before


@pytest.mark.parametrize("answers", [{}, {"words": "  "}, {"several": []}])
def test_saying_nothing_is_told(path, learner, answers):
    with pytest.raises(AcademyError, match="Answer one question at least"):
        said(learner, path, **answers)


@pytest.mark.parametrize("answers", [{"scale": "6"}, {"one": "x"}, {"several": ["x"]}])
def test_an_option_that_is_no_more_is_told(path, learner, answers):
    with pytest.raises(AcademyError, match="has changed meanwhile"):
        said(learner, path, **answers)
    assert not SurveyResponse.objects.exists()


def test_answers_keep_the_version_that_they_answer(path, learner):
    said(learner, path, scale="2")
    said(UserFactory(), path, scale="2")
    assert SurveyVersion.objects.get().number == 1
    survey = Survey.objects.get()
    survey.questions = [*survey.questions.raw_data, block("words", {"fr": "Et ?", "en": "And?"})]
    survey.save()
    other = said(UserFactory(), path, scale="4")
    assert (other.version.number, len(other.version.questions)) == (2, 5)
    assert SurveyResponse.objects.order_by("pk").first().version.number == 1


def test_a_survey_that_is_deleted_leaves_what_was_answered(path, learner):
    said(learner, path, scale="2")
    Survey.objects.get().delete()
    assert SurveyResponse.objects.get().version.questions[0]["id"] == SCALE
    assert offer(learner.pk, path.key, Moment.BEFORE, "en", AT) is None


def test_before_is_over_once_a_lesson_is_finished(path, learner):
    said(learner, path, scale="2")
    enrolment = Enrolment.objects.create(user=learner, path_key=path.key, enrolled_at=AT)
    lesson = path.outline["courses"][0]["lessons"][0]["key"]
    said(learner, path, scale="3")
    LessonProgress.objects.create(enrolment=enrolment, lesson_key=lesson, completed_at=AT)
    with pytest.raises(AcademyError, match="You have finished a lesson"):
        said(learner, path, scale="4")
    assert SurveyResponse.objects.get().answers == {SCALE: "3"}


def test_after_begins_when_the_path_is_completed_and_may_be_changed_for_thirty_days(path, learner):
    with pytest.raises(AcademyError):
        said(learner, path, Moment.AFTER, scale="4")
    finished(learner, path)
    said(learner, path, Moment.AFTER, scale="4")
    said(learner, path, Moment.AFTER, scale="5", at=AT + CHANGE_WITHIN - timedelta(seconds=1))
    with pytest.raises(AcademyError, match="thirty days"):
        said(learner, path, Moment.AFTER, scale="1", at=AT + CHANGE_WITHIN)
    assert SurveyResponse.objects.get().answers == {SCALE: "5"}


def test_a_path_without_a_survey_offers_none(learner):
    with pytest.raises(NotFound):
        said(learner, make_path(), scale="1")


def test_one_survey_published_in_one_language_counts_for_the_others():
    made = make_path()
    survey = make_survey()
    french = PathPage.objects.get(translation_key=made.key, locale__language_code="fr")
    french.survey_before = survey
    french.save_revision().publish()
    english = PathPage.objects.get(translation_key=made.key, locale__language_code="en")
    assert english.survey_before == survey
    assert english.survey_after is None


# --- In the browser ---------------------------------------------------------


def at(name, path, moment="before"):
    return reverse(f"courses:{name}-{moment}", args=[path.key])


def page_of(path):
    return path.texts["en"]["url"]


def test_the_page_of_the_path_offers_it_until_it_is_skipped(client, path, learner):
    client.force_login(learner)
    assert at("survey", path) in client.get(page_of(path)).content.decode()
    assert client.post(at("skip-survey", path)).status_code == 302
    assert at("survey", path) not in client.get(page_of(path)).content.decode()
    # Whoever changes their mind still finds it.
    shown = client.get(at("survey", path)).content.decode()
    assert "What is kept, and who sees it" in shown
    assert "Thank you for helping." in shown


def test_it_is_answered_changed_and_taken_back(client, path, learner):
    client.force_login(learner)
    nothing = client.post(at("survey", path), {})
    assert nothing.status_code == 422
    assert "Answer one question at least" in nothing.content.decode()
    gone = client.post(at("survey", path), {f"q-{SCALE}": "2", f"q-{WORDS}": "Well."})
    assert gone.url == page_of(path)
    assert "You have answered. Thank you." in client.get(page_of(path)).content.decode()
    shown = client.get(at("survey", path)).content.decode()
    assert "Well." in shown
    assert "Take my answers back" in shown
    assert client.post(at("take-survey-back", path)).status_code == 302
    assert not SurveyResponse.objects.exists()
    assert client.post(at("take-survey-back", path)).status_code == 404


def test_after_is_not_there_before_the_path_is_completed(client, path, learner):
    client.force_login(learner)
    assert client.get(at("survey", path, "after")).status_code == 404
    finished(learner, path)
    assert at("survey", path, "after") in client.get(page_of(path)).content.decode()
    assert client.get(at("survey", path, "after")).status_code == 200
    assert client.get(at("survey", path, "before")).status_code == 404


def test_words_that_are_too_long_are_told_and_not_lost(client, path, learner):
    client.force_login(learner)
    shown = client.post(at("survey", path), {f"q-{WORDS}": "x" * 501, f"q-{SCALE}": "4"})
    assert shown.status_code == 422
    assert "x" * 501 in shown.content.decode()


# --- One's own record --------------------------------------------------------


def part(name):
    return next(one for one in every_part() if one.name == name)


def test_the_record_tells_what_one_answered(path, learner):
    said(learner, path, scale="2", several=[OPTIONS[0], OPTIONS[1]], words="Good.")
    rows = [tuple(row) for row in part("courses.surveys").rows(learner, "en")]
    told = {row[3]: row[4] for row in rows}
    assert told == {
        "Are you at ease?": "2",
        "What?": "Choice A; Choice B",
        "A word?": "Good.",
    }


def test_answers_go_with_the_account(path, learner):
    said(learner, path, scale="2")
    learner.delete()
    assert not SurveyResponse.objects.exists()


def test_two_options_that_say_the_same_are_refused():
    survey = make_survey()
    stream = survey.questions.stream_block
    raw = survey.questions.raw_data
    raw[1]["value"]["options"][1]["value"] = raw[1]["value"]["options"][0]["value"]
    with pytest.raises(ValidationError):
        stream.clean(stream.to_python(list(raw)))


def test_services_refuse_to_skip_what_is_not_offered(learner):
    with pytest.raises(NotFound):
        services.skip(
            user=learner,
            path_key=make_path().key,
            moment=Moment.BEFORE,
            language="en",
            at=AT,
        )
