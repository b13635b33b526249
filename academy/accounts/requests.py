"""What requests carry: who is signed in, for type checkers; what sessions remember."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User

# Key of the session: the invitation whose link was opened.
INVITATION_KEY = "invitation_key"


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is a person, never anonymous."""

    user: User
    htmx: HtmxDetails
