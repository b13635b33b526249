"""Rows about people's accounts."""

from .acting import acting_person
from .audit import AppendOnly, AuditEntry, AuditHead
from .invitation import Invitation
from .mails import Delivery, MailPreference, Weekday
from .user import User, UserManager

__all__ = [
    "AppendOnly",
    "AuditEntry",
    "AuditHead",
    "Delivery",
    "Invitation",
    "MailPreference",
    "User",
    "UserManager",
    "Weekday",
    "acting_person",
]
