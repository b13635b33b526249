"""What requests carry: who is signed in, for type checkers; what sessions and browsers remember."""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from .models import User

# Key of the session: the invitation whose link was opened.
INVITATION_KEY = "invitation_key"


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is a person, never anonymous."""

    user: User
    htmx: HtmxDetails


def keep_in_browser(response: HttpResponse, language: str) -> None:
    """Let the browser remember `language` for addresses that carry none."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def is_too_often(request: HttpRequest, action: str) -> bool:
    """Count one more try of `action`, and tell whether the limit that is set for it is passed."""
    # What allauth itself counts with; its public face counts no reading of a page.
    return not ratelimit.consume(request, app="allauth.account", action=action, limit_get=True)
