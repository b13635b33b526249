"""Reads about who leaves: a wish that waits, a receipt by its code."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from academy.accounts import sealing
from academy.accounts.models import Departure, DepartureReceipt, User
from academy.core.codes import code_in

from . import receipts


@dataclass(frozen=True, slots=True)
class ReceiptPart:
    """A line of a receipt: the part of the record, how many rows there were, their fate."""

    title: str
    rows: int
    fate: str
    why: str


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """A receipt, in one language. `is_genuine`: it bears our signature."""

    code: str
    data: str
    digest: str
    is_genuine: bool
    mode: str
    done_at: datetime
    certificates_stay: bool
    parts: list[ReceiptPart]
    elsewhere: list[str]
    name: str


def departure_of(user: User) -> Departure | None:
    """Return somebody's wish to leave, None where there is none."""
    return Departure.objects.filter(user=user).first()


def code_of(departure: Departure) -> str:
    """Return the code of the receipt that a person will get."""
    return sealing.unseal(departure.sealed_code, keys())


def keys() -> list[str]:
    """Return the keys that seal and sign: today's first."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def is_last_administrator(user: User) -> bool:
    """Tell whether nobody else administers the academy."""
    if not user.is_superuser:
        return False
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return not others.exists()


def find_receipt(typed: str, language: str) -> CheckedReceipt | None:
    """Return the receipt with a code, however it was typed, or None."""
    code = code_in(typed)
    row = DepartureReceipt.objects.filter(code_digest=receipts.digest_of(code)).first()
    if not code or row is None:
        return None
    said: dict[str, Any] = json.loads(row.data)
    return CheckedReceipt(
        code=code,
        data=row.data,
        digest=receipts.sha256_of(row.data),
        is_genuine=receipts.is_signed(row.data, row.signature, keys()),
        mode=said["mode"],
        done_at=datetime.fromisoformat(said["done_at"]),
        certificates_stay=said["certificates_stay"],
        parts=[
            ReceiptPart(
                title=one["title"][language],
                rows=one["rows"],
                fate=one["fate"],
                why=one["why"][language],
            )
            for one in said["parts"]
        ],
        elsewhere=said["elsewhere"],
        name=str(receipts.name_of(code)) if said["mode"] == Departure.Mode.PSEUDONYMISE else "",
    )
