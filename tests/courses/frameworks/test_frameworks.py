"""The frameworks that ship with the academy, and what their files must hold."""

import json
from copy import deepcopy

import pytest

from courses.frameworks.framework import problems_of
from courses.frameworks.shipped import FOLDER, entry, find, frameworks, in_order


def shipped_bodies():
    return {file.name: json.loads(file.read_text()) for file in FOLDER.glob("*.json")}


@pytest.mark.parametrize("name", sorted(shipped_bodies()))
def test_a_shipped_framework_has_no_problem(name):
    assert problems_of(shipped_bodies()[name]) == []


def test_each_framework_is_whole():
    counts = {one.id: (len(one.groups), len(one.entries) - len(one.groups)) for one in frameworks()}
    # DigComp 2.2: 5 areas, 21 competences. NICE 2.2.0: 5 categories; 42 work roles, 11 competency
    # areas and the statements that we name. ECSF: 12 profiles.
    assert counts["digcomp"] == (5, 21)
    assert counts["nice"][0] == 5
    assert sum(one.code[2:6] == "-WRL" for one in frameworks()[1].entries) == 42
    assert sum(one.code.startswith("NF-COM-") for one in frameworks()[1].entries) == 11
    assert counts["ecsf"] == (0, 12)


def test_an_entry_has_its_published_title_and_says_whose_french_it_is():
    assert entry("digcomp:4.2").title("en") == "Protecting personal data and privacy"
    assert entry("nice:K0675").title("en") == "Knowledge of risk management processes"
    digcomp = frameworks()[0]
    assert digcomp.official_languages == ("en",)
    assert "traduction" in digcomp.notices["fr"]
    assert entry("digcomp:9.9") is None


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("4.2", "digcomp:4.2"),
        ("k0675", "nice:K0675"),
        ("personal priv", "digcomp:4.2"),
        ("données vie privée", "digcomp:4.2"),
        ("donnees personnelles", "digcomp:4.2"),
        ("nice supply", "nice:OG-WRL-017"),
    ],
)
def test_an_entry_is_found_by_its_code_and_by_the_beginnings_of_words_in_any_language(query, first):
    assert first in [one.reference for one in find(query)[:3]]


def test_a_search_keeps_to_a_framework():
    found = find("cybersecurity", "ecsf")
    assert found
    assert {one.framework for one in found} == {"ecsf"}
    assert find("no such words") == []


def test_references_are_put_in_the_order_of_the_frameworks_and_unknown_ones_left_out():
    given = ["academie:1.1", "nice:K0675", "digcomp:4.2", "digcomp:9.9", "digcomp:1.1"]
    wanted = ["digcomp:1.1", "digcomp:4.2", "nice:K0675", "academie:1.1"]
    assert in_order(given) == wanted


def changed(change):
    body = deepcopy(shipped_bodies()["ecsf-1.json"])
    change(body)
    return problems_of(body)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body.update(format="x"), "The format of the file must be"),
        (lambda body: body.pop("licence"), "lacks licence"),
        (lambda body: body.update(more=1), "does not know"),
        (lambda body: body.update(id="ECSF"), "small letters"),
        (lambda body: body.update(issued="2022"), "day of issue"),
        (lambda body: body.update(title={"fr": "x"}), "in French (fr) and in English (en)"),
        (lambda body: body.update(source_url="http://x.example"), "https://"),
        (lambda body: body.update(official_languages=["de"]), "official languages"),
        (lambda body: body.update(entries=[]), "at least one entry"),
        (lambda body: body["entries"].append(body["entries"][0]), "another entry has already"),
        (lambda body: body["entries"][0].update(parent="z"), "stands before it"),
        (lambda body: body["entries"][0].update(code="é"), "letters, digits"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(change, said):
    assert any(said in problem for problem in changed(change))
