"""What tools find, as SARIF and as tables."""

import json

import pytest

from barometer.findings import sarif, table

from .campaigns import XSS, finding_at, sarif_bytes, sarif_log


def _one(results, **options):
    read = sarif.read_sarif(sarif_bytes(results, **options))
    assert read.faults == []
    (weakness,) = read.runs[0].weaknesses
    return weakness


def test_results_are_gathered_by_rule():
    read = sarif.read_sarif(
        sarif_bytes([finding_at(), finding_at(line=40), finding_at("py/x")], rules=[XSS])
    )
    first, second = read.runs[0].weaknesses
    assert (first.title, first.severity, first.count) == (
        XSS["shortDescription"]["text"],
        "high",
        2,
    )
    assert first.places == ("src/views.py:12", "src/views.py:40")
    assert first.cwes == (79,)
    assert (second.rule, second.severity) == ("py/x", "medium")


@pytest.mark.parametrize(
    ("result", "severity"),
    [
        ({"ruleId": "a", "level": "note"}, "low"),
        ({"ruleIndex": 0}, "high"),
        ({"rule": {"index": 0}}, "high"),
        ({"ruleId": "py/reflective-xss/part"}, "high"),
        ({"ruleId": "a", "kind": "review"}, "low"),
        ({"rule": {"id": "ext", "index": 0, "toolComponent": {"index": 0}}}, "low"),
    ],
)
def test_levels_come_from_the_result_or_its_rule(result, severity):
    log = sarif_log([result], rules=[XSS])
    extension = {"rules": [{"id": "ext", "defaultConfiguration": {"level": "note"}}]}
    log["runs"][0]["tool"]["extensions"] = [extension]
    read = sarif.read_sarif(json.dumps(log).encode())
    assert read.faults == []
    assert read.runs[0].weaknesses[0].severity == severity


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "pass"},
        {"kind": "notApplicable"},
        {"baselineState": "absent"},
        {"suppressions": [{"kind": "external"}]},
        {"suppressions": [{"kind": "inSource", "status": "accepted"}]},
    ],
)
def test_what_is_no_finding_is_left_out(more):
    read = sarif.read_sarif(sarif_bytes([finding_at(**more)]))
    assert (read.runs[0].weaknesses, read.left_out, read.faults) == ([], 1, [])


def test_what_somebody_is_still_looking_at_is_a_finding():
    assert _one([finding_at(suppressions=[{"kind": "external", "status": "underReview"}])])


def test_classes_are_found_in_taxa():
    taxon = {"id": "89", "toolComponent": {"name": "CWE"}}
    assert _one([finding_at(taxa=[taxon])]).cwes == (89,)
    rule = {"id": "r", "relationships": [{"target": taxon}]}
    assert _one([finding_at("r")], rules=[rule]).cwes == (89,)


def test_a_run_that_failed_or_has_no_results_is_not_complete():
    def run(**more):
        log = sarif_log([])
        log["runs"][0] |= more
        return sarif.read_sarif(json.dumps(log).encode()).runs[0].complete

    assert run()
    assert not run(invocations=[{"executionSuccessful": False}])
    assert not run(results=None)


def test_analyses_of_one_tool_are_told_apart():
    read = sarif.read_sarif(sarif_bytes([], automationDetails={"id": "portal/python/2026-03"}))
    assert read.runs[0].source == "CodeQL (portal/python)"


def test_names_of_persons_are_not_kept():
    weakness = _one([finding_at(uri="file:///home/jtremblay/app/a@b.example.py")])
    assert weakness.places[0].startswith("file:///home/…/app/…")
    assert "tremblay" not in repr(weakness)
    windows = _one([finding_at(uri=r"C:\Users\jtremblay\app.py")])
    assert "tremblay" not in repr(windows)


@pytest.mark.parametrize(
    ("log", "fault"),
    [
        ([], ("not_sarif", "")),
        ({"version": "2.0.0", "runs": []}, ("sarif_version", "version")),
        ({"version": "2.1.0", "runs": []}, ("no_runs", "runs")),
        ({"version": "2.1.0", "runs": [{}]}, ("no_tool", "runs[0].tool.driver.name")),
        (sarif_log([finding_at(level="grave")]), ("bad_level", "runs[0].results[0].level")),
        (sarif_log([finding_at(kind="odd")]), ("bad_kind", "runs[0].results[0].kind")),
        (sarif_log([{"ruleIndex": 3}]), ("bad_index", "runs[0].results[0].ruleIndex")),
        (sarif_log([{"message": {}}]), ("no_rule", "runs[0].results[0]")),
        (sarif_log({"ruleId": "a"}), ("not_a_list", "runs[0].results")),
        (sarif_log([7]), ("not_an_object", "runs[0].results[0]")),
        (sarif_log([{"ruleId": 7}]), ("not_text", "runs[0].results[0].ruleId")),
    ],
)
def test_what_is_wrong_is_told_by_its_path(log, fault):
    read = sarif.read_sarif(json.dumps(log).encode())
    assert (read.faults[0].code, read.faults[0].place) == fault


def test_a_text_that_breaks_off_is_told_by_line_and_column():
    (fault,) = sarif.read_sarif(b'{"version": "2.1.0",\n "runs": [}').faults
    assert (fault.code, fault.line, fault.particulars["column"]) == ("not_json", 2, 11)


TABLE = "Identifiant;Sévérité;Titre;Hôte;CWE;Code d’unité\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_tables_are_read(encoding):
    text = f"{TABLE}CVE-2026-1;critique;Désuet;srv1;;DTI\nR7;6,5;Mot de passe;srv2;CWE-798;\n"
    read = table.read_table(text.encode(encoding), source="Nessus")
    first, second = read.runs[0].weaknesses
    assert read.runs[0].source == "Nessus"
    assert (first.rule, first.severity, first.title, first.places, first.unit_code) == (
        "CVE-2026-1",
        "high",
        "Désuet",
        ("srv1",),
        "DTI",
    )
    assert (second.severity, second.cwes) == ("medium", (798,))


@pytest.mark.parametrize(
    ("cell", "severity"),
    [
        ("9.8", "high"),
        ("7", "high"),
        ("6.9", "medium"),
        ("3,9", "low"),
        ("Élevé", "high"),
        ("ÉLEVÉE", "high"),
        ("Moderate", "medium"),
        ("info", "low"),
    ],
)
def test_severities(cell, severity):
    content = f'id,severity\nR1,"{cell}"\n'.encode()
    assert table.read_table(content, source="t").runs[0].weaknesses[0].severity == severity


def test_a_table_without_lines_is_a_scan_that_found_nothing():
    read = table.read_table(b"id,severity\n", source="t")
    assert (read.faults, read.runs[0].weaknesses, read.runs[0].complete) == ([], [], True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id,title\nR1,x\n", ("missing_column", 1, "")),
        ("id,id,severity\n", ("repeated_column", 1, "identifier")),
        ("id,severity\nR1,high\n,low\n", ("empty", 3, "identifier")),
        ("id,severity\nR1,grave\n", ("bad_severity", 2, "severity")),
        ("id,severity\nR1,11\n", ("bad_severity", 2, "severity")),
        ("id,severity,cwe\nR1,high,seven\n", ("bad_cwe", 2, "cwe")),
        (f"id,severity\n{'x' * 121},high\n", ("too_long", 2, "identifier")),
    ],
)
def test_what_is_wrong_with_a_table_is_told_by_line_and_column(text, fault):
    read = table.read_table(text.encode(), source="t")
    assert [(one.code, one.line, one.place) for one in read.faults] == [fault]
    assert read.runs == []


def test_the_same_findings_in_another_order_are_the_same_scan():
    results = [finding_at(), finding_at("py/x", uri="b.py")]
    keys = {sarif.read_sarif(sarif_bytes(each)).key for each in (results, results[::-1])}
    assert len(keys) == 1
    assert sarif.read_sarif(sarif_bytes(results[:1])).key not in keys
