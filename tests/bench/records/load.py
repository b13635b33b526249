"""Clients of the record store: each a process of its own with one connection kept open."""

import base64
import multiprocessing
import re
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from .samples import bodies
from .server import Served

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_PIECE = 256 * 1024


@dataclass(slots=True)
class Load:
    """What came of a load. Seconds; `statuses` counts answers by status."""

    statements: int
    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Statements a second."""
        return self.statements / self.seconds


class Client:
    """One connection to the served record store.

    Written on the socket: what a client spends is taken from the server, on a machine as small as
    this. It reads answers whose length is given, as those of the record store are.
    """

    def __init__(self, port: int, key: str, secret: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        token = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self._headers = (
            f"Host: 127.0.0.1:{port}\r\nAuthorization: Basic {token}\r\n"
            "X-Experience-API-Version: 2.0.0\r\n"
        )

    @classmethod
    def of(cls, served: Served) -> "Client":
        """Return a client that may do everything."""
        return cls(served.port, served.pair["key"], served.pair["secret"])

    @staticmethod
    def parameters_of(address: str) -> dict[str, str | int]:
        """Return the parameters that an address in `more` holds."""
        return dict(parse_qsl(urlsplit(address).query))

    def post(self, body: bytes, *, content_type: str = "application/json") -> int:
        """Store a batch; return the status."""
        head = (
            f"POST /xapi/statements HTTP/1.1\r\n{self._headers}"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}"
        )
        return self._answer(head.encode() + _END + body)[0]

    def get(self, **parameters: str | int) -> tuple[int, bytes]:
        """Ask for statements; return the status and the body."""
        query = urlencode(parameters)
        head = f"GET /xapi/statements?{query} HTTP/1.1\r\n{self._headers}".encode()
        return self._answer(head + b"\r\n")

    def _answer(self, request: bytes) -> tuple[int, bytes]:
        self._socket.sendall(request)
        received = self._socket.recv(_PIECE)
        while (end := received.find(_END)) < 0:
            received += self._more()
        head = received[:end]
        length = int(_LENGTH.search(head)[1])
        pieces = [received[end + len(_END) :]]
        missing = length - len(pieces[0])
        while missing > 0:
            pieces.append(self._more())
            missing -= len(pieces[-1])
        return int(head[9:12]), b"".join(pieces)

    def _more(self) -> bytes:
        piece = self._socket.recv(_PIECE)
        if not piece:
            raise ConnectionError("The server closed the connection.")
        return piece


def ingest(
    port: int, pair: dict[str, str], *, clients: int, batches: int, size: int, seed: int
) -> Load:
    """Send `batches` of `size` statements from each of `clients` and return what came of it."""
    gate, results = multiprocessing.Barrier(clients + 1), multiprocessing.Queue()
    jobs = [
        multiprocessing.Process(
            target=_send, args=(port, pair, seed * 1_000 + number, batches, size, gate, results)
        )
        for number in range(clients)
    ]
    for job in jobs:
        job.start()
    gate.wait()
    start = time.perf_counter()
    statuses: Counter[int] = Counter()
    for _job in jobs:
        statuses += results.get()
    seconds = time.perf_counter() - start
    for job in jobs:
        job.join()
    return Load(clients * batches * size, seconds, statuses)


def _send(
    port: int, pair: dict[str, str], seed: int, batches: int, size: int, gate: Any, results: Any
) -> None:
    client = Client(port, pair["key"], pair["secret"])
    made: Sequence[bytes] = bodies(seed, batches, size)
    gate.wait()
    results.put(Counter(client.post(body) for body in made))
