"""The address that GoPhish servers know: it carries no language."""

from django.urls import path

from . import hook_views

urlpatterns = [
    path("gophish/<uuid:hook_id>/", hook_views.gophish_event, name="gophish_event"),
]
