"""The OpenAPI document of the barometer's API, made of the types of its answers."""

from functools import cache
from typing import Any

import msgspec

from . import shapes

VERSION = "1.2.0"
BASE = "/api/barometer/v1"

_LANGUAGE = {
    "name": "language",
    "in": "query",
    "description": "The language of names and titles.",
    "schema": {"type": "string", "enum": ["fr", "en"], "default": "fr"},
}
_RELEASE = {
    "name": "release",
    "in": "query",
    "description": "The day of a release; the newest one where it is left out.",
    "schema": {"type": "string", "format": "date"},
}
_LINES = {
    "name": "lines",
    "in": "query",
    "description": "What a line is.",
    "schema": {"type": "string", "enum": ["portfolios", "organisms"], "default": "portfolios"},
}
_CODE = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
_DAY = {
    "name": "day",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "date"},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of an answer that is there already.",
    "schema": {"type": "string"},
}
_ETAG = {
    "ETag": {
        "description": "The SHA-256 of the release's document; figures add, after a hyphen, "
        "what is in doubt where something is.",
        "schema": {"type": "string"},
    }
}


@cache
def document() -> bytes:
    """Return the document, as JSON."""
    return msgspec.json.format(msgspec.json.encode(_document()), indent=1)


def _document() -> dict[str, Any]:
    _schemas, components = msgspec.json.schema_components(
        shapes.ALL, ref_template="#/components/schemas/{name}"
    )
    figures = [_LANGUAGE, _RELEASE, _IF_NONE_MATCH]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Barometer",
            "version": VERSION,
            "description": (
                "What the barometer publishes, for machines. Every figure is of a release, lies "
                "between two numbers of people, and is about ten people at least. Answers say no "
                "more than the pages do, to whom the pages say it."
            ),
        },
        "servers": [{"url": BASE}],
        "security": [{"token": []}, {"session": []}],
        "paths": {
            "/openapi.json": {
                "get": {
                    "operationId": "description",
                    "summary": "This document",
                    "security": [{}],
                    "responses": {"200": {"description": "This document."}},
                }
            },
            "/releases": _path("releases", "Every release, the newest first", "Releases", []),
            "/releases/{day}": _path(
                "release", "One release", "Release", [_DAY, _IF_NONE_MATCH], has_tag=True
            ),
            "/organisms": _path(
                "organisms", "The organisms whose figures may be read", "Organisms", [_LANGUAGE]
            ),
            "/organisms/{code}/figures": _path(
                "organism", "The figures of an organism", "Figures", [_CODE, *figures], has_tag=True
            ),
            "/portfolios/{code}/figures": _path(
                "portfolio",
                "The figures of a portfolio",
                "Figures",
                [_CODE, *figures],
                has_tag=True,
            ),
            "/government/figures": _path(
                "government",
                "The figures of the government",
                "Figures",
                [_LINES, *figures],
                has_tag=True,
            ),
        },
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }


def _path(
    operation: str,
    summary: str,
    answer: str,
    parameters: list[dict[str, Any]],
    *,
    has_tag: bool = False,
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {
            "description": summary + ".",
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}},
            **({"headers": _ETAG} if has_tag else {}),
        },
        **({"304": {"description": "The answer is the one that is there."}} if has_tag else {}),
        "400": _problem("A parameter makes no sense."),
        "401": _problem("Nobody is signed in, or the token is wrong."),
        "404": _problem("It doesn't exist, or the caller may not see it."),
        "429": _problem("The token asks too often; Retry-After says when it may again."),
    }
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": responses,
        }
    }


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": schema}},
    }
