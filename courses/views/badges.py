"""What machines read of badges: who issues, with which keys, and what was withdrawn."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from academy.core import clock
from academy.core.answers import same_for_all
from courses.queries import badge_issuer, certificate_keys, status_list_token

# How long a copy may be kept, in seconds. A withdrawal is seen after so long at most.
_KEPT = 300


@require_safe
def issuer_profile(request: HttpRequest) -> HttpResponse:
    """Answer with the issuer's profile, as Open Badges 3.0 has it."""
    return _open(_json(badge_issuer().profile()))


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Answer with the public keys (a JWK set), the one that signs today first."""
    return _open(_json({"keys": certificate_keys().jwks()}))


@require_safe
def key(request: HttpRequest, thumbprint: str) -> HttpResponse:
    """Answer with one public key (a JWK), which the header of a badge names by this address."""
    for jwk in certificate_keys().jwks():
        if jwk["kid"] == thumbprint:
            return _open(_json({name: jwk[name] for name in ("kty", "n", "e")}))
    raise Http404


@require_safe
def status(request: HttpRequest, number: int) -> HttpResponse:
    """Answer with a signed list of which certificates were withdrawn."""
    token = status_list_token(number, at=clock.now())
    if token is None:
        raise Http404
    return _open(HttpResponse(token, content_type="application/vc+jwt"))


def _json(content: dict[str, Any]) -> JsonResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _open(response: HttpResponse) -> HttpResponse:
    """Let pages of others read an answer, which is nobody's and the same for all."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={_KEPT}"
    return same_for_all(response)
