"""Addresses of the pages around packages."""

from django.urls import path

from . import views

urlpatterns = [
    path(
        "lessons/<int:page_id>/packages/<uuid:block_id>/open/",
        views.open_one,
        name="open-package",
    ),
    path("packages/<uuid:launch_id>/", views.package, name="package"),
    path("packages/<uuid:launch_id>/standing/", views.standing, name="package-standing"),
]
