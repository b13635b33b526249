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
from .roles import organism_roles, revoke_role, revoke_wide_role, wide_roles
from .units import open_unit, unit

__all__ = [
    "apply_list",
    "drop_list",
    "home",
    "list_detail",
    "lists",
    "open_unit",
    "organism",
    "organism_roles",
    "resume_list",
    "revoke_role",
    "revoke_wide_role",
    "send_headcounts",
    "send_people",
    "unit",
    "wide_roles",
]
