"""How addresses of the API answer: in a language, with a tag, or with a problem."""

import hashlib
from collections.abc import Callable
from functools import wraps

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from academy.core.api.problems import Answer, Refused, telling_problems
from academy.core.errors import AcademyError, NotAllowed, NotFound

from .reading import Language


def address(*methods: str, otherwise: str) -> Callable[[Answer], Answer]:
    """Make a view an address of the API: it takes these methods, speaks the language that is asked
    for, and tells as a problem what it can't do. No session counts, so there is no form to protect.
    """

    def making(view: Answer) -> Answer:
        @csrf_exempt
        @telling_problems(*methods, otherwise=otherwise)
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            with translation.override(language_of(request)):
                try:
                    return view(request, *args, **kwargs)
                except NotFound as error:
                    raise Refused(404, error.message) from error
                except NotAllowed as error:
                    raise Refused(403, error.message) from error
                except AcademyError as error:
                    raise Refused(409, error.message) from error

        return answer

    return making


def language_of(request: HttpRequest) -> Language:
    """Return the language that is asked for, or end the request with 400."""
    asked = request.GET.get("language", "fr")
    if asked not in ("fr", "en"):
        raise Refused(400, 'The parameter "language" is "fr" or "en".')
    return "en" if asked == "en" else "fr"


def told(request: HttpRequest, said: object) -> HttpResponseBase:
    """Answer with `said`, or that the caller has it already."""
    body = msgspec.json.encode(said)
    response = _answer(body)
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    response["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response) or response


def done(said: object, status: int = 200, *, location: str = "") -> HttpResponse:
    """Answer with what became of something; `location`: the address of what was made."""
    response = _answer(msgspec.json.encode(said), status)
    if location:
        response["Location"] = location
    return response


def _answer(body: bytes, status: int = 200) -> HttpResponse:
    response = HttpResponse(body, content_type="application/json", status=status)
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Authorization",))
    return response
