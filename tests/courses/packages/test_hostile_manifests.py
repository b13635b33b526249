"""Manifests that mean harm: within their two mebibytes, each is read or refused within seconds."""

import time
import tracemalloc
from collections.abc import Iterable
from contextlib import suppress

import pytest

from courses.exchange.problems import Refused
from courses.packages.cmi5.structure import read_structure
from courses.packages.scorm.manifest import read_manifest
from courses.packages.xml_reading import LARGEST
from tests.factories.cmi5 import Au, structure
from tests.factories.packages import Part, manifest

SCORM_2004 = "2004 4th Edition"
# Of the machine that is slowest and busiest: each takes about two seconds alone, or less, and none
# takes longer for being twice as long where it did before.
SECONDS = 15
MOST_MEMORY = 200 << 20
MANY = [f"dossier-{number}/page-{number}.html" for number in range(19_990)]


def _sequenced(inside: str) -> str:
    return f"<imsss:sequencing>{inside}</imsss:sequencing>"


def _writers_and_readers() -> str:
    count = 8_000
    writes = '<imsss:mapInfo targetObjectiveID="g" writeSatisfiedStatus="true"/>' * count
    waits = (
        '<imsss:ruleCondition referencedObjective="o" operator="not" condition="satisfied"/>'
        * count
    )
    writer = f"<imsss:objectives><imsss:primaryObjective>{writes}</imsss:primaryObjective>"
    reader = (
        "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions "
        f'conditionCombination="any">{waits}</imsss:ruleConditions>'
        '<imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules>'
        '<imsss:objectives><imsss:objective objectiveID="o"><imsss:mapInfo '
        'targetObjectiveID="g"/></imsss:objective></imsss:objectives>'
    )
    parts = [
        Part("a", extra=_sequenced(f"{writer}</imsss:objectives>")),
        Part("b", extra=_sequenced(reader)),
    ]
    return manifest(parts, SCORM_2004)


def _shared() -> str:
    parts = [Part(f"p{number}", extra='<imsss:sequencing IDRef="s"/>') for number in range(490)]
    held = "<imsss:sequencing/>" * 80_000
    return manifest(parts, SCORM_2004).replace(
        "</manifest>",
        f"<imsss:sequencingCollection>{held}</imsss:sequencingCollection></manifest>",
    )


def _nested_headings() -> str:
    """Prerequisites that name a heading of all parts, in headings that ask for it themselves."""
    asked = f"<adlcp:prerequisites>{'&amp;'.join(['h0'] * 240)}</adlcp:prerequisites>"
    inside = "".join(
        f'<item identifier="q{number}{"x" * 200}" identifierref="res-a"><title>x</title>{asked}'
        "</item>"
        for number in range(400)
    )
    for depth in range(40):
        inside = f'<item identifier="h{depth}"><title>h</title>{inside}{asked}</item>'
    return manifest([Part("a")]).replace("</organization>", f"{inside}</organization>")


def _tag(attributes: Iterable[str]) -> str:
    return f"<m {' '.join(attributes)}/>"


def _items(count: int) -> str:
    return manifest([Part(f"p{n}", href=f"gone-{n}.html") for n in range(count)])


HOSTILE = {
    "a text in a hundred thousand pieces": lambda: (
        f"<manifest>{('<b/>' + 'x' * 16) * 95_000}</manifest>"
    ),
    "as many references": lambda: f"<manifest>{'&#120;' * 300_000}</manifest>",
    "one huge attribute": lambda: f"<manifest a='{'x' * 2_000_000}'/>",
    "a huge address": lambda: manifest([Part(href="index.html?" + "a" * 1_900_000)]),
    "an address of accents": lambda: manifest([Part(href="\u0301" * 900_000)]),
    "attributes without end": lambda: _tag(f"n{n}=''" for n in range(150_000)),
    "namespaces without end": lambda: _tag(f"xmlns:n{n}='u{n}'" for n in range(60_000)),
    "writers and readers of one objective": _writers_and_readers,
    "what is shared by all parts": _shared,
    "headings that ask for themselves": _nested_headings,
    "parts that are nowhere": lambda: _items(490),
    "resources of one name": lambda: manifest().replace(
        "</resources>", '<resource identifier="r"/>' * 75_000 + "</resources>"
    ),
    "levels without end": lambda: "<a>" * 250_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_manifest_that_means_harm_is_read_or_refused_within_seconds(name):
    content = HOSTILE[name]().encode()
    assert len(content) <= LARGEST
    began = time.process_time()
    with suppress(Refused):
        read_manifest(content, ["index.html", *MANY])
    assert time.process_time() - began < SECONDS


def test_aus_that_are_nowhere_are_refused_within_seconds():
    content = structure([Au(str(n), url=f"gone-{n}.html") for n in range(3_000)]).encode()
    began = time.process_time()
    with pytest.raises(Refused):
        read_structure(content, MANY)
    assert time.process_time() - began < SECONDS


def test_what_means_harm_takes_little_memory():
    content = _writers_and_readers().encode()
    tracemalloc.start()
    read_manifest(content, ["index.html"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_MEMORY


# --- Entities and inclusions ---------------------------------------------------------------------
LAUGHS = '<!ENTITY l0 "lol">' + "".join(
    f"<!ENTITY l{n} '{10 * ('&l' + str(n - 1) + ';')}'>" for n in range(1, 10)
)
ENTITIES = {
    "a thousand laughs": f"<!DOCTYPE m [{LAUGHS}]>",
    "one entity, named often": f'<!DOCTYPE m [<!ENTITY a "{"a" * 100_000}">]>',
    "a file": '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE m SYSTEM "http://evil.example/m.dtd">',
    "a parameter": '<!DOCTYPE m [<!ENTITY % a SYSTEM "http://evil.example/a"> %a;]>',
    "attributes by default": '<!DOCTYPE m [<!ATTLIST item isvisible CDATA "false">]>',
    "public and nothing else": '<!DOCTYPE m PUBLIC "-//IMS//DTD//EN" "x.dtd">',
}


@pytest.mark.parametrize("name", ENTITIES)
def test_a_document_type_is_refused_before_anything_of_it_is_followed(name):
    content = manifest([Part(title="&l9;")], before=ENTITIES[name]).encode()
    with pytest.raises(Refused) as refused:
        read_manifest(content, ["index.html"])
    assert "document type" in refused.value.problems[0].english


def test_nothing_is_included():
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" '
        'parse="text"/>'
    )
    style = '<?xml-stylesheet type="text/xsl" href="http://evil.example/x.xsl"?>'
    found = read_manifest(
        manifest([Part(extra=include)], title=f"T{include}", before=style).encode(),
        ["index.html"],
    )
    assert found.title == "T"
    assert [part.title for part in found.parts] == ["Une partie"]


# --- Where an AU leads ---------------------------------------------------------------------------
TRICKS = [
    "https://ailleurs.example@evil.example/",
    "https://ailleurs.example:443@evil.example/",
    "https://evil.example/?@ailleurs.example/",
    "https://evil.example#@ailleurs.example/",
    "https://evil.example\\@ailleurs.example/",
    "https://ailleurs.example\\.evil.example/",
    "https://ailleurs.example.evil.example/",
    "https://ailleurs.example%2eevil.example/",
    "https://ailleurs.example%00.evil.example/",
    "https://ailleurs\u3002example/",
    "https://аilleurs.example/",
    "https://[ailleurs.example]/",
    "https:ailleurs.example/",
    "https:///ailleurs.example/",
    "//ailleurs.example/",
    "\\\\ailleurs.example\\x",
    "file://ailleurs.example/etc/passwd",
    "ftp://ailleurs.example/x.html",
    "javascript://ailleurs.example/%0aalert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "&#1;javascript:alert(1)",
    "JaVaScRiPt:alert(1)//index.html",
    "data:text/html,<script>alert(1)</script>".replace("<", "&lt;"),
    "blob:https://ailleurs.example/x",
    "view-source:https://ailleurs.example/",
    "..%2f..%2findex.html",
    "%2e%2e/index.html",
    "%252e%252e/index.html",
    "a/..%5cindex.html",
    "a/%2e%2e%2findex.html",
    ".%2e/index.html",
    "index.html/../../x.html",
    "index.html%2f..%2f..%2fx.html",
    "index.html;/../x.html",
    "./././../index.html",
    "INDEX.HTML",
    "index.html%20",
    "ｉndex.html",
    "?endpoint=x",
    "index.html?fetch=https://evil.example/",
    "index.html?%66etch=https://evil.example/",
]


@pytest.mark.parametrize("address", TRICKS)
def test_an_au_leads_to_a_file_of_its_package_or_to_a_host_that_was_approved(address):
    content = structure([Au(url=address)]).encode()
    with pytest.raises(Refused):
        read_structure(content, ["index.html", "a/index.html"], hosts=["ailleurs.example"])
