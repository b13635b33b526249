"""Export a learning path as a folder or a zip archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from academy.core.errors import AcademyError
from courses.exchange.archive import names_below
from courses.exchange.exporting import Export, export_path, find_path
from courses.exchange.naming import KnownNames
from courses.exchange.problems import Refused
from courses.exchange.reading import read_package
from courses.exchange.wording import (
    aside_note,
    behind_note,
    leading_here_note,
    lone_note,
    sentences,
)


class Command(BaseCommand):
    """Write the live pages of a path in the format that every academy imports."""

    help = (
        "Export a learning path, in every language, to a folder, or to a zip archive when the "
        "destination ends in .zip. A folder that holds the same path keeps its file names."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the path and where it goes."""
        parser.add_argument("path", metavar="KEY_OR_SLUG", help="the path's key, or its slug")
        parser.add_argument("destination", metavar="DESTINATION", type=Path)

    def handle(self, *args: Any, path: str, destination: Path, **options: Any) -> None:
        """Export the path; nothing is written when it can't be exported whole."""
        with translation.override("en"):
            try:
                key = find_path(path)
                if destination.suffix == ".zip":
                    export = export_path(key=key)
                    export.to_zip(destination)
                    self.stdout.write(f"Written: {destination}")
                    self._tell_notes(export)
                    return
                names = _names_in(destination, str(key))
                export = export_path(key=key, names=names)
            except AcademyError as error:
                raise CommandError(error.message) from error
            except Refused as error:
                told = "\n".join(f"  {one}" for one in sentences(error.problems))
                raise CommandError(f"The path can't be exported:\n{told}") from error
        before = names_below(destination) if names is not None else []
        written = export.to_folder(destination)
        # What left the path leaves the folder: an import refuses files that nothing names.
        for name in set(before) - set(written):
            (destination / name).unlink()
        self.stdout.write(f"Written: {len(written)} files in {destination}")
        self._tell_notes(export)

    def _tell_notes(self, export: Export) -> None:
        with translation.override("en"):
            for question in export.lone_questions:
                self.stdout.write(f"  {lone_note(question)}")
            for page in export.behind:
                self.stdout.write(f"  {behind_note(page.title, page.language, page.stale)}")
            for prompt in export.set_aside:
                self.stdout.write(f"  {aside_note(prompt)}")
            for title in export.leading_here:
                self.stdout.write(f"  {leading_here_note(title)}")


def _names_in(folder: Path, key: str) -> KnownNames | None:
    """Return the file names of the same path in `folder`, or None when there is nothing there."""
    if not folder.exists() or not any(folder.iterdir()):
        return None
    if not (folder / "path.json").is_file():
        raise CommandError(f"The folder {folder} is not empty, and holds no learning path.")
    try:
        with read_package(folder) as package:
            if package.content.key == key:
                return KnownNames.of(package)
    except Refused as error:
        raise CommandError(
            f"The folder {folder} holds a learning path that can't be read: {error}"
        ) from error
    raise CommandError(f"The folder {folder} holds another path: choose an empty one.")
