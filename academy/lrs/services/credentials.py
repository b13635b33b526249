"""Credentials: created, shown once, limited, revoked."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import NotAllowed
from academy.lrs import policies
from academy.lrs.models import Credential, Scope
from academy.organisms.models import Organism


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A credential with its secret, which is told this once and kept nowhere."""

    credential: Credential
    key: str
    secret: str


class AlreadyCreated(Exception):
    """A credential has this key already: the same form was sent twice. Nothing was created."""

    def __init__(self, credential: Credential) -> None:
        super().__init__(f"The credential {credential.key} exists already.")
        self.credential = credential


def secret_digest(secret: str) -> str:
    """Return the keyed hash of a secret, in hexadecimal digits.

    Secrets have 256 random bits, so a fast hash is as safe as a slow one, which would cost every
    request 100 ms.
    """
    keyed = f"academy.lrs.credentials\0{settings.SECRET_KEY}".encode()
    return hmac.new(keyed, secret.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def create_credential(
    *,
    name: str,
    scopes: Sequence[str],
    at: datetime,
    organism: Organism | None = None,
    created_by: User | None = None,
    requests_per_minute: int | None = None,
    key: str | None = None,
) -> NewCredential:
    """Create a credential, under `key` where one was drawn already.

    `created_by` is None for a command; otherwise NotAllowed is raised for what this person may not
    give. Raises ValueError when there is no scope or one doesn't exist, AlreadyCreated for a `key`
    that is taken.
    """
    unknown = [scope for scope in scopes if scope not in Scope.values]
    if unknown or not scopes:
        raise ValueError(
            f"The scopes are {', '.join(Scope.values)}; {unknown or 'none'} was given."
        )
    if created_by is not None:
        _require_may_give(created_by, scopes, organism, requests_per_minute, localdate(at))
    key, secret = key or secrets.token_hex(16), secrets.token_urlsafe(32)
    credential, is_new = Credential.objects.get_or_create(
        key=key,
        defaults={
            "name": name,
            "secret_digest": secret_digest(secret),
            "scopes": sorted(set(scopes)),
            "organism": organism,
            "created_at": at,
            "created_by": created_by,
            "requests_per_minute": requests_per_minute,
        },
    )
    if not is_new:
        raise AlreadyCreated(credential)
    _note(
        "credential.create",
        credential,
        at=at,
        by=created_by,
        name=name,
        scopes=credential.scopes,
        requests_per_minute=requests_per_minute,
    )
    return NewCredential(credential=credential, key=key, secret=secret)


@transaction.atomic
def revoke_credential(*, credential: Credential, at: datetime, by: User | None = None) -> bool:
    """Take a credential out of use; return False where it was already. Its statements stay.

    `by` is None for a command. Raises NotAllowed when this person may not.
    """
    if by is not None and not policies.can_revoke(by, credential, localdate(at)):
        raise NotAllowed(_("You can't revoke this credential."))
    revoked = Credential.objects.filter(pk=credential.pk, revoked_at=None).update(revoked_at=at)
    if revoked:
        _note("credential.revoke", credential, at=at, by=by)
    _forget_now_and_after()
    return bool(revoked)


@transaction.atomic
def limit_credential(
    *, credential: Credential, requests_per_minute: int | None, at: datetime, by: User
) -> None:
    """Set how many requests a credential makes in a minute: None for the default, 0 for no limit.

    Raises NotAllowed when `by` may not.
    """
    if not policies.can_set_limits(by, localdate(at)):
        raise NotAllowed(_("You can't change the limit of this credential."))
    rows = Credential.objects.filter(pk=credential.pk)
    rows.update(requests_per_minute=requests_per_minute)
    _note("credential.limit", credential, at=at, by=by, requests_per_minute=requests_per_minute)
    _forget_now_and_after()


def _require_may_give(
    by: User,
    scopes: Sequence[str],
    organism: Organism | None,
    requests_per_minute: int | None,
    day: date,
) -> None:
    given = policies.grantable_scopes(by, day, organism=organism)
    limited = requests_per_minute is not None
    if not given.issuperset(scopes) or (limited and not policies.can_set_limits(by, day)):
        raise NotAllowed(_("You can't create a credential with these rights here."))


def _note(
    action: str, credential: Credential, *, at: datetime, by: User | None, **details: object
) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=credential.key,
        organism_code=credential.organism.code if credential.organism else "",
        details=details,
    )


def _forget_now_and_after() -> None:
    for forget in _forgetting:
        forget()
        # Again when others see the change: a request meanwhile may have remembered it.
        transaction.on_commit(forget)


_forgetting: list[Callable[[], None]] = []


def on_change(forget: Callable[[], None]) -> None:
    """Have `forget` called whenever this process revokes a credential or changes its limit."""
    _forgetting.append(forget)
