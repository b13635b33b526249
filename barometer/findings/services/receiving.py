"""Taking a file of findings: read, counted, and kept waiting for somebody to confirm it.

What a file says of a person ends here: recipients are counted by group in the memory of one
request, and only bands are written.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.accounts.models import User
from academy.core.errors import AcademyError, NotFound
from academy.organisms.models import Membership, Organism, Unit
from academy.organisms.queries import unit_codes_by_day, units_of
from barometer.findings import exposure, factors, gophish, policies, sarif, table
from barometer.findings.faults import Fault
from barometer.findings.gophish import Recipient
from barometer.findings.models import Evidence
from barometer.findings.weaknesses import Scan
from barometer.protection import SMALLEST

_BATCH = 500


class FileRefused(AcademyError):
    """A file that can't be taken as it is; `faults` says what to correct, where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_("Nothing was stored. Correct what is listed and send the file again."))
        self.faults = list(faults)


def smallest_group() -> int:
    """Return the fewest people that a figure of a campaign may be about."""
    return max(SMALLEST, settings.BAROMETER_SMALLEST_GROUP)


@transaction.atomic
def receive_campaign(
    *, organism: Organism, content: bytes, name: str, at: datetime, by: User | None
) -> Evidence:
    """Read an export of a GoPhish campaign and keep its figures waiting.

    `by` is None for a command. Raises NotFound for an organism that isn't `by`'s, FileRefused for
    a file with faults, AcademyError for one that is stored already or about too few people.
    """
    _require_may_act(by, organism, at)
    read = gophish.read_campaign(content)
    if read.faults:
        raise FileRefused(read.faults)
    if read.started_at is None:
        raise AcademyError(
            _("The file doesn’t say when the emails left. Export the results of the campaign.")
        )
    on = timezone.localdate(read.started_at)
    if on > timezone.localdate(at):
        raise AcademyError(_("This campaign lies in the future. Check the dates of the file."))
    units = _units_of_addresses(organism, [one.email for one in read.recipients], on)
    known = [(units[one.email], one) for one in read.recipients if one.email in units]
    aside = {"unknown": len(read.recipients) - len(known), "not_sent": read.not_sent}
    return keep_waiting(
        organism=organism,
        name=name,
        on=on,
        key=read.key,
        recipients=known,
        aside=aside,
        at=at,
        by=by,
    )


def keep_waiting(
    *,
    organism: Organism,
    name: str,
    on: date,
    key: str,
    recipients: Iterable[tuple[int, Recipient]],
    aside: dict[str, int],
    at: datetime,
    by: User | None,
) -> Evidence:
    """Count recipients, given with their units, by group; keep what may be published of them.

    Raises AcademyError where they are too few, or stored already.
    """
    groups, _hidden = exposure.groups_of(recipients, smallest_group())
    if not groups:
        raise AcademyError(
            _(
                "Fewer than %(count)s people of the organization were written to. A figure about "
                "so few could tell what one of them did, so nothing is stored."
            )
            % {"count": smallest_group()}
        )
    content = {"groups": exposure.as_data(groups), "aside": aside}
    kind = Evidence.Kind.PHISHING
    return _wait(organism, None, kind, name, on, key, content, at, by)


@transaction.atomic
def receive_scan(
    *,
    organism: Organism,
    content: bytes,
    form: Literal["sarif", "table"],
    name: str,
    on: date,
    at: datetime,
    by: User | None,
    unit: Unit | None = None,
) -> Evidence:
    """Read what a scan of `on` found, in the systems of `unit` or of the whole organism.

    `name`: of the tool, in a table; SARIF says it. Raises NotFound for an organism that isn't
    `by`'s or a unit that isn't its own, FileRefused for a file with faults, AcademyError for a day
    to come or a file that is stored already.
    """
    _require_may_act(by, organism, at)
    if on > timezone.localdate(at):
        raise AcademyError(_("This day is yet to come. Choose today or an earlier day."))
    if unit is not None and not units_of(organism, on).filter(pk=unit.pk).exists():
        raise NotFound(_("There is no such unit."))
    read = sarif.read_sarif(content) if form == "sarif" else table.read_table(content, source=name)
    faults, ids = list(read.faults), unit_codes_by_day(organism, [on])[on]
    for one in (weakness for run in read.runs for weakness in run.weaknesses):
        if one.unit_code and one.unit_code not in ids:
            faults.append(Fault("unknown_unit", one.line, "unit", one.unit_code))
    if faults:
        raise FileRefused(faults)
    content_kept = {"runs": _runs(read, ids, unit), "left_out": read.left_out}
    # The same findings of another day are another scan.
    key = sha256(f"{on.isoformat()} {unit.pk if unit else ''} {read.key}".encode()).hexdigest()
    kind = Evidence.Kind.SCAN
    return _wait(organism, unit, kind, name, on, key, content_kept, at, by)


def _runs(read: Scan, ids: dict[str, int], unit: Unit | None) -> list[dict[str, Any]]:
    return [
        {
            "source": run.source,
            "complete": run.complete,
            "weaknesses": [
                {
                    "rule": one.rule,
                    "title": one.title,
                    "severity": one.severity,
                    "places": list(one.places),
                    "count": one.count,
                    "cwes": list(one.cwes),
                    "rule_name": factors.rule_of_weakness(one).name,
                    "unit": ids.get(one.unit_code, unit.pk if unit else None),
                }
                for one in run.weaknesses
            ],
        }
        for run in read.runs
    ]


def _wait(
    organism: Organism,
    unit: Unit | None,
    kind: Evidence.Kind,
    name: str,
    on: date,
    key: str,
    content: dict[str, Any],
    at: datetime,
    by: User | None,
) -> Evidence:
    """Keep what was read waiting; the same file again is the same row."""
    known = (
        Evidence.objects.select_for_update()
        .filter(organism=organism, key=key)
        .exclude(state=Evidence.State.DROPPED)
        .first()
    )
    if known is not None and known.state == Evidence.State.KEPT:
        raise AcademyError(
            _("This is stored already, as “%(name)s”. Nothing was stored again.")
            % {"name": known.name}
        )
    row = known or Evidence(organism=organism, key=key, kind=kind)
    row.unit, row.name, row.on, row.content = unit, name, on, content
    row.sent_by, row.sent_at = by, at
    row.save()
    return row


def _units_of_addresses(organism: Organism, emails: list[str], day: date) -> dict[str, int]:
    """Return the unit in which the holder of each address worked on `day`: their longest post."""
    found: dict[str, int] = {}
    for start in range(0, len(emails), _BATCH):
        posts = (
            Membership.objects.on(day)
            .filter(organism=organism, user__email__in=emails[start : start + _BATCH])
            .order_by("starts_on", "pk")
        )
        for email, unit_id in posts.values_list("user__email", "unit_id"):
            found.setdefault(email, unit_id)
    return found


def unit_of_address(organism: Organism, email: str, day: date) -> int | None:
    """Return the unit in which the holder of an address worked on `day`, None where nowhere."""
    return _units_of_addresses(organism, [email], day).get(email)


def _require_may_act(by: User | None, organism: Organism, at: datetime) -> None:
    if by is not None and not policies.can_act_on_findings(by, organism, timezone.localdate(at)):
        raise NotFound(_("There is no such organization."))
