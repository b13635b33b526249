"""Addresses of the analysis of questions, below those of the editor."""

from django.urls import path

from . import views

app_name = "courses_items"
urlpatterns = [path("<int:page_id>/", views.course, name="course")]
