"""Answers that hold a figure: its picture, its files."""

from typing import Any, Literal

from csp.constants import NONE
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from .drawing.lettering import style_digests
from .exports import Kind, figure_csv, figure_json
from .figures import Figure
from .origins import Origin
from .workbooks import figure_workbook

Theme = Literal["light", "dark"]
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTHING = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
# A picture brings its letters, and reads nothing else.
PICTURE_POLICY = {"default-src": [NONE], "style-src": style_digests(), "font-src": ["data:"]}


def picture_answer(figure: Figure, theme: Theme, width: int) -> HttpResponse:
    """Answer with a figure's picture for a place of `width` pixels; of nothing, an empty one."""
    # Drawing is heavy to import; only whoever draws pays for it.
    from .drawing.rendering import picture as drawn

    svg = _NOTHING if figure.is_empty else drawn(figure.spec, theme=theme, width=width)
    response: Any = HttpResponse(svg, content_type="image/svg+xml")
    # Read by the middleware that writes the policy.
    response._csp_replace = PICTURE_POLICY
    return response


def file_answer(figure: Figure, origin: Origin, kind: Kind, name: str) -> HttpResponse:
    """Answer with a figure's data as a file called `name`; all kinds hold the same values."""
    language = get_language() or "fr"
    if kind == "csv":
        response = HttpResponse(figure_csv(figure, language), "text/csv; charset=utf-8")
    elif kind == "json":
        response = HttpResponse(figure_json(figure, origin, language), "application/json")
    else:
        response = HttpResponse(figure_workbook(figure, origin), _WORKBOOK)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
