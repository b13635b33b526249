"""Rows about people's accounts."""

from .audit import AppendOnly, AuditEntry, AuditHead
from .user import User, UserManager

__all__ = ["AppendOnly", "AuditEntry", "AuditHead", "User", "UserManager"]
