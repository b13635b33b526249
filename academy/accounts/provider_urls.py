"""Addresses that carry no language: providers and browsers know them, or they close a door."""

from allauth.urls import build_provider_urlpatterns
from django.urls import URLPattern, URLResolver, path, re_path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    # /oidc/<provider>/login/callback/, /saml/<provider>/acs/ and their like.
    *build_provider_urlpatterns(),
    path("language/", views.switch_language, name="switch_language"),
    path(".well-known/change-password", views.change_password, name="change_password"),
    # Wagtail's own doors know no second factor. These come before them and lead to ours.
    path("admin/login/", views.admin_sign_in, name="admin_login_closed"),
    re_path(r"^admin/password_reset/(?P<rest>.*)$", views.admin_sign_in, name="admin_reset_closed"),
]
