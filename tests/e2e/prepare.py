"""Prepares the academy that the journeys visit: `python -m tests.e2e.prepare`.

A process of its own, with the settings of `make run`: the tests' process has others, and an event
loop in which Django's database may not be used.
"""

import os

import django


def prepare() -> None:
    """Make the database, the static files, the site and everything the journeys need."""
    from django.conf import settings
    from django.core.management import call_command

    from tests.database import copy_migrated_sqlite
    from tests.e2e import contents, seed

    copy_migrated_sqlite(settings.DATABASES["default"]["NAME"])
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("prepare_site", verbosity=0)
    places = seed.open_organisms()
    call_command("load_library", verbosity=0)
    for own in (
        contents.LOCKED_SCREEN,
        contents.EVERY_QUESTION,
        contents.KNOWLEDGE_TEST,
        contents.FIRST_WEEKS,
    ):
        call_command("load_library", str(own), verbosity=0)
    seed.fill(places)
    call_command("run_worker", once=True)
    call_command("publish_releases")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    prepare()
