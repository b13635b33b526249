"""Rows about people's accounts."""

from .acting import acting_person
from .audit import AppendOnly, AuditEntry, AuditHead
from .departure import Departure, DepartureReceipt
from .invitation import Invitation
from .machine_token import MachineToken
from .mails import Delivery, MailPreference, Weekday
from .user import User, UserManager

__all__ = [
    "AppendOnly",
    "AuditEntry",
    "AuditHead",
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
