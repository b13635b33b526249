"""Addresses of a path's page, its pictures and its files."""

from django.urls import path, re_path

from barometer.drawing.pictures import WIDTHS

from . import views as path_views

_WIDTH = "|".join(map(str, WIDTHS))

urlpatterns = [
    path("", path_views.page, name="path"),
    re_path(
        rf"^figures/(?P<name>[a-z-]{{1,40}})-(?P<theme>light|dark)-(?P<width>{_WIDTH})\.svg$",
        path_views.picture,
        name="path-picture",
    ),
    path("figures/<slug:name>.csv", path_views.table, name="path-table"),
    re_path(
        r"^figures/(?P<name>[a-z-]{1,40})\.(?P<kind>xlsx|json)$", path_views.table, name="path-file"
    ),
]
