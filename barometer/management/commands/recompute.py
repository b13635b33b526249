"""Make releases of the barometer again and compare them with what was published."""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from academy.core.errors import AcademyError
from barometer.ledger import recomputing as ledger
from barometer.outlook import recomputing as outlook
from barometer.releases import queries
from barometer.releases.recomputing import recompute
from barometer.releases.remade import Part, Remade

_CALLED: dict[Part, str] = {
    "document": "The release of {day}",
    "ways": "What the release of {day} says of the ways through paths",
    "forecasts": "The forecasts of the release of {day}",
    "effects": "The effects told with the release of {day}",
}
_SEVERAL: tuple[Part, ...] = ("forecasts", "effects")
# So many changed rows are named; more would hide the sentence.
_NAMED = 5


class Command(BaseCommand):
    """Recompute releases; nothing is written."""

    help = (
        "Makes a release of the barometer again from what is kept of it, with what it says of the "
        "ways through paths, its forecasts and its effects, and says whether all is the same, byte "
        "for byte. Nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--release",
            type=date.fromisoformat,
            metavar="DAY",
            help="The day of the release, such as 2026-11-01.",
        )
        which.add_argument(
            "--all", action="store_true", help="Every release there is, the oldest first."
        )

    def handle(self, *args: object, release: date | None, **options: object) -> None:
        """Say of each part whether it is identical; fail at the end where one isn't."""
        found = queries.all_releases() if release is None else []
        days = [release] if release else [one.day for one in reversed(found)]
        if not days:
            raise CommandError("There is no release yet. `publish_releases` publishes the first.")
        differ = [fault for day in days for fault in self._faults(day)]
        if differ:
            raise CommandError("\n".join([*differ, _WHY]))

    def _faults(self, day: date) -> list[str]:
        """Make a release again, say what is the same, and return what isn't."""
        try:
            made = recompute(day=day)
        except AcademyError as error:
            raise CommandError(error.message) from error
        more = (outlook.remade_of(made.release), ledger.remade_of(made.release))
        parts = [*made.parts, *(part for part in more if part is not None)]
        faults = []
        for part in parts:
            called = _CALLED[part.part].format(day=day)
            if part.is_identical:
                verb = "are" if part.part in _SEVERAL else "is"
                self.stdout.write(f"{called} {verb} the same: SHA-256 {part.made}")
            else:
                faults.append(_fault(called, part))
        known = {part.part for part in parts}
        if "ways" not in known:
            self.stdout.write(
                f"{_CALLED['ways'].format(day=day)} can't be made again: it was published before "
                "that was kept."
            )
        if "forecasts" not in known:
            self.stdout.write(f"The release of {day} has no forecasts.")
        return faults


_WHY = (
    "Either the software makes them in another way now, or the database was changed by hand. "
    "Forecasts are the same on the same kind of processor and with the same NumPy alone: make them "
    "again where they were made before you look for a hand."
)


def _fault(called: str, part: Remade) -> str:
    verb = "aren't" if part.part in _SEVERAL else "isn't"
    said = [f"{called} {verb} the same when made again:"]
    if part.published != part.made:
        said.append(f"published with SHA-256 {part.published}, and {part.made} now.")
    if part.changed:
        more = len(part.changed) - _NAMED
        named = ", ".join(part.changed[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        said.append(f"In the database, this says something else: {named}.")
    if part.hint:
        said.append(f"({part.hint}.)")
    return " ".join(said)
