"""Addresses of the analysis of questions, below those of the editor."""

from django.urls import path

from courses.doubts import views as doubts

from . import views

app_name = "courses_items"
urlpatterns = [
    path("<int:page_id>/", views.course, name="course"),
    path("banks/<int:bank_id>/", views.bank, name="bank"),
    path("doubts/", doubts.doubts, name="doubts"),
    path("doubts/<int:doubt_id>/", doubts.doubt, name="doubt"),
]
