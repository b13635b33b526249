"""What comes back by the calendar: once a period, whatever happens to workers."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from academy.core import recurring
from academy.core.recurring import Rhythm
from academy.lrs import recurring_work
from academy.lrs.management.commands import run_worker
from academy.lrs.models import RecurringRun

# Eleven at night in Québec, on the tenth.
AT = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
IN_THE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def register(monkeypatch):
    """Register works for one test, without those of the parts."""
    monkeypatch.setattr(recurring, "_works", {})
    return recurring.register


def test_daily_work_is_done_once_a_day_of_the_academy(db, register):
    done = []
    register("test.daily", done.append, rhythm=Rhythm.DAILY)
    assert recurring_work.start_due(at=AT) == ["test.daily"]
    assert recurring_work.start_due(at=AT) == []
    assert recurring_work.start_due(at=AT + 59 * MINUTE) == []
    assert recurring_work.start_due(at=AT + HOUR) == ["test.daily"]
    # Days without a worker are one run late, not several.
    assert recurring_work.start_due(at=AT + 9 * DAY) == ["test.daily"]
    assert recurring_work.start_due(at=AT + 9 * DAY) == []
    assert len(done) == 3


def test_a_clock_that_goes_back_starts_nothing_again(db, register):
    register("test.daily", lambda at: None, rhythm=Rhythm.DAILY)
    recurring_work.start_due(at=AT)
    assert recurring_work.start_due(at=AT - 2 * DAY) == []
    assert RecurringRun.objects.get().started_at == AT


def test_work_of_every_minute_waits_for_the_next_one_and_for_something_to_do(db, register):
    waiting = [True]
    done = []
    register("test.minute", done.append, rhythm=Rhythm.EVERY_MINUTE, wanted=lambda: waiting[0])
    assert recurring_work.start_due(at=AT) == ["test.minute"]
    assert recurring_work.start_due(at=AT + timedelta(seconds=59)) == []
    assert recurring_work.start_due(at=AT + MINUTE) == ["test.minute"]
    waiting[0] = False
    assert recurring_work.start_due(at=AT + 2 * MINUTE) == []
    assert len(done) == 2


def test_a_work_done_in_part_is_queued_again_until_all_of_it_is_done(db, register, settings):
    settings.TASKS = IN_THE_QUEUE
    left = [3]

    def do_a_part(at):
        left[0] -= 1
        return recurring.AGAIN if left[0] else None

    register("test.parts", do_a_part, rhythm=Rhythm.DAILY)
    recurring_work.start_due(at=AT)
    for rest in (2, 1, 0):
        waiting = DBTaskResult.objects.get(status=TaskResultStatus.READY)
        waiting.task.call("test.parts")
        waiting.set_successful(None)
        assert left == [rest]
    assert not DBTaskResult.objects.filter(status=TaskResultStatus.READY).exists()


def test_a_work_that_waits_on_the_queue_is_not_queued_once_more(db, register, settings):
    settings.TASKS = IN_THE_QUEUE
    register("test.parts", lambda at: recurring.AGAIN, rhythm=Rhythm.EVERY_MINUTE)
    register("test.other", lambda at: None, rhythm=Rhythm.EVERY_MINUTE)
    assert recurring_work.start_due(at=AT) == ["test.other", "test.parts"]
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    other, parts = sorted(ready, key=lambda one: one.args_kwargs["args"])
    for one in (other, parts):
        one.task.call(*one.args_kwargs["args"])
        one.set_successful(None)
    assert recurring_work.start_due(at=AT + MINUTE) == ["test.other"]
    assert ready.count() == 2
    # Once it is through, its next minute comes as any other.
    register("test.parts", lambda at: None, rhythm=Rhythm.EVERY_MINUTE)
    for one in ready.all():
        one.task.call(*one.args_kwargs["args"])
        one.set_successful(None)
    assert recurring_work.start_due(at=AT + 2 * MINUTE) == ["test.other", "test.parts"]


def test_the_change_of_hour_makes_no_second_day(db, register):
    register("test.daily", lambda at: None, rhythm=Rhythm.DAILY)
    # On 1 November 2026, two o'clock in the morning comes twice.
    night = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    started = [recurring_work.start_due(at=night + hours * HOUR) for hours in range(24)]
    assert sum(map(len, started)) == 1


def test_work_that_was_begun_by_a_killed_worker_is_done_by_the_next(db, register, settings):
    settings.TASKS = IN_THE_QUEUE
    done = []
    register("test.daily", done.append, rhythm=Rhythm.DAILY)
    recurring_work.start_due(at=AT)
    killed = DBTaskResult.objects.get()
    assert (killed.status, done) == (TaskResultStatus.READY, [])
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=AT)
    assert run_worker.requeue_interrupted() == 1
    task = DBTaskResult.objects.get()
    task.task.call(*task.args_kwargs["args"])
    assert len(done) == 1
    assert recurring_work.start_due(at=AT) == []


def test_nothing_is_noted_when_the_queue_refuses(db, register, monkeypatch):
    register("test.daily", lambda at: None, rhythm=Rhythm.DAILY)

    class Away:
        def enqueue(self, name):
            raise OperationalError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(recurring_work, "do_recurring_work", Away())
        assert run_worker.start_due_safely() == []
    assert recurring_work.start_due(at=AT) == ["test.daily"]


@pytest.mark.usefixtures("own_database")
def test_two_workers_start_it_once(register, settings):
    settings.TASKS = IN_THE_QUEUE
    register("test.daily", lambda at: None, rhythm=Rhythm.DAILY)
    barrier = threading.Barrier(4)
    started = []

    def look():
        barrier.wait()
        try:
            started.extend(recurring_work.start_due(at=AT))
        finally:
            connection.close()

    workers = [threading.Thread(target=look) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert started == ["test.daily"]
    assert DBTaskResult.objects.count() == 1


def test_work_that_no_part_knows_any_more_is_left(db, register, caplog):
    recurring_work.do_recurring_work.call("test.gone")
    assert "test.gone" in caplog.text


def test_what_became_of_tasks_is_forgotten_after_a_month(db):
    def task(finished_at):
        return DBTaskResult.objects.create(
            status=TaskResultStatus.SUCCESSFUL if finished_at else TaskResultStatus.READY,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="academy.nowhere.nothing",
            run_after=AT,
            finished_at=finished_at,
            exception_class_path="",
            traceback="",
        )

    task(AT - 31 * DAY)
    kept = {task(AT - 29 * DAY).pk, task(None).pk}
    assert recurring_work.forget_finished_tasks(AT) == 1
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == kept


def test_the_academy_has_its_daily_work():
    daily = {work.name for work in recurring.works() if work.rhythm is Rhythm.DAILY}
    assert {
        "accounts.sessions",
        "barometer.campaigns",
        "lrs.finished_tasks",
        "organisms.roles",
    } <= daily


def test_the_worker_does_it(committed, register, monkeypatch):
    done = []
    register("test.daily", done.append, rhythm=Rhythm.DAILY)
    call_command("run_worker", "--once", "--interval", "0.05")
    call_command("run_worker", "--once", "--interval", "0.05")
    assert len(done) == 1
    # And the one that goes on looks by itself.
    tomorrow = timezone.now() + DAY
    monkeypatch.setattr("academy.core.clock.now", lambda: tomorrow)
    worker = run_worker.AcademyWorker(interval=0.05)
    worker.following.start()
    limit = time.monotonic() + 20
    while len(done) < 2 and time.monotonic() < limit:
        time.sleep(0.05)
    worker.stopping.set()
    worker.following.join()
    assert done[1:] == [tomorrow]
