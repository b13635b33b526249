"""Campaigns that a GoPhish server tells as they run, by signed messages."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts import sealing
from academy.accounts.models import User
from academy.accounts.services import audit
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Organism
from barometer.findings import policies
from barometer.findings.gophish import Event, Recipient
from barometer.findings.models import Evidence, PhishingHook, RunningCampaign, RunningMark

from .receiving import keep_waiting, unit_of_address

# A campaign that nobody does anything in for so long is over.
QUIET = timedelta(days=30)


class SecretUnreadable(Exception):
    """The secret of a webhook was sealed with a key that isn't ours any more."""


@dataclass(frozen=True, slots=True)
class NewHook:
    """A webhook with its secret, which is told this once."""

    hook: PhishingHook
    secret: str


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


@transaction.atomic
def create_hook(*, organism: Organism, at: datetime, by: User) -> NewHook:
    """Open a webhook for an organism; the one that it had answers no more.

    Campaigns that the former one was telling go on under the new one. Raises NotFound for an
    organism that isn't `by`'s.
    """
    _require_may_act(by, organism, at)
    former = _current(organism).first()
    if former is not None:
        former.revoked_at = at
        former.save(update_fields=["revoked_at"])
    secret = secrets.token_urlsafe(32)
    hook = PhishingHook.objects.create(
        organism=organism,
        sealed_secret=sealing.seal(secret, _keys()),
        created_by=by,
        created_at=at,
    )
    if former is not None:
        former.campaigns.update(hook=hook)
    _note("hook_created", hook, at, by)
    return NewHook(hook, secret)


@transaction.atomic
def revoke_hook(*, organism: Organism, at: datetime, by: User) -> None:
    """Close the webhook of an organism, where it has one; campaigns under way can still be ended.

    Raises NotFound for an organism that isn't `by`'s.
    """
    _require_may_act(by, organism, at)
    for hook in _current(organism):
        hook.revoked_at = at
        hook.save(update_fields=["revoked_at"])
        _note("hook_revoked", hook, at, by)


def open_secret(hook: PhishingHook) -> str:
    """Return the secret of a webhook; sealed with a former key, it is sealed with today's.

    Raises SecretUnreadable.
    """
    try:
        return sealing.unseal(hook.sealed_secret, _keys()[:1])
    except sealing.Unreadable:
        secret = _unsealed(hook.sealed_secret)
        rows = PhishingHook.objects.filter(pk=hook.pk, sealed_secret=hook.sealed_secret)
        rows.update(sealed_secret=sealing.seal(secret, _keys()))
        return secret


@transaction.atomic
def take_event(*, hook: PhishingHook, event: Event, at: datetime) -> None:
    """Count one step of a recipient; the same event again changes nothing.

    Addresses of nobody of the organism, and events of a campaign that ended, are left aside.
    """
    PhishingHook.objects.filter(pk=hook.pk).update(last_used_at=at)
    if not event.steps:
        return
    unit_id = unit_of_address(hook.organism, event.email, timezone.localdate(event.at))
    if unit_id is None:
        return
    running, _is_new = RunningCampaign.objects.select_for_update().get_or_create(
        hook=hook,
        number=event.campaign,
        defaults={
            "sealed_key": sealing.seal(secrets.token_urlsafe(32), _keys()),
            "first_at": event.at,
            "last_at": at,
        },
    )
    if running.ended_at is not None:
        return
    running.first_at, running.last_at = min(running.first_at, event.at), at
    running.save(update_fields=["first_at", "last_at"])
    key = _unsealed(running.sealed_key)
    digest = hmac.new(key.encode(), event.email.encode(), sha256).hexdigest()
    mark, is_new = RunningMark.objects.get_or_create(
        campaign=running, mark=digest, defaults={"unit_id": unit_id, "steps": event.steps}
    )
    if not is_new:
        mark.steps |= event.steps
        mark.save(update_fields=["steps"])


@transaction.atomic
def end_campaign(
    *, campaign: RunningCampaign, name: str, at: datetime, by: User | None
) -> Evidence | None:
    """End a campaign: count it by group, keep the figures waiting, forget who did what.

    Returns None, having forgotten, where it is about too few people to be told. `by` is None for
    the academy itself. Raises NotFound for an organism that isn't `by`'s, AcademyError for a
    campaign that ended already.
    """
    row = RunningCampaign.objects.select_for_update().select_related("hook__organism")
    running = row.get(pk=campaign.pk)
    organism = running.hook.organism
    if by is not None:
        _require_may_act(by, organism, at)
    if running.ended_at is not None:
        raise AcademyError(_("This campaign ended already."))
    marks = RunningMark.objects.filter(campaign=running).values_list("unit_id", "steps")
    recipients = [(unit_id, Recipient("", steps)) for unit_id, steps in marks]
    told = f"hook {running.hook.organism_id} {running.number} {running.first_at.isoformat()}"
    try:
        evidence = keep_waiting(
            organism=organism,
            name=name,
            on=timezone.localdate(running.first_at),
            key=sha256(told.encode()).hexdigest(),
            recipients=recipients,
            aside={},
            at=at,
            by=by,
        )
    except AcademyError:
        evidence = None
    RunningMark.objects.filter(campaign=running).delete()
    running.ended_at, running.sealed_key = at, ""
    running.save(update_fields=["ended_at", "sealed_key"])
    _note("campaign_ended", running.hook, at, by)
    return evidence


def end_quiet_campaigns(*, at: datetime) -> int:
    """End the campaigns that nobody did anything in for 30 days; return how many."""
    quiet = list(RunningCampaign.objects.filter(ended_at=None, last_at__lt=at - QUIET))
    for campaign in quiet:
        end_campaign(campaign=campaign, name=f"GoPhish {campaign.number}", at=at, by=None)
    return len(quiet)


def _unsealed(sealed: str) -> str:
    try:
        return sealing.unseal(sealed, _keys())
    except sealing.Unreadable:
        raise SecretUnreadable from None


def _current(organism: Organism):
    return PhishingHook.objects.select_for_update().filter(organism=organism, revoked_at=None)


def _note(act: str, hook: PhishingHook, at: datetime, by: User | None) -> None:
    audit.record(
        at=at,
        actor=by,
        action=f"findings.{act}",
        target=str(hook.public_id),
        organism_code=hook.organism.code,
    )


def _require_may_act(by: User, organism: Organism, at: datetime) -> None:
    if not policies.can_act_on_findings(by, organism, timezone.localdate(at)):
        raise NotFound(_("There is no such organization."))
