"""A renewal asks again, deletes nothing, and a new certificate follows the former one."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from academy.core.errors import AcademyError, NotFound
from academy.lrs import projector
from academy.lrs.models import ReaderFailure, Statement
from academy.lrs.services import own_authority, void_statement
from barometer.models import PathFact
from courses.models import (
    Answer,
    Certificate,
    Enrolment,
    PublishedPath,
    RecheckAnswer,
    Renewal,
)
from courses.queries import certificate_view, own_certificates
from courses.reminders.queries import known_of, published
from courses.services import revoke_certificate, start_renewal
from courses.statements import ANSWERED, PASSED
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import MembershipFactory, RoleGrantFactory

from .conftest import DAY, answer, follow, right, wrong

pytestmark = pytest.mark.django_db
# Its pass ends on September 14, 2028.
SOON = datetime(2028, 7, 3, 15, tzinfo=UTC)


def answer_again(enrolment, path, at, choose=right):
    minute = 0
    for lesson in lesson_pages(path):
        for block in lesson.question_blocks.values():
            minute += 1
            answer(enrolment, lesson, block, choose(block), at + timedelta(minutes=minute))


def states(day):
    return [
        certificate_view(one, "fr", day).state
        for one in Certificate.objects.select_related("path").order_by("pk")
    ]


def test_a_new_certificate_follows_the_former_and_both_are_kept(passed, learner, path):
    before = list(Answer.objects.values_list("pk", flat=True))
    start_renewal(user=learner, code=passed.code, at=SOON)
    assert Certificate.objects.count() == 1
    answer_again(passed.enrolment, path, SOON)
    former, new = Certificate.objects.order_by("pk")
    assert new.follows == former
    assert states(SOON.date()) == ["renewed", "valid"]
    assert new.passed_at == SOON + timedelta(minutes=4)
    assert new.ends_on == date(2030, 7, 3)
    assert former.code != new.code
    assert former.data == passed.data
    # Attempts are append-only: the first ones are there, the path stays passed since then.
    assert set(before) < set(Answer.objects.values_list("pk", flat=True))
    assert Enrolment.objects.get().passed_at == passed.passed_at
    mine = own_certificates(learner, "fr", SOON.date())
    assert [one.code for one in mine] == [new.code, former.code]


def test_the_barometer_knows_that_the_pass_holds_longer(learner, path):
    MembershipFactory(user=learner)
    enrolment = follow(learner, path)
    projector.catch_up(at=SOON)
    assert PathFact.objects.get().valid_until == date(2028, 9, 14)
    start_renewal(user=learner, code=Certificate.objects.get().code, at=SOON)
    answer_again(enrolment, path, SOON)
    projector.catch_up(at=SOON + timedelta(days=1))
    assert PathFact.objects.get().valid_until == date(2030, 7, 3)
    told = Statement.objects.filter(verb=PASSED, object_id__contains="/path/")
    assert [one.timestamp for one in told.order_by("timestamp")] == [
        enrolment.passed_at,
        SOON + timedelta(minutes=4),
    ]
    assert not ReaderFailure.objects.exists()


def test_the_weekly_mail_knows_that_the_pass_holds_longer(passed, learner, path):
    def end():
        known = known_of([learner.pk], SOON.date(), published())
        return known[learner.pk].ways[0].ends_on

    before = end()
    assert before < date(2028, 10, 1)
    start_renewal(user=learner, code=passed.code, at=SOON)
    answer_again(passed.enrolment, path, SOON)
    assert end() == date(2030, 7, 3)
    revoke = Certificate.objects.order_by("pk").last()
    Certificate.objects.filter(pk=revoke.pk).update(withdrawn_at=SOON, withdrawal="revoked")
    assert end() == before


def test_wrong_answers_renew_nothing_and_right_ones_still_do(passed, learner, path):
    start_renewal(user=learner, code=passed.code, at=SOON)
    answer_again(passed.enrolment, path, SOON, choose=wrong)
    assert states(SOON.date()) == ["valid"]
    answer_again(passed.enrolment, path, SOON + timedelta(days=1))
    assert states(SOON.date()) == ["renewed", "valid"]


def test_wrong_answers_of_just_before_are_asked_again(passed, learner, path):
    answer_again(passed.enrolment, path, SOON - timedelta(hours=1), choose=wrong)
    renewal = start_renewal(user=learner, code=passed.code, at=SOON)
    assert len(renewal.asked) == 4
    lesson = lesson_pages(path)[0]
    for block in lesson.question_blocks.values():
        answer(passed.enrolment, lesson, block, right(block), SOON + timedelta(minutes=1))
    assert states(SOON.date()) == ["valid"]


def test_an_expired_certificate_is_renewed_too(passed, learner, path):
    late = datetime(2031, 1, 6, 15, tzinfo=UTC)
    start_renewal(user=learner, code=passed.code, at=late)
    answer_again(passed.enrolment, path, late)
    assert states(late.date()) == ["renewed", "valid"]


def keep_fresh(enrolment, lesson):
    """Questions of the week about a lesson, answered right the day before."""
    for block in lesson.question_blocks:
        RecheckAnswer.objects.create(
            statement_id=uuid4(),
            enrolment=enrolment,
            lesson_key=lesson.translation_key,
            block_id=block,
            at=SOON - timedelta(days=1),
            scaled=1.0,
            success=True,
            at_random=False,
        )


def test_only_what_was_likely_forgotten_is_asked_again(passed, learner, path):
    fresh, forgotten = lesson_pages(path)
    keep_fresh(passed.enrolment, fresh)
    renewal = start_renewal(user=learner, code=passed.code, at=SOON)
    assert renewal.asked == [
        [str(forgotten.translation_key), block] for block in forgotten.question_blocks
    ]
    for block in forgotten.question_blocks.values():
        answer(passed.enrolment, forgotten, block, right(block), SOON + timedelta(minutes=1))
    assert states(SOON.date()) == ["renewed", "valid"]


def test_who_has_forgotten_nothing_is_asked_nothing(passed, learner, path):
    for lesson in lesson_pages(path):
        keep_fresh(passed.enrolment, lesson)
    start_renewal(user=learner, code=passed.code, at=SOON)
    assert states(SOON.date()) == ["renewed", "valid"]
    new = Certificate.objects.order_by("pk").last()
    assert certificate_view(new, "fr", SOON.date()).is_genuine
    assert certificate_view(new, "fr", SOON.date()).percent is None


def test_who_has_forgotten_nothing_is_told_so(client, passed, learner, path, time_machine):
    for lesson in lesson_pages(path):
        keep_fresh(passed.enrolment, lesson)
    time_machine.move_to(SOON, tick=False)
    client.force_login(learner)
    with translation.override("en"):
        start = reverse("courses:renew_certificate", args=[passed.code])
    page = client.post(start, follow=True).content.decode()
    assert "Your certificate is renewed" in page
    assert Certificate.objects.order_by("pk").last().code in page


def test_starting_twice_is_starting_once(passed, learner):
    first = start_renewal(user=learner, code=passed.code, at=SOON)
    assert start_renewal(user=learner, code=passed.code, at=SOON + timedelta(days=1)) == first
    assert Renewal.objects.count() == 1


def test_what_needs_no_renewal_or_counts_no_more_is_not_renewed(passed, learner, path):
    with pytest.raises(AcademyError, match="needs no renewal"), translation.override("en"):
        start_renewal(user=learner, code=passed.code, at=DAY + timedelta(days=30))
    with pytest.raises(NotFound):
        start_renewal(user=UserFactory(), code=passed.code, at=SOON)
    PublishedPath.objects.update(is_live=False)
    with pytest.raises(AcademyError, match="not published"), translation.override("en"):
        start_renewal(user=learner, code=passed.code, at=SOON)
    PublishedPath.objects.update(is_live=True)
    revoke_certificate(
        code=passed.code,
        reason="Une fraude.",
        by=RoleGrantFactory(administrator=True).user,
        at=SOON,
    )
    with pytest.raises(AcademyError, match="counts no more"), translation.override("en"):
        start_renewal(user=learner, code=passed.code, at=SOON)
    assert not Renewal.objects.exists()


def test_a_certificate_that_is_revoked_meanwhile_is_not_renewed(passed, learner, path):
    start_renewal(user=learner, code=passed.code, at=SOON)
    revoke_certificate(
        code=passed.code,
        reason="Une fraude.",
        by=RoleGrantFactory(administrator=True).user,
        at=SOON,
    )
    answer_again(passed.enrolment, path, SOON)
    assert states(SOON.date()) == ["revoked"]
    assert Renewal.objects.get().certificate is None


def test_a_path_that_asks_nothing_is_renewed_by_asking(learner):
    path = make_path(lessons=1, questions=0, valid_months=12)
    enrolment = follow(learner, path)
    at = datetime(2027, 8, 2, 15, tzinfo=UTC)
    start_renewal(user=learner, code=Certificate.objects.get().code, at=at)
    assert states(at.date()) == ["renewed", "valid"]
    assert Certificate.objects.order_by("pk").last().enrolment == enrolment


def test_voided_answers_take_a_renewal_back_and_the_former_counts_again(passed, learner, path):
    start_renewal(user=learner, code=passed.code, at=SOON)
    answer_again(passed.enrolment, path, SOON)
    for one in Statement.objects.filter(verb=ANSWERED, timestamp__gte=SOON):
        void_statement(statement_id=one.statement_id, authority=own_authority(), at=SOON)
    assert states(SOON.date()) == ["valid", "voided"]
    passes = Statement.objects.filter(verb=PASSED, object_id__contains="/path/")
    voided = Statement.objects.filter(verb__endswith="/voided").values_list("object_id", flat=True)
    standing = [one for one in passes if str(one.statement_id) not in set(voided)]
    assert [one.timestamp for one in standing] == [passed.passed_at]


def test_voided_first_answers_leave_the_renewal(passed, learner, path):
    start_renewal(user=learner, code=passed.code, at=SOON)
    answer_again(passed.enrolment, path, SOON)
    for one in Statement.objects.filter(verb=ANSWERED, timestamp__lt=SOON):
        void_statement(statement_id=one.statement_id, authority=own_authority(), at=SOON)
    assert states(SOON.date()) == ["voided", "valid"]


# --- On the page -----------------------------------------------------------------
def test_one_starts_and_follows_a_renewal_on_the_page(client, passed, learner, path, time_machine):
    with translation.override("en"):
        page = reverse("courses:own_certificate", args=[passed.code])
        start = reverse("courses:renew_certificate", args=[passed.code])
    time_machine.move_to(DAY + timedelta(days=3), tick=False)
    client.force_login(learner)
    assert "Start the renewal" not in client.get(page).content.decode()

    time_machine.move_to(SOON, tick=False)
    client.force_login(learner)
    assert "Start the renewal" in client.get(page).content.decode()
    said = client.post(start, follow=True).content.decode()
    assert "Renewal under way" in said
    assert "2 questions to answer again" in said
    lesson = lesson_pages(path, "en")[0]
    first, block = next(iter(lesson.question_blocks.items()))
    assert f"{lesson.get_url()}#block-{first}" in said
    answer(passed.enrolment, lesson, block, right(block), SOON + timedelta(minutes=1))
    assert "1 question to answer again" in client.get(page).content.decode()

    answer_again(passed.enrolment, path, SOON)
    with translation.override("en"):
        newest = client.get(reverse("courses:certificate", args=[path.key]))
    assert Certificate.objects.order_by("pk").last().code in newest.url
    assert "This certificate was renewed" in client.get(page).content.decode()
