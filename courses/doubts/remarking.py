"""Tests that drew a question that was set aside, or counts again, are marked again: the worker's
part, since there may be tens of thousands."""

from datetime import datetime

from django.db import transaction

from academy.core import recurring
from courses.models import QuestionDoubt
from courses.services.remark import remark_some

_WAITING = QuestionDoubt.objects.filter(remarked_until__isnull=False).order_by("pk")


def any_to_remark() -> bool:
    """Tell whether tests wait to be marked again."""
    return _WAITING.all().exists()


def remark_next(*, at: datetime) -> object:
    """Mark the next tests again, a number of them; `recurring.AGAIN` where others may wait.

    What is marked and how far one is are kept together, so that nothing is done twice or left out,
    whatever stops the worker.
    """
    with transaction.atomic():
        doubt = _WAITING.select_for_update(of=("self",)).first()
        if doubt is None:
            return None
        doubt.remarked_until = remark_some(
            question=doubt.question, after=doubt.remarked_until or 0, at=at
        )
        doubt.save(update_fields=["remarked_until"])
    return recurring.AGAIN
