"""Draw the icons of the installed academy again, once its mark has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from home.icons import FOLDER, ICONS, drawn


class Command(BaseCommand):
    """Draws static/img/icon-*.png from static/img/iris.svg."""

    help = "Draw the icons of home screens (static/img/icon-*.png) from static/img/iris.svg."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each icon, and say so."""
        for name in ICONS:
            (FOLDER / name).write_bytes(drawn(name))
            self.stdout.write(f"static/img/{name}")
