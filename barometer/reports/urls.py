"""Addresses of reports, below those of the barometer."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("government/", views.report, {"level": "government"}, name="government-report"),
    path("portfolio/<str:code>/", views.report, {"level": "portfolio"}, name="portfolio-report"),
    path("organism/<str:code>/", views.report, {"level": "organism"}, name="organism-report"),
    path("<uuid:public_id>/stop/", views.stop_own, name="report-stop-own"),
    path("stop/<str:token>/", views.stop_by_link, name="report-stop"),
]
