"""What the academy says of itself, and what it answers when something is away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from academy.urls import handler429, handler500
from academy.urls import urlpatterns as academy_urls

__all__ = ["handler429", "handler500", "urlpatterns"]
ERRORS = {"away": OperationalError, "closed": InterfaceError, "bug": ZeroDivisionError}


def fail(request, kind):
    raise ERRORS[kind]("the details stay in the log")


urlpatterns = [path("fail/<kind>/", fail), *academy_urls]


@pytest.fixture
def no_database(db):
    """Make every query fail as it does when the database doesn't answer."""

    def away(*args, **kwargs):
        raise OperationalError("could not connect to server at 10.0.0.5")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        yield


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def test_health(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert client.head("/health/").status_code == 200
    assert client.post("/health/").status_code == 405


def test_health_without_a_database(visitor, db, no_database):
    answer = visitor.get("/health/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert b"10.0.0.5" not in answer.content


def test_signed_in_probes_are_not_looked_up(client, django_user_model, db, no_database):
    client.cookies["sessionid"] = "x" * 32
    assert client.get("/health/").status_code == 503


@pytest.mark.parametrize("url", ["/fr/account/login/", "/fr/account/sessions/", "/admin/", "/fr/"])
def test_pages_without_a_database_say_to_come_back(visitor, db, no_database, url):
    visitor.cookies["sessionid"] = "x" * 32
    answer = visitor.get(url)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer["Cache-Control"]
    assert b"10.0.0.5" not in answer.content


def test_a_form_sent_without_a_database_may_be_sent_again(visitor, db, no_database):
    data = {"login": "ada@org.example", "password": "a long password"}
    answer = visitor.post("/fr/account/login/", data)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("kind", "status"), [("away", 503), ("closed", 503), ("bug", 500)])
def test_errors_are_told_apart(visitor, db, kind, status):
    answer = visitor.get(f"/fail/{kind}/")
    assert answer.status_code == status
    assert ("Retry-After" in answer) is (status == 503)
    assert b"the details" not in answer.content


def test_robots(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert b"Disallow: /admin/" in answer.content
    assert b"Disallow: /*/account/" in answer.content


def test_security_txt_says_whom_to_tell_and_does_not_expire_soon(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@academie.example"
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"] == "mailto:security@academie.example"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


@pytest.mark.parametrize("url", ["/xapi/nothing", "/media/nothing", "/documents/9/x"])
def test_what_has_no_language_keeps_its_404(client, db, url):
    assert client.get(url).status_code == 404


def test_an_unknown_host_is_refused(visitor, db):
    assert visitor.get("/fr/account/login/", headers={"host": "evil.example"}).status_code == 400


def test_the_page_of_a_limit_needs_no_template(client, db, settings):
    from academy.core.views import too_many_requests

    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [], "APP_DIRS": False}]
    answer = too_many_requests(client.get("/health/").wsgi_request)
    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer["Content-Type"]) == (429, "text/plain; charset=utf-8")
