"""Publishes the next release, as if its day had come: `python -m tests.e2e.release`.

A process of its own, like `prepare`, beside the served academy.
"""

import os
import sys
import time

import django

# Seconds that the worker may take to follow what was just learned.
_PATIENCE = 60


def publish_next() -> None:
    """Publish the release after the newest, once the worker has caught up."""
    from academy.core import clock
    from barometer.releases import days, queries, services
    from barometer.releases.inputs import beginning_of

    last = queries.newest()
    if last is None:
        sys.exit("The academy was prepared without a release.")
    at = beginning_of(days.following(last.day, "monthly"))
    limit = time.monotonic() + _PATIENCE
    while True:
        try:
            services.publish_due(at=max(at, clock.now()))
        except services.FactsAreBehind:
            if time.monotonic() > limit:
                raise
            time.sleep(0.5)
        else:
            return


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    publish_next()
