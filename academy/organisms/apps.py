"""Where you belong."""

from django.apps import AppConfig
from django.utils.timezone import localdate


class OrganismsConfig(AppConfig):
    """Where you belong."""

    name = "academy.organisms"
    label = "organisms"

    def ready(self) -> None:
        """Say who has to sign in with a second factor; have roles follow their dates."""
        from academy.accounts.policies import register_second_factor_rule
        from academy.core import clock, recurring

        from . import policies, record_parts
        from .services import invitations, list_records, roles

        def holds_a_role(user) -> bool:
            return policies.needs_second_factor(user, localdate(clock.now()))

        register_second_factor_rule(holds_a_role)
        record_parts.register_parts()

        def follow_dates(at) -> None:
            roles.refresh_all_groups(day=localdate(at))

        recurring.register("organisms.roles", follow_dates, rhythm=recurring.Rhythm.DAILY)
        recurring.register(
            "organisms.lists",
            lambda at: list_records.forget_old_lists(at=at),
            rhythm=recurring.Rhythm.DAILY,
        )
        recurring.register(
            "organisms.invitations",
            lambda at: invitations.send_waiting(now=clock.now),
            rhythm=recurring.Rhythm.EVERY_MINUTE,
            wanted=invitations.any_waiting,
        )
