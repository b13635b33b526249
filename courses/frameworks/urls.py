"""Addresses of the report of what is covered, below those of the editor."""

from django.urls import path

from .views import Coverage

app_name = "courses_frameworks"
urlpatterns = [
    path("", Coverage.as_view(), name="coverage"),
    path("results/", Coverage.as_view(results_only=True), name="coverage-results"),
]
