"""Addresses of the barometer's API. What they mean doesn't change: another meaning is another
version."""

from django.urls import path

from . import views

app_name = "barometer_api"

urlpatterns = [
    path("openapi.json", views.description, name="description"),
    path("releases", views.releases, name="releases"),
    path("releases/<str:day>", views.release, name="release"),
    path("organisms", views.organisms, name="organisms"),
    path("organisms/<str:code>/figures", views.organism, name="organism"),
    path("portfolios/<str:code>/figures", views.portfolio, name="portfolio"),
    path("government/figures", views.government, name="government"),
]
