"""A path that people pass."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt
import pytest

from courses.models import Certificate, Enrolment
from courses.recognition import signing
from courses.services import answer_question, complete_lesson, enrol
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory

DAY = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(module_database):
    """Two lessons of two questions, built by two organisms; a pass holds for two years."""
    with module_database():
        builders = [
            OrganismFactory(code="AN", name_fr="Agence du numérique", name_en="Digital Agency"),
            OrganismFactory(code="MF", name_fr="Ministère des Rives", name_en="Ministry of Shores"),
        ]
        return make_path(
            lessons=2,
            questions=2,
            title="Reconnaître l’hameçonnage",
            valid_months=24,
            built_by=builders,
        )


@pytest.fixture
def learner(path):
    return UserFactory(first_name="Maude", last_name="Lévesque-Roy")


def right(block):
    choices = block.value.question(str(block.id)).choices
    best = max(choice.credit for choice in choices)
    return [choice.id for choice in choices if choice.credit == best]


def wrong(block):
    choices = block.value.question(str(block.id)).choices
    return [min(choices, key=lambda choice: choice.credit).id]


def answer(enrolment, lesson, block, chosen, at):
    answer_question(
        enrolment=enrolment,
        lesson=lesson,
        course_key=lesson.get_parent().specific.translation_key,
        block_id=UUID(str(block.id)),
        chosen=chosen,
        attempt=uuid4(),
        at=at,
    )


def follow(user, path, at=DAY, choose=right):
    """Take `user` through the path, a minute an act."""
    enrolment = enrol(user=user, path_key=path.key, at=at)
    minute = 0
    for lesson in lesson_pages(path):
        for block in lesson.question_blocks.values():
            minute += 1
            answer(enrolment, lesson, block, choose(block), at + timedelta(minutes=minute))
        minute += 1
        complete_lesson(
            enrolment=enrolment,
            lesson=lesson,
            course_key=lesson.get_parent().specific.translation_key,
            at=at + timedelta(minutes=minute),
        )
    return Enrolment.objects.get(pk=enrolment.pk)


@pytest.fixture
def passed(learner, path):
    """The certificate of the learner, who has just passed."""
    return Certificate.objects.get(enrolment=follow(learner, path))


# --- Badges ---------------------------------------------------------------------
def part(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def written(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def forged(token):
    """Give, one after the other, what somebody makes of a badge to pass as another."""
    header, payload, signature = token.split(".")
    changed = part(payload)
    changed["credentialSubject"]["identifier"][0]["identityHash"] = "Quelqu’un d’autre"
    own = signing.Keys([signing.new_key()])
    yield f"{header}.{written(changed)}.{signature}"
    yield f"{written(part(header) | {'alg': 'none'})}.{payload}."
    yield jwt.encode(changed, "x" * 64, algorithm="HS256")
    yield own.token(changed, key_address=part(header)["kid"])
    yield own.token(part(payload), key_address="https://ailleurs.example/{thumbprint}")
    yield f"{header}.{payload}.{signature[:-4]}AAAA"
