"""A check that fails stops nothing: neither a publication nor the editor."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from courses.adoption.contents import LearningPage

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


def unless_it_fails(page: LearningPage, check: Callable[[], Result]) -> Result | None:
    """Return what `check` returns of a page; None where it fails, which is written in the log."""
    try:
        # What the database refuses ends no transaction of who publishes.
        with transaction.atomic():
            return check()
    except Exception:
        logger.exception("Page %s could not be checked.", page.pk)
        return None
