"""Looking at people's records: a reason is given first, and each page that is opened is noted."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import NotAllowed
from academy.lrs import policies


def open_visit(*, reason: str, by: User, at: datetime) -> None:
    """Note that `by` is about to look at records, and why. Raises NotAllowed when they may not."""
    _require_explorer(by, at)
    audit.record(at=at, actor=by, action="records.visit", details={"reason": reason})


def note_opening(
    *,
    action: str,
    target: str,
    people: Iterable[str],
    reason: str,
    by: User,
    at: datetime,
    filters: dict[str, str] | None = None,
) -> None:
    """Note a page of records that `by` opens: records.search, records.read or records.follow.

    `people` are the public ids of those whose acts it shows, so that one can answer who looked at
    somebody's record. Raises NotAllowed when `by` may not.
    """
    _require_explorer(by, at)
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=target,
        details={"reason": reason, "people": sorted(set(people)), **(filters or {})},
    )


def _require_explorer(by: User, at: datetime) -> None:
    if not policies.can_explore(by, localdate(at)):
        raise NotAllowed(_("Only an administrator reads statements by hand."))
