"""The OpenAPI document of the packages' API, made of the types of its answers and bodies."""

from functools import cache
from typing import Any

import msgspec

from . import shapes

VERSION = "1.0.0"
BASE = "/api/packages/v1"

_Parameter = dict[str, Any]
_UUID = {"type": "string", "format": "uuid"}
_LANGUAGE: _Parameter = {
    "name": "language",
    "in": "query",
    "description": "The language of titles and sentences.",
    "schema": {"type": "string", "enum": ["fr", "en"], "default": "fr"},
}
_IF_NONE_MATCH: _Parameter = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of an answer that is there already.",
    "schema": {"type": "string"},
}
_ETAG = {"ETag": {"description": "Of the whole answer.", "schema": {"type": "string"}}}
_LOCATION = {"Location": {"description": "Its address.", "schema": {"type": "string"}}}
_FILE_NAME: _Parameter = {
    "name": "file_name",
    "in": "query",
    "description": "How a bare archive is called in what is said of it.",
    "schema": {"type": "string"},
}
# In the query beside a bare archive, in the fields of a form otherwise.
_NEW = {
    "title": "Empty: the title that the package gives itself.",
    "organism": "The code of the organism that keeps it; empty: the token's own.",
}
_BARE = ("application/zip", "application/octet-stream", "application/xml", "text/xml")
_REFUSALS = {
    400: "A parameter or the body makes no sense.",
    401: "There is no token, or it is wrong or revoked.",
    403: "The token was not made for this.",
    404: "It doesn't exist, or the caller may not see it.",
    405: "The address doesn't take this method; Allow says which ones.",
    409: "It can't be done as things stand; the detail says why.",
    411: "Content-Length is missing.",
    413: "What was sent is too large.",
    415: "What was sent is of a type that isn't taken; Accept-Post says which ones are.",
    429: "The token asks too often; Retry-After says when it may again.",
}


@cache
def document() -> bytes:
    """Return the document, as JSON."""
    return msgspec.json.format(msgspec.json.encode(_document()), indent=1)


def _document() -> dict[str, Any]:
    _schemas, components = msgspec.json.schema_components(
        (*shapes.ANSWERS, *shapes.BODIES), ref_template="#/components/schemas/{name}"
    )
    key = _in_path("key", "The key of a package.")
    own = _in_path("registration_id", "A registration.")
    session = _in_path("session_id", "The id of a session.")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Packages",
            "version": VERSION,
            "description": (
                "Packages made elsewhere (SCORM, cmi5, H5P), for machines: brought in, launched, "
                "followed and deleted. A token sees the packages of its organism, or all of them, "
                "and does what it was made for."
            ),
        },
        "servers": [{"url": BASE}],
        "security": [{"token": []}],
        "paths": {
            "/openapi.json": {
                "get": {
                    "operationId": "description",
                    "summary": "This document",
                    "security": [{}],
                    "responses": {"200": {"description": "This document."}},
                }
            },
            "/packages": {
                "get": _read("packages", "The packages that the caller knows of", "Packages"),
                "post": _take("bring-in", "Bring a package in", _NEW),
            },
            "/packages/{key}": {
                "get": _read("package", "A package, its versions and their parts", "Package", key),
                "delete": _operation(
                    "delete",
                    "Delete a package that is in no lesson and that no learner has opened",
                    {"204": {"description": "It is deleted."}},
                    [key],
                    refused=(403, 404, 409),
                ),
            },
            "/packages/{key}/versions": {
                "post": _take("bring-in-version", "Bring a new version of a package in", {}, key)
            },
            "/imports/{import_id}": {
                "get": _read(
                    "import",
                    "How far an import is, and why it was refused",
                    "Import",
                    _in_path("import_id", "The id of an import."),
                )
            },
            "/packages/{key}/launches": {
                "post": _do(
                    "launch",
                    "Open a part of a package for a learner, who is known by an account",
                    "Launch",
                    {"201": _answer("It is open", "Launched", _LOCATION)},
                    key,
                )
            },
            "/registrations/{registration_id}": {
                "get": _read(
                    "registration", "How far somebody is in a cmi5 package", "Registration", own
                )
            },
            "/registrations/{registration_id}/waivers": {
                "post": _do(
                    "waive",
                    "Let an AU count as done for somebody",
                    "Waiver",
                    {"200": _answer("How far somebody is then", "Registration", {})},
                    own,
                )
            },
            "/sessions/{session_id}": {
                "get": _read("session", "How far an opening of a part is", "Session", session)
            },
            "/sessions/{session_id}/abandonment": {
                "post": _operation(
                    "abandon",
                    "End a session of a cmi5 package that its AU doesn't end",
                    {"200": _answer("What the session is then", "Session", {})},
                    [session],
                    refused=(403, 404, 409),
                )
            },
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _in_path(name: str, description: str) -> _Parameter:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": _UUID,
    }


def _operation(
    operation: str,
    summary: str,
    answers: dict[str, Any],
    parameters: list[_Parameter],
    *,
    refused: tuple[int, ...],
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    statuses = sorted({400, 401, 405, 429, *refused})
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [*parameters, _LANGUAGE],
        **({"requestBody": {"required": True, "content": body}} if body else {}),
        "responses": answers | {str(status): _problem(status) for status in statuses},
    }


def _read(operation: str, summary: str, answer: str, *parameters: _Parameter) -> dict[str, Any]:
    answers = {
        "200": _answer(summary, answer, _ETAG),
        "304": {"description": "The answer is the one that is there."},
    }
    return _operation(operation, summary, answers, [*parameters, _IF_NONE_MATCH], refused=(404,))


def _take(
    operation: str, summary: str, fields: dict[str, str], *parameters: _Parameter
) -> dict[str, Any]:
    """Return the operation that takes an archive, bare or in a form."""
    texts = {name: {"type": "string", "description": said} for name, said in fields.items()}
    asked = [
        {"name": name, "in": "query", "description": said, "schema": {"type": "string"}}
        for name, said in fields.items()
    ]
    archive = {"type": "string", "format": "binary"}
    form = {"type": "object", "required": ["archive"], "properties": {"archive": archive} | texts}
    body: dict[str, Any] = {"multipart/form-data": {"schema": form}}
    body |= {kind: {"schema": archive} for kind in _BARE}
    return _operation(
        operation,
        summary,
        {
            "202": _answer(
                "It waits to be read; its address says how far that is", "Import", _LOCATION
            )
        },
        [*parameters, *asked, _FILE_NAME],
        refused=(403, 404, 411, 413, 415),
        body=body,
    )


def _do(
    operation: str, summary: str, body: str, answers: dict[str, Any], *parameters: _Parameter
) -> dict[str, Any]:
    """Return an operation that takes JSON."""
    return _operation(
        operation,
        summary,
        answers,
        list(parameters),
        refused=(403, 404, 409, 411, 413, 415),
        body={"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}},
    )


def _answer(description: str, schema: str, headers: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": description + ".",
        "headers": headers,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": _REFUSALS[status],
        "content": {"application/problem+json": {"schema": schema}},
    }
