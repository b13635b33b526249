"""Every write to the record store. `record_statements` is the one door for statements."""

from .authority import (
    Authority,
    credential_authority,
    own_authority,
    session_authority,
    session_behind,
)
from .credentials import (
    AlreadyCreated,
    NewCredential,
    create_credential,
    limit_credential,
    revoke_credential,
    secret_digest,
)
from .documents import (
    DocumentContent,
    DocumentTooLarge,
    delete_document,
    delete_documents,
    merge_document,
    put_document,
)
from .record import Conflict, Recorded, Refused, VoidNotAllowed, record_statements
from .session_statements import record_for_session, unsay
from .sessions import (
    abandon,
    abandon_idle,
    close_sessions_of,
    fetch_token,
    forget_sessions,
    open_session,
)
from .unnaming import unname_person
from .visits import note_opening, open_visit
from .void import NotVoidable, void_by_hand, void_statement, voiding_statement

__all__ = [
    "AlreadyCreated",
    "Authority",
    "Conflict",
    "DocumentContent",
    "DocumentTooLarge",
    "NewCredential",
    "NotVoidable",
    "Recorded",
    "Refused",
    "VoidNotAllowed",
    "abandon",
    "abandon_idle",
    "close_sessions_of",
    "create_credential",
    "credential_authority",
    "delete_document",
    "delete_documents",
    "fetch_token",
    "forget_sessions",
    "limit_credential",
    "merge_document",
    "note_opening",
    "open_session",
    "open_visit",
    "own_authority",
    "put_document",
    "record_for_session",
    "record_statements",
    "revoke_credential",
    "secret_digest",
    "session_authority",
    "session_behind",
    "unname_person",
    "unsay",
    "void_by_hand",
    "void_statement",
    "voiding_statement",
]
