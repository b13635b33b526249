"""The request of somebody who is signed in, for type checkers."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is a person, never anonymous."""

    user: User
    htmx: HtmxDetails
