"""Rows about people's accounts."""

from .audit import AppendOnly, AuditEntry, AuditHead
from .invitation import Invitation
from .user import User, UserManager

__all__ = ["AppendOnly", "AuditEntry", "AuditHead", "Invitation", "User", "UserManager"]
