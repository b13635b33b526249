"""Starting the recurring work of every part (`academy.core.recurring`), from the worker.

A work is put on the task queue in the transaction that notes its period: of two workers one wins,
and what a killed worker had begun is taken up by the next one, like any task.
"""

import logging
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from academy.core import clock, recurring

from .models import RecurringRun
from .services import abandon_idle
from .services.sessions import idle_sessions

logger = logging.getLogger("academy.worker")

# How long what became of a task is kept.
TASKS_KEPT = timedelta(days=30)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def start_due(*, at: datetime) -> list[str]:
    """Put on the queue every work whose period has come; return their names.

    A work that waits there already, as one that does a part at a time does for long, is put there
    once it doesn't any more: a minute's work would else be queued once more every minute.
    """
    periods = dict(RecurringRun.objects.values_list("name", "period"))
    started = []
    for work in recurring.works():
        period = work.period(at)
        if periods.get(work.name, _NEVER) < period and work.wanted() and not _waits(work.name):
            if work.name not in periods:
                RecurringRun.objects.bulk_create(
                    [RecurringRun(name=work.name, period=_NEVER, started_at=at)],
                    ignore_conflicts=True,
                )
            if _start(work.name, period, at):
                started.append(work.name)
    return started


def _waits(name: str) -> bool:
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.READY,
        task_path=do_recurring_work.module_path,
        args_kwargs__args__0=name,
    ).exists()


@transaction.atomic
def _start(name: str, period: datetime, at: datetime) -> bool:
    """Note the period and put the work on the queue, unless another worker just did."""
    row = RecurringRun.objects.filter(name=name, period__lt=period)
    if not row.update(period=period, started_at=at):
        return False
    do_recurring_work.enqueue(name)
    return True


@task()
def do_recurring_work(name: str) -> None:
    """Do the work called `name`, from the queue."""
    work = recurring.work(name)
    if work is None:
        logger.warning("No part knows the recurring work %r any more.", name)
        return
    if work.run(clock.now()) is recurring.AGAIN:
        do_recurring_work.enqueue(name)


def forget_finished_tasks(at: datetime) -> int:
    """Remove what is known of tasks that ended long ago; return how many."""
    over = DBTaskResult.objects.filter(finished_at__lt=at - TASKS_KEPT)
    return over.delete()[0]


def abandon_idle_sessions(at: datetime) -> object:
    """Abandon the launch sessions that weren't heard of for too long, some at a time."""
    return recurring.AGAIN if abandon_idle(before=_idle_since(at), at=at) else None


def any_idle_session() -> bool:
    """Tell whether a launch session waits to be abandoned."""
    return idle_sessions(before=_idle_since(clock.now())).exists()


def _idle_since(at: datetime) -> datetime:
    return at - timedelta(minutes=settings.CMI5_IDLE_MINUTES)
