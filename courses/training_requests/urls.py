"""Addresses of what organisms ask for, below those of what learners do."""

from django.urls import path

from . import views

urlpatterns = [
    path("requests/", views.requests, name="training-requests"),
    path("requests/new/", views.ask, name="new-training-request"),
    path("requests/<int:request_id>/", views.request_page, name="training-request"),
    path("requests/<int:request_id>/change/", views.change, name="change-training-request"),
    path("requests/<int:request_id>/join/", views.join, name="join-training-request"),
    path(
        "requests/<int:request_id>/leave/<int:organism_id>/",
        views.leave,
        name="leave-training-request",
    ),
]
