"""Answers that hold a figure: its picture, its file."""

from typing import Any, Literal

from csp.constants import NONE
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from .exports import figure_csv
from .figures import Figure
from .lettering import style_digests

Theme = Literal["light", "dark"]
# A picture brings its letters, and reads nothing else.
PICTURE_POLICY = {"default-src": [NONE], "style-src": style_digests(), "font-src": ["data:"]}


def picture_answer(figure: Figure, theme: Theme, width: int) -> HttpResponse:
    """Answer with a figure's picture for a place of `width` pixels."""
    # Drawing is heavy to import; only whoever draws pays for it.
    from .rendering import picture as drawn

    response: Any = HttpResponse(
        drawn(figure.spec, theme=theme, width=width), content_type="image/svg+xml"
    )
    # Read by the middleware that writes the policy.
    response._csp_replace = PICTURE_POLICY
    return response


def table_answer(figure: Figure, name: str) -> HttpResponse:
    """Answer with a figure's data as a CSV file called `name`."""
    text = figure_csv(figure, get_language() or "fr")
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
