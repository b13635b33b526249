"""Rows about people's accounts."""

from .acting import acting_person
from .audit import AppendOnly, AuditEntry, AuditHead
from .invitation import Invitation
from .user import User, UserManager

__all__ = [
    "AppendOnly",
    "AuditEntry",
    "AuditHead",
    "Invitation",
    "User",
    "UserManager",
    "acting_person",
]
