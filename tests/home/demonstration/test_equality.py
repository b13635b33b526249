"""Loading whole ways at once leaves what the services leave, one click at a time."""

import json
from datetime import UTC, datetime
from random import Random

import msgspec
import pytest
from django.apps import apps
from django.db import transaction

from academy.lrs import projector
from academy.lrs.models import ReaderFailure, Statement, StatementKey
from academy.organisms.models import Membership
from courses import services
from courses.models import (
    Answer,
    Certificate,
    CertifiedPath,
    CourseProgress,
    Enrolment,
    LessonProgress,
)
from courses.queries import certificate_view, live_paths
from home.demonstration.contents import published_contents
from home.demonstration.journeys import Walker, walk
from home.demonstration.population import NEVER
from home.demonstration.record_loading import Recorder, registration_of
from home.demonstration.seasons import Seasons, two_years_before
from home.demonstration.telling import attempt_of, moment
from tests.factories.accounts import UserFactory
from tests.factories.courses import lesson_pages, make_path
from tests.factories.organisms import OrganismFactory, UnitFactory

from .conftest import UNTIL, ZONE

LOADED_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
SEASONS = Seasons(two_years_before(UNTIL), UNTIL, ZONE)
WALKERS = (
    Walker(ability=1.0, start=400, passes=410, ends=NEVER),
    Walker(ability=-2.0, start=500, passes=500, ends=NEVER),
    Walker(ability=0.0, start=300, passes=NEVER, ends=NEVER, sees_all=True),
    Walker(ability=0.0, start=600, passes=NEVER, ends=NEVER),
    Walker(ability=0.5, start=SEASONS.days - 2, passes=SEASONS.days + 20, ends=NEVER),
    Walker(ability=0.5, start=200, passes=240, ends=215),
)


class _Undone(Exception):
    """Ends a transaction whose rows were looked at."""


@pytest.fixture
def people():
    organism = OrganismFactory()
    units = [UnitFactory(organism=organism), UnitFactory(organism=organism)]
    found = []
    for number in range(len(WALKERS)):
        user = UserFactory(language="en" if number == 1 else "fr")
        Membership.objects.create(
            user=user, unit=units[number % 2], organism=organism, starts_on=organism.starts_on
        )
        found.append(user)
    return found


@pytest.fixture
def contents(db):
    make_path(courses=2, lessons=2, questions=3, title="Premier")
    make_path(courses=1, lessons=3, questions=2, title="Second", languages=("fr",))
    return published_contents(seed=1)


def ways_of(contents):
    """Every walker's way through every path: (person, place of the path, way)."""
    for person, walker in enumerate(WALKERS):
        for place, one in enumerate(contents):
            way = walk(one.model, walker, SEASONS, Random(f"{person} {place}"))
            if way is not None:
                yield person, place, way


def one_click_at_a_time(contents, people, monkeypatch):
    paths = {path.key: path for path in live_paths()}
    for person, place, way in ways_of(contents):
        user, model = people[person], contents[place].model
        registration = registration_of(user.public_id, model.key)
        field = Enrolment._meta.get_field("registration")
        monkeypatch.setattr(field, "_get_default", lambda value=registration: value)
        enrolment = services.enrol(user=user, path_key=model.key, at=moment(way.joined_at))
        pages = lesson_pages(paths[model.key], contents[place].language(user.language))
        for act in way.acts:
            lesson = model.lessons[act.lesson]
            said = {
                "enrolment": enrolment,
                "lesson": pages[act.lesson],
                "course_key": model.courses[lesson.course][0],
                "at": moment(act.at),
            }
            if act.kind == "opened":
                services.open_lesson(**said, is_started=False)
            elif act.kind == "completed":
                services.complete_lesson(**said)
            else:
                services.answer_question(
                    **said,
                    block_id=lesson.items[act.item].block_id,
                    chosen=act.response.chosen,
                    attempt=attempt_of(registration, act),
                )


def all_at_once(contents, people):
    recorder = Recorder(contents, at=LOADED_AT)
    for person, place, way in ways_of(contents):
        user = people[person]
        recorder.add(
            user_id=user.pk,
            public_id=user.public_id,
            language=user.language,
            place=place,
            way=way,
        )
    recorder.store()


def rows(model, *without):
    """The rows of a table without what numbers them or says when they were stored."""
    fields = [
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key or field.is_relation or model is Answer
    ]
    return sorted(
        model.objects.values_list(*[one for one in fields if one not in without]), key=str
    )


def picture():
    """All that was left, table by table."""
    owner = dict(Enrolment.objects.values_list("pk", "registration"))
    found = {
        "enrolments": rows(Enrolment),
        "answers": rows(Answer, "enrolment_id"),
        "statements": rows(Statement, "seq", "stored", "payload"),
        "failures": rows(ReaderFailure),
        "certified paths": sorted(CertifiedPath.objects.values_list("digest", "data")),
        "certificates": certificates(),
    }
    for model in (LessonProgress, CourseProgress):
        found[model.__name__] = sorted(
            (str(owner[row.enrolment_id]), *values)
            for row, values in zip(
                model.objects.order_by("pk"),
                model.objects.order_by("pk").values_list(
                    *[
                        field.attname
                        for field in model._meta.concrete_fields
                        if field.attname not in ("id", "enrolment_id")
                    ]
                ),
                strict=True,
            )
        )
    payloads = {}
    for key, payload in Statement.objects.values_list("statement_id", "payload"):
        payloads[key] = msgspec.json.decode(payload)
        del payloads[key]["stored"]
    found["payloads"] = payloads
    id_of = dict(Statement.objects.values_list("seq", "statement_id"))
    found["keys"] = {
        (bytes(key).hex(), id_of[seq])
        for key, seq in StatementKey.objects.values_list("key", "seq")
    }
    for model in apps.get_app_config("barometer").get_models():
        if model.__name__ != "DataState":
            found[f"barometer {model.__name__}"] = rows(model)
    return found


def certificates():
    """What certificates say of whom; codes are drawn, and sign with them."""
    assert all(
        certificate_view(one, "fr", UNTIL).is_genuine
        for one in Certificate.objects.select_related("path")
    )
    return sorted(
        (str(owner), passed_at, ends_on, path, {**json.loads(data), "code": ""})
        for owner, passed_at, ends_on, path, data in Certificate.objects.values_list(
            "enrolment__registration", "passed_at", "ends_on", "path", "data"
        )
    )


def left_by(work):
    """What `work` leaves, taken back afterwards."""
    seen = {}

    def look():
        with transaction.atomic():
            work()
            projector.catch_up(at=LOADED_AT)
            seen.update(picture())
            raise _Undone

    with pytest.raises(_Undone):
        look()
    return seen


def test_bulk_leaves_what_single_clicks_leave(contents, people, monkeypatch):
    clicks = left_by(lambda: one_click_at_a_time(contents, people, monkeypatch))
    monkeypatch.undo()
    bulk = left_by(lambda: all_at_once(contents, people))

    assert len(clicks["statements"]) > 150
    assert len(clicks["barometer PathFact"]) >= 8
    assert len(clicks["certificates"]) >= 4
    assert clicks["failures"] == []
    assert bulk.keys() == clicks.keys()
    for table, expected in clicks.items():
        assert bulk[table] == expected, table
