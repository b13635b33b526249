"""Addresses of forecasts, below those of the barometer."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.forecasts, name="forecasts"),
]
