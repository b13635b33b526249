"""Telling those who asked for training what became of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from academy.accounts import mail
from academy.accounts.models import Delivery, User
from academy.accounts.services import deliveries
from courses.models import OrganismNeed, SubjectStep

from .queries import titles_of_paths

# The kind of these mails in the delivery log.
ANSWERS = "courses.requests"


def any_untold() -> bool:
    """Tell whether somebody waits to be told of a step, or for a mail that the server refused."""
    return _to_tell().exists()


def _to_tell():
    return SubjectStep.objects.filter(told_at=None)


def tell_of_steps(*, at: datetime) -> int:
    """Mail each step of what became of requests to whoever asked; return how many mails left.

    One mail a person and step. What the server didn't take is tried again, three times at most;
    the step is told once nobody's mail waits any more.
    """
    sent = 0
    for step in _to_tell().select_related("subject"):
        asked = _asked_by_person(step)
        occasion = f"step-{step.pk}"
        sent += deliveries.send_each(
            kind=ANSWERS,
            occasion=occasion,
            people=list(User.objects.filter(pk__in=asked, is_active=True)),
            send=partial(_send, step, asked),
            at=at,
        )
        waits = Delivery.objects.filter(deliveries.may_be_tried(None), kind=ANSWERS)
        if not waits.filter(occasion=occasion).exists():
            SubjectStep.objects.filter(pk=step.pk).update(told_at=at)
    return sent


def _asked_by_person(step: SubjectStep) -> dict[int, int]:
    """Return who said a need about the step's subject, each with the first request they meant."""
    of_it = Q(request__subject=step.subject_id) | Q(request__subject__merged_into=step.subject_id)
    needs = OrganismNeed.objects.filter(
        of_it, left_at=None, request__withdrawn_at=None, said_by__isnull=False
    )
    found: dict[int, int] = defaultdict(int)
    for person, request in needs.order_by("-pk").values_list("said_by_id", "request_id"):
        found[person] = request
    return dict(found)


def _send(step: SubjectStep, asked: Mapping[int, int], user: User) -> bool:
    with translation.override(user.language):
        titles = titles_of_paths([step.path_key], user.language)
        title, url = titles.get(step.path_key, ("", "")) if step.path_key else ("", "")
        context = {
            "user": user,
            "title": step.subject.title,
            "state": step.state,
            "reason": step.reason,
            "path": title,
            "path_url": url,
            "request_url": reverse("courses:training-request", args=[asked[user.pk]]),
        }
    message = mail.compose(
        "courses/training_requests/mail", to=user.email, language=user.language, context=context
    )
    return mail.is_taken(message, about="a request")
