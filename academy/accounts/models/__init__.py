"""Rows about people's accounts."""

from .acting import acting_person
from .append_only import AppendOnly, AppendOnlyQuerySet, AppendOnlyRow, ChainedQuerySet
from .audit import AuditEntry, AuditHead
from .departure import Departure, DepartureReceipt
from .invitation import Invitation
from .machine_token import MachineToken
from .mails import Delivery, MailPreference, Weekday
from .user import User, UserManager

__all__ = [
    "AppendOnly",
    "AppendOnlyQuerySet",
    "AppendOnlyRow",
    "AuditEntry",
    "AuditHead",
    "ChainedQuerySet",
    "Delivery",
    "Departure",
    "DepartureReceipt",
    "Invitation",
    "MachineToken",
    "MailPreference",
    "User",
    "UserManager",
    "Weekday",
    "acting_person",
]
