"""Results of phishing simulations as GoPhish exports and sends them. Pure.

Formats: GoPhish 0.12, `models/result.go`, `models/campaign.go` (Event), the CSV that its pages
write from them, and its webhooks, which send one event each, signed:
https://docs.getgophish.com/user-guide/documentation/webhooks

What a person did lives in these rows for as long as they are being counted, and nowhere else.
Addresses, names, passwords typed in a simulation (`details`) and places are never read.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from academy.organisms.lists.cells import Refused as CellRefused
from academy.organisms.lists.cells import read_email
from academy.organisms.lists.problems import Unreadable, shown
from academy.organisms.lists.text import header_key

from .faults import Code, Fault, Refused
from .texts import cells_of, json_of, require_columns, table_in, text_of, unreadable

SIGNATURE_HEADER = "X-Gophish-Signature"

SENT, OPENED, CLICKED, SUBMITTED, REPORTED = 1, 2, 4, 8, 16
"""Steps of a recipient; who submitted data has clicked, who clicked has opened."""

_MESSAGES = {
    "email sent": SENT,
    "email opened": SENT | OPENED,
    "clicked link": SENT | OPENED | CLICKED,
    "submitted data": SENT | OPENED | CLICKED | SUBMITTED,
    "email reported": SENT | REPORTED,
}
# Known, and nothing that a recipient did.
_ASIDE = {"campaign created", "error sending email", "proxied request"}
# Statuses of a result: the same, and what hasn't reached anybody.
_NOT_SENT = {"scheduled", "sending", "retrying", "error", "queued", "unknown", "success"}
_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}
# Go writes a time that isn't known so.
_NEVER = "0001-01-01T00:00:00Z"

_RESULTS = ("email", "status", "send_date", "reported", "position")
_EVENTS = ("email", "time", "message", "campaign_id")
_COLUMNS = {header_key(name): name for name in (*_RESULTS, *_EVENTS)}
MOST_RECIPIENTS = 250_000


@dataclass(frozen=True, slots=True)
class Recipient:
    """What one recipient did, until it is counted. `steps`: a sum of the constants above."""

    email: str
    steps: int
    position: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as a file tells it: whom an e-mail reached, and what is to be corrected.

    `not_sent`: recipients whom no e-mail reached, who are left out.
    """

    recipients: list[Recipient] = field(default_factory=list)
    not_sent: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def started_at(self) -> datetime | None:
        """When the first e-mail left, None where no line says."""
        return min((one.sent_at for one in self.recipients if one.sent_at), default=None)

    @property
    def key(self) -> str:
        """A digest of who was written to and when: the same for every export of a campaign."""
        start = self.started_at
        said = start.astimezone(UTC).isoformat(timespec="seconds") if start else ""
        people = "\n".join(sorted(one.email for one in self.recipients))
        return hashlib.sha256(f"gophish\n{said}\n{people}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a campaign. `steps` is 0 for what no recipient did."""

    campaign: int
    email: str
    at: datetime
    steps: int


def is_signed(body: bytes, secret: str, signature: str) -> bool:
    """Tell whether `signature`, as the header has it (`sha256=…`), is that of `body`."""
    scheme, _equals, given = signature.strip().partition("=")
    wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return scheme == "sha256" and hmac.compare_digest(
        wanted.encode(), given.strip().lower().encode("utf-8", "replace")
    )


def is_test(body: bytes) -> bool:
    """Tell whether a webhook's body is the empty one by which GoPhish tries an address."""
    return body.strip() in (b"", b'""', b"null", b"{}")


def read_campaign(content: bytes) -> Campaign:
    """Read an export: results or raw events, as CSV or as JSON; never raises for any content.

    JSON is a list of results or of events, or a whole campaign with `results` or `timeline`, as
    the API of GoPhish gives it.
    """
    try:
        text = text_of(content)
        if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            return _of_json(json_of(text))
        return _of_table(text)
    except Refused as refusal:
        return Campaign(faults=[refusal.fault])


def read_event(content: bytes) -> Event:
    """Read the event that a webhook sends. Raises Refused."""
    value = json_of(text_of(content))
    if not isinstance(value, dict):
        raise Refused(Fault("not_gophish"))
    reader = _Rows(in_table=False)
    event = reader.event(value, 0, "")
    if reader.faults:
        raise Refused(reader.faults[0])
    assert event is not None  # noqa: S101 - without a fault there is one
    return event


def _of_json(value: Any) -> Campaign:
    where = ""
    if isinstance(value, dict):
        where = next((name for name in ("results", "timeline") if value.get(name)), "")
        value = value.get(where)
    if not isinstance(value, list) or not value:
        raise Refused(Fault("not_gophish"))
    rows = []
    for number, row in enumerate(value):
        place = f"{where}[{number}]"
        if not isinstance(row, dict):
            raise Refused(Fault("not_an_object", place=place))
        rows.append((0, place, row))
    return _read(rows, is_events="message" in value[0], in_table=False)


def _of_table(text: str) -> Campaign:
    table, places = table_in(text, _COLUMNS)
    is_events = "message" in places
    require_columns(table, places, ("email", "time", "message") if is_events else _RESULTS[:4])
    rows: list[tuple[int, str, Mapping[str, Any]]] = []
    try:
        for line, cells in table.lines:
            if len(rows) >= MOST_RECIPIENTS * 5:
                raise Refused(Fault("too_many", particulars={"limit": MOST_RECIPIENTS}))
            rows.append((line, "", cells_of(cells, places)))
    except Unreadable as refusal:
        raise unreadable(refusal) from None
    return _read(rows, is_events=is_events, in_table=True)


def _read(
    rows: Iterable[tuple[int, str, Mapping[str, Any]]], *, is_events: bool, in_table: bool
) -> Campaign:
    reader = _Rows(in_table=in_table)
    recipients: dict[str, Recipient] = {}
    first_line: dict[str, int] = {}
    not_sent: set[str] = set()
    for line, place, row in rows:
        if is_events:
            event = reader.event(row, line, place)
            if event is None or not event.steps:
                if event is not None and event.email:
                    not_sent.add(event.email)
                continue
            sent = event.at if event.steps == SENT else None
            found = Recipient(event.email, event.steps, "", sent)
        else:
            result = reader.result(row, line, place)
            if result is None:
                continue
            if not result.steps:
                not_sent.add(result.email)
                continue
            if result.email in recipients:
                reader.say("repeated_email", line, place, "email", first=first_line[result.email])
                continue
            first_line[result.email] = line
            found = result
        known = recipients.get(found.email)
        if known is not None:
            found = replace(
                known,
                steps=known.steps | found.steps,
                sent_at=min(filter(None, (known.sent_at, found.sent_at)), default=None),
            )
        recipients[found.email] = found
    if not recipients and not reader.faults:
        reader.faults.append(Fault("no_recipients"))
    missed = len(not_sent - recipients.keys())
    return Campaign(list(recipients.values()), missed, reader.faults)


class _Rows:
    """Reads rows and collects what is wrong with them."""

    def __init__(self, *, in_table: bool) -> None:
        self.in_table = in_table
        self.faults: list[Fault] = []

    def say(self, code: Code, line: int, place: str, name: str, value: str = "", **more: Any):
        where = name if self.in_table else ".".join(filter(None, (place, name)))
        self.faults.append(Fault(code, line, where, shown(value), more))

    def text(self, row: Mapping[str, Any], name: str, line: int, place: str) -> str | None:
        value = row.get(name, "")
        if value is None:
            return ""
        if isinstance(value, str):
            return value.strip()
        self.say("not_text", line, place, name)
        return None

    def address(self, row: Mapping[str, Any], line: int, place: str) -> str | None:
        text = self.text(row, "email", line, place)
        if text is None:
            return None
        try:
            return read_email(text)
        except CellRefused:
            # Not quoted: whatever stands there may name somebody.
            self.say("bad_email" if text else "empty", line, place, "email")
            return None

    def time(self, row: Mapping[str, Any], name: str, line: int, place: str) -> datetime | None:
        text = self.text(row, name, line, place)
        if text is None:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None or not 1900 <= at.year <= 2100:
            self.say("bad_time" if text else "empty", line, place, name, text)
            return None
        return at

    def event(self, row: Mapping[str, Any], line: int, place: str) -> Event | None:
        before = len(self.faults)
        message = (self.text(row, "message", line, place) or "").lower()
        if message not in _MESSAGES and message not in _ASIDE:
            self.say("bad_message" if message else "empty", line, place, "message", message)
            return None
        campaign = self.campaign(row, line, place)
        at = self.time(row, "time", line, place)
        # The creation of a campaign concerns nobody.
        email = "" if message == "campaign created" else self.address(row, line, place)
        if len(self.faults) > before or at is None or email is None:
            return None
        return Event(campaign, email, at, _MESSAGES.get(message, 0))

    def campaign(self, row: Mapping[str, Any], line: int, place: str) -> int:
        value = row.get("campaign_id", 0)
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            value = int(value) if len(value) < 12 else -1
        if value in ("", None):
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**12:
            self.say("bad_index", line, place, "campaign_id")
            return 0
        return value

    def result(self, row: Mapping[str, Any], line: int, place: str) -> Recipient | None:
        before = len(self.faults)
        email = self.address(row, line, place)
        status = (self.text(row, "status", line, place) or "").lower()
        if status not in _MESSAGES and status not in _NOT_SENT:
            self.say("bad_status" if status else "empty", line, place, "status", status)
        steps = _MESSAGES.get(status, 0)
        if self.flag(row, line, place):
            steps |= SENT | REPORTED
        sent_at = None
        if steps and (self.text(row, "send_date", line, place) or "") != _NEVER:
            sent_at = self.time(row, "send_date", line, place)
        position = self.text(row, "position", line, place) or ""
        if len(self.faults) > before or email is None:
            return None
        return Recipient(email, steps, position, sent_at)

    def flag(self, row: Mapping[str, Any], line: int, place: str) -> bool:
        value = row.get("reported", False)
        if isinstance(value, bool):
            return value
        said = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else None
        if said is None:
            self.say("bad_flag", line, place, "reported", json.dumps(value)[:20])
        return bool(said)
