"""The mail that tells designers of doubtful questions."""

import logging
from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation

from academy.accounts import mail
from academy.accounts.models import User
from courses.models import QuestionDoubt

logger = logging.getLogger("academy.doubts")

DOUBTS = "courses.doubts"
"""How the delivery log calls these mails."""


def send(user: User, doubts: Sequence[QuestionDoubt]) -> bool:
    """Mail `user` the doubts that were found; return whether the server took it."""
    message = mail.compose(
        "courses/doubts/mail",
        to=user.email,
        language=user.language,
        context={
            "user": user,
            "doubts": doubts,
            "count": len(doubts),
            "list_url": _address(user),
        },
    )
    try:
        return bool(message.send())
    except OSError:
        # SMTPException is an OSError too.
        logger.exception("The mail server refused a mail about doubtful questions, or went away.")
        return False


def _address(user: User) -> str:
    with translation.override(user.language):
        return reverse("courses_items:doubts")
