"""Take in a version of the grid of criteria."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from academy.core import clock
from barometer.criteria.services import GridRefused, load_grid, load_shipped_grid


class Command(BaseCommand):
    """Check a grid, then let new assessments use it."""

    help = (
        "Takes in a version of the grid of criteria, which new assessments then use. Without a "
        "file, the grid that ships with the academy, where there is none yet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", nargs="?", type=Path, help="a grid in JSON")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        """Load it, or say in whole sentences what is wrong with it."""
        at = clock.now()
        if file is None:
            shipped = load_shipped_grid(at=at)
            if shipped is not None:
                self.stdout.write(f"The grid {shipped.version} is loaded.")
            else:
                self.stdout.write("A grid is loaded already: nothing to do.")
            return
        try:
            # Commands speak English, whatever language the pages start in.
            with translation.override("en"):
                grid, is_changed = load_grid(body=_read(file), at=at, by=None)
        except GridRefused as refused:
            raise CommandError("\n".join(refused.problems)) from refused
        if is_changed:
            self.stdout.write(f"The grid {grid.version} is loaded: new assessments use it.")
        else:
            self.stdout.write(f"The grid {grid.version} is loaded already: nothing to do.")


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"The file {file} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"The file {file} is not written in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"The file {file} holds no JSON: {error}.") from error
