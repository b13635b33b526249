"""Addresses of what learners reported, below those of the editor."""

from django.urls import path

from .views.feedback_desk import ReportList, desk_report, merge

app_name = "courses_feedback"
urlpatterns = [
    path("", ReportList.as_view(), name="reports"),
    path("results/", ReportList.as_view(results_only=True), name="reports-results"),
    path("<int:report_id>/", desk_report, name="report"),
    path("<int:report_id>/merge/", merge, name="merge"),
]
