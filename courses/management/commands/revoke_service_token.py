"""Revoke a token with which a machine manages packages."""

from academy.accounts.management.token_commands import RevokesToken
from courses.models import ServiceToken
from courses.packages.service_tokens import KIND


class Command(RevokesToken):
    """`revoke_service_token KEY` takes a token out of use; again, it changes nothing."""

    help = "Take a token that manages packages out of use, at once."
    kind, tokens, lists = KIND, ServiceToken, "list_service_tokens"
