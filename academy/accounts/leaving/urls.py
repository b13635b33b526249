"""Addresses of leaving, under /<language>/account/."""

from django.urls import path

from . import views

urlpatterns = [
    path("leave/", views.leave, name="leave_academy"),
    path("leave/stay/", views.stay, name="stay_in_academy"),
    path("receipt/", views.check_receipt, name="check_departure_receipt"),
    path("receipt/<str:code>/", views.receipt, name="departure_receipt"),
    path("receipt/<str:code>/receipt.json", views.receipt_file, name="departure_receipt_file"),
]
