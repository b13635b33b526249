"""Lets the time of an attempt run out: `python -m tests.e2e.pass_time ATTEMPT`.

A process of its own, as `prepare` is.
"""

import os
import sys

import django


def run_out(attempt_id: int) -> None:
    """Put an attempt back, so that it ended a minute ago."""
    from datetime import timedelta

    from django.utils import timezone

    from courses.models import Attempt

    attempt = Attempt.objects.get(pk=attempt_id)
    back = attempt.ends_by - timezone.now() + timedelta(minutes=1)
    attempt.started_at -= back
    attempt.ends_by -= back
    attempt.save(update_fields=["started_at", "ends_by"])


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    run_out(int(sys.argv[1]))
