"""Addresses of the door, below those of the editor."""

from django.urls import path

from . import views

app_name = "courses_exchange"
urlpatterns = [
    path("import/", views.upload, name="upload"),
    path("import/confirm/", views.confirm, name="confirm"),
    path("import/cancel/", views.cancel, name="cancel"),
    path("<int:page_id>/export/", views.export, name="export"),
    path("<int:page_id>/export/bring/", views.bring, name="bring"),
]
