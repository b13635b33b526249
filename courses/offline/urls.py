"""Addresses of what a device keeps, under /<language>/learn/."""

from django.urls import path

from . import views

urlpatterns = [
    path("device/", views.device, name="device"),
    path("offline/courses/<uuid:course_key>/", views.course, name="offline-course"),
    path("offline/lessons/<int:page_id>/", views.lesson, name="offline-lesson"),
    path("offline/session/", views.session, name="offline-session"),
    path("offline/answers/", views.answers, name="offline-answers"),
]
