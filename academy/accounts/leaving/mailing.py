"""Mailing receipts, each once, and forgetting the address."""

import logging
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation

from academy.accounts import mail, sealing
from academy.accounts.models import DepartureReceipt

from . import queries, receipts

logger = logging.getLogger(__name__)

Mail = DepartureReceipt.Mail
MOST_ATTEMPTS = 5
TRIED_AGAIN_AFTER = timedelta(minutes=30)
# A mail of which nobody knows whether it left: so long after, the address is forgotten.
_SETTLED = timedelta(hours=1)


def any_waiting(*, at: datetime) -> bool:
    """Tell whether a receipt is to be mailed, or an address to be forgotten."""
    return _waiting(at).exists() or _left_behind(at).exists()


def send_waiting(*, at: datetime) -> int:
    """Mail the receipts that wait, then forget where they went; return how many left."""
    _forget(_left_behind(at).values_list("pk", flat=True))
    sent = 0
    for receipt_id in list(_waiting(at).order_by("pk").values_list("pk", flat=True)):
        if not _claim(receipt_id, at):
            continue
        receipt = DepartureReceipt.objects.get(pk=receipt_id)
        try:
            _send(receipt)
        except OSError as error:
            # The reason, without the address that a server may repeat.
            logger.warning("A receipt could not be mailed: %s", type(error).__name__)
            if receipt.attempts < MOST_ATTEMPTS:
                DepartureReceipt.objects.filter(pk=receipt_id).update(mail=Mail.WAITING)
                continue
        else:
            sent += 1
        _forget([receipt_id])
    return sent


def _waiting(at: datetime):
    due = Q(tried_at=None) | Q(tried_at__lte=at - TRIED_AGAIN_AFTER)
    return DepartureReceipt.objects.filter(due, mail=Mail.WAITING)


def _left_behind(at: datetime):
    return DepartureReceipt.objects.filter(mail=Mail.SENDING, tried_at__lte=at - _SETTLED)


@transaction.atomic
def _claim(receipt_id: int, at: datetime) -> bool:
    mine = _waiting(at).filter(pk=receipt_id)
    return bool(mine.update(mail=Mail.SENDING, attempts=F("attempts") + 1, tried_at=at))


def _send(receipt: DepartureReceipt) -> None:
    code = sealing.unseal(receipt.sealed_code, queries.keys())
    with translation.override(receipt.language):
        address = reverse("departure_receipt", args=[code])
        message = mail.compose(
            "accounts/email/receipt",
            to=receipt.mail_to,
            language=receipt.language,
            context={
                "code": code,
                "receipt_url": address,
                "digest": receipts.sha256_of(receipt.data),
            },
        )
    message.attach("receipt.json", receipt.data, "application/json")
    message.connection = get_connection()
    message.send()


def _forget(receipt_ids) -> None:
    DepartureReceipt.objects.filter(pk__in=list(receipt_ids)).update(
        mail=Mail.OVER, mail_to="", language="", sealed_code=""
    )
