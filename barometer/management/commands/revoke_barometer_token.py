"""Revoke a token with which a machine reads the barometer."""

from academy.accounts.management.token_commands import RevokesToken
from barometer.api.models import ServiceToken
from barometer.api.services import KIND


class Command(RevokesToken):
    """`revoke_barometer_token KEY` takes a token out of use; again, it changes nothing."""

    help = "Take a token of the barometer out of use, at once."
    kind, tokens, lists = KIND, ServiceToken, "list_barometer_tokens"
