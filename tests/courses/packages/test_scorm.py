"""SCORM by its own words: what a part is given, what follows from what it says, what is bounded."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.packages import tokens
from courses.packages.scorm.cmi import MOST_ENTRIES, BadCommit, read_commit
from courses.packages.scorm.manifest import read_manifest
from tests.factories.courses import AT
from tests.factories.packages import Part, bring_in, manifest, scorm

from .seat import HOUR, Seat, core

SCORM_2004 = "2004 4th Edition"


def read(parts, version=SCORM_2004, names=("index.html", "a.html", "b.html"), **said):
    return read_manifest(manifest(parts, version, **said).encode(), names)


def item(extra="", version=SCORM_2004):
    return read([Part(extra=extra)], version).as_data()["items"][0]


def commit(of, ended=False, **cmi):
    said = {"cmi": cmi, "commitSequence": 1, "terminated": ended}
    return read_commit("scorm2004", of, said)


def sequencing(inside, attributes=""):
    return f"<imsss:sequencing {attributes}>{inside}</imsss:sequencing>"


# --- The manifest --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("threshold", "needed"),
    [
        ('<adlcp:completionThreshold minProgressMeasure="0.8" completedByMeasure="true"/>', 0.8),
        ('<adlcp:completionThreshold completedByMeasure="1"/>', 1.0),
        # Measured is only what the manifest says is (4th edition).
        ('<adlcp:completionThreshold minProgressMeasure="0.8"/>', None),
        (
            '<adlcp:completionThreshold completedByMeasure="false">0.5</adlcp:completionThreshold>',
            0.5,
        ),
        ("<adlcp:completionThreshold>0.75</adlcp:completionThreshold>", 0.75),
    ],
)
def test_a_completion_threshold_counts_as_its_edition_has_it(threshold, needed):
    assert item(threshold)["progress_needed"] == needed


def test_what_several_parts_share_of_their_order_counts_for_each():
    shared = (
        '<imsss:sequencingCollection><imsss:sequencing ID="s"><imsss:objectives>'
        '<imsss:primaryObjective objectiveID="p" satisfiedByMeasure="1">'
        "<imsss:minNormalizedMeasure>0.7</imsss:minNormalizedMeasure></imsss:primaryObjective>"
        '</imsss:objectives><imsss:deliveryControls tracked="0"/></imsss:sequencing>'
        "</imsss:sequencingCollection></manifest>"
    )
    text = manifest([Part(extra=sequencing("", 'IDRef="s"'))], SCORM_2004)
    found = read_manifest(text.replace("</manifest>", shared).encode(), ["index.html"])
    (part,) = found.items
    assert (part.mastery, part.objectives, part.counts_completion) == (0.7, ["p"], False)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('<adlcp:data><adlcp:map targetID="x"/></adlcp:data>', "adlcp:data"),
        (
            sequencing('<adlseq:constrainedChoiceConsiderations constrainChoice="true"/>'),
            "may not be chosen",
        ),
        (
            sequencing(
                '<imsss:objectives><imsss:primaryObjective objectiveID="p"/>'
                '<imsss:objective objectiveID="o"><imsss:mapInfo targetObjectiveID="g"/>'
                "</imsss:objective></imsss:objectives>"
            ),
            "shared objectives",
        ),
    ],
)
def test_what_is_not_followed_is_announced(extra, said):
    writer = sequencing(
        '<imsss:objectives><imsss:primaryObjective objectiveID="w"><imsss:mapInfo '
        'targetObjectiveID="g" writeSatisfiedStatus="true"/></imsss:primaryObjective>'
        "</imsss:objectives>"
    )
    found = read([Part("a", extra=writer), Part("b", extra=extra)])
    assert [note.element for note in found.notes if said in note.english] == ["b"]
    assert len(found.notes) == 1


def test_a_passing_score_over_all_parts_is_announced():
    by_score = sequencing(
        '<imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true"/></imsss:objectives>'
    )
    (note,) = read([Part("a"), Part("b")], organization=by_score).notes
    assert "passing score over several parts" in note.english


# --- What follows from what is said --------------------------------------------------------------
def test_who_ends_without_a_word_of_completion_is_completed():
    plain = item()
    assert commit(plain, ended=True).completion == "completed"
    assert commit(plain, ended=True, completion_status="unknown").completion == "completed"
    assert commit(plain).completion == "incomplete"
    assert commit(plain, ended=True, exit="suspend").completion == "incomplete"
    assert commit(plain, ended=True, completion_status="incomplete").completion == "incomplete"
    by_itself = item(sequencing('<imsss:deliveryControls completionSetByContent="true"/>'))
    assert commit(by_itself, ended=True).completion == "incomplete"


def test_a_passing_score_decides_and_without_a_score_nothing_is_known():
    by_score = item(
        sequencing(
            '<imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true">'
            "<imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>"
            "</imsss:primaryObjective></imsss:objectives>"
        )
    )
    assert commit(by_score, success_status="passed").success == ""
    assert commit(by_score, success_status="failed", score={"scaled": "0.6"}).success == "passed"
    assert commit(by_score, success_status="passed", score={"scaled": "0.5"}).success == "failed"


def test_long_answers_and_many_of_them_lose_nothing_else():
    answers = {str(n): {"id": f"q{n}", "learner_response": "x" * 9_000} for n in range(600)}
    kept = commit(item(), suspend_data="place", interactions=answers).cmi
    assert kept["suspend_data"] == "place"
    assert len(kept["interactions"]) == MOST_ENTRIES


@pytest.mark.parametrize("number", [10**400, -(10**400), float("inf")])
def test_no_number_is_too_large_to_be_refused(number):
    for cmi in ({"score": {"scaled": number}}, {"progress_measure": number}):
        with pytest.raises(BadCommit):
            commit(item(), **cmi)


# --- What a learner does -------------------------------------------------------------------------
def seated(designer, organism, **said):
    package = bring_in(scorm(**said), by=designer, built_by=organism).version.package
    return Seat(package)


def test_nobody_spends_more_time_than_went_by(designer, organism):
    seat = seated(designer, organism)
    seat.commit(seat.open(), core(session_time="0099:00:00.00"))
    assert HOUR.total_seconds() <= seat.attempt.seconds < HOUR.total_seconds() * 1.1


def test_a_report_without_room_for_all_leaves_the_rest_as_it_was(designer, organism):
    seat = seated(designer, organism, version=SCORM_2004)
    launch = seat.open()
    seat.commit(launch, {"location": "1", "suspend_data": "half", "exit": "suspend"}, 1)
    seat.commit(launch, {"location": "2", "exit": "suspend"}, 2)
    cmi = seat.cmi(seat.open())
    assert (cmi["location"], cmi["suspend_data"]) == ("2", "half")


def test_who_fails_one_part_of_several_tries_that_one_again(designer, organism):
    parts = [
        Part("a", href="a.html"),
        Part("b", href="b.html", extra="<adlcp:prerequisites>a</adlcp:prerequisites>"),
    ]
    seat = seated(designer, organism, parts=parts)
    seat.commit(seat.open("a"), core("passed", score={"raw": "80"}, lesson_location="9"))
    seat.commit(seat.open("b"), core("failed", score={"raw": "20"}))
    assert (seat.attempt.completion, seat.attempt.success) == ("completed", "failed")
    again = seat.open(at=AT + timedelta(days=1))
    assert (again.attempt.number, again.item) == (2, "b")
    assert not seat.attempt.completed_at
    # What is done is there to be looked at, where it was left.
    first = seat.cmi(seat.open("a"))["core"]
    assert (first["entry"], first["lesson_location"], first["lesson_status"]) == (
        "resume",
        "9",
        "passed",
    )
    seat.commit(again, core("passed", score={"raw": "90"}))
    assert (seat.attempt.success, round(seat.attempt.scaled, 2)) == ("passed", 0.85)


# --- What the page hears -------------------------------------------------------------------------
def posted(launch, said):
    door = tokens.for_launch(launch)
    host = door.origin.partition("//")[2]
    address = f"/p/{door.token}/commit/"
    return Client().post(address, json.dumps(said), content_type="application/json", HTTP_HOST=host)


def test_the_page_hears_that_it_was_overtaken(designer, organism):
    seat = seated(designer, organism)
    now = timezone.now()
    first, second = seat.open(at=now), seat.open(at=now)
    said = {"cmi": core(), "commitSequence": 1}
    assert posted(first, said).status_code == 200
    assert posted(second, said).status_code == 200
    # Twice is no harm; once the other has spoken, it is too late.
    assert posted(second, said).status_code == 200
    assert posted(first, said | {"commitSequence": 2}).status_code == 409


@pytest.mark.parametrize(("raw", "status"), [(10**400, 400), ("9" * 500, 200)])
def test_no_score_is_too_large_to_be_answered(designer, organism, raw, status):
    seat = seated(designer, organism)
    answer = posted(
        seat.open(at=timezone.now()), {"cmi": core(score={"raw": raw}), "commitSequence": 1}
    )
    assert answer.status_code == status
    assert seat.attempt.scaled is None
