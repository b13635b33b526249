"""An AU speaks to the record store from its own origin (CORS), and from no other."""

from urllib.parse import urlencode

import pytest

from academy.lrs.xapi.vocabulary import Verb

from .au import ORIGIN
from .test_cors import cors_headers, listed

pytestmark = pytest.mark.django_db
OTHER = "https://bbbbbbbbbbbbbbbb.content.example"
REMOTE = "https://approved.example"


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.CONTENT_HOST = "content.example"
    settings.PUBLIC_ADDRESS = "https://academie.example"
    settings.XAPI_CONTENT_ORIGINS = []


def preflight(client, origin, path="/xapi/statements", method="PUT"):
    return client.options(
        path,
        headers={
            "origin": origin,
            "access-control-request-method": method,
            "access-control-request-headers": "authorization,x-experience-api-version",
        },
    )


@pytest.mark.parametrize("path", ["/xapi/statements", "/xapi/activities/state",
                                  "/xapi/cmi5/fetch/key/"])  # fmt: skip
def test_a_preflight_is_answered_to_origins_of_content(client, path):
    """It has no token, so that no session is known yet."""
    reply = preflight(client, ORIGIN, path)
    assert (reply.status_code, reply["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert {"Authorization", "X-Experience-API-Version"} <= listed(
        reply, "Access-Control-Allow-Headers"
    )
    assert {"POST", "PUT", "DELETE"} <= listed(reply, "Access-Control-Allow-Methods")
    assert "Access-Control-Allow-Credentials" not in reply


@pytest.mark.parametrize(
    "origin",
    ["https://content.example", "https://a.b.content.example", "http://a.content.example",
     "https://a.content.example:444", "https://a.content.example.evil.example",
     "https://evilcontent.example", "https://academie.example", "null", "*",
     "https://A.content.example", "https://.content.example"],
)  # fmt: skip
def test_a_preflight_of_another_origin_is_not(client, origin):
    assert cors_headers(preflight(client, origin)) == set()


def test_without_a_host_of_content_there_is_none(client, settings):
    settings.CONTENT_HOST = ""
    assert cors_headers(preflight(client, ORIGIN)) == set()


def test_the_port_is_that_of_the_academy(client, settings):
    settings.PUBLIC_ADDRESS = "http://lms.localhost:8100"
    settings.CONTENT_HOST = "content.localhost"
    own = "http://a.content.localhost:8100"
    assert preflight(client, own)["Access-Control-Allow-Origin"] == own
    assert cors_headers(preflight(client, "http://a.content.localhost")) == set()


def test_a_session_is_answered_to_its_own_origin(make_au):
    au = make_au()
    fetched = au.fetch(origin=ORIGIN)
    assert fetched["Access-Control-Allow-Origin"] == ORIGIN
    au.headers["authorization"] = f"Basic {fetched.json()['auth-token']}"
    au.headers["origin"] = ORIGIN
    replies = [au.ask_preferences(), au.say(Verb.COMPLETED), au.say(Verb.INITIALIZED), au.get()]
    assert [one.status_code for one in replies] == [404, 403, 200, 200]
    for reply in replies:
        assert reply["Access-Control-Allow-Origin"] == ORIGIN
        assert "Origin" in listed(reply, "Vary")
        assert "Access-Control-Allow-Credentials" not in reply


def test_a_form_of_the_alternate_syntax_is_answered_to_it_too(au):
    """xAPI 1.0.3, Communication 1.3: the token is a field of the form."""
    fields = {
        "Authorization": au.headers["authorization"],
        "X-Experience-API-Version": "1.0.3",
    }
    for origin, status in ((ORIGIN, 200), (OTHER, 403)):
        reply = au.client.post(
            "/xapi/statements?method=GET",
            urlencode(fields),
            content_type="text/plain",
            headers={"origin": origin},
        )
        assert reply.status_code == status
        assert ("Access-Control-Allow-Origin" in reply) is (status == 200)


def test_it_reads_why_it_is_over(au):
    au.say(Verb.INITIALIZED)
    au.say(Verb.TERMINATED)
    reply = au.get(headers={"origin": ORIGIN})
    assert (reply.status_code, reply["Access-Control-Allow-Origin"]) == (403, ORIGIN)
    again = au.fetch(origin=ORIGIN)
    assert (again.json()["error-code"], again["Access-Control-Allow-Origin"]) == ("1", ORIGIN)


@pytest.mark.parametrize("origin", [OTHER, "https://academie.example", "null"])
def test_another_origin_does_nothing_with_its_token(au, origin):
    au.headers["origin"] = origin
    for reply in (au.get(), au.say(Verb.INITIALIZED)):
        assert (reply.status_code, cors_headers(reply)) == (403, set())
    del au.headers["origin"]
    assert au.get().json()["statements"] == []


def test_an_au_elsewhere_speaks_where_its_origin_is_approved(client, make_au, settings):
    """packages.md: a remote AU only for an approved host."""
    au = make_au(origin=REMOTE)
    assert cors_headers(preflight(client, REMOTE)) == set()
    settings.XAPI_CONTENT_ORIGINS = [REMOTE]
    assert preflight(client, REMOTE)["Access-Control-Allow-Origin"] == REMOTE
    assert au.fetch(origin=REMOTE)["Access-Control-Allow-Origin"] == REMOTE


def test_content_reads_that_its_key_is_none(client, db):
    """Nothing is told of anybody: the AU can say that the launch is over."""
    reply = client.post("/xapi/cmi5/fetch/none/", headers={"origin": ORIGIN})
    assert reply.json()["error-code"] == "2"
    assert reply["Access-Control-Allow-Origin"] == ORIGIN


def test_a_credential_is_not_answered_to_content(api):
    """As before: only to the origins that an installation names."""
    assert cors_headers(api.get(headers={"origin": ORIGIN})) == set()
