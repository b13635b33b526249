"""Addresses of the ledger of effects, below those of the barometer."""

from django.urls import path, re_path

from barometer.drawing.pictures import WIDTHS

from . import views

_WIDTH = "|".join(map(str, WIDTHS))

urlpatterns = [
    path("", views.ledger, name="ledger"),
    re_path(
        rf"^figures/(?P<name>[a-z-]{{1,40}})-(?P<theme>light|dark)-(?P<width>{_WIDTH})\.svg$",
        views.picture,
        name="ledger-picture",
    ),
    path("figures/<slug:name>.csv", views.table, name="ledger-table"),
    re_path(
        r"^figures/(?P<name>[a-z-]{1,40})\.(?P<kind>xlsx|json)$", views.table, name="ledger-file"
    ),
]
