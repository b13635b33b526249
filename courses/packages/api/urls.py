"""Addresses of the packages' API. What they mean doesn't change: another meaning is another
version."""

from django.urls import path

from . import launch_views, package_views

app_name = "packages_api"

urlpatterns = [
    path("openapi.json", package_views.description, name="description"),
    path("packages", package_views.packages, name="packages"),
    path("packages/<uuid:key>", package_views.package, name="package"),
    path("packages/<uuid:key>/versions", package_views.versions, name="versions"),
    path("imports/<uuid:import_id>", package_views.one_import, name="import"),
    path("packages/<uuid:key>/launches", launch_views.launches, name="launches"),
    path("registrations/<uuid:registration_id>", launch_views.registration, name="registration"),
    path("registrations/<uuid:registration_id>/waivers", launch_views.waivers, name="waivers"),
    path("sessions/<uuid:session_id>", launch_views.session, name="session"),
    path("sessions/<uuid:session_id>/abandonment", launch_views.abandonment, name="abandonment"),
]
