"""Addresses of the events of a place, below those of its barometer."""

from django.urls import path

from . import views


def events_of(level: str) -> list:
    """Return the addresses of the events of a level."""
    given = {"level": level}
    return [
        path("events/", views.events, given, name=f"{level}-events"),
        path("events/new/", views.new_event, given, name=f"{level}-event-new"),
        path("events/<uuid:event_id>/end/", views.end_event, given, name=f"{level}-event-end"),
    ]
