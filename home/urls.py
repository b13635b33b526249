"""Addresses of the front door; the pages themselves are Wagtail's."""

from django.urls import path

from home import views
from home.dashboard import dashboard
from home.installing import manifest

app_name = "home"
urlpatterns = [
    path("learning/", dashboard, name="dashboard"),
    path("academy.webmanifest", manifest, name="manifest"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
