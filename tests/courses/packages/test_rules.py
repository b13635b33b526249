"""The rules of packages, without a database: addresses, XML, order, roll-up, the data model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange.problems import Refused
from courses.packages.addresses import BadAddress, FileNames, LocalFile, local_file, with_parameters
from courses.packages.kinds_of_files import content_type, is_kept
from courses.packages.reading import as_data, from_data
from courses.packages.scorm.cmi import duration, hours, read_commit, seconds_of
from courses.packages.scorm.manifest import read_manifest
from courses.packages.scorm.order import Prerequisites
from courses.packages.scorm.rollup import Standing, is_open, rolled_up
from courses.packages.xml_reading import read_xml
from tests.factories.packages import Part, manifest

NAMES = FileNames(("index.html", "a/b c.html", "é.html"))


# --- Addresses -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "name", "suffix"),
    [
        ("index.html", "index.html", ""),
        ("./index.html?a=1#top", "index.html", "?a=1#top"),
        ("a/b%20c.html", "a/b c.html", ""),
        ("e\u0301.html", "é.html", ""),
        ("index.html#x?y", "index.html", "#x?y"),
    ],
)
def test_an_address_leads_to_a_file(address, name, suffix):
    assert local_file(address, NAMES) == LocalFile(name, suffix)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/index.html",
        "//host/index.html",
        "\\\\host\\index.html",
        "a\\b.html",
        "http://host/index.html",
        "javascript:alert(1)",
        "data:text/html,x",
        "../index.html",
        "a/../index.html",
        "a/%2e%2e/index.html",
        "a%2Findex.html",
        "%5cindex.html",
        "index.html%00",
        "index.html\n",
        "a//b.html",
        "index%zz.html",
        "x" * 3_000,
        "gone.html",
        "INDEX.html",
    ],
)
def test_what_could_lead_elsewhere_is_no_address(address):
    with pytest.raises(BadAddress):
        local_file(address, NAMES)


@given(st.text(max_size=80))
def test_no_address_ever_leads_out(address):
    try:
        found = local_file(address, NAMES)
    except BadAddress:
        return
    assert found.name in NAMES


@pytest.mark.parametrize(
    ("suffix", "parameters", "joined"),
    [
        ("", "", ""),
        ("", "a=1", "?a=1"),
        ("", "?a=1", "?a=1"),
        ("?x=1", "&a=1", "?x=1&a=1"),
        ("?x=1#top", "a=1", "?x=1&a=1#top"),
        ("", "#end", "#end"),
        ("#top", "#end", "#top"),
    ],
)
def test_parameters_are_added_as_scorm_has_it(suffix, parameters, joined):
    assert with_parameters(LocalFile("i.html", suffix), parameters).suffix == joined


def test_kinds_of_files_come_from_a_table():
    assert content_type("A.JS") == "text/javascript; charset=utf-8"
    assert content_type("x.php") is None
    assert content_type("noending") is None
    assert is_kept("a/b.html")
    assert not is_kept(".git/b.html")


# --- XML -----------------------------------------------------------------------------------------
def test_xml_is_read_with_its_namespaces_and_lines():
    root = read_xml(b'<a xmlns="urn:x" xmlns:y="urn:y">\n<b y:c=" 1 ">t <i/>u</b></a>', "f.xml")
    (child,) = root.all("b")
    assert (root.namespace, child.line, child.text) == ("urn:x", 2, "t u")
    assert child.attribute("c", "urn:y") == "1"
    assert [one.name for one in root.everything()] == ["a", "b", "i"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<?xml version="1.0" encoding="nowhere"?><a/>',
        b"<a>&unknown;</a>",
        b"<a " + b" ".join(b'x%d=""' % n for n in range(300)) + b"/>",
        b"<a>" * 65 + b"</a>" * 65,
        b"<a>" + b"<b/>" * 100_001 + b"</a>",
        "<a/>".encode("utf-16")[:-1],
    ],
)
def test_xml_that_is_too_much_is_refused(content):
    with pytest.raises(Refused):
        read_xml(content, "f.xml")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    for sample in (content, b"<manifest>" + content + b"</manifest>"):
        with pytest.raises(Refused) as refused:
            read_manifest(sample, ["index.html"])
        assert refused.value.problems


# --- Manifests -----------------------------------------------------------------------------------
def test_bases_of_resources_are_joined():
    text = (
        manifest([Part(href="page.html")])
        .replace("<resources>", '<resources xml:base="a/">')
        .replace("<resource ", '<resource xml:base="b/" ')
    )
    found = read_manifest(text.encode(), ["a/b/page.html"])
    assert found.parts[0].launch == "a/b/page.html"


def test_headings_and_hidden_items_keep_their_place():
    text = manifest([Part("a", item='isvisible="false"')]).replace(
        '<item identifier="a"',
        '<item identifier="h"><title>Titre</title></item><item identifier="a"',
    )
    found = read_manifest(text.encode(), ["index.html"])
    assert [(one.id, one.launch, one.is_visible) for one in found.items] == [
        ("h", "", True),
        ("a", "index.html", False),
    ]


def test_the_edition_is_found_by_namespaces_where_nothing_says_it():
    for version, standard in (("1.2", "scorm12"), ("2004 4th Edition", "scorm2004")):
        text = manifest(version=version).replace(f"<schemaversion>{version}</schemaversion>", "")
        assert read_manifest(text.encode(), ["index.html"]).standard == standard


def test_what_of_sequencing_is_not_followed_is_said():
    rules = (
        "<imsss:sequencing><imsss:sequencingRules><imsss:postConditionRule>"
        '<imsss:ruleConditions><imsss:ruleCondition condition="satisfied"/></imsss:ruleConditions>'
        '<imsss:ruleAction action="retry"/></imsss:postConditionRule></imsss:sequencingRules>'
        '<imsss:limitConditions attemptLimit="1"/></imsss:sequencing>'
    )
    found = read_manifest(
        manifest([Part(extra=rules)], "2004 4th Edition").encode(), ["index.html"]
    )
    said = "\n".join(note.english for note in found.notes)
    assert "sequencingRules" in said
    assert "limitConditions" in said


def test_a_part_that_is_disabled_until_another_is_satisfied_comes_after_it():
    def objectives(own, reads=""):
        written = (
            f'<imsss:primaryObjective objectiveID="p-{own}"><imsss:mapInfo '
            f'targetObjectiveID="done-{own}" writeSatisfiedStatus="true" '
            'readSatisfiedStatus="false"/></imsss:primaryObjective>'
        )
        read = (
            f'<imsss:objective objectiveID="before"><imsss:mapInfo '
            f'targetObjectiveID="done-{reads}" readSatisfiedStatus="true"/></imsss:objective>'
        )
        rule = (
            "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions "
            'conditionCombination="any"><imsss:ruleCondition referencedObjective="before" '
            'operator="not" condition="satisfied"/><imsss:ruleCondition '
            'referencedObjective="before" operator="not" condition="objectiveStatusKnown"/>'
            '</imsss:ruleConditions><imsss:ruleAction action="disabled"/>'
            "</imsss:preConditionRule></imsss:sequencingRules>"
        )
        return (
            f"<imsss:sequencing>{rule if reads else ''}<imsss:objectives>{written}"
            f"{read if reads else ''}</imsss:objectives></imsss:sequencing>"
        )

    parts = [
        Part("a", extra=objectives("a")),
        Part("b", extra=objectives("b", reads="a")),
    ]
    found = read_manifest(manifest(parts, "2004 4th Edition").encode(), ["index.html"])
    assert [one.after for one in found.items] == [[], ["a"]]
    assert found.notes == ()


def test_problems_are_kept_as_they_are():
    with pytest.raises(Refused) as refused:
        read_manifest(b"<course/>", [])
    assert from_data(as_data(refused.value.problems)) == list(refused.value.problems)


# --- Order ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "done", "met"),
    [
        ("a", "", False),
        ("a", "a", True),
        ("a&b", "a", False),
        ("a&b", "ab", True),
        ("a|b", "b", True),
        ("~a", "", True),
        ("~a", "a", False),
        ("(a|b)&c", "bc", True),
        ("(a|b)&c", "b", False),
        (" a & ( b | c ) ", "ac", True),
    ],
)
def test_prerequisites_are_understood(said, done, met):
    found = Prerequisites.of(said, "abc")
    assert found is not None
    assert found.are_met(set(done)) == met


@pytest.mark.parametrize("said", ["", "a&", "&a", "(a", "a)", "a b", "2*{a,b}", "a=passed", "z"])
def test_prerequisites_that_make_no_sense_are_not_understood(said):
    assert Prerequisites.of(said, "abc") is None


@given(st.text(alphabet="ab&|~() ", max_size=60))
def test_any_expression_is_understood_or_not(said):
    found = Prerequisites.of(said, "ab")
    assert found is None or found.are_met({"a"}) in (True, False)


# --- Roll-up -------------------------------------------------------------------------------------
def item(own_id="a", **more):
    return {
        "id": own_id,
        "launch": "x",
        "is_sco": True,
        "counts_completion": True,
        "counts_success": True,
        "weight": 1.0,
        "prerequisites": "",
        "after": [],
    } | more


def test_a_post_test_alone_may_count():
    """The example of ADL: the content counts for completion, the test for success and score."""
    items = [
        item("content", counts_success=False, weight=0.0),
        item("test", counts_completion=True),
    ]
    parts = {
        "content": Standing("completed", "failed", 0.1),
        "test": Standing("completed", "passed", 0.9),
    }
    whole = rolled_up(items, parts)
    assert (whole.completion, whole.success, whole.scaled) == ("completed", "passed", 0.9)


def test_one_failure_is_a_failure_and_one_gap_no_success():
    items = [item("a"), item("b")]
    assert rolled_up(items, {"a": Standing("completed", "failed")}).success == "failed"
    assert rolled_up(items, {"a": Standing("completed", "passed")}).success == ""
    assert rolled_up(items, {}) == Standing()


def test_a_failed_part_opens_nothing_after_it():
    after = item("b", after=["a"])
    assert not is_open(after, {})
    assert not is_open(after, {"a": Standing("completed", "failed")})
    assert is_open(after, {"a": Standing("completed")})


# --- The data model ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT1H2M3.5S", 3723.5), ("P1DT1S", 86401), ("PT0S", 0), ("", 0), ("1:2", 0), ("-PT5S", 0)],
)
def test_durations_are_read(text, seconds):
    assert seconds_of(text) == seconds


@given(st.floats(0, 900_000))
def test_durations_are_written_as_both_standards_read_them(seconds):
    assert seconds_of(duration(seconds)) == pytest.approx(seconds, abs=0.01)
    hour, minute, rest = hours(seconds).split(":")
    assert int(hour) * 3600 + int(minute) * 60 + float(rest) == pytest.approx(seconds, abs=0.01)
    assert float(rest) < 60


@pytest.mark.parametrize(
    ("score", "scaled"),
    [
        ({"raw": "50"}, 0.5),
        ({"raw": "15", "min": "10", "max": "20"}, 0.5),
        ({"raw": "250"}, 1.0),
        ({"raw": "-5"}, 0.0),
        ({"raw": "x"}, None),
        ({"raw": "nan"}, None),
        ({"raw": "5", "min": "5", "max": "5"}, None),
        ("90", None),
        (None, None),
    ],
)
def test_raw_scores_are_scaled(score, scaled):
    said = {"cmi": {"core": {"score": score}}, "commitSequence": 1}
    assert read_commit("scorm12", item(mastery=None), said).scaled == scaled


def test_what_the_academy_told_is_not_kept():
    core = {"student_id": "me", "student_name": "Me", "lesson_location": "1", "credit": "credit"}
    said = {"cmi": {"core": core, "launch_data": "x", "other": 1}, "commitSequence": 1}
    kept = read_commit("scorm12", item(mastery=None), said).cmi
    assert kept == {"core": {"lesson_location": "1"}}
