"""Both versions from one server: which one answers, and what older requests may still do."""

from uuid import uuid4

import pytest

from academy.lrs.models import Statement
from tests.lrs.samples import statement

VERSION = "x-experience-api-version"
THROUGH = "x-experience-api-consistent-through"


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("1.0.3", "1.0.3"),
        ("1.0.2", "1.0.3"),
        ("1.0.1", "1.0.3"),
        ("1.0.0", "1.0.3"),
        ("1.0", "1.0.3"),
        ("2.0.0", "2.0.0"),
        ("2.0", "2.0.0"),
    ],
)
@pytest.mark.parametrize("mount", ["/xapi", "/xapi/1.0.3"])
def test_both_versions_the_answer_is_of_the_family_of_the_request(make_api, sent, answered, mount):
    """Communication 3.3; 9274 4.1.5: the latest patch of what was asked in."""
    api = make_api(version=sent, mount=mount)
    for reply in (api.post(statement()), api.get(), api.get(unknown="1")):
        assert reply[VERSION] == answered


@pytest.mark.parametrize(("mount", "default"), [("/xapi", "2.0.0"), ("/xapi/1.0.3", "1.0.3")])
@pytest.mark.parametrize("version", [None, "0.95", "1.1.0", "3.0.0"])
def test_both_versions_without_one_the_mount_decides(make_api, mount, default, version):
    """Communication 3.3: 400, and the header all the same."""
    api = make_api(version=version, mount=mount)
    for reply in (api.post(statement()), api.get(), api.put(statement(), str(uuid4()))):
        assert reply.status_code == 400
        assert reply[VERSION] == default
        assert reply.has_header(THROUGH)


def test_both_versions_are_of_the_same_statements(make_api):
    """Communication 3.3; Data 2.4.10: each statement keeps its own version."""
    one = statement()
    assert make_api(version="1.0.3", mount="/xapi/1.0.3").post(one).status_code == 200
    api = make_api()
    assert api.get(statementId=one["id"]).json()["version"] == "1.0.0"
    assert api.ids() == [one["id"]]


def test_both_versions_have_their_own_rules(make_api):
    """Communication 3.3; 9274 4.2.2.5: contextAgents are of 2.0 alone."""
    old, new = make_api(version="1.0.3"), make_api()
    extended = statement(
        context={
            "contextAgents": [
                {"objectType": "contextAgent", "agent": {"mbox": "mailto:related@b.example"}}
            ]
        }
    )
    assert old.post(extended).status_code == 400
    assert new.post(extended).status_code == 200
    who = {"mbox": "mailto:related@b.example"}
    assert new.ids(agent=who) == []
    assert new.ids(agent=who, related_agents="true") == [extended["id"]]


# --- The alternate request syntax ----------------------------------------------------------------
def test_both_versions_a_form_means_any_method_in_1_0(form):
    """Communication 1.3: "method" is the method; parameters and content are fields."""
    one = statement()
    stored = form("PUT", statementId=one["id"], content=one)
    assert (stored.status_code, stored["X-Experience-API-Version"]) == (204, "1.0.3")
    other = statement()
    assert form("POST", content=other).json() == [other["id"]]
    found = form("GET", statementId=one["id"])
    assert (found.status_code, found.json()["id"]) == (200, one["id"])
    assert len(form("GET", limit="1").json()["statements"]) == 1
    # Statements are never deleted: the method counts, not the POST that carried it.
    refused = form("DELETE", statementId=one["id"])
    assert (refused.status_code, "DELETE" in refused["Allow"]) == (405, False)


def test_both_versions_a_form_is_read_before_who_sends_it_is_checked(form, api):
    """Communication 1.3: the listed fields are header parameters, whatever their case."""
    headers = {"authorization": "Basic wrong", "x-experience-api-version": "1.0.2"}
    assert form("GET", headers=headers).status_code == 200
    wrong = form("GET", headers=api.headers, **{"X-Experience-API-Version": "0.8"})
    assert wrong.status_code == 400
    assert form("GET", headers=api.headers, Authorization="Basic wrong").status_code == 401
    lower = {"authorization": form.fields["Authorization"], "x-experience-api-version": "1.0.1"}
    form.fields = {}
    assert form("GET", **lower).status_code == 200


@pytest.mark.parametrize("version", ["2.0.0", "2.0"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "HEAD"])
def test_both_versions_a_form_is_400_in_2_0(form, version, method):
    """Communication 1.3 is of 1.0.3 alone: the version is the one in header or form."""
    content = statement() if method in ("PUT", "POST") else None
    reply = form(method, content=content, **{"X-Experience-API-Version": version})
    assert (reply.status_code, reply["X-Experience-API-Version"]) == (400, "2.0.0")
    assert "2.0" in reply.json()["error"]
    form.fields.pop("X-Experience-API-Version")
    reply = form(method, content=content, headers={"x-experience-api-version": version})
    assert (reply.status_code, reply["X-Experience-API-Version"]) == (400, "2.0.0")
    assert Statement.objects.count() == 0


def test_both_versions_a_form_is_exempt_from_csrf(form):
    """Communication 1.3, 4.0: a form is signed like any request."""
    form.client.handler.enforce_csrf_checks = True
    assert form("POST", content=statement()).status_code == 200
    assert form("POST", content=statement(), Authorization=None).status_code == 401
    assert form("GET", Authorization=None).status_code == 401
