"""Addresses that need no account, below those of the barometer."""

from django.urls import path, re_path

from barometer.drawing.pictures import WIDTHS

from . import views

_WIDTH = "|".join(map(str, WIDTHS))
# What a public page shows, and no other figure: units are for who may see the barometer.
_NAME = "(?P<name>over-time|paths)"

urlpatterns = [
    path("<str:code>/", views.page, name="public"),
    re_path(
        rf"^(?P<code>[^/]+)/figures/{_NAME}-(?P<theme>light|dark)-(?P<width>{_WIDTH})\.svg$",
        views.picture,
        name="public-picture",
    ),
    re_path(rf"^(?P<code>[^/]+)/figures/{_NAME}\.csv$", views.table, name="public-table"),
    re_path(
        rf"^(?P<code>[^/]+)/figures/{_NAME}\.(?P<kind>xlsx|json)$", views.table, name="public-file"
    ),
]
