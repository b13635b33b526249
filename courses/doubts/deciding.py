"""What a designer decides about a doubtful question."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core import edition
from academy.core.errors import AcademyError, NotFound
from courses.models import LONGEST_WHY, QuestionDoubt
from courses.services import refresh_path

from .looking import forget_looks
from .queries import digest_now, doubts_visible_to, is_latest

Decision = QuestionDoubt.Decision


@transaction.atomic
def decide(*, by: User, doubt_id: int, decision: str, reason: str, at: datetime) -> QuestionDoubt:
    """Decide about a doubtful question, with a reason; what was decided may be decided otherwise.

    *Keep* and *corrected* leave every mark as it is. *Set aside*: the question counts in no mark
    any more, drawn by no test while there are others. Marks are measured again in the learners'
    favour alone: whoever has passed has passed, and whoever had answered it well keeps that. That
    is the worker's part (`remarking`), since there may be tens of thousands. Raises
    NotFound where the person may not edit the question, AcademyError without a reason, where
    nothing was corrected, and where another doubt of the same question came later.
    """
    doubt = doubts_visible_to(by).select_for_update(of=("self",)).filter(pk=doubt_id).first()
    if doubt is None:
        raise NotFound(_("There is no such question among those that you may edit."))
    reason = reason.strip()
    if not reason:
        raise AcademyError(_("Say why, in a sentence: others will read it."))
    if len(reason) > LONGEST_WHY:
        raise AcademyError(_("Write no more than %(count)s characters.") % {"count": LONGEST_WHY})
    if decision not in Decision.values:
        raise AcademyError(_("Choose what becomes of the question."))
    if not is_latest(doubt):
        raise AcademyError(
            _("The question was found doubtful again since. Decide about the latest doubt.")
        )
    if decision == Decision.CORRECT and doubt.digest == digest_now(
        doubt.place, doubt.question, doubt.bank
    ):
        raise AcademyError(
            _(
                "The published question says what it said when it was found doubtful. Correct it, "
                "publish it, then say so here."
            )
        )
    was_aside = doubt.decision == Decision.SET_ASIDE
    # Since when it counts no more doesn't move.
    moment = doubt.decided_at if was_aside and decision == Decision.SET_ASIDE else at
    doubt.decision, doubt.reason = decision, reason
    doubt.decided_at, doubt.decided_by = moment, by
    doubt.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
    audit.record(
        at=at,
        actor=by,
        action="question.doubt_decided",
        target=str(doubt.question),
        result=decision,
        details={"place": str(doubt.place), "doubt": doubt.pk},
    )
    if decision == Decision.CORRECT:
        forget_looks(place=doubt.place, question=doubt.question)
    if was_aside != (decision == Decision.SET_ASIDE):
        _count_anew(doubt, at)
    edition.renew()
    return doubt


def _count_anew(doubt: QuestionDoubt, at: datetime) -> None:
    """Have the path say what it asks now, and the worker measure again, from the beginning where it
    was doing so."""
    if doubt.bank is None:
        if doubt.path_key is None:
            return
        refresh_path(key=doubt.path_key, at=at, settles=False)
    doubt.remarked_until = 0
    doubt.save(update_fields=["remarked_until"])
