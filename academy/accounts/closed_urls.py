"""Doors of Wagtail's public pages that know neither second factor nor limits: they lead to ours.

They come before Wagtail's own addresses, under /<language>/.
"""

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("_util/login/", views.admin_sign_in, name="page_login_closed"),
]
