"""An AU as its publisher writes it: what it was launched with, and what it says to the store."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from django.test import Client

from academy.lrs.models import Statement
from courses.models import PackageLaunch
from courses.packages import tokens

CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
ADL = "http://adlnet.gov/expapi/verbs/"
ACADEMY = "lms.localhost:8000"


class Launch:
    """A launch, as the frame of the academy's page follows it: from the content's origin."""

    def __init__(self, address: str) -> None:
        self.address = address
        parts = urlsplit(address)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.client = Client(headers={"Host": ACADEMY, "Origin": self.origin})
        self.token = ""
        self.data: dict[str, Any] = {}

    @classmethod
    def of(cls, launch: PackageLaunch) -> "Launch":
        """Open the frame of an opening by a learner."""
        return cls(sent(tokens.for_launch(launch)))

    def begin(self) -> "Launch":
        """Do what every AU does first: token, launch data, preferences, "initialized"."""
        self.fetch()
        self.data = self.state("LMS.LaunchData").json()
        assert self.preferences().status_code == 200
        assert self.say("initialized").status_code == 200
        return self

    def fetch(self) -> Any:
        answer = self.client.post(urlsplit(self.query["fetch"]).path)
        self.token = answer.json().get("auth-token", self.token)
        return answer

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Basic {self.token}",
            "X-Experience-API-Version": "1.0.3",
        }

    def _get(self, resource: str, **said: str) -> Any:
        where = f"{urlsplit(self.query['endpoint']).path}{resource}?{urlencode(said)}"
        return self.client.get(where, headers=self._headers())

    def state(self, name: str) -> Any:
        return self._get(
            "activities/state",
            stateId=name,
            activityId=self.query["activityId"],
            agent=self.query["actor"],
            registration=self.query["registration"],
        )

    def preferences(self) -> Any:
        return self._get(
            "agents/profile", profileId="cmi5LearnerPreferences", agent=self.query["actor"]
        )

    def say(self, verb: str, scaled: float | None = None, **more: Any) -> Any:
        """Say something that is cmi5 defined; `more`: members of the statement."""
        return self.send(self.statement(verb, scaled) | more)

    def send(self, statement: dict[str, Any]) -> Any:
        """Send a statement as it is."""
        return self.client.post(
            f"{urlsplit(self.query['endpoint']).path}statements",
            json.dumps(statement),
            content_type="application/json",
            headers=self._headers(),
        )

    def statement(self, verb: str, scaled: float | None = None) -> dict[str, Any]:
        template = self.data["contextTemplate"]
        context = json.loads(json.dumps(template)) | {"registration": self.query["registration"]}
        categories = [{"id": CMI5}]
        result: dict[str, Any] = {}
        if verb in ("passed", "failed", "completed"):
            categories.append({"id": MOVE_ON})
            result = {"success": verb == "passed"} if verb != "completed" else {"completion": True}
        if verb in ("passed", "failed", "completed", "terminated"):
            result["duration"] = "PT1M"
        if scaled is not None:
            result["score"] = {"scaled": scaled}
            context["extensions"][MASTERY] = self.data["masteryScore"]
        context["contextActivities"]["category"] = categories
        return {
            "id": str(uuid4()),
            "actor": json.loads(self.query["actor"]),
            "verb": {"id": f"{ADL}{verb}"},
            "object": {"objectType": "Activity", "id": self.query["activityId"]},
            "context": context,
            "timestamp": _now(),
        } | ({"result": result} if result else {})


_last = datetime(2000, 1, 1, tzinfo=UTC)


def _now() -> str:
    """Return the moment, never one before the last that was told."""
    global _last
    _last = max(datetime.now(UTC), _last + timedelta(milliseconds=1))
    return _last.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sent(door: tokens.Door) -> str:
    """Return where the origin of a package sends who comes with a token."""
    host = door.origin.partition("//")[2]
    answer = Client(headers={"Host": host}).get(f"/p/{door.token}/", headers={"Host": host})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def told(verb: str = "") -> list[dict[str, Any]]:
    """Return the statements of the record, oldest first: all, or those of one verb."""
    found = [
        json.loads(one)
        for one in Statement.objects.order_by("seq").values_list("payload", flat=True)
    ]
    return [one for one in found if one["verb"]["id"].rpartition("/")[2] == verb or not verb]
