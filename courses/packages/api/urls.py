"""Addresses of the packages' API. What they mean doesn't change: another meaning is another
version."""

from django.urls import path

from . import views

app_name = "packages_api"

urlpatterns = [
    path("openapi.json", views.description, name="description"),
    path("packages", views.packages, name="packages"),
    path("packages/<uuid:key>", views.package, name="package"),
    path("packages/<uuid:key>/versions", views.versions, name="versions"),
    path("imports/<uuid:import_id>", views.one_import, name="import"),
]
