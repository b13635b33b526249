"""Addresses of the named lists, below those of what learners do."""

from django.urls import path

from . import views

urlpatterns = [
    path("assignments/followed/", views.followed, name="followed"),
    path("assignments/<int:assignment_id>/people/", views.named_list, name="named_list"),
    path("assignments/<int:assignment_id>/people/reason/", views.open_list, name="open_named_list"),
    path(
        "assignments/<int:assignment_id>/people/file/", views.export_list, name="export_named_list"
    ),
    path(
        "assignments/<int:assignment_id>/people/close/", views.close_list, name="close_named_list"
    ),
    path("looks/", views.looks, name="looks"),
]
