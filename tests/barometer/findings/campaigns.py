"""Campaigns and scans as the tools write them. Pure."""

import csv
import io
import json
from datetime import UTC, datetime

SENT_AT = datetime(2026, 3, 2, 14, 0, 0, 123456, tzinfo=UTC)
COLUMNS = ["id", "status", "ip", "latitude", "longitude", "send_date", "reported"]
COLUMNS += ["modified_date", "email", "first_name", "last_name", "position"]
STATUSES = {
    "sent": "Email Sent",
    "opened": "Email Opened",
    "clicked": "Clicked Link",
    "gave": "Submitted Data",
}


def go_time(at):
    """Return a time as Go writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f000Z")


def result(email, what="sent", *, reported=False, position="", at=SENT_AT):
    """Return a row of the results of a campaign."""
    values = [
        f"r{abs(hash(email)) % 10**6}",
        STATUSES.get(what, what),
        "203.0.113.7",
        "46.8",
        "-71.2",
        go_time(at) if what in STATUSES else "0001-01-01T00:00:00Z",
        "true" if reported else "false",
        go_time(at),
        email,
        "Camille",
        "Fontenelle",
        position,
    ]
    return dict(zip(COLUMNS, values, strict=True))


def results_csv(rows, *, delimiter=",", encoding="utf-8"):
    """Return results as GoPhish exports them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def event(email, message, *, at=SENT_AT, campaign=7, details=""):
    """Return an event as a webhook sends it, and as raw events have it."""
    return {
        "campaign_id": campaign,
        "email": email,
        "time": go_time(at),
        "message": message,
        "details": details,
    }


PASSWORD = {"payload": {"password": ["hunter2"]}, "browser": {"address": "203.0.113.7"}}


def events_of(row):
    """Return the events that lead to a row of results."""
    email, at = row["email"], datetime.fromisoformat(row["send_date"])
    found = [event(email, "Email Sent", at=at)]
    if row["status"] in ("Clicked Link", "Submitted Data"):
        found += [event(email, "Email Opened", at=at), event(email, "Clicked Link", at=at)]
    if row["status"] == "Submitted Data":
        found.append(event(email, "Submitted Data", at=at, details=json.dumps(PASSWORD)))
    if row["reported"] == "true":
        found.append(event(email, "Email Reported", at=at))
    return found


def events_csv(events):
    """Return raw events as GoPhish exports them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["campaign_id", "email", "time", "message", "details"])
    writer.writeheader()
    writer.writerows(events)
    return out.getvalue().encode()


def sarif_log(results, *, rules=(), name="CodeQL", **run):
    """Return a SARIF log of one run."""
    driver = {"name": name, "rules": list(rules)}
    body = {"tool": {"driver": driver}, "results": results, **run}
    return {"version": "2.1.0", "runs": [body]}


def sarif_bytes(results, **options):
    """Return the same as a file."""
    return json.dumps(sarif_log(results, **options)).encode()


XSS = {
    "id": "py/reflective-xss",
    "name": "ReflectedXss",
    "shortDescription": {"text": "Reflected server-side cross-site scripting"},
    "defaultConfiguration": {"level": "error"},
    "properties": {"tags": ["security", "external/cwe/cwe-079"]},
}


def finding_at(rule="py/reflective-xss", uri="src/views.py", line=12, **more):
    """Return a result of a SARIF run."""
    physical = {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}
    return {
        "ruleId": rule,
        "message": {"text": "Written by jean.tremblay@ministere.example"},
        "locations": [{"physicalLocation": physical}],
        **more,
    }
