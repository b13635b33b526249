"""Load the learning paths that ship with the academy."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from academy.core import clock
from courses.cobuilding.chains import TakenIn
from courses.exchange.importing import import_path
from courses.exchange.problems import Refused
from courses.exchange.report import ImportReport
from courses.exchange.signature import UNSIGNED
from courses.exchange.wording import behind_note, sentences, signed
from courses.models import PathPage

LIBRARY = settings.BASE_DIR / "courses" / "library"


class Command(BaseCommand):
    """Load shipped paths, or paths of one's own, through the import that exchanges paths."""

    help = (
        "Load the learning paths that ship with the academy (all of them, or those named), or the "
        "path in any folder or zip archive. What is there already is brought up to date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take names of shipped paths, or paths to folders and archives."""
        parser.add_argument(
            "names",
            nargs="*",
            metavar="NAME",
            help="a folder of courses/library, or the path to a folder or a zip archive",
        )
        parser.add_argument(
            "--draft", action="store_true", help="keep what changes as drafts, publish nothing"
        )
        parser.add_argument(
            "--missing",
            action="store_true",
            help="load only paths that aren't here yet: what was edited since stays as it is",
        )

    def handle(
        self, *args: Any, names: list[str], draft: bool, missing: bool, **options: Any
    ) -> None:
        """Load the paths one by one; each is loaded whole or not at all."""
        sources = [_source(name) for name in names] or shipped()
        if missing:
            sources = [source for source in sources if not _is_here(source)]
        console = Console(file=cast(IO[str], self.stdout), highlight=False)
        refused = []
        with translation.override("en"), _progress(console, options) as progress:
            task = progress.add_task("Learning paths", total=len(sources))
            for source in sources:
                try:
                    report = import_path(source=source, at=clock.now(), publish=not draft)
                except Refused as error:
                    refused.append(_told(source, error))
                else:
                    progress.console.print(_line(source, report), soft_wrap=True, markup=False)
                    for note in _notes(report):
                        progress.console.print(f"  {note}", soft_wrap=True, markup=False)
                progress.advance(task)
        if refused:
            raise CommandError("\n".join(refused))


def shipped() -> list[Path]:
    """Return the folders of the shipped paths, in order."""
    return sorted(path.parent for path in LIBRARY.glob("*/path.json"))


def _is_here(source: Path) -> bool:
    """Tell whether the path of a folder is here already (an archive is read whole to know)."""
    if not source.is_dir():
        return False
    key = json.loads((source / "path.json").read_text(encoding="utf-8")).get("key")
    return PathPage.objects.filter(translation_key=key).exists()


def _source(name: str) -> Path:
    source = LIBRARY / name if (LIBRARY / name / "path.json").is_file() else Path(name)
    if source.exists():
        return source
    known = ", ".join(path.name for path in shipped())
    raise CommandError(
        f"There is no path “{name}”: it is neither a folder, nor a zip archive, nor one of {known}."
    )


def _progress(console: Console, options: dict[str, Any]) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=options["verbosity"] == 0 or not console.is_terminal,
    )


def _line(source: Path, report: ImportReport) -> str:
    title = next(iter(report.titles.values()))
    pages = ", ".join(f"{count} {change}" for change, count in sorted(report.counts.items()))
    return f"{report.change:<10} {source.name}: {title} ({pages})"


def _notes(report: ImportReport) -> Iterator[str]:
    yield from (*_signed(report), *report.notes, *map(_ledger, report.ledgers))
    for page in report.behind:
        yield behind_note(page.title, page.language, page.stale)


def _signed(report: ImportReport) -> tuple[str, ...]:
    """Say whose archive it is. The folders that ship with the academy have no signature."""
    return () if report.signature == UNSIGNED else (signed(report.signature),)


def _ledger(taken: TakenIn) -> str:
    return f"Ledger of {taken.academy}: {taken.new} of {taken.lines} lines are new here."


def _told(source: Path, error: Refused) -> str:
    lines = [f"{source.name} was refused; nothing of it was saved:"]
    return "\n".join([*lines, *(f"  {one}" for one in sentences(error.problems))])
