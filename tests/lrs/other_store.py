"""Another record store: small, in memory, over real HTTP, failing when it is told to."""

import base64
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
START = datetime(2026, 1, 1, tzinfo=UTC)
AUTHORITY = {"account": {"homePage": "https://other.example", "name": "client"}}
KEY, SECRET = "other-key", "other-secret"
# How a command names them; the fixture `manage` puts the secret there.
SIGNED = ("--key", KEY, "--secret-env", "OTHER_SECRET")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that hangs up is no error of the test."""


class OtherStore:
    """What it holds (`texts`, by id, in order) and what it was asked (`asked`).

    `script`: what becomes of the next POSTs, each a status, (status, headers), or "lost": it is
    stored and the connection closed without an answer. `gets`: (status, headers) of the next
    GETs, or None. `refused`: ids that make a batch a 400. Each of the ids `broken`, a page with one
    of them, and one of more than `largest_page` statements is a 500. `refuses_data` is the status
    of what is asked for with attachments, in which ids of `no_data_of` are a 500. `data` is sent
    along by hash, as bytes or as a function that yields them; `data_of_pages` takes its place in
    answers with many statements.
    """

    def __init__(self):
        self.texts, self.stored, self.asked, self.script = {}, {}, [], []
        self.refused, self.status_of_refusal = set(), 400
        self.bodies = []
        self.data, self.data_of_pages = {}, {}
        self.speaks_multipart, self.cut_off = True, False
        # It hangs up on requests of more bytes.
        self.largest = None
        self.page = 100
        self.absolute_more = False
        self.more_host = None
        self.gets = []
        self.promised = None
        self.largest_page, self.broken = None, set()
        self.refuses_data, self.no_data_of = None, set()
        self.links_expired = False
        self.conflict_on_repeat = False
        self.may_write = True
        # A POST waits until it is `answering`; `reached` and `kept` tell that one came and ended.
        self.answering, self.reached, self.kept = (threading.Event() for _ in range(3))
        self.answering.set()

    def add(self, *statements):
        """Keep statements, a second after one another."""
        for one in statements:
            moment = START + timedelta(seconds=len(self.texts))
            kept = {"authority": AUTHORITY, "version": "1.0.3", **one}
            kept["stored"] = moment.isoformat().replace("+00:00", "Z")
            kept.setdefault("timestamp", kept["stored"])
            self.texts[one["id"]] = kept
            self.stored[one["id"]] = moment
            self.kept.set()

    @property
    def ids(self):
        return list(self.texts)

    @property
    def voided(self):
        return {one["object"]["id"] for one in self.texts.values() if one["verb"]["id"] == VOIDED}

    # --- Answers -----------------------------------------------------------------------------
    def post(self, handler, body):
        self.reached.set()
        self.answering.wait(timeout=30)
        content_type = handler.headers["Content-Type"]
        if content_type.startswith("multipart/mixed"):
            mark = b"--" + content_type.partition("boundary=")[2].encode()
            parts = [part.partition(b"\r\n\r\n")[::2] for part in body.split(mark)[1:-1]]
            body = parts[0][1].removesuffix(b"\r\n")
            came = {_hash_in(head): data.removesuffix(b"\r\n") for head, data in parts[1:]}
        else:
            came = {}
        batch = json.loads(body)
        self.asked.append([one["id"] for one in batch])
        if not self.may_write:
            return 403, {"error": "no scope"}
        step = self.script.pop(0) if self.script else 200
        if not isinstance(step, (int, str)):
            return (*step[:1], {"error": "scripted"}, *step[1:])
        if step != "lost" and step != 200:
            return step, {"error": "scripted"}
        ids = [one["id"] for one in batch]
        if self.refused & set(ids):
            return self.status_of_refusal, {"error": f"refused one of {len(ids)}"}
        if self.conflict_on_repeat and set(ids) & set(self.texts):
            return 409, {"error": "the id is taken"}
        self.add(*(one for one in batch if one["id"] not in self.texts))
        self.data.update(came)
        return (None, None) if step == "lost" else (200, ids)

    def get(self, handler, parameters):
        self.asked.append(parameters)
        step = self.gets.pop(0) if self.gets else None
        if step is not None:
            status, headers = step
            return status, {"error": "scripted"}, headers
        with_data = parameters.get("attachments") == "true"
        if with_data and self.refuses_data is not None:
            return self.refuses_data, {"error": "no attachments here"}
        if "statementId" in parameters or "voidedStatementId" in parameters:
            is_voided = "voidedStatementId" in parameters
            wanted = parameters["voidedStatementId" if is_voided else "statementId"]
            if wanted in self.broken or (with_data and wanted in self.no_data_of):
                return 500, {"error": "scripted"}
            if wanted in self.texts and (wanted in self.voided) is is_voided:
                return 200, self.texts[wanted]
            return 404, {"error": "no such statement"}
        start = int(parameters.get("from", 0))
        if self.links_expired and "from" in parameters:
            return 404, {"error": "this link has expired"}
        since = parameters.get("since")
        found = [
            one
            for own_id, one in self.texts.items()
            if own_id not in self.voided
            and (since is None or self.stored[own_id] > datetime.fromisoformat(since))
            and ("registration" not in parameters
                 or one.get("context", {}).get("registration") == parameters["registration"])
        ]  # fmt: skip
        size = min(self.page, int(parameters.get("limit", self.page)))
        page, more = found[start : start + size], ""
        bad = self.broken | self.no_data_of if with_data else self.broken
        too_large = self.largest_page is not None and len(page) > self.largest_page
        if too_large or bad & {one["id"] for one in page}:
            return 500, {"error": "scripted"}
        if start + size < len(found):
            more = f"/xapi/statements?{urlencode({**parameters, 'from': start + size})}"
            if self.absolute_more or self.more_host:
                more = f"{self.more_host or handler.server.origin}{more}"
        headers = {"X-Experience-API-Consistent-Through": self.promised} if self.promised else {}
        return 200, {"statements": page, "more": more}, headers


def _hash_in(head):
    return head.partition(b"X-Experience-API-Hash: ")[2].partition(b"\r\n")[0].decode()


def _declared(value):
    """The hashes of the attachments of these statements, each once."""
    found = {}
    for one in value.get("statements", [value]):
        for owner in (one, one.get("object", {})):
            found |= {each["sha2"]: True for each in owner.get("attachments", ())}
    return list(found)


def _handler(store):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are two writes: the second would wait for the first to be acknowledged.
        disable_nagle_algorithm = True

        def log_message(self, *args):
            """Say nothing."""

        def _answer(self, status, value, headers=None):
            if status is None:
                self.close_connection = True
                return
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, text in (headers or {}).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def _answer_with_data(self, status, value, headers=None):
            """As long as it is: the end of the connection is its end."""
            self.close_connection = True
            self.send_response(status)
            self.send_header("Content-Type", "multipart/mixed; boundary=oo-7")
            self.send_header("Connection", "close")
            for name, text in (headers or {}).items():
                self.send_header(name, text)
            self.end_headers()
            text = json.dumps(value).encode()
            self.wfile.write(b"--oo-7\r\nContent-Type: application/json\r\n\r\n" + text)
            data = store.data | store.data_of_pages if "statements" in value else store.data
            for sha2 in _declared(value):
                if sha2 not in data:
                    continue
                self.wfile.write(
                    b"\r\n--oo-7\r\nContent-Type: text/plain\r\n"
                    b"Content-Transfer-Encoding: binary\r\n"
                    b"X-Experience-API-Hash: " + sha2.encode() + b"\r\n\r\n"
                )
                content = data[sha2]
                for piece in content() if callable(content) else [content]:
                    self.wfile.write(piece)
                if store.cut_off:
                    return
            self.wfile.write(b"\r\n--oo-7--\r\n")

        def _signed(self):
            pair = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
            return self.headers.get("Authorization") == f"Basic {pair}"

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            if store.largest is not None and length > store.largest:
                self.close_connection = True
                return
            body = self.rfile.read(length)
            store.bodies.append((self.headers["Content-Type"], body))
            self._answer(*(store.post(self, body) if self._signed() else (401, {"error": "who?"})))

        def do_GET(self):
            parts = urlsplit(self.path)
            parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answer = store.get(self, parameters) if self._signed() else (401, {"error": "who?"})
            with_data = parameters.get("attachments") == "true" and store.speaks_multipart
            if with_data and answer[0] == 200 and "error" not in answer[1]:
                self._answer_with_data(*answer)
            else:
                self._answer(*answer)

    return Handler


@contextmanager
def serving(store, port=0):
    """Serve `store` on this machine and give its endpoint."""
    server = _Server(("127.0.0.1", port), _handler(store))
    server.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{server.origin}/xapi"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
