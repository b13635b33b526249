"""Addresses at which people without an account read the drafts of a path."""

from django.urls import path

from . import review_views

app_name = "review"
urlpatterns = [
    path("<str:secret>/", review_views.pages, name="pages"),
    path("<str:secret>/<int:page_id>/", review_views.draft, name="draft"),
]
