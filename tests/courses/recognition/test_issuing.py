"""A certificate follows each passing, says what was true that day, and is never deleted."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from academy.accounts.models import AuditEntry, User
from academy.core.codes import code_in, new_code
from academy.core.errors import AcademyError, NotFound
from academy.lrs import projector
from academy.lrs.models import Statement
from academy.lrs.services import own_authority, void_statement
from academy.organisms.models import Organism
from courses.models import (
    Certificate,
    CertifiedPath,
    Enrolment,
    PathPage,
    PublishedPath,
    Withdrawal,
)
from courses.queries import certificate_view, find_certificate
from courses.recognition import content, signing
from courses.services import (
    issue_missing_certificates,
    refresh_path,
    revoke_certificate,
    signing_keys,
)
from courses.statements import ANSWERED, PASSED
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages
from tests.factories.organisms import RoleGrantFactory

from .conftest import DAY, answer, follow, right, wrong

pytestmark = pytest.mark.django_db
TODAY = DAY.date()


def view(certificate, language="fr", today=TODAY):
    certificate = Certificate.objects.select_related("path").get(pk=certificate.pk)
    return certificate_view(certificate, language, today)


def void(statement_id):
    void_statement(statement_id=statement_id, authority=own_authority(), at=DAY + timedelta(days=9))


def test_who_passes_has_a_certificate_that_says_who_what_and_until_when(passed, learner):
    seen = view(passed)
    assert (seen.state, seen.is_genuine, seen.counts) == ("valid", True, True)
    assert seen.name == "Maude Lévesque-Roy"
    assert (seen.title, seen.percent) == ("Reconnaître l’hameçonnage", 100)
    assert (seen.passed_on, seen.last_day) == (date(2026, 9, 14), date(2028, 9, 13))
    assert seen.builders == ["Agence du numérique", "Ministère des Rives"]
    assert view(passed, "en").builders == ["Digital Agency", "Ministry of Shores"]
    assert seen.text["objectives"] == ["Reconnaître un message trompeur."]
    assert [course.mastery_percent for course in seen.courses] == [80]
    assert learner.email not in passed.data
    assert str(learner.public_id) not in passed.data


def test_it_is_issued_in_the_transaction_of_the_passing(learner, path):
    class Broken(Exception):
        """Ends the transaction."""

    def fail():
        with transaction.atomic():
            follow(learner, path)
            assert Certificate.objects.count() == 1
            raise Broken

    with pytest.raises(Broken):
        fail()
    assert not Certificate.objects.exists()


def test_who_finishes_without_passing_has_none_until_the_answers_are_right(learner, path):
    enrolment = follow(learner, path, choose=wrong)
    assert enrolment.completed_at is not None
    assert not Certificate.objects.exists()
    for lesson in lesson_pages(path):
        for block in lesson.question_blocks.values():
            answer(enrolment, lesson, block, right(block), DAY + timedelta(hours=1))
    assert Certificate.objects.get().passed_at == DAY + timedelta(hours=1)


def test_marks_won_later_are_not_on_it(learner, path):
    """The score is that of the moment of passing: the same however late statements arrive."""
    lessons = lesson_pages(path)
    last = next(reversed(lessons[1].question_blocks.values()))

    def all_but_a_part(block):
        return right(block)[:1] if block.id == last.id else right(block)

    enrolment = follow(learner, path, choose=all_but_a_part)
    certificate = Certificate.objects.get()
    percent = view(certificate).percent
    assert 80 <= percent < 100
    answer(enrolment, lessons[1], last, right(last), DAY + timedelta(days=1))
    assert view(certificate).percent == percent
    assert Certificate.objects.count() == 1


def test_later_edits_of_the_path_and_of_the_name_change_nothing(passed, path, learner):
    before = (passed.data, CertifiedPath.objects.get().data)
    page = PathPage.objects.get(translation_key=path.key, locale__language_code="fr")
    page.title, page.valid_months = "Autre chose", 1
    page.save()
    refresh_path(key=path.key, at=DAY + timedelta(days=1))
    Organism.objects.filter(code="AN").update(name_fr="Agence disparue")
    User.objects.filter(pk=learner.pk).update(last_name="Autre")
    seen = view(passed)
    assert (passed.data, seen.certificate.path.data) == before
    assert (seen.title, seen.name) == ("Reconnaître l’hameçonnage", "Maude Lévesque-Roy")
    assert seen.builders[0] == "Agence du numérique"
    assert seen.last_day == date(2028, 9, 13)
    # Whoever passes now has another copy.
    follow(UserFactory(), path, DAY + timedelta(days=2))
    assert CertifiedPath.objects.count() == 2


def test_people_who_passed_the_same_path_share_its_copy(passed, path):
    follow(UserFactory(), path, DAY + timedelta(days=1))
    assert Certificate.objects.count() == 2
    (copy,) = CertifiedPath.objects.all()
    assert content.digest_of(copy.data) == copy.digest == json.loads(passed.data)["path"]


def test_somebody_without_a_name_is_not_named_by_an_address(path):
    user = UserFactory(first_name="", last_name="")
    follow(user, path)
    assert view(Certificate.objects.get()).name == ""
    assert user.email not in Certificate.objects.get().data


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2028, 9, 13), "valid"),
        (date(2028, 9, 14), "expired"),
        (date(2040, 1, 1), "expired"),
    ],
)
def test_it_expires_the_day_after_its_last(passed, today, state):
    assert view(passed, today=today).state == state


def test_a_path_without_validity_is_certified_for_ever(learner, path):
    PublishedPath.objects.update(validity=[])
    follow(learner, path)
    seen = view(Certificate.objects.get(), today=date(2090, 1, 1))
    assert (seen.state, seen.last_day, seen.ends_at) == ("valid", None, None)


# --- What is voided ----------------------------------------------------------
def test_it_is_withdrawn_with_the_answers_that_it_rests_on_and_earned_again(passed, learner, path):
    enrolment = passed.enrolment
    lesson = lesson_pages(path)[0]
    for one in Statement.objects.filter(
        verb=ANSWERED, object_id__contains=str(lesson.translation_key)
    ):
        void(one.statement_id)
    enrolment.refresh_from_db()
    assert enrolment.passed_at is None
    seen = view(passed)
    assert (seen.state, seen.counts) == ("voided", False)
    assert seen.name == "Maude Lévesque-Roy"

    for block in lesson.question_blocks.values():
        answer(enrolment, lesson, block, right(block), DAY + timedelta(days=10))
    first, second = Certificate.objects.order_by("pk")
    assert (view(first).state, view(second).state) == ("voided", "valid")
    assert second.passed_at == DAY + timedelta(days=10)
    assert first.code != second.code


def test_it_is_issued_anew_where_what_is_left_passes_later_or_with_fewer_marks(passed, path):
    """One right answer of two is voided; the other, given later, still passes."""
    enrolment, lesson = passed.enrolment, lesson_pages(path)[0]
    block = next(iter(lesson.question_blocks.values()))
    answer(enrolment, lesson, block, right(block), DAY + timedelta(days=3))
    first_answer = Statement.objects.filter(verb=ANSWERED).order_by("seq")[0]
    void(first_answer.statement_id)
    old, new = Certificate.objects.order_by("pk")
    assert view(old).state == "voided"
    assert (new.passed_at, view(new).percent) == (DAY + timedelta(days=3), 100)


def test_what_does_not_touch_the_passing_leaves_it(passed, path):
    enrolment, lesson = passed.enrolment, lesson_pages(path)[0]
    block = next(iter(lesson.question_blocks.values()))
    answer(enrolment, lesson, block, wrong(block), DAY + timedelta(days=3))
    void(Statement.objects.filter(verb=ANSWERED).order_by("-seq")[0].statement_id)
    # The academy's own telling, voided, is told again: the passing stands.
    void(Statement.objects.filter(verb=PASSED, object_id__contains="/path/")[0].statement_id)
    assert Certificate.objects.count() == 1
    assert view(passed).state == "valid"


def test_reading_all_statements_again_issues_nothing_twice(passed):
    Enrolment.objects.update(completed_at=None, passed_at=None)
    projector.replay(at=DAY + timedelta(days=1), names=["courses.progress"])
    assert Enrolment.objects.get().passed_at == passed.passed_at
    assert Certificate.objects.count() == 1


# --- What people decide ------------------------------------------------------
def test_an_administrator_revokes_it_for_a_reason_that_is_kept(passed):
    administrator = RoleGrantFactory(administrator=True).user
    at = DAY + timedelta(days=5)
    revoke_certificate(code=passed.code, reason="Une fraude.", by=administrator, at=at)
    assert view(passed).state == "revoked"
    (entry,) = AuditEntry.objects.filter(action="certificate.revoke")
    assert (entry.actor, entry.target, entry.details) == (
        administrator,
        passed.code,
        {"reason": "Une fraude."},
    )
    with pytest.raises(AcademyError):
        revoke_certificate(code=passed.code, reason="Encore.", by=administrator, at=at)
    assert AuditEntry.objects.filter(action="certificate.revoke").count() == 1
    # Reading the statements again doesn't give it back.
    Enrolment.objects.update(completed_at=None, passed_at=None)
    projector.replay(at=DAY + timedelta(days=6), names=["courses.progress"])
    assert Certificate.objects.count() == 1


def test_nobody_else_revokes_anything(passed, learner):
    for user in (learner, RoleGrantFactory().user, RoleGrantFactory(lead=True).user):
        with pytest.raises(NotFound):
            revoke_certificate(code=passed.code, reason="Pour voir.", by=user, at=DAY)
    assert view(passed).state == "valid"
    with pytest.raises(NotFound):
        revoke_certificate(
            code=new_code(), reason="?", by=RoleGrantFactory(administrator=True).user, at=DAY
        )


@pytest.mark.parametrize("in_bulk", [False, True])
def test_of_an_erased_account_the_code_alone_is_left(passed, learner, in_bulk):
    if in_bulk:
        User.objects.filter(pk=learner.pk).delete()
    else:
        learner.delete()
    passed.refresh_from_db()
    assert (passed.enrolment, passed.data, passed.signature) == (None, "", "")
    assert passed.withdrawal == Withdrawal.ERASED
    assert find_certificate(passed.code, "fr", TODAY).state == "erased"


# --- Those who passed before --------------------------------------------------
def said():
    found = [json.loads(data) for data in Certificate.objects.values_list("data", flat=True)]
    return sorted((one | {"code": ""} for one in found), key=str)


def test_who_passed_before_there_were_certificates_gets_one_once(path):
    owners = [follow(UserFactory(), path, DAY + timedelta(days=day)) for day in range(3)]
    expected = said()
    Certificate.objects.all().delete()
    call_command("issue_certificates")
    assert sum(issue_missing_certificates(at=DAY + timedelta(days=30))) == 0
    assert {one.enrolment_id for one in Certificate.objects.all()} == {one.pk for one in owners}
    assert said() == expected


def test_who_did_not_pass_gets_none(learner, path):
    follow(learner, path, choose=wrong)
    assert list(issue_missing_certificates(at=DAY)) == []


def test_certifying_costs_as_many_queries_for_many_as_for_one(path):
    def cost(people):
        for _ in range(people):
            follow(UserFactory(), path)
        Certificate.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            list(issue_missing_certificates(at=DAY))
        return len(queries)

    assert cost(4) == cost(1)


# --- Signatures and codes -----------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"data": lambda one: one.data.replace("Maude", "Claude")},
        {"data": lambda one: one.data.replace("100", "101")},
        {"signature": lambda one: one.signature[:-8] + "AAAAAA=="},
        {"code": lambda one: new_code()},
        {"ends_on": lambda one: None},
    ],
)
def test_what_was_changed_in_the_database_is_not_confirmed(passed, change):
    Certificate.objects.update(**{name: value(passed) for name, value in change.items()})
    assert not view(passed).is_genuine


def test_a_copy_of_the_path_that_was_changed_is_not_confirmed(passed):
    copy = CertifiedPath.objects.get()
    CertifiedPath.objects.update(data=copy.data.replace("80", "10"))
    assert not view(passed).is_genuine


def test_certificates_outlive_a_change_of_keys(passed, settings):
    former, new = settings.CERTIFICATE_SIGNING_KEYS[0], signing.new_key()
    settings.CERTIFICATE_SIGNING_KEYS = [new, former]
    assert view(passed).is_genuine
    # Of a former key its public part is enough.
    settings.CERTIFICATE_SIGNING_KEYS = [new, signing.public_part(former)]
    assert view(passed).is_genuine
    assert len(signing_keys().jwks()) == 2
    settings.CERTIFICATE_SIGNING_KEYS = [new]
    assert not view(passed).is_genuine


PUBLIC = signing.public_part(signing.new_key())


@pytest.mark.parametrize("written", ["", "x", "bm90IGEga2V5", "é", PUBLIC])
def test_a_key_that_cannot_sign_is_found_at_the_start(settings, written):
    settings.CERTIFICATE_SIGNING_KEYS = [written] if written else []
    assert "courses.E001" in {one.id for one in run_checks()}


def test_a_short_key_is_refused():
    with pytest.raises(signing.NoKey, match="1024 bits"):
        signing.Keys([signing.new_key(bits=1024)])


def test_a_code_has_140_bits_and_is_read_however_it_is_typed():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code.replace("-", "")) for code in codes} == {28}
    signs = set("".join(codes)) - {"-"}
    assert len(signs) == 32
    for code in codes:
        for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
            assert code_in(typed) == code
        assert code_in(code.replace("0", "O").replace("1", "l")) == code
    for typed in ("", "-", "x", "U" * 28, "é" * 28, "A" * 29, "A" * 5000):
        assert code_in(typed) == ""


def test_moments_are_frozen_in_utc():
    said = content.certificate(
        code="X",
        name="N",
        passed_at=datetime(2026, 1, 1, 1, tzinfo=UTC),
        passed_on=date(2025, 12, 31),
        ends_on=None,
        percent=None,
        path_digest="0",
    )
    assert json.loads(said.text) == {
        "format": "academie-certificate/1",
        "code": "X",
        "name": "N",
        "passed_at": "2026-01-01T01:00:00.000000+00:00",
        "passed_on": "2025-12-31",
        "ends_on": "",
        "percent": None,
        "path": "0",
    }
