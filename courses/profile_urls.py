"""The addresses of the academy's xAPI Profile: the profile itself, and its versions."""

from django.urls import path

from . import views

urlpatterns = [
    path("profile", views.xapi_profile, name="xapi_profile"),
    # Statements name the version that they followed when they were told.
    path("profile/v1.0", views.xapi_profile, name="xapi_profile_first_version"),
    path("profile/v1.1", views.xapi_profile, name="xapi_profile_second_version"),
    path("profile/v1.2", views.xapi_profile, name="xapi_profile_version"),
]
