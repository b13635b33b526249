"""Where you belong."""

from django.apps import AppConfig
from django.utils.timezone import localdate


class OrganismsConfig(AppConfig):
    """Where you belong."""

    name = "academy.organisms"
    label = "organisms"

    def ready(self) -> None:
        """Say who has to sign in with a second factor."""
        from academy.accounts.policies import register_second_factor_rule
        from academy.core import clock

        from . import policies

        def holds_a_role(user) -> bool:
            return policies.needs_second_factor(user, localdate(clock.now()))

        register_second_factor_rule(holds_a_role)
