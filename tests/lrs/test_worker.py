"""The one background process."""

import os
import signal
import threading
import time
import uuid

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connections, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from academy.lrs import projector
from academy.lrs.management.commands import run_worker
from academy.lrs.models import ReaderPosition
from academy.lrs.services import own_authority, record_statements
from academy.lrs.subscribers import Mode

from .samples import statement


def task(status):
    return DBTaskResult.objects.create(
        id=uuid.uuid4(),
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="academy.nowhere.nothing",
        queue_name="default",
        backend_name="default",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )


@pytest.fixture
def signals():
    """Put the signals back as they were."""
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    before = [signal.getsignal(name) for name in names]
    yield
    for name, handler in zip(names, before, strict=True):
        signal.signal(name, handler)


def test_interrupted_tasks_go_back_in_the_queue(db):
    interrupted = task(TaskResultStatus.RUNNING)
    done = task(TaskResultStatus.SUCCESSFUL)
    assert run_worker.requeue_interrupted() == 1
    interrupted.refresh_from_db()
    done.refresh_from_db()
    assert interrupted.status == TaskResultStatus.READY
    assert done.status == TaskResultStatus.SUCCESSFUL


def test_once_does_what_there_is_to_do(committed, reader, no_readers, signals):
    seen = []
    reader("test.seen", seen.extend, order=1, mode=Mode.CURSOR)
    record_statements(statements=[statement()], authority=own_authority(), at=timezone.now())
    broken = task(TaskResultStatus.RUNNING)
    call_command("run_worker", "--once", "--interval", "0.05")
    assert len(seen) == 1
    broken.refresh_from_db()
    assert broken.status == TaskResultStatus.FAILED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_follows_the_store_and_stops_when_asked(committed, reader, no_readers, signals, number):
    seen = threading.Event()
    reader("test.seen", lambda batch: seen.set(), order=1, mode=Mode.CURSOR)

    def ask():
        seen.wait(timeout=20)
        time.sleep(0.1)
        os.kill(os.getpid(), number)

    record_statements(statements=[statement()], authority=own_authority(), at=timezone.now())
    asking = threading.Thread(target=ask)
    asking.start()
    call_command("run_worker", "--interval", "0.05")
    asking.join()
    connections.close_all()
    assert seen.is_set()
    assert ReaderPosition.objects.get(name="test.seen").seq > 0
    assert "readers" not in [thread.name for thread in threading.enumerate()]


def test_a_signal_amid_a_look_for_tasks_leaves_its_transaction_whole(
    committed, no_readers, signals, monkeypatch
):
    """The signal falls where the look for tasks holds its transaction open."""
    left = []

    def get_locked(tasks):
        os.kill(os.getpid(), signal.SIGTERM)
        left.append(connections["default"].in_atomic_block)

    monkeypatch.setattr(type(DBTaskResult.objects.all()), "get_locked", get_locked)
    call_command("run_worker", "--interval", "0.05")
    connections.close_all()
    assert left == [True]


def test_a_queue_that_is_locked_is_read_again(committed, no_readers, signals, monkeypatch):
    looks = []

    def exclusive(using):
        looks.append(using)
        if len(looks) == 1:
            raise OperationalError("database is locked")
        os.kill(os.getpid(), signal.SIGTERM)
        return transaction.atomic(using=using)

    monkeypatch.setattr(db_worker, "exclusive_transaction", exclusive)
    call_command("run_worker", "--interval", "0.05")
    connections.close_all()
    assert len(looks) == 2


def test_a_database_that_is_away_is_tried_again(db, monkeypatch):
    def away(**kwargs):
        raise InterfaceError("the server closed the connection")

    monkeypatch.setattr(run_worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(projector, "catch_up", away)
    assert run_worker.catch_up_safely() == 0
