"""Answers that are the same for everybody, signed in or not."""

from typing import Any, TypeVar

from django.http import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)


def same_for_all(response: Response) -> Response:
    """Mark `response` as the same for everybody: nothing looks up who asked, caches may keep it."""
    marked: Any = response
    marked.same_for_all = True
    return response


def is_same_for_all(response: HttpResponseBase) -> bool:
    """Return whether `same_for_all` marked this answer."""
    return getattr(response, "same_for_all", False)
