"""Addresses of one's own record, under /<language>/account/record/."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.my_record, name="my_record"),
    path("record.pdf", views.as_pdf, name="my_record_pdf"),
    path("record.zip", views.as_csv, name="my_record_csv"),
    path("record.json", views.as_json, name="my_record_json"),
]
