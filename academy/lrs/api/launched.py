"""An AU that speaks with the token of its launch session, and what that lets it do. cmi5 8.2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils import timezone

from academy.lrs.models import LaunchSession, Scope
from academy.lrs.queries import Access
from academy.lrs.services import Authority, session_authority
from academy.lrs.services.session_statements import (
    note_preferences_read,
    note_presence,
    require_session,
)
from academy.lrs.xapi.cmi5_documents import are_preferences, place_for_au
from academy.lrs.xapi.cmi5_rules import NotConforming, require_actor
from academy.lrs.xapi.documents import DocumentQuery
from academy.lrs.xapi.parameters import parse_actor

from .cors import caller_of
from .replies import Stop


@dataclass(frozen=True, slots=True)
class LaunchedClient:
    """Whoever has the token of a session: the AU, in the browser of one learner."""

    session: LaunchSession
    requests_per_minute: int

    @property
    def number(self) -> int:
        """The number under which its requests are counted, which no credential has."""
        return -self.session.pk

    @property
    def authority(self) -> Authority:
        """Who vouches for what it stores."""
        return session_authority(self.session)

    def enter(self, request: HttpRequest) -> None:
        """Note that it is there; refuse what comes from another origin, or after the end."""
        caller = caller_of(request)
        caller.session = self.session
        origin = request.META.get("HTTP_ORIGIN", "")
        if origin and self.session.origin and origin != self.session.origin:
            raise Stop(403, "The token of this session belongs to the pages of another origin.")
        require_session(self.session)
        note_presence(session=self.session, at=timezone.now())

    def require_write(self) -> None:
        """It may store statements; which ones, the rules of cmi5 say."""

    def require_documents(self, scope: Scope, *, write: bool) -> None:
        """It may read and write documents; which ones, `own_documents` says."""

    def read_access(self) -> Access:
        """Return what it may read: what its learner did within its registration."""
        return Access(actor=self.session.actor_identity, registration=self.session.registration)

    def naming_access(self) -> Access | None:
        """Return in which statements it may look for names: those it may read."""
        return self.read_access()

    def require_own(self, parameters: Mapping[str, Sequence[str]]) -> None:
        """Refuse a request about another learner or another registration. Raises NotConforming."""
        for text in parameters.get("agent", ()):
            agent = parse_actor(text)
            require_actor(agent, self.session.actor, "The agent of a request")
        for text in parameters.get("registration", ()):
            if text.lower() != str(self.session.registration):
                raise NotConforming(
                    f"The registration of a request must be {self.session.registration}, as"
                    " launched",
                    "8.1.4",
                )

    def own_documents(self, query: DocumentQuery, method: str) -> DocumentQuery:
        """Return what a request about documents is about, within what the AU may reach.

        Raises NotConforming. That the learner's preferences are read is noted, whether there are
        any or not.
        """
        reads = method in ("GET", "HEAD")
        place = place_for_au(
            query.place,
            actor=self.session.actor_identity,
            activity_id=self.session.activity_id,
            registration=self.session.registration,
            writes=not reads,
        )
        if are_preferences(place):
            if method == "DELETE":
                raise NotConforming("The preferences are the learner's: no AU deletes them", "11")
            if method == "GET":
                note_preferences_read(session=self.session, at=timezone.now())
        return replace(query, place=place)
