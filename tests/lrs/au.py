"""An assignable unit (AU) of cmi5, as the record store meets it."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

from academy.lrs.services import open_session
from academy.lrs.xapi.cmi5 import (
    CMI5_CATEGORY,
    MASTERY_SCORE,
    MOVE_ON_CATEGORY,
    SESSION_ID,
)
from academy.lrs.xapi.vocabulary import Verb

ACTOR = {
    "objectType": "Agent",
    "account": {
        "homePage": "https://academie.example/xapi/accounts",
        "name": "11111111-2222-4333-8444-555555555555",
    },
}
OTHER_ACTOR = {**ACTOR, "account": {**ACTOR["account"], "name": "somebody-else"}}
ACTIVITY = "https://academie.example/xapi/activities/au/7a1e"
PUBLISHER = "https://publisher.example/au/1"
ORIGIN = "https://aaaaaaaaaaaaaaaa.content.example"
REGISTRATION = UUID("7d8f9a10-0000-4000-8000-000000000001")
LAUNCHED = datetime(2026, 11, 23, 12, tzinfo=UTC)
RESULTS = {
    Verb.COMPLETED: {"completion": True, "duration": "PT1M"},
    Verb.PASSED: {"success": True, "duration": "PT1M"},
    Verb.FAILED: {"success": False, "duration": "PT1M"},
    Verb.TERMINATED: {"duration": "PT2M"},
}


def launch(at=LAUNCHED, **changed):
    """Open a session; return it and its fetch key."""
    given = {
        "registration": REGISTRATION,
        "actor": ACTOR,
        "activity_id": ACTIVITY,
        "publisher_id": PUBLISHER,
        "origin": ORIGIN,
        "launch_mode": "Normal",
        "mastery_score": 0.8,
        "move_on": "CompletedAndPassed",
        "launch_data": {"returnURL": "https://academie.example/back/"},
    }
    return open_session(**{**given, **changed}, at=at)


class Au:
    """The content of a session, in a learner's browser."""

    def __init__(self, client, session, key, mount="/xapi", version="1.0.3"):
        self.client, self.session, self.key, self.mount = client, session, key, mount
        self.headers = {"x-experience-api-version": version}
        self.actor = session.actor

    # --- What it asks -----------------------------------------------------------------------
    def fetch(self, **headers):
        return self.client.post(f"/xapi/cmi5/fetch/{self.key}/", headers=headers)

    def sign(self):
        """Get the token, and send it from now on."""
        self.headers["authorization"] = f"Basic {self.fetch().json()['auth-token']}"
        return self

    def ask_preferences(self):
        return self.get("/agents/profile", profileId="cmi5LearnerPreferences", agent=self.actor)

    def begin(self):
        """Do all that comes before the first statement."""
        self.sign()
        assert self.ask_preferences().status_code in (200, 404)
        return self

    def get(self, path="/statements", headers=None, **parameters):
        return self._send("GET", path, parameters, headers)

    def delete(self, path, **parameters):
        return self._send("DELETE", path, parameters)

    def put(self, path, body, kind="application/json", headers=None, **parameters):
        return self._send("PUT", path, parameters, headers, body, kind)

    def post(self, body, path="/statements", kind="application/json", headers=None, **parameters):
        return self._send("POST", path, parameters, headers, body, kind)

    def _send(self, method, path, parameters, headers=None, body=b"", kind=""):
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        return self.client.generic(
            method,
            self.mount + path,
            body,
            content_type=kind,
            query_params={
                name: json.dumps(value) if isinstance(value, dict) else str(value)
                for name, value in parameters.items()
            },
            headers={
                **self.headers,
                **({"content-type": kind} if kind else {}),
                **(headers or {}),
            },
        )

    def say(self, *verbs, **changed):
        """Post statements, all in one batch; return the answer."""
        batch = [self.said(verb, **changed) for verb in verbs]
        return self.post(batch[0] if len(batch) == 1 else batch)

    # --- What it says -----------------------------------------------------------------------
    def said(self, verb, *, defined=True, score=None, timestamp=None, result=None, **changed):
        """Return a statement as cmi5 wants it, but for what is changed."""
        session = self.session
        categories = [CMI5_CATEGORY] if defined else []
        result = RESULTS.get(verb, {}) if result is None and defined else (result or {})
        if score is not None:
            result = {**result, "score": score}
        extensions = {SESSION_ID: str(session.public_id)}
        if defined and ({"success", "completion"} & result.keys()):
            categories.append(MOVE_ON_CATEGORY)
        if session.mastery_score is not None and score is not None:
            extensions[MASTERY_SCORE] = session.mastery_score
        statement = {
            "id": str(uuid4()),
            "timestamp": timestamp or "2026-11-23T12:05:00Z",
            "actor": session.actor,
            "verb": {"id": str(verb)},
            "object": {"objectType": "Activity", "id": session.activity_id},
            "context": {
                "registration": str(session.registration),
                "contextActivities": {
                    "grouping": [{"id": session.publisher_id}],
                    "category": [{"id": one} for one in categories],
                },
                "extensions": extensions,
            },
        }
        if result:
            statement["result"] = result
        return {**statement, **changed}
