"""Why there is no other answer, as RFC 9457 writes it."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .shapes import Problem

Answer = Callable[..., HttpResponseBase]


class Refused(Exception):
    """Ends a request: `detail` says what happened and what to do."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


def not_found() -> Refused:
    """Return what is told of what doesn't exist, and of what the caller may not know exists."""
    return Refused(404, "There is nothing here, or this caller may not see it.")


def problem(refused: Refused) -> HttpResponse:
    """Answer with a problem."""
    said = Problem(HTTPStatus(refused.status).phrase, refused.status, refused.detail)
    return HttpResponse(
        msgspec.json.encode(said),
        content_type="application/problem+json",
        status=refused.status,
        headers=refused.headers,
    )


def telling_problems(*methods: str, otherwise: str) -> Callable[[Answer], Answer]:
    """Have a view answer with a problem where it raises Refused; `otherwise` says it to who asks
    by a method that isn't among `methods`."""

    def telling(view: Answer) -> Answer:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            try:
                if request.method not in methods:
                    raise Refused(405, otherwise, {"Allow": ", ".join(methods)})
                return view(request, *args, **kwargs)
            except Refused as refused:
                return problem(refused)

        return answer

    return telling
