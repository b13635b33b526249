"""Asking addresses elsewhere: what is found, and what nobody may make the academy ask."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from courses.linting import asking
from courses.linting.asking import ask, is_public
from courses.linting.replies import Reply, State

AGENT = "Academie-link-check (+https://academie.example)"


class Site(BaseHTTPRequestHandler):
    """A site elsewhere: what it answers stands in the path."""

    asked: list[tuple[str, str, str]]

    def answer(self):
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        self.server.hosts.add(self.headers["Host"])
        what = self.path.partition("?")[0].strip("/")
        if what == "get-alone":
            what = "405" if self.command == "HEAD" else "200"
        if what == "silent":
            self.server.let_go.wait(20)
            return
        if what == "drip":
            self.drip()
            return
        self.send_response(int(what) if what.isdigit() else 302)
        if not what.isdigit():
            self.send_header("Location", self.server.ways[what])
        self.end_headers()

    def drip(self):
        """Answer without an end, until whoever asked is gone."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        try:
            while not self.server.let_go.wait(0.01):
                self.wfile.write(b"x")
        except OSError:
            self.server.left.set()

    do_HEAD = do_GET = answer

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def site(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked, server.ways, server.hosts = [], {}, set()
    server.let_go, server.left = threading.Event(), threading.Event()
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    # It stands for one elsewhere: at its port, and as if its number were public.
    monkeypatch.setattr(asking, "PORTS", {"http": server.server_port, "https": 443})
    monkeypatch.setattr(asking, "is_public", lambda number: str(number) == "127.0.0.1")
    yield server
    server.let_go.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def secure(site, monkeypatch, tmp_path):
    """The same site by TLS, with a certificate that is known."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "site.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    known = ssl.create_default_context(cafile=file)
    monkeypatch.setattr(ssl, "create_default_context", lambda: known)
    monkeypatch.setattr(asking, "PORTS", {"http": 80, "https": site.server_port})
    return site


def at(path):
    return ask(f"http://127.0.0.1/{path}", AGENT)


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        ("200", Reply(State.FOUND, 200)),
        ("404", Reply(State.GONE, 404)),
        ("410", Reply(State.GONE, 410)),
        ("403", Reply(State.UNSURE, 403)),
        ("429", Reply(State.UNSURE, 429)),
        ("503", Reply(State.UNSURE, 503)),
        ("get-alone", Reply(State.FOUND, 200)),
    ],
)
def test_what_a_site_answers_says_whether_something_is_there(site, path, reply):
    assert at(path) == reply


def test_it_is_asked_by_name_without_its_place_in_the_page(site):
    at("200?q=été#fin")
    assert site.asked == [("HEAD", "/200?q=%C3%A9t%C3%A9", AGENT)]


def test_redirects_are_followed_and_have_an_end(site):
    site.ways = {"moved": "/200", "gone": "http://127.0.0.1/404", "round": "/round"}
    assert at("moved") == Reply(State.FOUND, 200)
    assert at("gone") == Reply(State.GONE, 404)
    site.asked.clear()
    assert at("round") == Reply(State.UNSURE, 302)
    assert len(site.asked) == asking.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "inside",
    [
        "http://10.0.0.1/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://localhost/",
        "http://127.0.0.1:9/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://somebody:secret@127.0.0.1/200",
        "http://[/",
        "//127.0.0.1:22/",
    ],
)
def test_a_redirect_leads_nowhere_inside_nor_to_another_port(site, inside, monkeypatch):
    monkeypatch.setattr(
        asking, "is_public", lambda number: str(number) == "127.0.0.1" and not site.asked
    )
    site.ways = {"in": inside}
    reached = []
    connect = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda to, **said: reached.append(to) or connect(to, **said)
    )
    assert at("in").state in (State.NOT_ASKED, State.UNSURE)
    assert reached == [("127.0.0.1", site.server_port)]


def test_the_number_that_was_looked_at_is_the_one_that_is_connected_to(site, monkeypatch):
    """A name that says another number the second time is asked once."""
    asked = []

    def numbers(host, port, **_said):
        asked.append(host)
        number = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", numbers)
    reached = []

    class Reached(Exception):
        pass

    def connect(to, **_said):
        reached.append(to[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert ask("http://rebinding.example/", AGENT) == Reply(State.UNREACHABLE)
    assert (asked, reached) == (["rebinding.example"], ["127.0.0.1"])


def test_a_name_with_one_number_inside_is_not_asked(monkeypatch):
    def numbers(_host, port, **_said):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))
            for number in ("192.0.43.8", "10.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", numbers)
    assert ask("https://two-faces.example/", AGENT) == Reply(State.NOT_ASKED)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (socket.EAI_NONAME, State.UNREACHABLE),
        (socket.EAI_AGAIN, State.UNSURE),
    ],
)
def test_a_name_that_nobody_has_is_one_thing_and_a_silent_name_server_another(
    monkeypatch, number, said
):
    def fails(*_args, **_said):
        raise socket.gaierror(number, "")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    assert ask("https://nobody.example/", AGENT) == Reply(said)


def test_a_redirect_with_accents_as_they_are_is_followed(site):
    site.ways = {"moved": "/200?q=été".encode().decode("latin-1")}
    assert at("moved") == Reply(State.FOUND, 200)
    assert site.asked[-1][1] == "/200?q=%C3%A9t%C3%A9"


def test_a_certificate_that_cannot_be_checked_tells_nothing(site, monkeypatch):
    monkeypatch.setattr(asking, "PORTS", {"http": 80, "https": site.server_port})
    assert ask("https://127.0.0.1/200", AGENT).state is State.UNSURE


def test_a_site_by_tls_is_asked_as_browsers_ask_it(secure, monkeypatch):
    monkeypatch.setattr(asking.http.client.HTTPSConnection, "default_port", secure.server_port)
    assert ask("https://127.0.0.1/200", AGENT) == Reply(State.FOUND, 200)
    assert ask("https://127.0.0.1/404", AGENT) == Reply(State.GONE, 404)
    assert secure.hosts == {"127.0.0.1"}, "its own port isn't named"


def test_a_site_that_lets_machines_wait_is_left_and_is_not_broken(site, monkeypatch):
    monkeypatch.setattr(asking, "LONGEST", 0.2)
    assert at("silent") == Reply(State.UNSURE)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_site_whose_answer_has_no_end_is_left(request, site, monkeypatch, scheme):
    if scheme == "https":
        request.getfixturevalue("secure")
    monkeypatch.setattr(asking, "LONGEST", 0.3)
    # Otherwise the test itself would have no end.
    giving_up = threading.Timer(15, site.let_go.set)
    giving_up.start()
    # What it began with may have arrived in time.
    assert ask(f"{scheme}://127.0.0.1/drip", AGENT).state in (State.FOUND, State.UNSURE)
    giving_up.cancel()
    assert site.left.wait(10)


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("192.0.43.8", True),
        ("2620:0:2d0:200::8", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("::a00:1", False),
        ("::ffff:0:a00:1", False),
        ("fd00:ec2::254", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:192.0.43.8", True),
        ("2002:a00:1::", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::c000:2b08", True),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_which_numbers_are_public(number, public):
    assert is_public(ip_address(number)) is public
