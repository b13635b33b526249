"""Who sends a request: HTTP Basic with a credential (Communication 4.0) or the token of a launch
session (cmi5 8.2)."""

import base64
import binascii
import hashlib
import hmac
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from academy.core.pace import Pace
from academy.lrs.models import Credential, Scope
from academy.lrs.queries import Access
from academy.lrs.services import Authority, credential_authority, secret_digest
from academy.lrs.services.credentials import on_change
from academy.lrs.services.sessions import TOKEN_KEY, session_of_token

from .launched import LaunchedClient
from .replies import Stop

# A credential that was checked isn't looked up again for so many seconds. A revocation, or another
# limit, counts at once in the process that makes it, and after this time in the others.
_REMEMBERED_SECONDS = 5.0
_MOST_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Client:
    """Whoever signed a request."""

    authority: Authority
    scopes: frozenset[str]
    number: int
    # 0: no limit.
    requests_per_minute: int

    def require_write(self) -> None:
        """Refuse who may not store statements."""
        if not self.scopes & {Scope.ALL, Scope.STATEMENTS_WRITE}:
            raise Stop(403, 'This credential has no scope that stores statements: "all" or'
                       ' "statements/write".')  # fmt: skip

    def read_access(self) -> Access:
        """Return what this client may read, or refuse who may read nothing."""
        if self.scopes & {Scope.ALL, Scope.ALL_READ, Scope.STATEMENTS_READ}:
            return Access(organism_id=self.authority.organism_id)
        if Scope.STATEMENTS_READ_MINE in self.scopes:
            return Access(credential_id=self.authority.credential_id)
        raise Stop(403, "This credential has no scope that reads statements.")

    def require_documents(self, scope: Scope, *, write: bool) -> None:
        """Refuse who may not read, or write, the documents that `scope` allows."""
        allowed = {Scope.ALL, scope} if write else {Scope.ALL, Scope.ALL_READ, scope}
        if not self.scopes & allowed:
            names = " or ".join(f'"{one}"' for one in sorted(allowed))
            does = "writes" if write else "reads"
            raise Stop(403, f"This credential has no scope that {does} these documents: {names}.")

    def naming_access(self) -> Access | None:
        """Return in which statements this client may look for the names of agents; None: in none.
        Refuse who may read neither statements nor profiles."""
        try:
            return self.read_access()
        except Stop:
            if Scope.PROFILE in self.scopes:
                return None
            raise Stop(
                403, "This credential has no scope that reads statements or profiles."
            ) from None


_remembered: OrderedDict[bytes, tuple[float, Client]] = OrderedDict()
# Made before the web server's processes are forked, which count together in it.
_pace = Pace()
_clock = time.monotonic


def client_of(request: HttpRequest) -> Client | LaunchedClient:
    """Return the client that the Authorization header names, or end the request with 401.

    With 429 when it asks too often. Only requests whose secret is right count: whoever knows a key
    alone can't use up what its holder may ask, and failed attempts shut nobody out.
    """
    now = _clock()
    client = _known_client(request.META.get("HTTP_AUTHORIZATION", ""), now)
    seconds = _pace.wait(client.number, client.requests_per_minute, now=now)
    if seconds:
        raise Stop(
            429,
            f"This credential makes more than {client.requests_per_minute} requests per minute;"
            f" nothing was done. Try again in {seconds} s.",
            retry_after=seconds,
        )
    if isinstance(client, LaunchedClient):
        client.enter(request)
    return client


def _known_client(header: str, now: float) -> Client | LaunchedClient:
    mark = hashlib.sha256(header.encode("utf-8", "surrogateescape")).digest()
    known = _remembered.get(mark)
    if known is not None and known[0] > now:
        return known[1]
    client = _check(header)
    if isinstance(client, LaunchedClient):
        # A session may be over with the next request.
        return client
    _remembered[mark] = (now + _REMEMBERED_SECONDS, client)
    _remembered.move_to_end(mark)
    while len(_remembered) > _MOST_REMEMBERED:
        _remembered.popitem(last=False)
    return client


def forget_clients() -> None:
    """Look every credential up again."""
    _remembered.clear()


on_change(forget_clients)


def _check(header: str) -> Client | LaunchedClient:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        raise Stop(
            401, "The request must be signed with HTTP Basic: a credential's key and secret."
        )
    try:
        key, colon, secret = (
            base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        raise Stop(401, "The Authorization header is not valid Basic authentication.") from None
    if key == TOKEN_KEY:
        session = session_of_token(secret)
        if session is None:
            raise Stop(401, "The token is none that a launch session has: launch again.")
        return LaunchedClient(session, settings.XAPI_REQUESTS_PER_MINUTE)
    credential = None
    if colon and "\0" not in key:
        credential = Credential.objects.filter(key=key, revoked_at=None).first()
    # The digest is compared for unknown keys too, so that both take the same time.
    expected = credential.secret_digest if credential else "-" * 64
    if not hmac.compare_digest(secret_digest(secret), expected) or credential is None:
        raise Stop(401, "The key or the secret is wrong, or the credential was revoked.")
    limit = credential.requests_per_minute
    return Client(
        authority=credential_authority(credential),
        scopes=frozenset(credential.scopes),
        number=credential.pk,
        requests_per_minute=settings.XAPI_REQUESTS_PER_MINUTE if limit is None else limit,
    )
