"""Addresses of what surveys say, below those of the barometer."""

from django.urls import path, re_path

from barometer.drawing.pictures import WIDTHS

from . import views

_KEY = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NAME = r"(?P<name>question-[0-9]{1,3})"
_WIDTH = "|".join(map(str, WIDTHS))


def _pages(level: str, below: str) -> list:
    return [
        re_path(rf"^{below}/$", views.page, name=level),
        re_path(
            rf"^{below}/figures/{_NAME}-(?P<theme>light|dark)-(?P<width>{_WIDTH})\.svg$",
            views.picture,
            name=f"{level}-picture",
        ),
        re_path(rf"^{below}/figures/{_NAME}\.csv$", views.table, name=f"{level}-table"),
        re_path(
            rf"^{below}/figures/{_NAME}\.(?P<kind>xlsx|json)$", views.table, name=f"{level}-file"
        ),
    ]


urlpatterns = [
    path("", views.index, name="surveys"),
    *_pages("survey", f"path/(?P<place>{_KEY})"),
    *_pages("survey-organism", f"organism/(?P<place>[^/]+/{_KEY})"),
]
