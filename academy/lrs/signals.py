"""What happens to people's sign-ins, handed to the services."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out

from academy.accounts.models import User
from academy.core import clock
from academy.core.iri import account_home_page

from .services import close_sessions_of


def connect() -> None:
    """Follow sign-outs."""
    user_logged_out.connect(_end_launch_sessions, dispatch_uid="lrs.launch_sessions")


def _end_launch_sessions(sender: object, user: User | None, **kwargs: Any) -> None:
    # Whoever signs out without being signed in is nobody.
    if user is not None:
        home_page = account_home_page(settings.ACADEMY_IRI_BASE)
        account = {"homePage": home_page, "name": str(user.public_id)}
        close_sessions_of(actor={"account": account}, at=clock.now())
