"""The mail that tells designers of doubtful questions."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation

from academy.accounts import mail
from academy.accounts.models import User
from courses.models import QuestionDoubt

from .queries import worded

DOUBTS = "courses.doubts"
"""How the delivery log calls these mails."""


def send(doubts: Sequence[QuestionDoubt], user: User) -> bool:
    """Mail the doubts that were found to `user`; return whether the server took it."""
    message = mail.compose(
        "courses/doubts/mail",
        to=user.email,
        language=user.language,
        context={
            "user": user,
            "prompts": [prompt for _doubt, prompt in worded(doubts, user.language)],
            "count": len(doubts),
            "list_url": _address(user),
        },
    )
    return mail.is_taken(message, about="doubtful questions")


def _address(user: User) -> str:
    with translation.override(user.language):
        return reverse("courses_items:doubts")
