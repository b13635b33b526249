"""Requirements 5 to 8: results, contexts, what times and identifiers look like, parameters."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from academy.lrs.models import Document
from tests.lrs.documents import ACTIVITY as DOCUMENTED
from tests.lrs.documents import AGENT
from tests.lrs.samples import (
    ACTIVITY,
    CONTEXT,
    GROUP,
    QUESTION,
    REMOVE,
    changed,
    reference,
    statement,
    sub_statement,
)

from .cases import AN_AGENT, FULL, REF, RELATED, at, put


# --- 5. The result -------------------------------------------------------------------------------
def test_05_values_of_a_result_are_of_their_type(refused):
    """Data 2.4.5."""
    refused(*at(FULL, *[(f"result/{key}", value) for key, values in {
        "success": ("true", 1, {}), "completion": ("false", 0, []), "response": (5, True, {}),
        "duration": (5, {}, True), "score": (5, "x", []), "extensions": ("x", []),
        "score/scaled": ("0.5", True, {}), "score/raw": ("5", False), "score/min": ("0", []),
        "score/max": ("10", {}),
    }.items() for value in values]))  # fmt: skip


def test_05_a_score_is_within_its_bounds(accepted, refused):
    """Data 2.4.5.1: scaled from -1 to 1, min under max, raw from min to max, ends included."""

    def scores(*values):
        return at(FULL, *[("result/score", value) for value in values])

    accepted(
        *scores(
            {},
            {"scaled": 1},
            {"scaled": -1},
            {"scaled": 0.0},
            {"raw": -5},
            {"raw": 0, "min": 0, "max": 0.1},
            {"raw": 0.1, "min": 0, "max": 0.1},
            {"min": -3, "max": -2},
            {"raw": 5, "min": 1},
            {"raw": 5, "max": 9},
        )
    )
    refused(*scores({"scaled": 1.000001}, {"scaled": -1.000001}, {"min": 1, "max": 1},
                    {"min": 2, "max": 1}, {"raw": -0.1, "min": 0, "max": 1},
                    {"raw": 1.1, "min": 0, "max": 1}, {"raw": 0, "min": 1},
                    {"raw": 2, "max": 1}))  # fmt: skip


def test_05_a_duration_is_of_iso_8601(accepted, refused):
    """Data 4.6: weeks stand alone."""

    def durations(*values):
        return at(FULL, *[("result/duration", value) for value in values])

    accepted(*durations("P4W", "PT4H35M59.14S", "P3Y1M29DT4H35M59.14S", "P3Y", "PT0S", "P1DT12H"))
    refused(*durations("P4W1D", "P", "PT", "P1DT", "", "4W", "PT1D", "-PT1S", "PT1H30", "P1S"))


def test_05_numbers_keep_their_precision(apis):
    """Data 2.4.5.1, 2.2: at least that of IEEE 754 doubles; here they come back as written."""
    for written in ("0.1234567890123456", "0.30000000000000004", "1.0", "-5e-324", "1e-7"):
        for api in apis.values():
            one = statement(result={"score": {"scaled": 0.5}})
            assert api.post(json.dumps(one).replace("0.5", written)).status_code == 200
            assert f'"scaled": {written}'.encode() in api.get(statementId=one["id"]).content


# --- 6. The context ------------------------------------------------------------------------------
def test_06_values_of_a_context_are_of_their_type(refused):
    """Data 2.4.6: registration is a UUID, team a Group."""
    refused(*at(FULL, *[(f"context/{key}", value) for key, values in {
        "registration": ("x", 5, CONTEXT["registration"][:-1]),
        "team": (AN_AGENT, {"mbox": "mailto:a@b.example"}, "x"),
        "instructor": ({}, "x"), "revision": (5, {}), "platform": (5, []), "language": (5, "en_US"),
        "statement": (ACTIVITY, {"id": REF["id"]}, REF["id"]), "extensions": ("x",),
    }.items() for value in values]))  # fmt: skip


def test_06_revision_and_platform_go_with_an_activity_alone(accepted, refused):
    """Data 2.4.6."""
    for key in ("revision", "platform"):
        context = {key: "x"}
        accepted(statement(context=context), sub_statement(context=context))
        refused(
            *[statement(object=thing, context=context)
              for thing in (AN_AGENT, GROUP, REF, sub_statement()["object"])],
            *[sub_statement(object=thing, context=context) for thing in (AN_AGENT, GROUP, REF)],
        )  # fmt: skip


def test_06_context_activities_have_four_keys(accepted, refused):
    """Data 2.4.6.2."""

    def related(**more):
        return statement(context={"contextActivities": more})

    accepted(related(), *[
        related(**{key: value}) for key in ("parent", "grouping", "category", "other")
        for value in (ACTIVITY, [ACTIVITY], [], [ACTIVITY, QUESTION])
    ])  # fmt: skip
    refused(related(sibling=[]), related(parents=[]), statement(context={"contextActivities": []}),
            *[related(parent=value) for value in
              ("x", ["x"], [{}], {"id": "no scheme"}, [AN_AGENT], [REF])])  # fmt: skip


def test_06_a_single_context_activity_comes_back_in_an_array(apis):
    """Data 2.4.6.2: in every format, the exact one too, and inside a SubStatement."""
    context = {"contextActivities": {"parent": ACTIVITY, "other": [ACTIVITY]}}
    for api in apis.values():
        for one in (statement(context=context), sub_statement(context=context)):
            assert api.post(one).status_code == 200
            for form in ("exact", "ids", "canonical"):
                found = api.get(statementId=one["id"], format=form).json()
                owner = found if "context" in one else found["object"]
                for activities in owner["context"]["contextActivities"].values():
                    assert [item["id"] for item in activities] == [ACTIVITY["id"]]


def test_06_context_agents_and_groups_of_2_0(accepted, refused):
    """9274 4.2.2.5: exactly this objectType, a valid agent or group, relevantTypes not empty."""
    accepted(RELATED, *at(RELATED, ("context/contextAgents/0/relevantTypes", REMOVE)),
             versions=["2.0.0"])  # fmt: skip
    refused(RELATED, versions=["1.0.3"])
    for key, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        here = f"context/{key}"
        refused(*at(
            RELATED, (here, {}), (f"{here}/0", "x"), (f"{here}/0/{inner}", REMOVE),
            (f"{here}/0/{inner}", {"key": "Should fail"}), (f"{here}/0/objectType", REMOVE),
            (f"{here}/0/objectType", "Agent"), (f"{here}/0/objectType", "Should fail"),
            (f"{here}/0/relevantTypes", []), (f"{here}/0/relevantTypes", "urn:x:y"),
            (f"{here}/0/relevantTypes", ["no scheme"]), (f"{here}/0/relevantTypes", [5]),
        ), versions=["2.0.0"])  # fmt: skip
    refused(*at(RELATED, ("context/contextAgents/0/agent", GROUP),
                ("context/contextGroups/0/group", AN_AGENT),
                ("context/contextAgents/0/objectType", "contextGroup"),
                ("context/contextGroups/0/objectType", "contextAgent")),
            versions=["2.0.0"])  # fmt: skip


# --- 7. Times, UUIDs, languages, versions --------------------------------------------------------
def test_07_timestamps_of_iso_8601_are_taken(accepted):
    """Data 2.4.7, 4.5: a time in the future too; what came is given back."""
    future = (timezone.now() + timedelta(days=5 * 366)).isoformat()
    accepted(*[statement(timestamp=value) for value in (
        future, "2008-09-15T15:53:00.601Z", "2008-09-15T15:53:00.601+00:00",
        "2008-09-15T15:53:00+0430", "2008-09-15T15:53:00-05", "2008-09-15T15:53:00.123456Z",
    )], sub_statement(timestamp=future))  # fmt: skip


def test_07_what_is_no_timestamp_is_refused(refused):
    """Data 4.5 and RFC 3339 4.3: nor is an offset of minus zero."""
    values = ("2008-09-15T15:53:00.601-00", "2008-09-15T15:53:00.601-0000",
              "2008-09-15T15:53:00.601-00:00", "01/011/2015", "2008-09-15", "yesterday", "", 5,
              "2008-13-15T15:53:00Z", "2008-09-15T25:53:00Z")  # fmt: skip
    refused(*[statement(timestamp=value) for value in values],
            *[statement(stored=value) for value in values],
            *[sub_statement(timestamp=value) for value in values])  # fmt: skip


def test_07_times_are_kept_to_the_millisecond_at_least(apis):
    """Data 4.5, 2.4.8: milliseconds count where times are compared, and stored has them."""
    for api in apis.values():
        one = statement(timestamp="2008-09-15T15:53:00.601Z")
        assert api.post(one).status_code == 200
        assert api.post({**one, "timestamp": "2008-09-15T15:53:00.602Z"}).status_code == 409
        found = api.get(statementId=one["id"]).json()
        assert found["timestamp"] == one["timestamp"]
        fraction = found["stored"].partition(".")[2].rstrip("Z")
        assert len(fraction) >= 3
        assert fraction.isdigit()


def test_07_uuids_are_strings_of_rfc_4122(accepted, refused):
    """Data 4.3; RFC 4122 3: hexadecimal digits in either case."""
    one = "aa97b177-9383-4934-8543-0f91a7a02836"
    places = [(FULL, "context/registration"), (reference(one), "object/id"),
              (FULL, "context/statement/id")]  # fmt: skip
    accepted(*put(places, one, one.upper(), "00000000-0000-0000-0000-000000000000"))
    refused(*put([*places, (statement(), "id")], f"{one}8", one[:-1], one.replace("a", "m"),
                 one.replace("-", ""), f"{{{one}}}", f"urn:uuid:{one}", "", 5))  # fmt: skip


def test_07_language_tags_of_rfc_5646(accepted, refused):
    """Data 4.2, 2.4.6: with neither an extension nor a variant that comes twice."""
    maps = [(FULL, "verb/display"), (FULL, "object/definition/name"),
            (FULL, "object/definition/description"),
            (FULL, "object/definition/choices/0/description"), (FULL, "attachments/0/display"),
            (FULL, "attachments/0/description")]  # fmt: skip
    for tag in ("en", "fr-CA", "zh-Hant-TW", "de-CH-1901", "x-private", "i-klingon", "es-419"):
        accepted(*put(maps, {tag: "x"}), changed(FULL, "context/language", tag),
                 versions=["2.0.0"])  # fmt: skip
    for tag in ("zh-z-aaa-z-bbb-c-ccc", "de-1901-1901", "a12345678", "en_US", "en-", ""):
        refused(*put(maps, {tag: "x"}), changed(FULL, "context/language", tag))
    refused(*put(maps, {"en": 5}, "x", []))


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.9", "2.0.0"])
def test_07_versions_of_statements_are_taken_and_given_back(accepted, refused, version):
    """Data 2.4.10: 1.0 and each 1.0.x, under 2.0 as well; 9274 4.2.4.2: 2.0.0 there."""
    one = statement(version=version)
    if version.startswith("1"):
        accepted(one)
    else:
        accepted(one, versions=["2.0.0"])
        refused(one, versions=["1.0.3"])


def test_07_other_versions_of_statements_are_refused(refused):
    """Data 2.4.10."""
    values = ("0.9.9", "1.1.0", "0.95", "1", "1.0.", "1.0.x", "2.1.0", "3.0.0", "", 1.0)
    refused(*[statement(version=value) for value in values])


# --- 8. Parameters -------------------------------------------------------------------------------
def test_08_parameters_of_statements_are_checked_like_statements(apis):
    """Communication 2.1.3, 3.2; Data 2.4.2, 4.3, 4.5."""
    wrong = {
        "statementId": ("x", "", REF["id"][:-1]),
        "voidedStatementId": ("x", ""),
        "agent": ("mailto:a@b.example", "{}", "[]", '"x"', '{"mbox":"x"}', '{"objectType":"Group"}',
                  '{"mbox":"mailto:a@b.example","openid":"urn:x:y"}', '{"mbox":',
                  '{"MBOX":"mailto:a@b.example"}'),
        "verb": ("no scheme", ""),
        "activity": ("no scheme", ""),
        "registration": ("x", CONTEXT["registration"][:-1]),
        "related_activities": ("yes", "True", ""),
        "related_agents": ("1", "FALSE"),
        "since": ("yesterday", "2008-09-15T15:53:00-00:00"),
        "until": ("2008-09-15", ""),
        "limit": ("-1", "many", "1.5", ""),
        "format": ("Exact", "short", ""),
        "attachments": ("yes", "True"),
        "ascending": ("up", "TRUE"),
    }  # fmt: skip
    for api in apis.values():
        for name, values in wrong.items():
            for value in values:
                reply = api.get(**{name: value})
                assert (reply.status_code, name in reply.json()["place"]) == (400, True), value


def test_08_parameters_that_are_unknown_or_in_another_case_are_refused(apis):
    """Communication 3.2: on every resource."""
    resources = {
        "/statements": {"StatementId": REF["id"], "statementid": REF["id"], "Verb": "urn:x:v",
                        "Limit": "1", "unknown": "1"},
        "/activities": {"activityID": DOCUMENTED, "unknown": "1"},
        "/agents": {"Agent": AGENT, "unknown": "1"},
        "/activities/state": {"StateId": "one", "Registration": str(uuid4()), "unknown": "1"},
        "/activities/profile": {"profileid": "one", "ActivityId": DOCUMENTED, "unknown": "1"},
        "/agents/profile": {"ProfileId": "one", "AGENT": AGENT, "unknown": "1"},
    }  # fmt: skip
    enough = {"/activities": {"activityId": DOCUMENTED}, "/agents": {"agent": AGENT},
              "/activities/state": {"activityId": DOCUMENTED, "agent": AGENT},
              "/activities/profile": {"activityId": DOCUMENTED},
              "/agents/profile": {"agent": AGENT}, "/statements": {}}  # fmt: skip
    for api in apis.values():
        for path, parameters in resources.items():
            assert api.get(path, **enough[path]).status_code == 200
            for name, value in parameters.items():
                assert api.get(path, **enough[path], **{name: value}).status_code == 400, name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("activityId", "no iri"), ("activityId", ""),
        ("agent", "not JSON"), ("agent", "true"), ("agent", "{}"), ("agent", "[]"), ("agent", ""),
        ("agent", '{"mbox":"mailto:a@b.example","openid":"https://x.example"}'),
        ("agent", '{"mbox":"mailto:a@b.example"'),
        ("agent", '{"mbox":"mailto:a@b.example","x":1}'),
        ("registration", "true"), ("registration", ""),
        ("registration", "ec531277b57b4c158d91d292c5b2b8f7"),
        ("activityID", ACTIVITY), ("StateId", "x"), ("profileid", "x"), ("unknown", "x"),
        ("Agent", json.dumps(AGENT)), ("since", "yesterday"), ("since", "2026-11-23T12:00:00Z"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_08_parameters_of_documents_are_checked(states, method, name, value):
    """Communication 2.3, 3.2; "since" doesn't stand beside an id, nor where something changes."""
    reply = states.send(method, "one", b"{}", **{name: value})
    assert reply.status_code == 400
    assert reply.json()["place"].startswith(name)
    assert not Document.objects.exists()
