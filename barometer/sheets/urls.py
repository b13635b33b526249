"""Addresses at which anybody checks a sheet, below those of the barometer."""

from django.urls import path

from . import views

urlpatterns = [
    path("check/", views.check, name="sheet-check"),
    path("check/<str:code>/", views.checked, name="sheet-checked"),
    path("check/<str:code>/data.json", views.data, name="sheet-data"),
    path("check/<str:code>/data.sig", views.signature, name="sheet-signature"),
    path("keys.pem", views.keys, name="sheet-keys"),
]
