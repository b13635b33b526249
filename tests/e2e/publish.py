"""Publishes a change of a page, as a designer would while others are in their browsers:
`python -m tests.e2e.publish LANGUAGE SLUG FIELD TEXT`.

A process of its own, as `prepare` is.
"""

import os
import sys

import django


def publish(language: str, slug: str, field: str, text: str) -> None:
    """Publish the page with this slug, its `field` being `text`."""
    from wagtail.models import Page

    page = Page.objects.get(locale__language_code=language, slug=slug).specific
    setattr(page, field, text)
    page.save_revision().publish()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    django.setup()
    publish(*sys.argv[1:])
