"""Who may sign up, who needs a second factor. Pure: roles come from above, as rules."""

from collections.abc import Callable, Sequence
from typing import Any

Rule = Callable[[Any], bool]
_second_factor_rules: list[Rule] = []


def register_second_factor_rule(rule: Rule) -> None:
    """Add a rule `rule(user) -> bool`: True when this person must have a second factor.

    Parts above register theirs in `AppConfig.ready`. A rule runs on the pages of people who have
    not used a second factor in their session, so it costs one query at most.
    """
    if rule not in _second_factor_rules:
        _second_factor_rules.append(rule)


def needs_second_factor(user: Any) -> bool:
    """Return whether `user` may do nothing before using a second factor."""
    if user.is_superuser or user.is_staff:
        return True
    return any(rule(user) for rule in _second_factor_rules)


def may_sign_up_with(email: str, *, policy: str, domains: Sequence[str]) -> bool:
    """Return whether the sign-up policy ("open", "domains" or "closed") lets `email` in.

    A domain stands for itself; with a dot before it, for the domains below it.
    """
    if policy == "open":
        return True
    domain = email.rpartition("@")[2].lower()
    return policy == "domains" and any(
        domain == allowed or (allowed.startswith(".") and domain.endswith(allowed))
        for allowed in domains
    )
