"""Prepare everything that serving the academy needs, in one go."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Bring the database, the static files and the site up to this version of the academy."""

    help = (
        "Prepare the database, the static files, the site, the shipped learning paths, the grid of "
        "criteria, the glossary and the certificates that are missing. What is ready is left "
        "alone: running it again takes a moment."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is still to be done, and say it."""
        if _migrations_are_pending():
            self.stdout.write("Preparing the database…")
            call_command("migrate", verbosity=0, interactive=False)
        if not _static_files_are_current():
            self.stdout.write("Gathering the static files…")
            call_command("collectstatic", verbosity=0, interactive=False)
        call_command("prepare_site", stdout=self.stdout)
        call_command("load_library", missing=True, stdout=self.stdout)
        call_command("load_grid", stdout=self.stdout)
        call_command("prepare_translations", stdout=self.stdout)
        call_command("issue_certificates", stdout=self.stdout)


def _migrations_are_pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _static_files_are_current() -> bool:
    """Tell whether what was gathered is younger than every file that it was gathered from."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.is_file():
        return False
    gathered = manifest.stat().st_mtime
    return all(
        Path(storage.path(name)).stat().st_mtime <= gathered
        for finder in get_finders()
        for name, storage in finder.list([])
    )
