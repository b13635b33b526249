"""Addresses at which anybody checks a certificate."""

from django.urls import path

from . import views

app_name = "certificates"
urlpatterns = [
    path("", views.check_certificate, name="check"),
    path("<str:code>/", views.checked_certificate, name="certificate"),
    path("<str:code>/revoke/", views.revoke_certificate, name="revoke"),
]
