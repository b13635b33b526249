"""Marks are measured again where a question was set aside, or counts again: the worker's part,
since there may be tens of thousands."""

from datetime import datetime

from django.db import transaction

from academy.core import recurring
from courses.models import QuestionDoubt
from courses.services.remark import remark_some
from courses.services.settle import settle_some

_WAITING = QuestionDoubt.objects.filter(remarked_until__isnull=False).order_by("pk")


def any_to_remark() -> bool:
    """Tell whether marks wait to be measured again."""
    return _WAITING.all().exists()


def remark_next(*, at: datetime) -> object:
    """Measure the next marks again, a number of them; `recurring.AGAIN` where others may wait.

    Of a question of a bank, those are the tests that drew it; of a lesson, the people who follow
    its path. What is measured and how far one is are kept together, so that nothing is done twice
    or left out, whatever stops the worker.
    """
    with transaction.atomic():
        doubt = _WAITING.select_for_update(of=("self",)).first()
        if doubt is None:
            return None
        doubt.remarked_until = _measured(doubt, doubt.remarked_until or 0, at)
        doubt.save(update_fields=["remarked_until"])
    return recurring.AGAIN


def _measured(doubt: QuestionDoubt, after: int, at: datetime) -> int | None:
    """Measure some again; return the id of the last, None where none follows."""
    if doubt.bank_id is not None:
        return remark_some(question=doubt.question, after=after, at=at)
    if doubt.path_key is None:
        return None
    return settle_some(key=doubt.path_key, after=after, at=at)
