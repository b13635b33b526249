"""The message of a report: the answer, the table and the link, as text and as HTML."""

from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from academy.accounts import mail
from barometer.pages import BarometerPage

from .models import ReportSubscription

_signer = Signer(salt="barometer.reports.stop")


def stop_token(subscription: ReportSubscription) -> str:
    """Return what the link that stops a subscription carries: nobody else can make one."""
    return _signer.sign(subscription.public_id.hex)


def stopped_by(token: str) -> str | None:
    """Return the public id of the subscription that a link stops, None where it isn't ours."""
    try:
        return _signer.unsign(token)
    except BadSignature:
        return None


def compose(subscription: ReportSubscription, page: BarometerPage) -> EmailMultiAlternatives:
    """Return the message, not sent yet, in the language that is active."""
    language = translation.get_language() or "fr"
    place = [subscription.code] if subscription.code else []
    stop_url = mail.own_address(reverse("barometer:report-stop", args=[stop_token(subscription)]))
    values = mail.prepared(
        {
            "user": subscription.user,
            "barometer": page,
            "language": language,
            "page_url": reverse(f"barometer:{subscription.level}", args=place),
            "reports_url": reverse("barometer:reports"),
            "stop_url": stop_url,
        }
    )
    said = {
        part: render_to_string(f"barometer/reports/mail_{part}", values)
        for part in ("subject.txt", "message.txt", "message.html")
    }
    message = EmailMultiAlternatives(
        "".join(said["subject.txt"].splitlines()).strip(),
        said["message.txt"].strip() + "\n",
        None,
        [subscription.user.email],
        headers={
            "Auto-Submitted": "auto-generated",
            # RFC 8058: programs for mail stop it with one click.
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(said["message.html"], "text/html")
    return message
