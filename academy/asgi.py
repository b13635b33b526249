"""ASGI entry point. The academy is served over WSGI (ten times less CPU on small views); this one
exists for hosts that only know ASGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.production")
application = get_asgi_application()
