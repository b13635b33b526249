"""The address of what is shared."""

from django.urls import path

from . import views

urlpatterns = [path("", views.sharing, name="sharing")]
