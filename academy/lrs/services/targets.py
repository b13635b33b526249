"""Other record stores to which statements are forwarded: set by administrators, by command."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from academy.accounts import sealing
from academy.accounts.services import audit
from academy.lrs.exchange.addresses import BadAddress, require_endpoint
from academy.lrs.exchange.client import RecordStore
from academy.lrs.models import ForwardingTarget, Statement
from academy.organisms.models import Organism


class SecretUnreadable(Exception):
    """The secret of a target was sealed with a key that isn't ours any more."""

    def __init__(self) -> None:
        super().__init__(
            "The secret was sealed with another SECRET_KEY. Give it again: change_forwarding NAME"
            " --secret-env VARIABLE."
        )


def checked_endpoint(address: str) -> str:
    """Return the address of another record store as it is kept. Raises BadAddress.

    An academy that people reach by http is one in development.
    """
    return require_endpoint(address, development=settings.PUBLIC_ADDRESS.startswith("http://"))


@transaction.atomic
def create_target(
    *,
    name: str,
    endpoint: str,
    key: str,
    secret: str,
    version: str,
    at: datetime,
    organism: Organism | None = None,
    from_now: bool = False,
) -> ForwardingTarget:
    """Have statements forwarded to another record store, from the first one or from now on.

    Raises BadAddress for an address that may not be spoken to.
    """
    last = Statement.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    target = ForwardingTarget.objects.create(
        name=name,
        endpoint=checked_endpoint(endpoint),
        key=key,
        sealed_secret=sealing.seal(secret, _keys()),
        version=version,
        organism=organism,
        created_at=at,
        seq=last if from_now else 0,
    )
    _note(target, "create", at, {"endpoint": target.endpoint, "from_now": from_now})
    return target


@transaction.atomic
def change_target(
    *,
    target: ForwardingTarget,
    at: datetime,
    active: bool | None = None,
    key: str | None = None,
    secret: str | None = None,
) -> None:
    """Pause or resume a target, give it another key or secret. It is spoken to again at once."""
    changed: dict[str, Any] = {"problem": "", "failures": 0, "retry_at": None}
    if active is not None:
        changed |= {"active": active, "refused_in_a_row": 0}
    if key is not None:
        changed["key"] = key
    if secret is not None:
        changed["sealed_secret"] = sealing.seal(secret, _keys())
    ForwardingTarget.objects.filter(pk=target.pk).update(**changed)
    target.refresh_from_db()
    details = {"active": target.active, "key": key is not None, "secret": secret is not None}
    _note(target, "change", at, details)


def open_store(target: ForwardingTarget) -> RecordStore:
    """Return the store behind `target`, to be closed. Raises SecretUnreadable.

    A secret that a former SECRET_KEY sealed is sealed again with the present one, so that the
    former may go.
    """
    try:
        secret = sealing.unseal(target.sealed_secret, _keys()[:1])
    except sealing.Unreadable:
        secret = _unseal(target.sealed_secret)
        rows = ForwardingTarget.objects.filter(pk=target.pk, sealed_secret=target.sealed_secret)
        rows.update(sealed_secret=sealing.seal(secret, _keys()))
    return RecordStore(
        endpoint=target.endpoint, key=target.key, secret=secret, version=target.version
    )


def _unseal(sealed: str) -> str:
    try:
        return sealing.unseal(sealed, _keys())
    except sealing.Unreadable:
        raise SecretUnreadable from None


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _note(target: ForwardingTarget, act: str, at: datetime, details: Mapping[str, Any]) -> None:
    audit.record(
        at=at,
        actor=None,
        action=f"forwarding.{act}",
        target=target.name,
        organism_code=target.organism.code if target.organism else "",
        details=dict(details),
    )


__all__ = [
    "BadAddress",
    "SecretUnreadable",
    "change_target",
    "checked_endpoint",
    "create_target",
    "open_store",
]
