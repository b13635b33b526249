"""A client of the document resources."""

import json

AGENT = {"objectType": "Agent", "mbox": "mailto:learner@b.example", "name": "Learner"}
ACTIVITY = "https://academie.example/activities/1"
RESOURCES = {
    "state": ("/activities/state", "stateId", {"activityId": ACTIVITY, "agent": AGENT}),
    "agent_profile": ("/agents/profile", "profileId", {"agent": AGENT}),
    "activity_profile": ("/activities/profile", "profileId", {"activityId": ACTIVITY}),
}
PROFILES = ("agent_profile", "activity_profile")


class Documents:
    """One document resource, as a client uses it."""

    def __init__(self, api, kind):
        self.api = api
        self.path, self.id_name, self.owners = RESOURCES[kind]

    def parameters(self, document_id=None, **more):
        named = {} if document_id is None else {self.id_name: document_id}
        found = {**self.owners, **named, **more}
        return {
            name: json.dumps(value) if isinstance(value, dict) else value
            for name, value in found.items()
            if value is not None
        }

    def send(self, method, document_id=None, data=b"", *, kind="application/json", headers=None,
             **more):  # fmt: skip
        if not isinstance(data, bytes):
            data = json.dumps(data).encode()
        return self.api.client.generic(
            method,
            self.api.mount + self.path,
            data,
            content_type=kind,
            query_params=self.parameters(document_id, **more),
            # The test client sends no type with an empty body.
            headers={
                **self.api.headers,
                **({"content-type": kind} if kind else {}),
                **(headers or {}),
            },
        )

    def put(self, document_id, data, **options):
        return self.send("PUT", document_id, data, **options)

    def post(self, document_id, data, **options):
        return self.send("POST", document_id, data, **options)

    def get(self, document_id=None, **options):
        return self.send("GET", document_id, kind="", **options)

    def delete(self, document_id=None, **options):
        return self.send("DELETE", document_id, kind="", **options)

    def new(self, document_id, data, **options):
        """Keep a new document, whatever the version asks for."""
        reply = self.put(document_id, data, headers={"if-none-match": "*"}, **options)
        assert reply.status_code == 204, reply.content

    def etag(self, document_id, **more):
        return self.get(document_id, **more)["ETag"]
