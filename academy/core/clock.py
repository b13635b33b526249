"""The one clock: views, commands and tasks read it and pass the time down to the services."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return timezone.now()
