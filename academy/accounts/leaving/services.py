"""Leaving: ask, cancel, and what the worker does when the day has come.

Everything that is erased is erased in one transaction, with the receipt in it: a worker that is
killed has done nothing, and the next one starts again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from academy.accounts import sealing
from academy.accounts.models import Departure, DepartureReceipt, User
from academy.accounts.record.parts import Fate, Leaver, Part, every_part
from academy.accounts.services import audit
from academy.core.codes import new_code
from academy.core.errors import AcademyError

from . import queries, receipts

logger = logging.getLogger(__name__)

Mode = Departure.Mode
_TRIED_AGAIN_AFTER = timedelta(days=1)

_elsewhere: dict[str, Callable[[], list[str]]] = {}


class LeavingError(AcademyError):
    """A wish to leave that can't be."""


def tell_of_copies(name: str, copies: Callable[[], list[str]]) -> None:
    """Have receipts name where copies went that aren't in the academy's hands any more."""
    _elsewhere[name] = copies


@transaction.atomic
def ask_to_leave(*, user: User, mode: str, keeps_certificates: bool, at: datetime) -> Departure:
    """Note that somebody wants to leave; asking again changes nothing.

    Raises LeavingError for the last administrator.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if queries.is_last_administrator(user):
        raise LeavingError(
            _(
                "You are the last administrator: without you, nobody could look after the academy. "
                "Make someone else an administrator first."
            )
        )
    departure, is_new = Departure.objects.get_or_create(
        user=user,
        defaults={
            "mode": Mode(mode),
            "keeps_certificates": keeps_certificates,
            "asked_at": at,
            "due_at": at + timedelta(days=settings.LEAVING_DAYS),
            "sealed_code": sealing.seal(new_code(), queries.keys()),
        },
    )
    if is_new:
        _note("account.leaving.ask", user, at, {"mode": departure.mode})
    return departure


@transaction.atomic
def cancel(*, user: User, at: datetime) -> bool:
    """Take the wish to leave back; False where there was none."""
    if not Departure.objects.filter(user=user).delete()[0]:
        return False
    _note("account.leaving.cancel", user, at, {})
    return True


def any_due(*, at: datetime) -> bool:
    """Tell whether somebody is to leave now."""
    return Departure.objects.filter(due_at__lte=at).exists()


def do_due(*, at: datetime) -> int:
    """Have everybody leave whose day has come; return how many did.

    One whose erasing fails stays, with the failure in the log, and doesn't hold the others up.
    """
    done = 0
    due = Departure.objects.filter(due_at__lte=at).order_by("due_at", "pk")
    for departure_id in list(due.values_list("pk", flat=True)):
        try:
            done += _leave(departure_id, at)
        except Exception:
            logger.exception("The departure %s could not be done; it is tried again.", departure_id)
            Departure.objects.filter(pk=departure_id).update(due_at=at + timedelta(hours=1))
    return done


@transaction.atomic
def _leave(departure_id: int, at: datetime) -> bool:
    """Erase the account of a departure, unless it was cancelled, or done by another worker."""
    # In one order everywhere: administrators first, so that two who leave at once wait in line.
    list(
        User.objects.select_for_update()
        .filter(is_superuser=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    departure = (
        Departure.objects.select_for_update(of=("self",))
        .filter(pk=departure_id, due_at__lte=at)
        .select_related("user")
        .first()
    )
    if departure is None:
        return False
    user = departure.user
    if queries.is_last_administrator(user):
        departure.obstacle, departure.due_at = "last_administrator", at + _TRIED_AGAIN_AFTER
        departure.save(update_fields=["obstacle", "due_at"])
        return False
    code = queries.code_of(departure)
    parts = every_part()
    counted = [(part, sum(1 for _row in part.rows(user, user.language))) for part in parts]
    heir = None
    name = uuid4()
    if departure.mode == Mode.PSEUDONYMISE:
        name = receipts.name_of(code)
        heir = _account_of_nobody(name, at)
    leaver = Leaver(
        user=user, name=name, heir=heir, keeps_certificates=departure.keeps_certificates, at=at
    )
    receipt = _write_receipt(departure, code, counted, at)
    # Those above first: they still find what leads to the person.
    for part in reversed(parts):
        if part.forget is not None:
            part.forget(leaver)
    _end_sessions(user)
    user.delete()
    # The digest of the receipt, and not whose it is: the log alone tells nobody who left.
    audit.record(
        at=at,
        actor=None,
        action="account.left",
        target=receipts.sha256_of(receipt.data),
        details={"mode": departure.mode},
    )
    return True


def _account_of_nobody(name: UUID, at: datetime) -> User:
    """Return a closed account without a person, to which a learning record may belong."""
    account = User(
        email=f"{uuid4()}@nobody.invalid", public_id=name, is_active=False, date_joined=at
    )
    account.set_unusable_password()
    account.save()
    return account


def _write_receipt(
    departure: Departure, code: str, counted: list[tuple[Part, int]], at: datetime
) -> DepartureReceipt:
    mode = departure.mode
    content = {
        "format": receipts.FORMAT,
        "academy": str(settings.WAGTAIL_SITE_NAME),
        "mode": mode,
        "asked_at": departure.asked_at.isoformat(timespec="seconds"),
        "done_at": at.isoformat(timespec="seconds"),
        "certificates_stay": departure.keeps_certificates,
        "parts": [
            {
                "name": part.name,
                "title": _in_every_language(part.title),
                "rows": rows,
                "fate": fate.value,
                "why": _in_every_language(part.stays if fate is not Fate.ERASED else ""),
            }
            for part, rows in counted
            if (fate := _fate(part, departure)) is not None
        ],
        "elsewhere": [place for name in sorted(_elsewhere) for place in _elsewhere[name]()],
    }
    data = receipts.canonical(content)
    return DepartureReceipt.objects.create(
        code_digest=receipts.digest_of(code),
        data=data,
        signature=receipts.sign(data, queries.keys()[0]),
        done_at=at,
        mail_to=departure.user.email,
        language=departure.user.language,
        sealed_code=sealing.seal(code, queries.keys()),
    )


def _fate(part: Part, departure: Departure) -> Fate | None:
    if part.name == "courses.certificates" and departure.keeps_certificates:
        return Fate.KEPT
    return part.erase if departure.mode == Mode.ERASE else part.pseudonymise


def _in_every_language(text: object) -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found


def _end_sessions(user: User) -> None:
    """End every session of the person: its data holds their address."""
    for session in Session.objects.iterator(chunk_size=500):
        if str(session.get_decoded().get("_auth_user_id", "")) == str(user.pk):
            SessionStore(session.session_key).delete()


def _note(action: str, user: User, at: datetime, details: dict[str, str]) -> None:
    audit.record(at=at, actor=user, action=action, target=str(user.public_id), details=details)
