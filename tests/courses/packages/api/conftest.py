"""A machine with a token, and what it sends."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses.models import PackageImport
from courses.packages.importing import read_package
from courses.packages.service_tokens import create_service_token
from tests.courses.packages.conftest import *  # noqa: F403
from tests.factories.courses import AT

from .described import check, operation_of

V1 = "/api/packages/v1"
Answer = Any


class Machine:
    """Asks with a token. What it is answered has to be as the OpenAPI document says."""

    def __init__(self, text: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {text}"})

    def get(self, address: str, /, **asked: Any) -> Answer:
        return self._checked("get", address, self.client.get(_whole(address), asked))

    def delete(self, address: str) -> Answer:
        return self._checked("delete", address, self.client.delete(_whole(address)))

    def send(self, address: str, body: Any) -> Answer:
        """Post JSON."""
        reply = self.client.post(_whole(address), body, content_type="application/json")
        has_body = "requestBody" in (operation_of("post", _whole(address)) or {})
        return self._checked("post", address, reply, body if has_body else None)

    def hand_over(
        self, content: bytes, address: str = "packages", kind: str = "application/zip", **asked: str
    ) -> Answer:
        """Post a bare archive."""
        reply = self.client.post(
            _whole(address), content, content_type=kind, query_params=asked or None
        )
        return self._checked("post", address, reply)

    def _checked(self, method: str, address: str, reply: Answer, sent: Any = None) -> Answer:
        check(method, _whole(address), reply, sent)
        return reply

    def bring_in(self, content: bytes, address: str = "packages", **asked: str) -> dict[str, Any]:
        """Post an archive, let the queue read it, and return the import as it ended."""
        reply = self.hand_over(content, address, **asked)
        assert reply.status_code == 202, reply.content
        read(reply.json()["id"])
        return self.get(reply["Location"], language="en").json()


def _whole(address: str) -> str:
    return address if address.startswith("/") else f"{V1}/{address}"


def read(import_id: str) -> PackageImport:
    """Read an archive as the queue does, which waits in tests for a commit that never comes."""
    read_package(public_id=import_id, now=lambda: AT)
    return PackageImport.objects.get(public_id=import_id)


@pytest.fixture
def machine(db) -> Callable[..., Machine]:
    """Make a token, and return who shows it."""

    def make(**fields: Any) -> Machine:
        return Machine(create_service_token(name="LMS", at=AT, **fields).text)

    return make
