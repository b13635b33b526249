"""The lake: every statement once, whatever happens, and nobody's name who was erased."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from distributed import LocalCluster
from django.core.checks import run_checks
from django.core.management import call_command

from academy.core import recurring
from academy.lrs import projector, subscribers
from academy.lrs.models import Statement
from academy.lrs.services import own_authority, record_statements, void_statement
from barometer.engines import choice
from barometer.engines.cluster import Cluster
from barometer.lake import reader, services
from barometer.lake.files import Lake
from barometer.measures.validity import never_ends
from barometer.models import ErasedName, PathFact
from barometer.releases.inputs import beginning_of
from barometer.releases.services import FactsAreBehind, publish_due
from tests.factories.accounts import UserFactory

from .facts_by_hand import PATHS
from .histories import BASE, COMPLETED, INITIALIZED, PASSED, REGISTERED, act, moment
from .test_facts import LESSON, PEOPLE, picture

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["folder", "objects"])
def address(request, tmp_path):
    """A folder, and a store of objects (in memory)."""
    return (
        str(tmp_path / "lake") if request.param == "folder" else f"fsspec+memory://lake-{uuid4()}"
    )


@pytest.fixture
def lake(settings, tmp_path):
    settings.ACADEMY_IRI_BASE = BASE
    settings.STATEMENTS_LAKE = str(tmp_path / "lake")
    reader.follow()
    yield Lake(settings.STATEMENTS_LAKE)
    subscribers.unregister(reader.READER)
    for work in ("compact", "erase"):
        recurring.unregister(f"{reader.READER}.{work}")


def record(*acts, at=NOW):
    """Have statements stored at a moment."""
    statements = [
        dict(one.data, id=str(one.id), timestamp=one.timestamp.isoformat()) for one in acts
    ]
    record_statements(statements=statements, authority=own_authority(), at=at)


def learn(verb, person=0, day=40, lesson=None, path=0):
    return act(verb, person=PEOPLE[person], path=PATHS[path], lesson=lesson, at=moment(day))


def catch_up():
    projector.catch_up(at=NOW)


def written(lake):
    """The numbers of the statements in all files, in order, those that are there twice too."""
    return sorted(seq for file in lake.listed() for seq in lake.table(file)["seq"].to_pylist())


def stored():
    return sorted(Statement.objects.values_list("seq", flat=True))


def told(seq, person, at):
    return replace(learn(PASSED, person=person), seq=seq, stored=at)


def test_every_statement_is_written_in_the_month_in_which_it_was_stored(lake):
    record(learn(REGISTERED), learn(INITIALIZED, lesson=LESSON))
    record(learn(PASSED, person=1))
    catch_up()
    assert written(lake) == stored()
    (file,) = lake.listed()
    assert file.month == f"{Statement.objects.first().stored:%Y-%m}"
    rows = lake.table(file).to_pylist()
    assert [row["path"] for row in rows] == [str(PATHS[0])] * 3
    assert [row["whole"] for row in rows] == [True, False, True]
    payloads = Statement.objects.order_by("seq").values_list("payload", flat=True)
    assert [row["statement"] for row in rows] == list(payloads)


def test_a_batch_that_was_written_before_a_kill_is_there_once(lake):
    record(learn(REGISTERED), learn(PASSED))
    batch = [subscribers.StoredStatement.told_by(row) for row in Statement.objects.order_by("seq")]
    # Written, and the process stopped before its position moved; more was stored since.
    services.write(batch)
    record(learn(PASSED, person=2))
    catch_up()
    assert written(lake) == stored()
    projector.replay(at=NOW, names=[reader.READER])
    assert written(lake) == stored()


def test_what_was_being_written_during_a_kill_is_nobodys_file(lake, monkeypatch):
    record(learn(REGISTERED))
    monkeypatch.setattr(
        "pyarrow.parquet.write_table", lambda table, target, **_: target.write(b"PA")
    )
    monkeypatch.setattr(Lake, "_into_place", lambda *_: 1 / 0)
    catch_up()
    assert lake.listed() == []
    assert projector.open_failures(names=[reader.READER]) == 1
    monkeypatch.undo()
    projector.replay(at=NOW, names=[reader.READER], failed_only=True)
    assert written(lake) == stored()
    assert projector.open_failures(names=[reader.READER]) == 0


def test_many_files_of_a_month_become_one(address, settings):
    settings.STATEMENTS_LAKE = address
    settings.ACADEMY_IRI_BASE = BASE
    lake = Lake(address)
    march, april = datetime(2025, 3, 31, 23, 59, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC)
    for seq in range(1, 30):
        services.write([told(seq, seq % 5, march if seq < 25 else april)])
    # Written again from another statement on, as when readers are fed once more.
    services.write([told(seq, seq % 5, march) for seq in range(10, 14)])
    assert [file.month for file in lake.listed()] == ["2025-03"] * 21 + ["2025-04"] * 5
    assert services.compact() == 1
    march_alone = lake.listed()[0]
    assert (march_alone.month, march_alone.first, march_alone.last) == ("2025-03", 1, 24)
    assert len(lake.listed()) == 6
    assert written(lake) == list(range(1, 30))
    assert services.compact() == 0


def test_who_is_erased_leaves_no_name_in_the_lake(address, settings):
    settings.STATEMENTS_LAKE = address
    settings.ACADEMY_IRI_BASE = BASE
    gone, stays = UserFactory(public_id=PEOPLE[3]), UserFactory(public_id=PEOPLE[4])
    former = str(gone.public_id)
    services.write([told(1, 3, NOW), told(2, 4, NOW)])
    services.write([told(3, 4, NOW)])
    gone.delete()
    later = ErasedName.objects.get().erased_at + timedelta(hours=1)
    # Not while a batch may be on its way; and what is written from now on has the other name.
    assert services.erase(at=ErasedName.objects.get().erased_at) == 0
    assert services.erase(at=later) == 1
    assert services.erase(at=later) == 0
    services.write([told(4, 3, NOW)])
    rows = [row for file in Lake(address).listed() for row in Lake(address).table(file).to_pylist()]
    names = [row["person"] for row in sorted(rows, key=lambda row: row["seq"])]
    other = str(ErasedName.objects.get().name)
    assert names == [other, str(stays.public_id), str(stays.public_id), other]
    assert former not in str(rows)
    assert rows[0]["statement"].count(other) == 1
    assert not ErasedName.objects.exclude(former=None).exists()


def test_the_calendar_erases_and_compacts(lake):
    UserFactory(public_id=PEOPLE[3]).delete()
    erase, compact = (recurring.work(f"{reader.READER}.{name}") for name in ("erase", "compact"))
    record(learn(PASSED, person=1))
    catch_up()
    at = ErasedName.objects.get().erased_at + timedelta(hours=1)
    assert not erase.wanted()
    ErasedName.objects.update(erased_at=at - timedelta(days=1))
    assert erase.wanted()
    erase.run(at)
    assert not erase.wanted()
    compact.run(at)
    assert written(lake) == stored()


def test_facts_are_made_of_the_lake_and_of_what_it_does_not_have_yet(lake, settings, capsys):
    passed = learn(PASSED, person=1, day=60)
    record(learn(REGISTERED), learn(COMPLETED, day=50), passed, learn(PASSED, day=70, path=1))
    catch_up()
    # The lake is behind: a pass is voided, another comes.
    subscribers.unregister(reader.READER)
    void_statement(statement_id=passed.id, authority=own_authority(), at=NOW)
    record(learn(PASSED, person=2, day=80))
    catch_up()
    expected = picture()
    assert len(expected) == 3
    settings.BAROMETER_ENGINE = "dask"
    PathFact.objects.all().delete()
    call_command("rebuild_facts")
    assert picture() == expected
    settings.BAROMETER_ENGINE = "embedded"
    call_command("rebuild_facts")
    assert picture() == expected


def test_machines_of_a_cluster_measure_what_this_process_does(lake):
    record(learn(REGISTERED), learn(COMPLETED, day=50), learn(PASSED, person=1, day=60))
    catch_up()
    alone = facts_of(Cluster(lake=lake.address))
    with LocalCluster(n_workers=1, processes=False, dashboard_address=":0") as machines:
        together = facts_of(Cluster(lake=lake.address, scheduler=machines.scheduler_address))
    assert together == alone
    (columns,) = alone
    assert len(columns["public_id"]) == 2


def facts_of(cluster):
    """Return facts as text: a time that isn't one equals nothing."""
    return [
        {name: [str(value) for value in column] for name, column in columns.items()}
        for columns in cluster.measured(lambda done, total: None).facts(never_ends)
    ]


def test_an_empty_lake_says_nothing(lake):
    measured = Cluster(lake=lake.address).measured(lambda done, total: None)
    assert (list(measured.facts(never_ends)), measured.through, measured.newest) == ([], 0, None)


def test_a_release_asks_the_engine_and_waits_for_it(lake, settings):
    record(
        learn(REGISTERED, day=20),
        learn(INITIALIZED, person=1, day=25),
        learn(PASSED, person=2, day=26),
        learn(COMPLETED, person=2, day=45),
    )
    catch_up()
    paths, people = [str(path) for path in PATHS], {person.hex for person in PEOPLE[:3]}
    for day in (26, 60):
        asked = (beginning_of((moment(day)).date()), paths, people)
        here = choice.chosen().steps_before(*asked)
        settings.BAROMETER_ENGINE = "dask"
        assert choice.chosen().steps_before(*asked) == here
        settings.BAROMETER_ENGINE = "embedded"
    assert here[paths[0]] == {PEOPLE[0].hex: 1, PEOPLE[1].hex: 2, PEOPLE[2].hex: 4}
    subscribers.unregister(reader.READER)
    record(learn(PASSED, person=3))
    catch_up()
    settings.BAROMETER_ENGINE = "dask"
    with pytest.raises(FactsAreBehind):
        publish_due(at=datetime.now(UTC) + timedelta(days=40))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, []),
        ({"BAROMETER_ENGINE": "spork"}, ["barometer.E003"]),
        ({"BAROMETER_ENGINE": "dask"}, ["barometer.E004"]),
        ({"BAROMETER_ENGINE": "dask", "STATEMENTS_LAKE": "/srv/lake"}, []),
        ({"STATEMENTS_LAKE": "s4://lake"}, ["barometer.E006"]),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, given, found):
    for name, value in given.items():
        setattr(settings, name, value)
    said = [one.id for one in run_checks() if one.id and one.id.startswith("barometer.")]
    assert said == found


def test_what_is_not_installed_is_said(settings, monkeypatch):
    monkeypatch.setattr("barometer.checks.find_spec", lambda name: None)
    settings.BAROMETER_ENGINE, settings.STATEMENTS_LAKE = "dask", "/srv/lake"
    (said,) = [one for one in run_checks() if one.id == "barometer.E005"]
    assert said.msg == "The settings ask for what isn't installed: pyarrow, dask."
