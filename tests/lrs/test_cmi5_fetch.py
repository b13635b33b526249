"""cmi5 8.2: how an AU gets its token, and how long it is worth something."""

import pytest

from academy.lrs.models import LaunchSession
from academy.lrs.services import abandon, close_sessions_of
from academy.lrs.services.sessions import TOKEN_KEY
from academy.lrs.xapi.vocabulary import Verb

from .au import ACTOR, LAUNCHED, ORIGIN, launch


def test_the_token_is_handed_out_once(make_au):
    au = make_au()
    first, second = au.fetch(), au.fetch()
    assert (first.status_code, second.status_code) == (200, 200)
    assert first["Content-Type"] == second["Content-Type"] == "application/json"
    assert first["Cache-Control"] == "no-store"
    assert list(first.json()) == ["auth-token"]
    assert second.json() == {
        "error-code": "1",
        "error-text": "The authorization token was returned already, or the session is over:"
        " launch again.",
    }


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_is_answered(make_au, method):
    au = make_au()
    reply = getattr(au.client, method)(f"/xapi/cmi5/fetch/{au.key}/")
    assert (reply.status_code, reply["Allow"]) == (405, "POST")
    # Nothing was used up.
    assert "auth-token" in au.fetch().json()


def test_a_key_that_is_none(client, db):
    reply = client.post("/xapi/cmi5/fetch/nothing/")
    assert (reply.status_code, reply.json()["error-code"]) == (200, "2")


def test_no_key_and_no_token_is_kept(make_au):
    au = make_au().sign()
    row = LaunchSession.objects.values().get()
    secret = au.headers["authorization"].removeprefix("Basic ")
    assert not any(au.key in str(value) or secret in str(value) for value in row.values())
    assert len(au.key) >= 43


def test_a_page_of_another_origin_gets_nothing_and_uses_nothing_up(make_au):
    au = make_au()
    assert au.fetch(origin="https://bbbbbbbbbbbbbbbb.content.example").json()["error-code"] == "2"
    assert "auth-token" in au.fetch(origin=ORIGIN).json()


def test_a_session_that_is_over_hands_out_none(make_au):
    au = make_au()
    abandon(session=au.session, at=LAUNCHED)
    assert au.fetch().json()["error-code"] == "1"


def test_a_token_opens_its_own_session_alone(au, client):
    launch(registration="7d8f9a10-0000-4000-8000-000000000002", origin="")
    wrong = {**au.headers, "authorization": "Basic Y21pNTpub25l"}
    assert client.get("/xapi/statements", headers=wrong).status_code == 401
    assert au.get().status_code == 200


def test_no_credential_takes_the_place_of_tokens(make_api):
    """Its key would be looked up among tokens."""
    assert make_api().credential.key != TOKEN_KEY


def requests_of(au):
    """One of each kind that an AU may make."""
    return (
        au.get(),
        au.say(Verb.COMPLETED),
        au.get("/activities/state", activityId=au.session.activity_id, agent=au.actor),
        au.put("/activities/state", {}, activityId=au.session.activity_id, agent=au.actor,
               stateId="place"),
        au.ask_preferences(),
        au.get("/agents", agent=au.actor),
        au.get("/activities", activityId=au.session.activity_id),
    )  # fmt: skip


@pytest.mark.parametrize("end", ["terminated", "abandoned", "launched again", "signed out"])
def test_nothing_is_answered_after_the_end(au, end):
    """packages.md: reads are refused too; cmi5 9.3.6, 9.3.8."""
    assert au.say(Verb.INITIALIZED).status_code == 200
    if end == "terminated":
        assert au.say(Verb.TERMINATED).status_code == 200
    elif end == "abandoned":
        assert abandon(session=au.session, at=LAUNCHED)
    elif end == "launched again":
        launch()
    else:
        assert close_sessions_of(actor=ACTOR, at=LAUNCHED) == 1
    for reply in requests_of(au):
        assert reply.status_code == 403, reply.content
        assert "cmi5 8.2.1" in reply.json()["error"]


def test_all_is_answered_before(au):
    assert au.say(Verb.INITIALIZED).status_code == 200
    assert [reply.status_code for reply in requests_of(au)] == [200, 200, 200, 204, 404, 200, 200]


def test_the_store_tells_in_which_words_it_refused(au):
    """For who looks why an AU doesn't get on."""
    assert au.say(Verb.COMPLETED).status_code == 403
    row = LaunchSession.objects.get()
    assert "must be the cmi5 defined" in row.last_refusal
    assert row.refused_at is not None
