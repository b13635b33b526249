"""Rows about people's accounts."""

from .audit import AuditEntry
from .user import User, UserManager

__all__ = ["AuditEntry", "User", "UserManager"]
