"""The people pages: who belongs where, lists of human resources, roles."""

from .lists import (
    apply_list,
    drop_list,
    list_detail,
    lists,
    resume_list,
    send_headcounts,
    send_people,
)
from .organism import home, organism
from .people import invite_everybody, invite_person, people
from .roles import organism_roles, revoke_role, revoke_wide_role, wide_roles
from .tree import (
    change_organism,
    change_portfolio,
    change_unit,
    open_organism,
    open_portfolio,
    open_unit,
    portfolio,
    tree,
    unit,
)

__all__ = [
    "apply_list",
    "change_organism",
    "change_portfolio",
    "change_unit",
    "drop_list",
    "home",
    "invite_everybody",
    "invite_person",
    "list_detail",
    "lists",
    "open_organism",
    "open_portfolio",
    "open_unit",
    "organism",
    "organism_roles",
    "people",
    "portfolio",
    "resume_list",
    "revoke_role",
    "revoke_wide_role",
    "send_headcounts",
    "send_people",
    "tree",
    "unit",
    "wide_roles",
]
