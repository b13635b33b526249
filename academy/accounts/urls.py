"""Addresses of the account, under /<language>/account/; most are allauth's, by their names."""

from django.urls import URLPattern, URLResolver, include, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("invitation/", views.accept_invitation, name="accept_invitation"),
    path("invitation/<str:key>/", views.open_invitation, name="open_invitation"),
    path("record/", include("academy.accounts.record.urls")),
    path("", include("academy.accounts.leaving.urls")),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("identities/", include("allauth.socialaccount.urls")),
]
