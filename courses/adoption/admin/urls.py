"""Addresses of adopted paths, below those of the editor."""

from django.urls import path

from . import lesson_views, offer_views, views

app_name = "courses_adoption"
urlpatterns = [
    path("", views.adoptions, name="adoptions"),
    path("adopt/<int:page_id>/", views.adopt, name="adopt"),
    path("<int:adoption_id>/", views.adoption, name="adoption"),
    path("<int:adoption_id>/merge/", views.merge, name="merge"),
    path("<int:adoption_id>/language/", views.language, name="language"),
    path("<int:adoption_id>/preview/<int:page_id>/", views.preview, name="preview"),
    path("<int:adoption_id>/state/", views.state, name="state"),
    path("<int:adoption_id>/offer/<int:page_id>/<path:key>/", offer_views.offer, name="offer"),
    path(
        "<int:adoption_id>/offer-lesson/<uuid:key>/", lesson_views.offer_lesson, name="offer-lesson"
    ),
    path("offers/<int:offer_id>/", offer_views.answer, name="answer"),
    path("offers/<int:offer_id>/take-back/", offer_views.take_back, name="take-back"),
]
