"""Addresses of the targets of an organism, below those of its barometer."""

from django.urls import path

from . import target_views as views

urlpatterns = [
    path("", views.targets, name="targets"),
    path("new/", views.new_target, name="target-new"),
    path("<uuid:target_id>/end/", views.end_target, name="target-end"),
]
