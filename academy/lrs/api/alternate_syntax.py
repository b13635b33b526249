"""The alternate request syntax. Communication 1.3 of xAPI 1.0.3; xAPI 2.0 has none.

Clients that can send neither headers nor other methods than GET and POST send everything in a form,
to `POST …?method=…`. The request that they mean is built from it, and answered like any other.
"""

from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from academy.lrs.xapi.versions import FAMILY_1

from .bodies import read_body
from .replies import Stop

_METHODS = ("DELETE", "GET", "HEAD", "POST", "PUT")
_WITH_CONTENT = ("POST", "PUT")
# Communication 1.2: the headers of requests. Content-Transfer-Encoding is not for forms (1.3); no
# resource has a parameter with one of these names.
_HEADERS = frozenset(
    (
        "accept",
        "accept-language",
        "authorization",
        "content-length",
        "content-type",
        "if-match",
        "if-none-match",
        "x-experience-api-version",
    )
)
# Communication 1.5: what requests carry where they don't say otherwise.
_USUAL_TYPE = "application/json"
# Browsers that know only cross-domain requests of their own (XDomainRequest) say text/plain or
# nothing: the type of the form SHOULD be there, so it need not.
_FORM_TYPES = ("", "application/x-www-form-urlencoded", "text/plain")
_MOST_FIELDS = 100


def meant_by(request: HttpRequest) -> HttpRequest:
    """Return the request that is meant: `request` itself unless it uses the alternate syntax.

    Raises Stop for a form that isn't of that syntax.
    """
    if not request.META.get("QUERY_STRING") or "method" not in request.GET:
        return request
    return _Form(request).request()


def require_version(version: str) -> None:
    """Refuse the alternate syntax in a version that has none."""
    if version != FAMILY_1:
        raise Stop(
            400,
            "xAPI 2.0 has no alternate request syntax: send the method, the headers and the"
            " parameters as HTTP does.",
            "method",
        )


class _Form:
    """What a client sent in a form: the intended method, headers, parameters, content."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._headers: dict[str, str] = {}
        self._content: str | None = None
        self._parameters: list[tuple[str, str]] = []
        if request.method != "POST":
            raise Stop(400, 'A request whose address has "method" must be a POST.', "method")
        # 1.3: "MUST NOT include any other query string parameters on the request."
        if len(request.GET) > 1 or len(request.GET.getlist("method")) > 1:
            raise Stop(400, 'Beside "method" the address has no parameter: send it in the form.')
        self._method = request.GET["method"]
        if self._method not in _METHODS:
            raise Stop(400, f'"method" must be one of {", ".join(_METHODS)}.', "method")
        for name, value in _read_fields(request):
            self._add(name, value)
        if self._method in _WITH_CONTENT and self._content is None:
            raise Stop(400, f'The form of a {self._method} needs the field "content".', "content")
        if self._method not in _WITH_CONTENT and self._content:
            raise Stop(400, f'The form of a {self._method} has no field "content".', "content")

    def _add(self, name: str, value: str) -> None:
        if name == "content":
            if self._content is not None:
                raise Stop(400, 'The form has "content" twice.', "content")
            self._content = value
        elif name.lower() in _HEADERS:
            if name.lower() in self._headers:
                raise Stop(400, f"The form has {name} twice.", name)
            self._headers[name.lower()] = value
        else:
            self._parameters.append((name, value))

    def request(self) -> HttpRequest:
        """Return the request that the client means."""
        # The content is whatever the form holds, so its true length is the one that counts.
        content = (self._content or "").encode()
        kind = "" if self._content is None else self._headers.get("content-type", _USUAL_TYPE)
        environ: dict[str, Any] = {
            name: value
            for name, value in self._request.META.items()
            if name not in ("HTTP_CONTENT_ENCODING", "HTTP_TRANSFER_ENCODING")
        }
        environ |= {
            "REQUEST_METHOD": self._method,
            "QUERY_STRING": urlencode(self._parameters),
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.input": BytesIO(content),
        }
        for name in self._headers.keys() - {"content-type", "content-length"}:
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = self._headers[name]
        return WSGIRequest(environ)


def _read_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of the form; 1.3: what is percent-encoded is UTF-8."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _FORM_TYPES:
        raise Stop(
            400,
            "In the alternate request syntax the Content-Type header is"
            " application/x-www-form-urlencoded; the type of the content is a field of the form.",
        )
    try:
        return parse_qsl(
            read_body(request).decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except UnicodeDecodeError:
        raise Stop(400, "The form is not valid UTF-8.") from None
    except ValueError:
        raise Stop(400, f"The form has more than {_MOST_FIELDS} fields.") from None
