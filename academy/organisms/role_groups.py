"""Which Django groups a role puts its holder in.

Wagtail gives its permissions to groups. This part only knows the groups of the roles themselves;
the parts above register readers that name more of them (one per organism and role, say) and
attach the permissions that they own. A reader is given a grant, its user, organism and portfolio
loaded, and returns names of groups; it reads nothing else.
"""

from collections.abc import Callable, Iterable

from .models import Role, RoleGrant

GroupReader = Callable[[RoleGrant], Iterable[str]]

GROUP_OF_ROLE: dict[Role, str] = {
    Role.DESIGNER: "designers",
    Role.ORGANISM_MANAGER: "organism-managers",
    Role.TRAINING_OFFICER: "training-officers",
    Role.PORTFOLIO_OFFICER: "portfolio-officers",
    Role.GOVERNMENT_LEAD: "government-leads",
    Role.ADMINISTRATOR: "administrators",
}

_readers: dict[str, GroupReader] = {}


def register_groups(name: str, reader: GroupReader) -> None:
    """Add a reader under `name`; to be called from `AppConfig.ready`.

    Raises ValueError when another reader has that name already.
    """
    if _readers.setdefault(name, reader) is not reader:
        raise ValueError(f"Two readers of role groups are called {name}.")


def group_names(grant: RoleGrant) -> frozenset[str]:
    """Return the groups that `grant` puts its holder in while it holds."""
    return frozenset(name for reader in _readers.values() for name in reader(grant))


def _group_of_role(grant: RoleGrant) -> Iterable[str]:
    return (GROUP_OF_ROLE[Role(grant.role)],)


register_groups("roles", _group_of_role)
