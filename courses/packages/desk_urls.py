"""Addresses of packages below those of the editor."""

from django.urls import path

from . import desk

app_name = "courses_packages"
urlpatterns = [
    path("add/", desk.upload, name="upload"),
    path("imports/<uuid:import_id>/", desk.import_state, name="import"),
    path("<int:package_id>/", desk.package_page, name="package"),
    path("<int:package_id>/versions/add/", desk.upload, name="new_version"),
    path("<int:package_id>/versions/<int:number>/<int:place>/", desk.try_part, name="try"),
]
