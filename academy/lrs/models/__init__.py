"""Rows of the record store. Statements are only ever added; nothing that two requests share is
touched when one is stored."""

from .activities import DEFINITIONS_READER, ActivityDefinition
from .attachments import AttachmentData, AttachmentPiece, StatementAttachment
from .credentials import LARGEST_LIMIT, Credential, Scope
from .documents import Document, DocumentKind
from .exchange import DeadLetter, ForwardingTarget, ImportPosition
from .readers import ReaderFailure, ReaderPosition, RecurringRun
from .sessions import LaunchMode, LaunchSession, MoveOn
from .statements import Statement, StatementKey, StatementReference

__all__ = [
    "DEFINITIONS_READER",
    "LARGEST_LIMIT",
    "ActivityDefinition",
    "AttachmentData",
    "AttachmentPiece",
    "Credential",
    "DeadLetter",
    "Document",
    "DocumentKind",
    "ForwardingTarget",
    "ImportPosition",
    "LaunchMode",
    "LaunchSession",
    "MoveOn",
    "ReaderFailure",
    "ReaderPosition",
    "RecurringRun",
    "Scope",
    "Statement",
    "StatementAttachment",
    "StatementKey",
    "StatementReference",
]
