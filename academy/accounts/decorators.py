"""What a view may ask of the person before it answers."""

from collections.abc import Callable
from typing import TypeVar

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def recently_authenticated(view: View) -> View:
    """Step-up: the person proved who they are in the last five minutes, or does so now.

    For named exports, role changes, credentials and the like. Whoever isn't signed in signs in
    first. A form that was being sent is sent again by itself after the proof.
    """
    return login_required(reauthentication_required(view))
