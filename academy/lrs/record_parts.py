"""What the record store holds about a person, for their record; and who opened it by hand."""

from collections.abc import Iterator

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.accounts.leaving.services import tell_of_copies
from academy.accounts.models import AuditEntry, User
from academy.accounts.record.parts import Fate, Leaver, Part, Row, columns, register

from . import record_queries, services, statement_queries
from .models import ForwardingTarget
from .people_queries import addresses_of, identities_of


def _statements(user: User, language: str) -> Iterator[Row]:
    for one in record_queries.statements_of(identities_of(user), newest_first=True):
        statement = msgspec.json.decode(one.payload)
        said = statement_queries.in_words(statement, language)
        yield one.timestamp, said.verb, said.thing, said.told_by, one.stored, statement["id"]


def _documents(user: User, language: str) -> Iterator[Row]:
    for one in record_queries.documents_of(identities_of(user)):
        yield (
            one.updated_at,
            one.get_kind_display(),
            one.document_id,
            one.activity,
            one.content_type,
        )


def _sessions(user: User, language: str) -> Iterator[Row]:
    for one in record_queries.sessions_of(identities_of(user)):
        yield (
            one.created_at,
            one.publisher_id,
            one.get_launch_mode_display(),
            one.last_seen_at,
            one.ended_at,
            str(one.public_id),
        )


def _openings(user: User, language: str) -> Iterator[Row]:
    """Yield who opened statements of the person by hand, from the audit log."""
    opened = AuditEntry.objects.filter(action__startswith="records.")
    mine = opened.annotate(said=Cast("details", TextField())).filter(
        said__contains=str(user.public_id)
    )
    for entry in mine.select_related("actor").order_by("-id").iterator(chunk_size=200):
        who = str(entry.actor) if entry.actor else _("An account that was erased")
        yield entry.at, who, str(entry.details.get("reason", "")), entry.action


def _forget(leaver: Leaver) -> None:
    sought = identities_of(leaver.user)
    services.unname_person(
        public_id=leaver.user.public_id,
        identities=sought.identities,
        addresses=addresses_of(leaver.user),
        name=leaver.name,
    )


def _other_stores() -> list[str]:
    """Return the record stores to which statements were sent."""
    return list(ForwardingTarget.objects.order_by("name").values_list("name", flat=True))


def register_parts() -> None:
    """Have the record hold statements, documents and who opened them."""
    tell_of_copies("lrs.forwarding", _other_stores)
    register(
        Part(
            name="lrs.statements",
            title=gettext_lazy("Statements about me"),
            why=gettext_lazy(
                "Each learning act is told once, in the words of xAPI, by the academy or by a "
                "system that is connected to it. Your progress and all figures are worked out "
                "from them."
            ),
            kept=gettext_lazy(
                "Always. When you leave, your identifier in them gives way to a random name."
            ),
            columns=columns(
                at=gettext_lazy("When"),
                verb=gettext_lazy("Did"),
                thing=gettext_lazy("What"),
                told_by=gettext_lazy("Told by"),
                stored=gettext_lazy("Stored"),
                id=gettext_lazy("Identifier"),
            ),
            rows=_statements,
            holds=(
                "lrs.Statement",
                "lrs.StatementKey",
                "lrs.StatementReference",
                "lrs.StatementAttachment",
            ),
            erase=Fate.UNNAMED,
            pseudonymise=Fate.UNNAMED,
            stays=gettext_lazy(
                "Figures about groups were made of them and must not move when somebody leaves: "
                "that would tell of that person. They bear a random name. What was attached to "
                "them is erased."
            ),
            forget=_forget,
            download="lrs:own_statements",
            download_label=gettext_lazy("For another record store (xAPI JSON)"),
        ),
        order=100,
    )
    register(
        Part(
            name="lrs.documents",
            title=gettext_lazy("Documents that systems keep about me"),
            why=gettext_lazy(
                "A course that comes from elsewhere keeps where you stopped, and what you set."
            ),
            kept=gettext_lazy("Until that system deletes them, or you leave."),
            columns=columns(
                at=gettext_lazy("Last changed"),
                kind=gettext_lazy("Kind"),
                name=gettext_lazy("Name"),
                activity=gettext_lazy("About"),
                type=gettext_lazy("Type of file"),
            ),
            rows=_documents,
            holds=("lrs.Document",),
        ),
        order=105,
    )
    register(
        Part(
            name="lrs.sessions",
            title=gettext_lazy("Contents that I launched"),
            why=gettext_lazy(
                "A content that comes from elsewhere (cmi5) tells what you do in it. Each launch "
                "says for whom and for how long it may do so, and what it has told already."
            ),
            kept=gettext_lazy("As long as you are registered in what it belongs to."),
            columns=columns(
                at=gettext_lazy("When"),
                content=gettext_lazy("Launched content"),
                mode=gettext_lazy("Kind of launch"),
                seen=gettext_lazy("Last seen"),
                ended=gettext_lazy("Ended"),
                id=gettext_lazy("Identifier"),
            ),
            rows=_sessions,
            holds=("lrs.LaunchSession",),
        ),
        order=107,
    )
    register(
        Part(
            name="lrs.openings",
            title=gettext_lazy("Who opened my statements"),
            why=gettext_lazy(
                "Administrators may open records to mend an error. They give a reason first, and "
                "each page that they open is noted here."
            ),
            kept=gettext_lazy("Always, in the audit log."),
            columns=columns(
                at=gettext_lazy("When"),
                who=gettext_lazy("Who"),
                reason=gettext_lazy("Why"),
                action=gettext_lazy("What"),
            ),
            rows=_openings,
            holds=("accounts.AuditEntry",),
            erase=Fate.KEPT,
            pseudonymise=Fate.KEPT,
            stays=gettext_lazy(
                "Who looked stays written in the audit log, with the identifier that your account "
                "had; it leads to nobody any more."
            ),
        ),
        order=110,
    )
