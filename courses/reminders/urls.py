"""Addresses of the weekly mail, below those of what learners do."""

from django.urls import path

from . import desk_views, views

urlpatterns = [
    path("mails/", views.mails, name="mails"),
    path("mails/switch/", views.switch, name="mails-switch"),
    path("mails/stop/<str:token>/", views.stop_by_link, name="mails-stop"),
    path("mails/log/", desk_views.log, name="mail-log"),
    path("mails/<uuid:public_id>/", views.why, name="mail-why"),
    path("mails/organizations/", desk_views.digests, name="digests"),
    path("mails/organizations/<uuid:organism_id>/", desk_views.digest, name="digest"),
    path(
        "mails/organizations/<uuid:organism_id>/if-asked/",
        desk_views.if_asked,
        name="digest-if-asked",
    ),
]
