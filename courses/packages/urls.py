"""Addresses of the pages around packages."""

from django.urls import path

from . import views, waiver_views

urlpatterns = [
    path(
        "lessons/<int:page_id>/packages/<uuid:block_id>/open/",
        views.open_one,
        name="open-package",
    ),
    path("packages/waivers/", waiver_views.waivers, name="package-waivers"),
    path(
        "packages/registrations/<uuid:registration>/waive/",
        waiver_views.waive_part,
        name="waive-part",
    ),
    path(
        "packages/registrations/<uuid:registration>/end/",
        waiver_views.end_session,
        name="end-session",
    ),
    path("packages/<uuid:launch_id>/", views.package, name="package"),
    path("packages/<uuid:launch_id>/standing/", views.standing, name="package-standing"),
]
