"""Import the statements of another record store."""

import time
from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from academy.core import clock
from academy.lrs.management.other_stores import add_store_arguments
from academy.lrs.management.secrets import secret_in
from academy.lrs.services import importing
from academy.lrs.services.targets import BadAddress, checked_endpoint
from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.identifiers import require_uuid
from academy.lrs.xapi.times import require_timestamp
from academy.organisms.management.coded import organism_coded


class Command(BaseCommand):
    """`import_statements ENDPOINT --key KEY --secret-env VARIABLE`; run again, it goes on."""

    help = "Import the statements of another record store, from where the last run ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the store, the credential there, and which statements."""
        add_store_arguments(parser, organism="The organism to which the statements belong here.")
        parser.add_argument(
            "--since", default="", help="Only statements stored there after this moment (ISO 8601)."
        )
        parser.add_argument(
            "--registration", default="", help="Only the statements of this registration."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, with the reason of each refusal on a line of its own."""
        source = self._source(options)
        console = Console(file=cast(IO[str], self.stderr._out))
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}"),
            TextColumn("{task.fields[through]}"),
            TimeElapsedColumn(),
            console=console,
            disable=options["verbosity"] == 0,
        ) as bars:
            # Nobody says how many there are.
            task = bars.add_task(source.endpoint, total=None, through="")
            try:
                done = importing.import_statements(
                    source=source,
                    clock=clock.now,
                    wait=time.sleep,
                    remark=lambda one: self.stdout.write(f"{one.statement_id}: {one.reason}"),
                    progress=lambda done: bars.update(
                        task,
                        completed=done.recorded + done.known + done.refused,
                        through=done.through.isoformat(timespec="seconds") if done.through else "",
                    ),
                )
            except BadAddress as error:
                raise CommandError(str(error)) from None
            except importing.ImportStopped as error:
                message = _("%(reason)s Run the same command again: it goes on where it stopped.")
                raise CommandError(message % {"reason": f"{error}".rstrip(".") + "."}) from None
        self._tell(done)

    def _source(self, options: dict[str, Any]) -> importing.Source:
        organism = organism_coded(options["organism"])
        try:
            if options["since"]:
                require_timestamp(options["since"], "since")
            if options["registration"]:
                require_uuid(options["registration"], "registration")
            endpoint = checked_endpoint(options["endpoint"])
        except (BadAddress, Invalid) as error:
            raise CommandError(str(error)) from None
        return importing.Source(
            endpoint=endpoint,
            key=options["key"],
            secret=secret_in(options["secret_env"]),
            version=options["xapi_version"],
            since=options["since"],
            registration=options["registration"],
            organism_id=organism.pk if organism else None,
        )

    def _tell(self, done: importing.Progress) -> None:
        recorded = ngettext(
            "%(count)d statement was imported", "%(count)d statements were imported", done.recorded
        )
        known = ngettext("%(count)d was here already", "%(count)d were here already", done.known)
        parts = [recorded % {"count": done.recorded}, known % {"count": done.known}]
        self.stdout.write(", ".join(parts) + ".")
        if done.missing:
            message = ngettext(
                "%(count)d voided statement was not given by the store.",
                "%(count)d voided statements were not given by the store.",
                done.missing,
            )
            self.stdout.write(message % {"count": done.missing})
        if done.bare:
            message = ngettext(
                "%(count)d statement was recorded without data of its attachments; the reason is"
                " above.",
                "%(count)d statements were recorded without data of their attachments; the reasons"
                " are above.",
                done.bare,
            )
            self.stdout.write(message % {"count": done.bare})
        if done.refused:
            message = ngettext(
                "%(count)d statement was refused; the reason is above.",
                "%(count)d statements were refused; the reasons are above.",
                done.refused,
            )
            raise CommandError(message % {"count": done.refused})
