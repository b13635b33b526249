"""Addresses of the translator's desk, below those of the editor."""

from django.urls import path

from . import glossary_views, views

app_name = "courses_translating"
urlpatterns = [
    path("", views.paths, name="paths"),
    path("path/<int:page_id>/", views.path, name="path"),
    path("page/<int:page_id>/", views.desk, name="desk"),
    path("changes/<int:page_id>/", views.meaning, name="meaning"),
    path("glossary/import/", glossary_views.import_terms, name="import-terms"),
]
