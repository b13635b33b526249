"""The mail that tells designers of doubtful questions."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation

from academy.accounts import mail
from academy.accounts.models import User

DOUBTS = "courses.doubts"
"""How the delivery log calls these mails."""


def send(prompts: Sequence[str], user: User) -> bool:
    """Mail the questions that were found doubtful, in the language of `user`; return whether the
    server took it."""
    message = mail.compose(
        "courses/doubts/mail",
        to=user.email,
        language=user.language,
        context={
            "user": user,
            "prompts": prompts,
            "count": len(prompts),
            "list_url": _address(user),
        },
    )
    return mail.is_taken(message, about="doubtful questions")


def _address(user: User) -> str:
    with translation.override(user.language):
        return reverse("courses_items:doubts")
