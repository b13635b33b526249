"""The addresses of the academy's xAPI Profile: the profile itself, and its version."""

from django.urls import path

from . import views

urlpatterns = [
    path("profile", views.xapi_profile, name="xapi_profile"),
    path("profile/v1.0", views.xapi_profile, name="xapi_profile_version"),
]
