"""Where another record store is. Only administrators say so, and nothing else is ever fetched."""

from urllib.parse import urljoin, urlsplit

# Names of this very machine, where nobody listens on the way.
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class BadAddress(ValueError):
    """The address is none of a record store that may be spoken to. `str()` says why."""


def require_endpoint(text: str, *, development: bool) -> str:
    """Return the address of a record store, without a slash at its end, or refuse it.

    https alone, so that the secret and the statements are read by nobody on the way. In
    `development` also http, to this very machine.
    """
    endpoint = text.strip().rstrip("/")
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress(f"{text!r} is not an address.") from None
    local = host in _THIS_MACHINE or host.endswith(".localhost")
    if parts.scheme != "https" and not (development and parts.scheme == "http" and local):
        raise BadAddress(
            f"The address {text!r} does not start with https://, so that anybody on the way could"
            " read the secret. Give the https address of the record store."
        )
    if not host or parts.username is not None or parts.password is not None:
        raise BadAddress(
            f"The address of the record store must name a host, and neither a user nor a password:"
            f" {parts.scheme}://{host or 'host'}{parts.path}"
        )
    if parts.query or parts.fragment:
        raise BadAddress(
            "The address of the record store must end before ? and #: it is what stands before"
            ' "/statements".'
        )
    return endpoint


def following_address(endpoint: str, more: str) -> str:
    """Return the address of the next page. Data 2.5: `more` is relative or absolute.

    Raises BadAddress when it leads to another host: the secret goes to the store alone.
    """
    address = urljoin(f"{endpoint}/statements", more)
    try:
        same = _origin(address) == _origin(endpoint)
    except ValueError:
        same = False
    if not same:
        raise BadAddress(
            f'The store\'s "more" leads to another host ({address[:200]}), to which the secret is'
            " not sent. Give the address under which the store knows itself."
        )
    return address


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
