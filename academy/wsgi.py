"""WSGI entry point of the academy."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.production")
django.setup(set_prefix=False)

from academy.lrs.api.door import Application  # noqa: E402 - once the settings are there

application = Application()
