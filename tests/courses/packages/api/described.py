"""The OpenAPI document of the API, and whether an answer is what it says."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from courses.packages.api.description import document

# The operations that were answered as they are described, in this process.
answered: set[str] = set()


@cache
def described() -> dict[str, Any]:
    """Return the document."""
    said: dict[str, Any] = json.loads(document())
    return said


@cache
def _registry() -> Any:
    return Registry().with_resource("urn:api", Resource(described(), DRAFT202012))


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    """Return the operation of an address, None for what the document doesn't have."""
    base = described()["servers"][0]["url"]
    for template, operations in described()["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", base + template)
        if re.fullmatch(pattern, path):
            found: dict[str, Any] | None = operations.get(method.lower())
            return found
    return None


def validate(schema: dict[str, Any], said: Any) -> None:
    """Refuse what isn't as a schema of the document has it."""
    named = {"$ref": f"urn:api{schema['$ref']}"}
    checker = Draft202012Validator.FORMAT_CHECKER
    Draft202012Validator(named, registry=_registry(), format_checker=checker).validate(said)


def check(method: str, path: str, reply: Any, sent: Any = None) -> None:
    """Refuse an answer that the document doesn't have: its status, its type, its body; and, where
    it was taken, the JSON that was sent."""
    operation = operation_of(method, path)
    assert operation is not None, f"{method} {path} is not in the document"
    response = operation["responses"].get(str(reply.status_code))
    assert response is not None, f"{operation['operationId']}: {reply.status_code}"
    for name in response.get("headers", {}):
        assert name in reply, f"{operation['operationId']} has no {name}"
    if "content" in response:
        ((kind, said),) = response["content"].items()
        assert reply["Content-Type"] == kind
        validate(said["schema"], reply.json())
    else:
        assert reply.content == b""
    if reply.status_code < 300:
        answered.add(operation["operationId"])
        if sent is not None:
            validate(operation["requestBody"]["content"]["application/json"]["schema"], sent)
