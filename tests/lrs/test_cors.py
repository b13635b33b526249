"""Pages of the content's origins speak to the record store from a browser (CORS)."""

from urllib.parse import urlencode

import pytest

from .samples import statement

CONTENT = "https://content.example"
OTHERS = ("https://elsewhere.example", "null", "http://content.example", f"{CONTENT}:444",
          "https://content.example.evil.example", "", "*")  # fmt: skip
PATHS = ("/statements", "/about", "/activities", "/agents", "/activities/state", "/nothing")
SENT = ("Authorization", "Content-Type", "If-Match", "If-None-Match", "X-Experience-API-Version",
        "X-Experience-API-Hash")  # fmt: skip
READ = ("ETag", "Last-Modified", "X-Experience-API-Version", "X-Experience-API-Consistent-Through",
        "Content-Length")  # fmt: skip


@pytest.fixture(autouse=True)
def _content_origin(settings):
    settings.XAPI_CONTENT_ORIGINS = [CONTENT]


def listed(reply, name):
    return {one.strip() for one in reply[name].split(",")}


def cors_headers(reply):
    return {name for name in reply.headers if name.lower().startswith("access-control-")}


def test_answers_can_be_read(api):
    reply = api.post(statement(), headers={"origin": CONTENT})
    assert (reply.status_code, reply["Access-Control-Allow-Origin"]) == (200, CONTENT)
    assert listed(reply, "Access-Control-Expose-Headers") == set(READ)
    assert "Origin" in listed(reply, "Vary")
    assert "Access-Control-Allow-Credentials" not in reply
    assert not reply.cookies


@pytest.mark.parametrize("mount", ["/xapi", "/xapi/1.0.3"])
def test_errors_can_be_read_too(make_api, mount):
    """A page that can't read why it was refused can't tell anybody."""
    api = make_api("statements/read", mount=mount)
    origin = {"origin": CONTENT}
    for reply, status in (
        (api.client.get(f"{mount}/statements", headers=origin), 400),
        (api.get(headers={**origin, "authorization": "Basic x"}), 401),
        (api.post(statement(), headers=origin), 403),
        (api.get(path="/nothing", headers=origin), 404),
        (api.client.delete(f"{mount}/about", headers=origin), 405),
    ):
        assert (reply.status_code, reply["Access-Control-Allow-Origin"]) == (status, CONTENT)
        assert listed(reply, "Access-Control-Expose-Headers") == set(READ)


@pytest.mark.parametrize("origin", OTHERS)
def test_another_origin_gets_none(api, origin):
    asked = api.client.options(
        "/xapi/statements", headers={"origin": origin, "access-control-request-method": "GET"}
    )
    got = api.get(headers={"origin": origin})
    assert (asked.status_code, got.status_code) == (204, 200)
    for reply in (asked, got):
        assert cors_headers(reply) == set()
        # A shared cache must not hand this answer to the origin of content.
        assert "Origin" in listed(reply, "Vary")


def test_without_origins_nobody_gets_any(api, settings):
    settings.XAPI_CONTENT_ORIGINS = []
    assert cors_headers(api.get(headers={"origin": CONTENT})) == set()


def test_options_that_is_no_preflight_is_an_unknown_method(api):
    reply = api.client.options("/xapi/statements", headers={**api.headers, "origin": CONTENT})
    assert reply.status_code == 405


def test_a_form_of_the_alternate_syntax_can_be_read(api):
    """Communication 1.3: it exists for cross-domain requests."""
    fields = {
        "Authorization": api.headers["authorization"],
        "X-Experience-API-Version": "1.0.3",
    }
    reply = api.client.post(
        "/xapi/statements?method=GET",
        urlencode(fields),
        content_type="text/plain",
        headers={"origin": CONTENT},
    )
    assert (reply.status_code, reply["Access-Control-Allow-Origin"]) == (200, CONTENT)


def test_nothing_beside_the_record_store_is_shared(client, db):
    reply = client.get("/health/", headers={"origin": CONTENT})
    assert (reply.status_code, cors_headers(reply)) == (200, set())
