"""Addresses at which machines read of badges: without a language, for ever the same."""

from django.urls import path

from . import views

urlpatterns = [
    path("issuer.json", views.badge_issuer_profile, name="badge_issuer"),
    path("jwks.json", views.badge_keys, name="badge_keys"),
    path("keys/<str:thumbprint>", views.badge_key, name="badge_key"),
    path("status/<int:number>", views.badge_status, name="badge_status"),
]
