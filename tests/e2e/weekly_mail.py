"""Sends the weekly mail to the people of the journeys: `python -m tests.e2e.weekly_mail`.

As it is sent on the next day on which it may leave, beside the academy that is served; afterwards
the organism begins in a year, so that the worker sends no other.
"""

import os
from datetime import timedelta

import django


def send() -> None:
    """Send to everybody of the ministry who has something to be told."""
    from django.utils import timezone

    from academy.organisms.models import Organism
    from courses.models import DigestSwitch
    from courses.reminders import queries, services

    from . import people

    now = timezone.now()
    ministry = Organism.objects.get(code=people.MINISTRY[0])
    switch, _new = DigestSwitch.objects.get_or_create(
        organism=ministry, defaults={"first_week": now.date() - timedelta(weeks=1), "on_at": now}
    )
    ten = timezone.localtime(now).replace(hour=10)
    moments = [ten + timedelta(days=number) for number in range(10)]
    moment = next(one for one in moments if queries.people_due(one).exists())
    services.send_batch(at=moment)
    switch.first_week += timedelta(weeks=52)
    switch.save(update_fields=["first_week"])


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    send()
