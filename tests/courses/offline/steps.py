"""What the tests of devices do, and the world in which they do it."""

import json
from datetime import timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone, translation

from courses.services import enrol
from tests.factories.accounts import UserFactory


def address(name, *args, language="fr"):
    with translation.override(language):
        return reverse(f"courses:{name}", args=args)


def join(client, path, *, days_ago=10):
    """Sign somebody in who follows `path` since some days; return the enrolment."""
    user = UserFactory()
    client.force_login(user)
    return enrol(user=user, path_key=path.key, at=timezone.now() - timedelta(days=days_ago))


def chosen_of(block, *, right=True):
    question = block.value.question(block.id)
    best = max(choice.credit for choice in question.choices)
    if right:
        return [choice.id for choice in question.choices if choice.credit == best]
    return [min(question.choices, key=lambda choice: choice.credit).id]


def an_answer(lesson, block, /, *, right=True, ago=timedelta(hours=1), **changed):
    return {
        "id": str(uuid4()),
        "kind": "answer",
        "lesson": lesson.pk,
        "block": str(block.id),
        "chosen": chosen_of(block, right=right),
        "certainty": "",
        "given_at": (timezone.now() - ago).isoformat(),
    } | changed


def a_finish(lesson, /, *, ago=timedelta(minutes=30), **changed):
    return {
        "id": str(uuid4()),
        "kind": "finish",
        "lesson": lesson.pk,
        "given_at": (timezone.now() - ago).isoformat(),
    } | changed


def send(client, person, acts, **more):
    return client.post(
        address("offline-answers"),
        json.dumps({"person": str(person), "acts": acts}),
        content_type="application/json",
        **more,
    )


def states(reply):
    return [act["state"] for act in reply.json()["acts"]]
