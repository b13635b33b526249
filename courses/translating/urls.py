"""Addresses of the translator's desk, below those of the editor."""

from django.urls import path

from . import glossary_views, list_views, views

app_name = "courses_translating"
urlpatterns = [
    path("", list_views.paths, name="paths"),
    path("path/<int:page_id>/", list_views.path, name="path"),
    path("page/<int:page_id>/", views.desk, name="desk"),
    path("changes/<int:page_id>/", views.meaning, name="meaning"),
    path("bank/<int:bank_id>/", list_views.bank, name="bank"),
    path("question/<int:question_id>/", views.question, name="question"),
    path("question-changes/<int:question_id>/", views.question_meaning, name="question-meaning"),
    path("survey/<int:survey_id>/<str:language>/", views.survey, name="survey"),
    path("glossary/import/", glossary_views.import_terms, name="import-terms"),
]
