"""Lets the day of a departure come: `python -m tests.e2e.depart ADDRESS`.

A process of its own, as `prepare` is.
"""

import os
import sys

import django


def depart(address: str) -> None:
    """Have somebody who asked to leave be erased now, as the worker does, and send the receipt."""
    from django.utils import timezone

    from academy.accounts.leaving import mailing, services
    from academy.accounts.models import Departure

    now = timezone.now()
    Departure.objects.filter(user__email=address).update(due_at=now)
    # The worker that is served beside may be first: each is done once.
    services.do_due(at=now)
    mailing.send_waiting(at=now)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    depart(sys.argv[1])
