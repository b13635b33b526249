"""Addresses of the targets of an organism, below those of its barometer."""

from django.urls import path, re_path

from barometer.drawing.pictures import WIDTHS

from . import target_views as views

_WIDTH = "|".join(map(str, WIDTHS))

urlpatterns = [
    path("", views.targets, name="targets"),
    path("new/", views.new_target, name="target-new"),
    path("<uuid:target_id>/end/", views.end_target, name="target-end"),
    re_path(
        rf"^figures/(?P<name>[a-z-]{{1,40}})-(?P<theme>light|dark)-(?P<width>{_WIDTH})\.svg$",
        views.picture,
        name="targets-picture",
    ),
    path("figures/<slug:name>.csv", views.table, name="targets-table"),
    re_path(
        r"^figures/(?P<name>[a-z-]{1,40})\.(?P<kind>xlsx|json)$", views.table, name="targets-file"
    ),
]
