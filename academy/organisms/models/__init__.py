"""Rows about where people belong."""

from .imports import PeopleImport
from .membership import Headcount, Membership
from .roles import Role, RoleGrant
from .tree import (
    FormerName,
    Organism,
    OrganismPlacement,
    Portfolio,
    Succession,
    Unit,
    UnitPlacement,
)

__all__ = [
    "FormerName",
    "Headcount",
    "Membership",
    "Organism",
    "OrganismPlacement",
    "PeopleImport",
    "Portfolio",
    "Role",
    "RoleGrant",
    "Succession",
    "Unit",
    "UnitPlacement",
]
