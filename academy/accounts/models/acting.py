"""Who did something, as other parts' rows keep it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def acting_person(words: "StrOrPromise", *, blank: bool = False) -> models.ForeignKey:
    """Return the field of who did something; `words`: what they did, as a label.

    It empties when the account is erased, and nothing leads back from the account.
    """
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=words,
        null=True,
        blank=blank,
        on_delete=models.SET_NULL,
        related_name="+",
    )
