"""Addresses of imports and exports of questions, below those of the desk."""

from django.urls import path

from . import views

app_name = "courses_banks"
urlpatterns = [
    path("import/", views.upload, name="upload"),
    path("import/save/", views.save, name="save"),
    path("import/cancel/", views.cancel, name="cancel"),
    path("<int:bank_id>/export/", views.export, name="export"),
]
