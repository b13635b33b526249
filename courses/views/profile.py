"""The academy's xAPI Profile, at its IRI."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from courses.profile import profile


@require_safe
def xapi_profile(request: HttpRequest) -> JsonResponse:
    """Return the profile as JSON-LD, to anybody."""
    reply = JsonResponse(
        profile(settings.ACADEMY_IRI_BASE),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    # Tools read profiles from pages of their own; nothing here is anybody's.
    reply["Access-Control-Allow-Origin"] = "*"
    return reply
