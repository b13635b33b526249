"""What the page of H5P content posts, read strictly."""

import json

import pytest

from courses.packages.h5p.commits import LONGEST_STATE, opened_with, read_commit
from courses.packages.scorm.cmi import BadCommit, Opening
from tests.factories.h5p import CHILD, report, told

MANIFEST = {"children": [{"id": CHILD, "title": "Une partie", "library": "H5P.TestPart 1.0"}]}


def read(*statements, **more):
    said = json.loads(json.dumps(report(*statements, **more)))
    return read_commit(MANIFEST, {}, said)


def test_the_whole_is_through_by_a_word_of_its_own():
    for verb in ("completed", "answered"):
        commit = read(told(verb, score={"raw": 9, "min": 0, "max": 10}, success=True))
        assert (commit.completion, commit.success, commit.scaled) == ("completed", "passed", 0.9)
    assert read(told("completed", success=False)).success == "failed"
    assert read(told("completed")).success == ""
    assert read().completion == "incomplete"


def test_a_child_never_finishes_the_whole():
    commit = read(told("completed", child=CHILD, success=True))
    assert (commit.completion, commit.success, commit.scaled) == ("incomplete", "", None)
    assert [one.child for one in commit.told] == [CHILD]
    # Of a parent, or of a part that isn't known: told of nobody.
    assert read(told("completed", parent=True)).told == ()
    assert read(told("completed", child="unknown")).completion == "incomplete"


def test_passing_alone_is_no_end():
    commit = read(told("passed"))
    assert (commit.completion, commit.success) == ("incomplete", "passed")


def test_the_best_of_a_report_stands():
    commit = read(
        told("answered", success=True, score={"scaled": 1}),
        told("answered", success=False, score={"scaled": 0}),
    )
    assert (commit.success, commit.scaled) == ("passed", 1.0)


@pytest.mark.parametrize(
    ("score", "kept"),
    [
        ({"raw": 3, "min": 0, "max": 4}, {"scaled": 0.75, "raw": 3.0, "min": 0.0, "max": 4.0}),
        ({"raw": 3, "max": 4}, {"scaled": 0.75}),
        ({"scaled": 0.123456}, {"scaled": 0.1235}),
        ({"raw": 9, "min": 0, "max": 4}, None),
        ({"scaled": 2}, None),
        ({"raw": 0, "min": 0, "max": 0}, None),
        ({"raw": "3", "max": 4}, None),
        ({"raw": True, "max": 4}, None),
        ({"raw": 1e300, "max": 1e301}, None),
        ({"raw": 10**400, "max": 10**400}, None),
        ({"scaled": float("nan")}, None),
        ({}, None),
    ],
)
def test_a_score_that_makes_no_sense_is_left_out(score, kept):
    [one] = read(told("completed", score=score)).told
    assert one.result.get("score") == kept
    assert read(told("completed", score=score)).completion == "completed"


def test_a_result_is_bounded():
    [one] = read(told(duration="PT12.5S", response="oui\u0000", completion=True)).told
    assert one.result == {"completion": True, "duration": "PT12.50S", "response": "oui"}
    [long] = read(told(duration="P900D", response="x" * 1_001)).told
    assert long.result == {}


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        report(told("voided")),
        report(told("launched")),
        report({}),
        report("x"),
        report(told("completed") | {"verb": {"id": "https://example.org/verbs/completed"}}),
        report(told(success="yes")),
        report(told(score=[])),
        report(told(duration=3)),
        report(told(response=["a"])),
        report(told() | {"result": "x"}),
        report(told(child=3)),
        report(*[told()] * 201),
        report(statements=None),
        report(sequence=0),
        report(sequence=True),
        report(state="{}"),
        report(state={"0": []}),
        report(state={"0": {"state": {}}}),
        report(state={"0": {"x" * 101: "a"}}),
        report(state={str(one): {} for one in range(201)}),
        report(state={"0": {"state": "x" * LONGEST_STATE}}),
    ],
)
def test_what_is_no_report_is_refused(said):
    with pytest.raises(BadCommit):
        read_commit(MANIFEST, {}, said)


def test_state_comes_back_as_it_was():
    commit = read(state={"0": {"state": '{"page":2}'}, CHILD: {"state": '"\ud800"'}})
    assert commit.cmi == {"state": {"0": {"state": '{"page":2}'}, CHILD: {"state": '"?"'}}}
    opening = Opening("x", "Learner", "normal", kept=commit.cmi, is_new=False)
    assert opened_with({}, opening) == commit.cmi
    assert opened_with({}, Opening("x", "Learner", "normal")) == {"state": {}}


@pytest.mark.parametrize("seconds", [None, "x", -5, float("1e5000"), 1e12])
def test_a_time_that_makes_no_sense_is_none(seconds):
    commit = read_commit(MANIFEST, {}, report(seconds=seconds))
    assert commit.seconds == 0.0
