"""Addresses of the check and of the report of ageing content, below those of the editor."""

from django.urls import path

from .views import AgeingContent, check_path

app_name = "courses_linting"
urlpatterns = [
    path("<int:page_id>/", check_path, name="check"),
    path("ageing/", AgeingContent.as_view(), name="ageing"),
    path("ageing/results/", AgeingContent.as_view(results_only=True), name="ageing-results"),
]
