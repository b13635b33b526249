"""When a person wants the weekly mail, and whether."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from academy.accounts import mail_times
from academy.accounts.models import MailPreference, User

from . import audit

_signer = Signer(salt="academy.accounts.mails.stop")


def stop_token(preference: MailPreference) -> str:
    """Return what the link that stops the mails carries: nobody else can make one.

    It names the preference by a key of its own, so that it tells nothing of the person, and works
    as long as the account is there.
    """
    return _signer.sign(preference.key.hex)


def named_by(token: str) -> MailPreference | None:
    """Return the preference that a link is about, None where the link isn't ours."""
    try:
        key = UUID(hex=_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return MailPreference.objects.select_related("user").filter(key=key).first()


@transaction.atomic
def choose_times(
    *,
    user: User,
    weekday: int,
    hour: int,
    quiet_from: int,
    quiet_until: int,
    away_from: date | None = None,
    away_until: date | None = None,
    at: datetime,
) -> MailPreference:
    """Keep when the weekly mail comes. The form has checked that it comes at some time.

    Where the chosen moment of this week is over, the next mail is that of the next week.
    """
    preference, _new = MailPreference.objects.select_for_update().get_or_create(user=user)
    preference.weekday = weekday
    preference.hour = hour
    preference.quiet_from = quiet_from
    preference.quiet_until = quiet_until
    preference.away_from = away_from
    preference.away_until = away_until
    preference.starts_on = _first_day(preference, at)
    preference.save()
    return preference


@transaction.atomic
def stop(*, user: User, at: datetime, by: User | None) -> bool:
    """Send no weekly mail any more; False where that was so. `by` None: the link of a mail."""
    preference, _new = MailPreference.objects.select_for_update().get_or_create(user=user)
    if preference.stopped_at is not None:
        return False
    preference.stopped_at = at
    preference.save(update_fields=["stopped_at"])
    _note("mail.stop", user, at, by)
    return True


@transaction.atomic
def resume(*, user: User, at: datetime, by: User | None) -> bool:
    """Send the weekly mail again; False where it was sent already.

    What would have left while it was stopped isn't sent late.
    """
    preference, _new = MailPreference.objects.select_for_update().get_or_create(user=user)
    if preference.stopped_at is None:
        return False
    preference.stopped_at = None
    preference.starts_on = _first_day(preference, at)
    preference.save(update_fields=["stopped_at", "starts_on"])
    _note("mail.resume", user, at, by)
    return True


def _first_day(preference: MailPreference, at: datetime) -> date | None:
    """Return before which day nothing leaves: the next Monday once this week's moment is over."""
    moment = timezone.localtime(at)
    monday = mail_times.week_of(moment.date())
    preference.starts_on = None
    day = mail_times.leaving_day(monday, preference.wish, settings.PUBLIC_HOLIDAYS)
    if day is None or (day, preference.hour) > (moment.date(), moment.hour):
        return None
    return monday + timedelta(weeks=1)


def _note(action: str, user: User, at: datetime, by: User | None) -> None:
    audit.record(
        at=at,
        actor=by,
        action=action,
        target=str(user.public_id),
        details={"by": "page" if by else "link"},
    )
