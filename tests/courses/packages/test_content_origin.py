"""What the origins of packages answer; nothing of the academy is there, nothing of them here."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from academy.accounts.models import User
from courses.models import PackageLaunch
from courses.packages import tokens
from courses.packages.origins import academy_origin, label_of, origin_of
from tests.factories.courses import AT
from tests.factories.packages import bring_in, scorm

from .seat import Seat, core


class Origin:
    """The origin of the version of a launch, asked as a browser does: with whatever cookies."""

    def __init__(self, launch):
        self.label = launch.attempt.version.label
        door = tokens.for_launch(launch)
        self.origin, self.token = door.origin, door.token
        self.host = self.origin.partition("//")[2]
        self.client = Client(headers={"Host": self.host})

    def get(self, path, **headers):
        return self.client.get(path, headers={"Host": self.host} | headers)

    def file(self, name, **headers):
        return self.get(f"/p/{self.token}/f/{name}", **headers)

    def commit(self, said, kind="application/json", **headers):
        content = said if isinstance(said, bytes) else json.dumps(said)
        return self.client.post(
            f"/p/{self.token}/commit/",
            content,
            content_type=kind,
            headers={"Host": self.host} | headers,
        )


@pytest.fixture
def seat(package):
    return Seat(package)


@pytest.fixture
def origin(seat):
    return Origin(seat.open())


def policy(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {part[0]: part[1:] for part in parts if part}


def bytes_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# --- Files ---------------------------------------------------------------------------------------
def test_a_file_is_served_as_what_it_is_and_no_more(origin):
    answer = origin.file("run.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "private" in answer["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer
    assert b"LMSInitialize" in bytes_of(answer)


def test_what_a_file_may_do_ends_at_its_origin(origin):
    found = policy(origin.file("index.html"))
    assert found["worker-src"] == ["'none'"]
    assert found["frame-ancestors"] == ["'self'", academy_origin()]
    assert found["sandbox"] == ["allow-scripts", "allow-same-origin", "allow-forms"]
    for directive in ("default-src", "connect-src", "form-action", "frame-src", "base-uri"):
        assert not any("//" in source or source == "*" for source in found[directive])
    assert policy(origin.get(f"/p/{origin.token}/"))["frame-ancestors"] == [academy_origin()]


@pytest.mark.parametrize(
    "name",
    [
        "../run.js",
        "./run.js",
        "..%2frun.js",
        "gone.html",
        "run.js/",
        "a\\run.js",
        ".hidden",
        "x.exe",
    ],
)
def test_what_is_no_file_of_the_package_is_not_there(origin, name):
    assert origin.file(name).status_code == 404


def test_a_link_that_leads_out_is_not_followed(origin, packages_root, tmp_path):
    (tmp_path / "secret.html").write_text("secret")
    (packages_root / "files" / origin.label / "out.html").symlink_to(tmp_path / "secret.html")
    assert origin.file("out.html").status_code == 404


def test_parts_of_a_file_are_served(origin):
    answer = origin.file("index.html", Range="bytes=0-14")
    assert answer.status_code == 206
    assert bytes_of(answer) == b"<!DOCTYPE html>"
    assert origin.file("index.html", Range="bytes=99999-").status_code == 416
    etag = origin.file("index.html")["ETag"]
    assert origin.file("index.html", **{"If-None-Match": etag}).status_code == 304


def test_no_service_worker_is_ever_served(origin):
    assert origin.file("run.js", **{"Service-Worker": "script"}).status_code == 404


# --- Access --------------------------------------------------------------------------------------
def test_a_token_opens_its_own_version_alone(designer, organism, origin):
    other = Origin(Seat(bring_in(scorm(), by=designer, built_by=organism).version.package).open())
    other.token = origin.token
    assert other.file("index.html").status_code == 404
    assert other.get(f"/p/{origin.token}/").status_code == 403
    assert other.commit({"cmi": core(), "commitSequence": 1}).status_code == 403


@pytest.mark.parametrize("token", ["x", "a:b:c", "\u00e9", "." * 500])
def test_what_is_no_token_opens_nothing(origin, token):
    origin.token = token
    assert origin.file("index.html").status_code == 404
    assert origin.get(f"/p/{token}/").status_code == 403
    assert origin.commit({}).status_code == 403


def test_a_token_ends(seat, origin):
    with time_machine.travel(AT.now(AT.tzinfo) + timedelta(hours=13), tick=False):
        assert origin.file("index.html").status_code == 404
        page = origin.get(f"/p/{origin.token}/")
        assert page.status_code == 403
        assert "trop longtemps" in page.content.decode()


def test_a_token_ends_with_its_person(seat, origin):
    User.objects.filter(pk=seat.user.pk).update(is_active=False)
    assert origin.get(f"/p/{origin.token}/").status_code == 403
    assert origin.commit({"cmi": core(), "commitSequence": 1}).status_code == 403


# --- The page that plays, and what it reports ----------------------------------------------------
def test_the_page_holds_the_run_time_and_the_state(seat, origin):
    page = origin.get(f"/p/{origin.token}/").content.decode()
    assert '<script src="/runtime/scorm12.js">' in page
    state = json.loads(page.split('type="application/json">')[1].split("</script>")[0])
    assert state["address"] == "f/index.html"
    assert state["cmi"]["core"]["entry"] == "ab-initio"
    assert state["academy"] == academy_origin()
    assert str(seat.user.public_id) not in page
    for name in ("scorm12.js", "scorm2004.js", "player.js", "player.css"):
        assert origin.get(f"/runtime/{name}").status_code == 200
    assert origin.get("/runtime/../secret").status_code == 404


def test_a_title_is_no_markup(designer, organism):
    said = "</script><script>alert(1)</script>"
    content = scorm(title="&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;")
    package = bring_in(content, by=designer, built_by=organism).version.package
    assert package.title == said
    origin = Origin(Seat(package).open())
    assert said not in origin.get(f"/p/{origin.token}/").content.decode()


@pytest.mark.parametrize("kind", ["application/json", "text/plain;charset=UTF-8"])
def test_a_report_is_kept_whatever_type_its_beacon_says(seat, origin, kind):
    answer = origin.commit({"cmi": core("passed"), "commitSequence": 1}, kind)
    assert (answer.status_code, answer.json()) == (
        200,
        {"result": True, "errorCode": 0, "isNews": True},
    )
    assert seat.attempt.success == "passed"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"", 415),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"cmi": NaN, "commitSequence": 1}', 400),
        (b'{"cmi": {"core": {}}, "commitSequence": 1e400}', 400),
        (b"x" * ((2 << 20) + 1), 413),
    ],
)
def test_what_is_no_report_is_refused(seat, origin, said, status):
    answer = origin.commit(said)
    assert (answer.status_code, answer.json()["result"]) == (status, False)
    assert seat.attempt.completion == "incomplete"


def test_a_report_from_another_origin_is_refused(seat, origin):
    said = {"cmi": core("passed"), "commitSequence": 1}
    assert origin.commit(said, Origin=academy_origin()).status_code == 403
    assert origin.commit(said, Origin="null").status_code == 403
    assert origin.commit(said, "text/html").status_code == 415
    assert origin.commit(said, Origin=origin.origin).status_code == 200
    assert origin.commit(said, Origin=origin_of(origin.label)).status_code == 403


# --- Two hosts -----------------------------------------------------------------------------------
PATHS = [
    "/",
    "/fr/",
    "/admin/",
    "/fr/account/login/",
    "/xapi/statements",
    "/xapi/about",
    "/static/css/site.css",
    "/health/",
    "/robots.txt",
    "/service-worker.js",
    "/media/x.png",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("prefix", ["", "a.b.", "short.", "x" * 60 + "."])
def test_no_page_of_the_academy_is_on_the_content_host(db, path, prefix):
    answer = Client().get(path, headers={"Host": f"{prefix}content.localhost:8000"})
    assert answer.status_code == 404
    assert not answer.cookies


@pytest.mark.parametrize("path", PATHS)
def test_no_page_of_the_academy_is_on_the_origin_of_a_package(origin, path):
    answer = origin.get(path)
    assert answer.status_code == 404
    assert not answer.cookies
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_no_session_is_read_and_no_cookie_set_there(seat, origin, settings):
    origin.client.force_login(seat.user)
    for path in (f"/p/{origin.token}/", f"/p/{origin.token}/f/index.html"):
        answer = origin.get(path)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Vary" not in answer
    # A session opens nothing there.
    origin.token = "x"
    assert origin.file("index.html").status_code == 404


def test_nothing_of_a_package_is_on_the_academys_host(seat, origin, client):
    client.force_login(seat.user)
    for path in (f"/p/{origin.token}/", f"/p/{origin.token}/f/index.html", "/runtime/player.js"):
        assert client.get(path).status_code == 404
    assert client.get(f"/media/packages/files/{origin.label}/index.html").status_code == 404


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("lms.localhost:8000", None),
        ("content.localhost", ""),
        ("content.localhost.", ""),
        ("a.b.content.localhost", ""),
        ("short.content.localhost", ""),
        ("notcontent.localhost", None),
        ("0123456789abcdef0123.content.localhost:1", "0123456789abcdef0123"),
    ],
)
def test_hosts_are_told_apart(host, label):
    assert label_of(host) == label


@pytest.mark.parametrize(
    "content", ["", "lms.localhost", "localhost", "academie.example:8000", "testserver"]
)
def test_a_content_host_that_is_no_other_host_is_refused(settings, content):
    settings.CONTENT_HOST = content
    found = run_checks(tags=["security"])
    assert next(one for one in found if one.id == "academy.E013").hint


# --- The academy's page around it ----------------------------------------------------------------
def test_the_page_frames_that_origin_alone(seat, client):
    client.force_login(seat.user)
    answer = client.post(reverse("courses:open-package", args=[seat.lesson.pk, seat.block_id]))
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    origin = Origin(PackageLaunch.objects.get()).origin
    assert policy(page)["frame-src"] == [origin]
    assert policy(page)["default-src"] == ["'self'"]
    text = page.content.decode()
    assert f'src="{origin}/p/' in text
    assert 'sandbox="allow-scripts allow-same-origin allow-forms"' in text
    assert "no-store" in page["Cache-Control"]
    assert policy(client.get(seat.lesson.url))["frame-src"] == ["'none'"]


def test_an_opening_is_its_learners_alone(seat, client, designer):
    launch = seat.open()
    client.force_login(designer)
    for name in ("courses:package", "courses:package-standing"):
        assert client.get(reverse(name, args=[launch.public_id])).status_code == 404
    address = reverse("courses:open-package", args=[seat.lesson.pk, seat.block_id])
    assert client.post(address).status_code == 404


def test_a_lesson_says_how_far_one_is(seat, client):
    client.force_login(seat.user)
    assert "La leçon est terminée" in client.get(seat.lesson.url).content.decode()
    seat.commit(seat.open(), core("passed", score={"raw": "90"}))
    text = client.get(seat.lesson.url).content.decode()
    assert "Vous avez terminé" in text
    assert "90\N{NO-BREAK SPACE}%" in text


def test_a_lesson_that_waits_leads_to_its_package(seat, client):
    client.force_login(seat.user)
    answer = client.post(reverse("courses:complete", args=[seat.lesson.pk]))
    assert answer["Location"].endswith(f"#block-{seat.block_id}")
