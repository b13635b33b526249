"""The address of the service worker: what it answers for is below it, so it is at the root."""

from django.urls import path

from .offline import views

urlpatterns = [path("service-worker.js", views.service_worker, name="service_worker")]
