"""Weaknesses in a table (CSV), as scanners of networks and inventories export them. Pure.

Columns, encodings and separators: docs/reference/findings-formats.md.
"""

import re
import unicodedata

from academy.organisms.lists.problems import Unreadable, shown

from .faults import Code, Fault, Refused
from .texts import cells_of, impersonal, require_columns, table_in, text_of, unreadable
from .weaknesses import Run, Scan, Severity, Weakness, cwes_in, gathered

MOST_LINES = 100_000
REQUIRED = ("identifier", "severity")

_NAMES = {
    "identifier": (
        "identifier, id, rule, rule id, cve, cve id, vulnerability, vulnerability id, plugin id, "
        "identifiant, regle, vulnerabilite, code"
    ),
    "title": "title, name, summary, description, titre, nom, sommaire, resume",
    "severity": "severity, level, risk, severite, gravite, niveau, risque",
    "place": (
        "place, host, asset, component, file, path, location, system, lieu, hote, actif, "
        "composant, fichier, chemin, emplacement, systeme"
    ),
    "unit": "unit, unit code, unite, code unite, code d unite, code de l unite",
    "cwe": "cwe, cwe id, cwes, weakness, faiblesse",
}
COLUMNS = {name.strip(): field for field, names in _NAMES.items() for name in names.split(",")}
_LONGEST = {"identifier": 120, "title": 200, "place": 200, "unit": 40, "cwe": 200}

_WORDS: dict[Severity, str] = {
    "high": "critical critique high haute haut eleve elevee important importante error erreur",
    "medium": "medium moderate moyen moyenne moderee warning avertissement",
    "low": "low faible bas basse note info informational information none mineure aucune",
}
_SEVERITIES = {word: severity for severity, words in _WORDS.items() for word in words.split()}
# A score of CVSS; bands of https://www.first.org/cvss/specification-document, table 14.
_SCORE = re.compile(r"(?:10|[0-9])(?:[.,][0-9])?")


def read_table(content: bytes, *, source: str) -> Scan:
    """Read a table that the tool `source` made; never raises for any content.

    A table with a header and no line is a scan that found nothing.
    """
    faults: list[Fault] = []
    found: list[Weakness] = []
    try:
        table, places = table_in(text_of(content), COLUMNS)
        require_columns(table, places, REQUIRED)
        for number, (line, cells) in enumerate(table.lines):
            if number >= MOST_LINES:
                raise Refused(Fault("too_many", line, particulars={"limit": MOST_LINES}))
            row = {name: cell.strip() for name, cell in cells_of(cells, places).items()}
            before = len(faults)
            severity = _read_row(row, line, faults)
            if len(faults) == before and severity is not None:
                found.append(_weakness(row, severity, line))
    except Refused as refusal:
        faults.append(refusal.fault)
    except Unreadable as refusal:
        faults.append(unreadable(refusal).fault)
    if faults:
        return Scan(faults=faults)
    return Scan([Run(impersonal(source, 120), gathered(found))])


def _read_row(row: dict[str, str], line: int, faults: list[Fault]) -> Severity | None:
    def say(code: Code, name: str, **particulars: int) -> None:
        faults.append(Fault(code, line, name, shown(row[name]), dict(particulars)))

    for name, longest in _LONGEST.items():
        if len(row.get(name, "")) > longest and name not in ("title", "place"):
            say("too_long", name, limit=longest)
    if not row["identifier"]:
        say("empty", "identifier")
    cwe = row.get("cwe", "")
    if cwe and not _cwes(cwe):
        say("bad_cwe", "cwe")
    severity = _severity(row["severity"])
    if severity is None:
        say("bad_severity" if row["severity"] else "empty", "severity")
    return severity


def _severity(text: str) -> Severity | None:
    plain = unicodedata.normalize("NFKD", text).casefold()
    word = "".join(c for c in plain if not unicodedata.combining(c)).strip()
    if not _SCORE.fullmatch(word):
        return _SEVERITIES.get(word)
    score = float(word.replace(",", "."))
    return "high" if score >= 7 else "medium" if score >= 4 else "low"


def _cwes(text: str) -> tuple[int, ...]:
    """Return the numbers in a cell: `CWE-79`, `79`, `CWE-79; CWE-80`."""
    words = [word for word in re.split(r"[\s,;|]+", text) if word]
    return cwes_in(f"cwe-{word}" if word.isdigit() else word for word in words)


def _weakness(row: dict[str, str], severity: Severity, line: int) -> Weakness:
    place = impersonal(row.get("place", ""), 200)
    return Weakness(
        rule=impersonal(row["identifier"], 120),
        title=impersonal(row.get("title", ""), 200),
        severity=severity,
        places=(place,) if place else (),
        cwes=_cwes(row["cwe"]) if row.get("cwe") else cwes_in([row["identifier"]]),
        unit_code=row.get("unit", ""),
        line=line,
    )
