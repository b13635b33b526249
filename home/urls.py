"""Addresses of the front door; the pages themselves are Wagtail's."""

from django.urls import path

from home import views

app_name = "home"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
]
