"""What a browser reads to install the academy as an application."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from academy.core.answers import same_for_all

from .icons import ICONS

# The field and the paper of static/css/tokens.css, in the light.
THEME = "#43318f"
PAPER = "#faf7f1"
# The one that Apple's systems ask for has a link of its own.
_LISTED = [name for name in ICONS if name != "icon-180.png"]


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the academy (W3C, Web Application Manifest) in the language of the address.

    Its `id` is the same in both languages: installed in one, it stays one application.
    """
    response = JsonResponse(
        {
            "id": "/",
            "name": _("Digital Transformation Academy"),
            "short_name": _("Academy"),
            "description": _("Learn together, across the public service."),
            "lang": get_language(),
            "dir": "ltr",
            "start_url": reverse("home:dashboard"),
            "scope": "/",
            "display": "standalone",
            "theme_color": THEME,
            "background_color": PAPER,
            "categories": ["education", "government"],
            "icons": [
                {
                    "src": static(f"img/{name}"),
                    "sizes": f"{ICONS[name][0]}x{ICONS[name][0]}",
                    "type": "image/png",
                    "purpose": "maskable" if ICONS[name][1] else "any",
                }
                for name in _LISTED
            ],
            "shortcuts": [
                {"name": _("My learning"), "url": reverse("home:dashboard")},
                {"name": _("On this device"), "url": reverse("courses:device")},
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
    response["Cache-Control"] = "public, max-age=3600"
    return same_for_all(response)
