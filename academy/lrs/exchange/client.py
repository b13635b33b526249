"""Requests to another record store, each bounded in time and size; no redirect is followed."""

import base64
import time
from collections.abc import Iterator, Mapping
from types import TracebackType

import requests

from academy.lrs.xapi.versions import HEADER

from .addresses import following_address
from .answers import Answer, Unreachable, read_answer
from .multipart import Body

# Seconds for finding the store, between two pieces of its answer, and for the whole of what is sent
# or answered; large amounts get more, as long as they pass at so many bytes a second.
_CONNECT = 5.0
_SILENCE = 20.0
_WHOLE = 60.0
_SLOWEST = 256 * 1024
_PIECE = 64 * 1024
_JSON = "application/json"


class RecordStore:
    """Another record store, spoken to with one credential in one version of xAPI.

    TLS is verified. Used as a context manager, it closes its connections. The data that comes with
    an answer waits in `folder` (None: where temporary files are).
    """

    def __init__(
        self, *, endpoint: str, key: str, secret: str, version: str, folder: str | None = None
    ) -> None:
        self.endpoint = endpoint
        self._folder = folder
        self._session = requests.Session()
        pair = base64.b64encode(f"{key}:{secret}".encode()).decode()

        def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
            request.headers["Authorization"] = f"Basic {pair}"
            return request

        # As a function, so that a .netrc of the machine never takes its place.
        self._session.auth = sign
        self._session.headers.update({HEADER: version, "Accept": "*/*"})

    def __enter__(self) -> "RecordStore":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def post(self, body: bytes | Body, *, content_type: str = _JSON) -> Answer:
        """Store statements there. Communication 2.1.2."""
        address = f"{self.endpoint}/statements"
        return self._ask("POST", address, data=body, headers={"Content-Type": content_type})

    def get(self, parameters: Mapping[str, str]) -> Answer:
        """Ask for statements. Communication 2.1.3. Raises NoRoom, as `follow` does."""
        return self._ask("GET", f"{self.endpoint}/statements", params=dict(parameters))

    def follow(self, more: str) -> Answer:
        """Ask for the page to which `more` leads. Raises BadAddress when it isn't there."""
        return self._ask("GET", following_address(self.endpoint, more))

    def _ask(
        self,
        method: str,
        address: str,
        *,
        params: dict[str, str] | None = None,
        data: bytes | Body | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        try:
            with self._session.request(
                method,
                address,
                params=params,
                data=_Sending(data) if isinstance(data, Body) else data,
                headers=headers,
                timeout=(_CONNECT, _SILENCE),
                allow_redirects=False,
                stream=True,
            ) as reply:
                found = {name.lower(): value for name, value in reply.headers.items()}
                chunks = _in_time(_received(reply), "answer")
                return read_answer(reply.status_code, found, chunks, folder=self._folder)
        except requests.RequestException as error:
            raise _away(error) from error


class _Sending:
    """A body on its way, of known length, piece by piece."""

    def __init__(self, body: Body) -> None:
        self._body = body

    def __len__(self) -> int:
        return len(self._body)

    def __iter__(self) -> Iterator[bytes]:
        return _in_time(iter(self._body), "reading of what it is sent")


def _received(reply: requests.Response) -> Iterator[bytes]:
    try:
        yield from reply.iter_content(_PIECE)
    except requests.RequestException as error:
        raise _away(error) from error


def _in_time(pieces: Iterator[bytes], what: str) -> Iterator[bytes]:
    """Yield the pieces, unless they take too long."""
    start, size = time.monotonic(), 0
    for piece in pieces:
        size += len(piece)
        if time.monotonic() - start > _WHOLE + size / _SLOWEST:
            raise Unreachable(f"The store's {what} is too slow.")
        yield piece


def _away(error: requests.RequestException) -> Unreachable:
    # Without the addresses of objects and of the store, which is named beside it.
    return Unreachable(f"The store could not be reached ({type(error).__name__}).")
