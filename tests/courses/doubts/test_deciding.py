"""A doubtful question is found at night, told to its designers once, and decided with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from academy.accounts.models import AuditEntry, Delivery
from academy.core import recurring
from academy.lrs.queries import statements_of_registrations
from academy.organisms.models import Role
from academy.organisms.services.roles import grant
from courses.doubts.finding import find_doubts
from courses.doubts.queries import worded
from courses.models import LessonPage, QuestionDoubt, QuestionLook
from courses.queries.doubts import Resting, resting_on_doubts
from courses.services import complete_lesson, enrol
from courses.statements import PASSED
from tests.courses.asking import words
from tests.courses.doubts.worker import measure_again
from tests.courses.items.test_desk import answered, course, designer, organism, path  # noqa: F401
from tests.courses.recognition.conftest import answer, right, wrong
from tests.courses.test_versions import begin, do, own
from tests.factories.accounts import UserFactory
from tests.factories.banks import doubt_about, make_bank
from tests.factories.courses import lesson_pages

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def doubt(path, designer):  # noqa: F811
    """The first question of the first lesson, that works backwards."""
    answered(path, lesson_pages(path)[0], 120, wrong_first=110, finished=False)
    assert find_doubts(at=timezone.now()) == 1
    return QuestionDoubt.objects.get()


def address(name, *args):
    with translation.override("en"):
        return reverse(f"courses_items:{name}", args=args)


def decide(client, doubt, decision, reason="Le corrigé est faux."):
    return client.post(address("doubt", doubt.pk), {"decision": decision, "reason": reason})


def rewrite(lesson, block, prompt):
    """Publish a lesson in which a question says `prompt`."""
    body = list(lesson.body.get_prep_value())
    next(one for one in body if one["id"] == block)["value"]["prompt"] = prompt
    lesson.body = lesson.body.stream_block.to_python(body)
    lesson.save_revision().publish()


def ask(doubt, language, prompt):
    """Have the question of a doubt say `prompt` in one language."""
    lesson = LessonPage.objects.get(translation_key=doubt.place, locale__language_code=language)
    rewrite(lesson, str(doubt.question), prompt)


def aside(client, doubt):
    reply = decide(client, doubt, "set_aside")
    assert reply.status_code == 302, words(reply)
    measure_again()
    doubt.refresh_from_db()


# --- Found and told -----------------------------------------------------------
def test_it_is_found_once_and_its_designers_are_told_once(doubt, designer, path):  # noqa: F811
    lesson = lesson_pages(path)[0]
    assert doubt.place == lesson.translation_key
    assert str(doubt.question) == next(iter(lesson.question_blocks))
    assert (doubt.path_key, doubt.flags) == (path.key, ["backwards"])
    (message,) = mail.outbox
    assert message.to == [designer.email]
    assert doubt.prompt in message.body
    assert "/doubts/" in message.body
    delivery = Delivery.objects.get(user=designer)
    assert (delivery.kind, delivery.state) == ("courses.doubts", Delivery.State.SENT)
    assert find_doubts(at=timezone.now() + DAY) == 0
    assert len(mail.outbox) == 1
    assert QuestionDoubt.objects.count() == 1


def test_a_mail_that_is_refused_leaves_the_next_night(path, designer, monkeypatch):  # noqa: F811
    answered(path, lesson_pages(path)[0], 120, wrong_first=110)

    def away(*_args, **_kwargs):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", away)
        find_doubts(at=timezone.now())
    assert not mail.outbox
    find_doubts(at=timezone.now() + DAY)
    assert len(mail.outbox) == 1


def test_the_worker_looks_every_night():
    assert recurring.work("courses.doubts").rhythm is recurring.Rhythm.DAILY


def test_good_questions_are_not_found(path, designer):  # noqa: F811
    answered(path, lesson_pages(path)[0], 120)
    assert find_doubts(at=timezone.now()) == 0
    assert not mail.outbox


# --- Decided ---------------------------------------------------------------------
def test_the_desk_lists_it_says_why_and_takes_a_decision(client, doubt, designer):  # noqa: F811
    assert doubt.prompt in words(client.get(address("doubts")))
    page = words(client.get(address("doubt", doubt.pk)))
    assert "Those who know more get it wrong more often." in page
    assert decide(client, doubt, "keep", "Elle départage bien les experts.").status_code == 302
    doubt.refresh_from_db()
    assert (doubt.decision, doubt.decided_by) == ("keep", designer)
    entry = AuditEntry.objects.get(action="question.doubt_decided")
    assert entry.result == "keep"
    listed = words(client.get(address("doubts")))
    assert "Elle départage bien les experts." in listed
    assert "No question waits." in listed
    # Kept for this reason, it is not found again for it.
    assert find_doubts(at=timezone.now() + DAY) == 0


def test_each_designer_reads_the_question_in_their_language(client, doubt, designer):  # noqa: F811
    ask(doubt, "en", "What do you do?")
    ask(doubt, "fr", "Que faire?")
    assert doubt.prompt == "Que faites-vous ?"
    for language, prompt in (("en", "What do you do?"), ("fr", "Que faire?")):
        designer.language = language
        designer.save()
        for name in (["doubts"], ["doubt", doubt.pk]):
            page = words(client.get(address(*name)))
            assert prompt in page
            assert doubt.prompt not in page
    LessonPage.objects.get(translation_key=doubt.place, locale__language_code="fr").unpublish()
    assert doubt.prompt in words(client.get(address("doubts")))


def test_designers_of_each_language_are_told_in_it(path, organism, designer):  # noqa: F811
    lesson = lesson_pages(path)[0]
    answered(path, lesson, 120, wrong_first=110, finished=False)
    block = next(iter(lesson.question_blocks))
    rewrite(lesson_pages(path, "en")[0], block, "What do you do?")
    other = UserFactory(language="fr")
    grant(user=other, role=Role.DESIGNER, organism=organism, at=timezone.now(), by=None)
    find_doubts(at=timezone.now())
    said = {message.to[0]: message.body for message in mail.outbox}
    assert "- What do you do?" in said[designer.email]
    assert "- Que faites-vous ?" in said[other.email]


def test_a_question_of_a_bank_is_read_in_the_language_of_the_designer():
    bank = make_bank(questions={"phishing": 1})
    doubt = doubt_about(bank, at=timezone.now())
    french, english = bank.questions.order_by("locale__language_code", "pk").reverse()
    english.body[0].value["prompt"] = "Who wrote this?"
    english.save_revision().publish()
    assert worded([doubt], "en") == [(doubt, "Who wrote this?")]
    assert worded([doubt], "fr") == [(doubt, french.prompt)]
    english.unpublish()
    assert worded([doubt], "en") == [(doubt, doubt.prompt)]


def test_the_list_costs_no_more_with_more_doubts(client, doubt, designer, path):  # noqa: F811
    lesson = lesson_pages(path)[0]

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("doubts")).status_code == 200
        return len(queries)

    cost()
    before = cost()
    assert before <= 40
    for number in range(20):
        QuestionDoubt.objects.create(
            place=lesson.translation_key,
            question=uuid4(),
            path_key=path.key,
            prompt=f"Et {number} ?",
            digest="0" * 64,
            flags=["backwards"],
            found_at=timezone.now(),
            decision="keep" if number % 2 else "",
            decided_at=timezone.now() if number % 2 else None,
            decided_by=UserFactory() if number % 2 else None,
        )
    # The first that is decided has those that are read.
    assert cost() <= before + 1


def test_a_night_costs_no_more_with_more_answers(path, designer):  # noqa: F811
    def cost():
        with CaptureQueriesContext(connection) as queries:
            find_doubts(at=timezone.now())
        return len(queries)

    lesson = lesson_pages(path)[0]
    answered(path, lesson, 100)
    cost()
    before = cost()
    answered(path, lesson, 60)
    # It isn't time yet: what was read is not looked at.
    assert cost() == before
    assert set(QuestionLook.objects.values_list("answers", flat=True)) == {100}
    answered(path, lesson, 100)
    # One more keeps the looks.
    assert cost() <= before + 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"decision": "keep", "reason": "  "}, "Say why, in a sentence"),
        ({"reason": "Parce que."}, "Choose what becomes of the question."),
        ({"decision": "correct", "reason": "Fait."}, "says what it said when it was found"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(client, doubt, said, sentence):
    reply = client.post(address("doubt", doubt.pk), said)
    assert reply.status_code == 422
    assert sentence in words(reply)
    if said["reason"].strip():
        assert said["reason"] in reply.content.decode()
    doubt.refresh_from_db()
    assert doubt.is_open


def test_corrected_counts_once_it_says_something_else_and_judges_anew(
    client,
    doubt,
    path,  # noqa: F811
):
    for lesson in LessonPage.objects.filter(translation_key=doubt.place):
        rewrite(lesson, str(doubt.question), "Quoi ?")
    assert decide(client, doubt, "correct").status_code == 302
    # What was answered before says nothing of it any more, and no look at it does.
    assert not QuestionLook.objects.filter(question=doubt.question).exists()
    assert find_doubts(at=timezone.now() + DAY) == 0
    assert resting_on_doubts() == {}


def test_who_may_not_edit_the_lesson_finds_nothing(client, doubt, with_second_factor):
    stranger = UserFactory()
    client.force_login(stranger)
    assert client.get(address("doubt", doubt.pk)).status_code in (302, 404)
    assert decide(client, doubt, "keep").status_code in (302, 404)
    doubt.refresh_from_db()
    assert doubt.is_open


# --- Set aside --------------------------------------------------------------------
def learner_of(path, *, first, others):  # noqa: F811
    """Somebody who has done the first lesson: its first question right or not, the others too."""
    user = UserFactory()
    enrol(user=user, path_key=path.key, at=timezone.now() - DAY)
    lesson = lesson_pages(path)[0]
    begin(user, lesson, timezone.now() - DAY)
    for place, block in enumerate(lesson.question_blocks.values()):
        is_right = first if place == 0 else others
        chosen = (right if is_right else wrong)(block)
        answer(own(user), lesson, block, chosen, timezone.now() - DAY)
    return user


def score(user):
    return own(user).courses.get().best_score


def test_set_aside_it_counts_in_no_mark_from_then_on(client, doubt, path):  # noqa: F811
    before = learner_of(path, first=False, others=True)
    assert score(before) == pytest.approx(2 / 6)
    aside(client, doubt)
    path.refresh_from_db()
    lesson = path.outline["courses"][0]["lessons"][0]
    assert str(doubt.question) not in lesson["questions"]
    assert list(lesson["set_aside"]) == [str(doubt.question)]
    assert score(before) == pytest.approx(2 / 5)
    # Whoever answers it from now on gains nothing, and needn't.
    after = UserFactory()
    enrol(user=after, path_key=path.key, at=timezone.now())
    done = do(after, lesson_pages(path)[0], at=timezone.now(), skip={0})
    assert done.lessons.get().completed_at
    assert score(after) == pytest.approx(2 / 5)


def test_nobody_loses_what_it_had_brought(client, doubt, path):  # noqa: F811
    right_alone = learner_of(path, first=True, others=False)
    assert score(right_alone) == pytest.approx(1 / 6)
    aside(client, doubt)
    assert score(right_alone) == pytest.approx(1 / 6)


def test_who_has_passed_has_passed(client, doubt, path):  # noqa: F811
    user = UserFactory()
    enrol(user=user, path_key=path.key, at=timezone.now() - DAY)
    for lesson in lesson_pages(path):
        done = do(user, lesson, at=timezone.now() - DAY)
    assert done.passed_at
    aside(client, doubt)
    assert own(user).passed_at == done.passed_at
    certificate = own(user).certificates.get()
    assert certificate.withdrawn_at is None


def test_who_lacked_it_alone_passes_and_the_academy_tells_it(client, doubt, path):  # noqa: F811
    """Five of six are right: below 0.9. Without the doubtful one, all are."""
    for lesson in lesson_pages(path):
        course_page = lesson.get_parent().specific
        course_page.mastery_score = "0.90"
        course_page.save_revision().publish()
    first, second = lesson_pages(path)
    user = learner_of(path, first=False, others=True)
    complete_lesson(
        enrolment=own(user),
        lesson=first,
        course_key=first.get_parent().specific.translation_key,
        at=timezone.now() - DAY,
    )
    do(user, second, at=timezone.now() - DAY)
    assert own(user).passed_at is None
    aside(client, doubt)
    assert own(user).passed_at is not None
    told = statements_of_registrations([own(user).registration], verbs=[PASSED])
    assert any(str(path.key) in one.object_id for one in told)


def test_it_may_be_counted_again_and_takes_nothing_from_who_had_passed(
    client,
    doubt,
    path,  # noqa: F811
):
    aside(client, doubt)
    assert decide(client, doubt, "keep", "À tort.").status_code == 302
    path.refresh_from_db()
    lesson = path.outline["courses"][0]["lessons"][0]
    assert str(doubt.question) in lesson["questions"]
    assert "set_aside" not in lesson


def test_the_lesson_says_that_it_counts_for_nothing(client, doubt, path):  # noqa: F811
    aside(client, doubt)
    user = UserFactory(language="fr")
    enrol(user=user, path_key=path.key, at=timezone.now())
    client.force_login(user)
    page = client.get(lesson_pages(path, "en")[0].url).content.decode()
    assert "The next question is set aside" in page


# --- What the barometer rests on ---------------------------------------------------
def test_what_rests_on_it_is_counted_until_it_is_decided(client, doubt, path):  # noqa: F811
    assert resting_on_doubts() == {path.key: Resting(1, 6)}
    decide(client, doubt, "keep")
    assert resting_on_doubts() == {}
