"""Addresses of the academy itself."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from . import media, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", media.media, name="media"),
]
