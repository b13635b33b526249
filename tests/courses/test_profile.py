"""The academy's xAPI Profile: served at its IRI, and followed by every statement that is told."""

import json
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse

from academy.core.iri import certainty_iri, profile_iri, profile_version_iri
from academy.lrs.models import Statement
from academy.lrs.xapi.statements import require_statement, rules_for
from courses import statements
from courses.profile import profile
from courses.statements import Learner, Place, Wording
from tests.factories.accounts import UserFactory
from tests.factories.banks import make_bank, make_path_with_test
from tests.factories.courses import lesson_pages

from .positioning.sitting import course_of, path_with_test, sit
from .taking_tests import Seat
from .test_learning import answer_all, complete, enrol

BASE = "https://academy.example"
PROFILE = profile(BASE)


def found_at(value, location: str) -> list:
    """Return what a JSONPath of names, `[*]` and one key at its end finds: all that rules use."""
    form = r"\$(?P<names>(?:\.[A-Za-z]+(?:\[\*\])?)+)(?:\['(?P<key>[^']+)'\])?"
    match = re.fullmatch(form, location)
    assert match, location
    level = [value]
    for name in [*match["names"][1:].split("."), *filter(None, [match["key"]])]:
        everything = name.endswith("[*]")
        name = name.removesuffix("[*]")
        level = [one[name] for one in level if isinstance(one, dict) and name in one]
        if everything:
            level = [item for one in level if isinstance(one, list) for item in one]
    return level


def faults_of(statement: dict, template: dict) -> list[str]:
    """Return the rules that the statement breaks. xAPI Profiles 1.0, part two, 8.1."""
    faults = []
    for rule in template["rules"]:
        values = found_at(statement, rule["location"])
        presence = rule.get("presence")
        if (presence == "included" and not values) or (presence == "excluded" and values):
            faults.append(f"{rule['location']} {presence}")
        if values and "any" in rule and not any(value in rule["any"] for value in values):
            faults.append(f"{rule['location']} is {values}")
    return faults


def template_of(statement: dict, document: dict) -> dict:
    """Return the one template whose determining properties the statement has."""
    (template,) = [
        one
        for one in document["templates"]
        if one["verb"] == statement["verb"]["id"]
        and one["objectActivityType"] == statement["object"]["definition"]["type"]
    ]
    return template


def check(statement: dict, document: dict) -> str:
    template = template_of(statement, document)
    assert not faults_of(statement, template), statement
    versions = [one["id"] for one in document["versions"]]
    named = found_at(statement, "$.context.contextActivities.category[*].id")
    assert set(named) & set(versions)
    return template["id"]


def worded() -> list[dict]:
    """Every statement that the academy knows how to word."""
    words, at = Wording(BASE), datetime(2026, 11, 1, tzinfo=UTC)
    learner = Learner(UUID(int=1), UUID(int=2))
    path = Place(UUID(int=3))
    course = Place(UUID(int=3), UUID(int=4))
    lesson = Place(UUID(int=3), UUID(int=4), UUID(int=5))
    block = Place(UUID(int=3), UUID(int=4), UUID(int=5), UUID(int=6))
    return [
        words.registered(learner, path, at),
        words.initialized(learner, lesson, at, "fr"),
        words.answered(
            learner,
            block,
            at,
            statement_id=UUID(int=7),
            language="fr",
            response=["a"],
            scaled=1.0,
            success=True,
        ),
        words.finished_test(
            learner,
            block,
            at,
            statement_id=UUID(int=8),
            language="fr",
            scaled=0.8,
            success=True,
            seconds=600,
        ),
        *(words.completed(learner, place, at) for place in (lesson, course, path)),
        *(words.passed(learner, place, at, 0.9) for place in (course, path)),
        words.mastered(learner, course, at, course=UUID(int=4)),
    ]


def test_each_template_is_followed_by_what_is_worded_for_it():
    told = worded()
    assert sorted(check(one, PROFILE) for one in told) == sorted(
        template["id"] for template in PROFILE["templates"]
    )
    for one in told:
        require_statement(one, rules_for("2.0.0"))


@pytest.mark.parametrize(
    ("place", "value"),
    [("registration", None), ("language", None), ("contextActivities", {"category": []})],
)
def test_what_breaks_a_template_is_noticed(place, value):
    opened = worded()[1]
    opened["context"] = {
        key: one for key, one in (opened["context"] | {place: value}).items() if one is not None
    }
    with pytest.raises(AssertionError):
        check(opened, PROFILE)


@pytest.mark.django_db
def test_all_that_a_learner_leaves_behind_follows_it(client):
    path = path_with_test()
    user = UserFactory()
    client.force_login(user)
    sit(client, user, course_of(path))
    enrol(client, path)
    for lesson in lesson_pages(path, "fr"):
        client.get(lesson.get_url())
        answer_all(client, lesson)
        complete(client, lesson)
    Seat(make_path_with_test(make_bank())).take()
    document = profile(settings.ACADEMY_IRI_BASE)
    told = [json.loads(one) for one in Statement.objects.values_list("payload", flat=True)]
    assert {check(one, document).rpartition("/")[2] for one in told} == {
        template["id"].rpartition("/")[2] for template in document["templates"]
    }


def test_every_word_is_a_concept_with_a_name_in_both_languages():
    concepts = {one["id"]: one for one in PROFILE["concepts"]}
    words = {*statements.VERB_NAMES, *statements.ACTIVITY_TYPES.values()}
    assert set(concepts) == words | {certainty_iri(BASE)}
    for one in (*concepts.values(), *PROFILE["templates"], *PROFILE["patterns"]):
        assert set(one["prefLabel"]) == set(one["definition"]) == {"en", "fr"}
        assert one["inScheme"] == profile_version_iri(BASE)
    ids = [one["id"] for name in ("concepts", "templates", "patterns") for one in PROFILE[name]]
    assert len(set(ids)) == len(ids)


@pytest.mark.django_db
def test_it_is_served_at_its_iri(client):
    address = reverse("xapi_profile")
    base = settings.ACADEMY_IRI_BASE
    assert profile_iri(base) == f"{base}{address}"
    assert profile_version_iri(base) == f"{base}{reverse('xapi_profile_version')}"
    reply = client.get(address)
    assert reply["Content-Type"] == "application/ld+json"
    assert reply["Access-Control-Allow-Origin"] == "*"
    assert reply.json() == profile(base)
    assert reply.json()["id"] == profile_iri(base)
    assert client.post(address).status_code == 405
