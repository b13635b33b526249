"""Who builds surveys: the designers of an organism, each those of their own."""

from wagtail.permissions import register_permission_policy

from courses.banks.policies import BankPermissionPolicy
from courses.models import Survey


def register_policies() -> None:
    """Have Wagtail ask this policy, before anything of the desk is made."""
    register_permission_policy(Survey, BankPermissionPolicy(Survey, "built_by"))
