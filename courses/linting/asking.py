"""Asking an address elsewhere whether anything is there. Nothing of ours: no Django, no database.

Authors write these addresses, so that whatever they name is asked by a machine of the academy, from
inside its network. Hence: http and https at their own ports alone; each name is looked up once, and
the connection goes to the very number that was looked at; a number that isn't public is never
connected to, wherever a redirect leads; no body is read, and nothing is sent but the address and
who asks. All of it takes `LONGEST` seconds at most, besides looking names up.
"""

import http.client
import socket
import ssl
import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from .contents import askable
from .replies import Reply, State

LONGEST = 8.0
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
# Whatever answers so is not there; anything else that answers may just not speak with machines.
_GONE = {404, 410}
_REDIRECTS = {301, 302, 303, 307, 308}
_NAT64 = ip_network("64:ff9b::/96")
# All of IPv6 that is given out; what is left may lead anywhere inside (site-local, translated).
_GIVEN_OUT = ip_network("2000::/3")
# What stands in addresses as it is; the rest is written in percents.
_SAFE = "/%:@!$&'()*+,;=~-._?"


class _Refused(Exception):
    """An address that isn't asked: it is inside of a network, or at a port of something else."""


class _Unclear(Exception):
    """Somebody is there, and doesn't say what a machine understands, or not in time."""


def ask(address: str, agent: str) -> Reply:
    """Ask an address, and those to which it redirects. `agent`: who asks, as `User-Agent`."""
    end = time.monotonic() + LONGEST
    status = None
    for _hop in range(MOST_REDIRECTS + 1):
        wanted = askable(address)
        if wanted is None:
            return Reply(State.UNSURE, status) if status else Reply(State.NOT_ASKED)
        try:
            status, location = _answer(urlsplit(wanted), agent, end)
            address = urljoin(wanted, location)
        except _Refused:
            return Reply(State.NOT_ASKED)
        except socket.gaierror as error:
            # A name that nobody has is one thing, a name server that doesn't answer another.
            known = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
            return Reply(State.UNREACHABLE if known else State.UNSURE)
        except (_Unclear, ValueError):
            return Reply(State.UNSURE)
        except OSError:
            return Reply(State.UNREACHABLE)
        if status not in _REDIRECTS or not location:
            return Reply(_state(status), status)
    return Reply(State.UNSURE, status)


def _state(status: int) -> State:
    if status in _GONE:
        return State.GONE
    return State.FOUND if status < 400 else State.UNSURE


def _answer(parts: SplitResult, agent: str, end: float) -> tuple[int, str]:
    """Return the status of an address and where it redirects. Many that refuse HEAD answer GET."""
    status, location = _once("HEAD", parts, agent, end)
    if status >= 400:
        status, location = _once("GET", parts, agent, end)
    return status, location


def _once(method: str, parts: SplitResult, agent: str, end: float) -> tuple[int, str]:
    host = (parts.hostname or "").encode("idna").decode("ascii")
    port = parts.port or PORTS[parts.scheme]
    if port != PORTS[parts.scheme]:
        raise _Refused
    number = _number_of(host, port)
    left = end - time.monotonic()
    if left <= 0:
        raise _Unclear
    raw = socket.create_connection((number, port), timeout=left)
    try:
        return _spoken(method, parts, raw, host, agent, end)
    except (OSError, http.client.HTTPException) as problem:
        # Browsers complete certificates that we don't; some sites let machines wait.
        raise _Unclear from problem
    finally:
        raw.close()


def _spoken(
    method: str, parts: SplitResult, raw: socket.socket, host: str, agent: str, end: float
) -> tuple[int, str]:
    """Ask over a connection that is open, until `end`."""
    connection: http.client.HTTPConnection
    line: socket.socket
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, PORTS["https"], context=context)
        # The socket that is given is used up; it is this one that is closed.
        line = context.wrap_socket(raw, server_hostname=host)
    else:
        connection = http.client.HTTPConnection(host, PORTS["http"])
        line = raw
    connection.sock = line
    # A server that sends a byte now and then would never be silent: the whole has an end.
    watch = Timer(max(end - time.monotonic(), 0), _shut, [line])
    watch.daemon = True
    watch.start()
    try:
        target = quote(parts.path or "/", safe=_SAFE)
        if parts.query:
            target += "?" + quote(parts.query, safe=_SAFE)
        connection.request(
            method, target, headers={"User-Agent": agent, "Accept": "*/*", "Connection": "close"}
        )
        reply = connection.getresponse()
        return reply.status, _as_sent(reply.headers.get("Location", ""))
    finally:
        watch.cancel()
        line.close()


def _as_sent(location: str) -> str:
    """Return where a redirect leads. Many sites write letters with accents as they are, in UTF-8,
    which `http.client` reads as Latin-1."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


def _shut(line: socket.socket) -> None:
    try:
        # Not that of TLS, which would have the reading thread go on without it.
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        # It ended by itself meanwhile.
        return


def _number_of(host: str, port: int) -> str:
    """Return the number of a host. Raises where one of its numbers isn't public."""
    found = [one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    numbers = [ip_address(str(one).partition("%")[0]) for one in found]
    if not numbers or not all(map(is_public, numbers)):
        raise _Refused
    return str(numbers[0])


def is_public(number: IPv4Address | IPv6Address) -> bool:
    """Tell whether anybody on the Internet can reach a number: neither inside of a network, nor an
    IPv6 form of one that is."""
    if isinstance(number, IPv6Address):
        within = number.ipv4_mapped or number.sixtofour
        if number in _NAT64:
            within = IPv4Address(int(number) & 0xFFFFFFFF)
        if number.teredo:
            return False
        if within is not None:
            return is_public(within)
        if number not in _GIVEN_OUT:
            return False
    return number.is_global and not number.is_multicast
