"""All that exists on the origin of a package, and nowhere else."""

from django.urls import path

from . import content_views as views

urlpatterns = [
    path("p/<str:token>/", views.player, name="player"),
    path("p/<str:token>/f/<path:name>", views.package_file, name="file"),
    path("p/<str:token>/commit/", views.commit, name="commit"),
    path("left/<str:language>/", views.left, name="left"),
    path("runtime/<path:name>", views.runtime, name="runtime"),
]
