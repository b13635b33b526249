"""Addresses of what organisms ask for, below those of the editor."""

from django.urls import path

from . import desk_views as views

app_name = "courses_requests"
urlpatterns = [
    path("", views.subjects, name="subjects"),
    path("<int:subject_id>/", views.subject, name="subject"),
    path("<int:subject_id>/answer/", views.answer, name="answer"),
    path("<int:subject_id>/title/", views.rename, name="rename"),
    path("<int:subject_id>/group/", views.group, name="group"),
    path("<int:subject_id>/ungroup/<int:merged_id>/", views.ungroup, name="ungroup"),
    path("<int:subject_id>/invite/", views.invite, name="invite"),
]
