"""The academy's one background process: queued tasks, recurring work, readers of the store, and
forwarding to other record stores."""

import logging
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from academy.core import clock
from academy.lrs import projector, recurring_work
from academy.lrs.services import forwarding

logger = logging.getLogger("academy.worker")

# Seconds between two looks at the calendar.
CALENDAR = 15.0


class AcademyWorker(Worker):
    """The worker of the task queue, which also has the readers catch up between two tasks.

    A task may take minutes, so the readers are fed, and recurring work is put on the queue, by a
    thread of its own. Another record store may take as long to answer: each has its own thread
    while there is something to send to it.
    """

    def __init__(self, *, interval: float) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.stopping = threading.Event()
        self.following = threading.Thread(target=self._follow, name="readers", daemon=True)
        self.forwarding: dict[int, threading.Thread] = {}

    def run(self) -> None:
        """Work until a signal asks to stop; then finish the task and the batch at hand."""
        self.following.start()
        try:
            while self.running:
                self._run_tasks_safely()
        finally:
            self.stopping.set()
            self.following.join(timeout=60)

    def _run_tasks_safely(self) -> None:
        """Run tasks until told to stop, or until the database is away or locked for long."""
        try:
            super().run()
        except OperationalError:
            logger.exception("The queue of tasks could not be read; it will be.")
            self.stopping.wait(self.interval)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the task or the look at hand; a second signal stops at once."""
        self.stopping.set()
        if self.running and not self.running_task:
            # The parent would leave from wherever the signal fell, in the midst of a commit too.
            # Its loop ends by itself, one interval later at most.
            self.running = False
            return
        super().shutdown(signum, frame)

    def _follow(self) -> None:
        try:
            looked = -CALENDAR
            while not self.stopping.wait(self.interval):
                catch_up_safely()
                self._forward()
                if time.monotonic() - looked >= CALENDAR:
                    looked = time.monotonic()
                    start_due_safely()
        finally:
            connections.close_all()

    def _forward(self) -> None:
        """Start a thread for each target that is behind and has none."""
        for target_id in due_targets_safely():
            running = self.forwarding.get(target_id)
            if running is None or not running.is_alive():
                # A daemon: what it sends when the process ends is sent again by the next one.
                self.forwarding[target_id] = threading.Thread(
                    target=self._forward_to, args=[target_id], name="forwarding", daemon=True
                )
                self.forwarding[target_id].start()

    def _forward_to(self, target_id: int) -> None:
        try:
            while not self.stopping.is_set() and forward_safely(target_id):
                pass
        finally:
            connections.close_all()


def due_targets_safely() -> list[int]:
    """Return the targets to forward to; whatever fails is tried again at the next look."""
    try:
        return forwarding.due_targets(at=clock.now())
    except Exception:
        logger.exception("The targets of forwarding could not be looked up; they will be.")
        return []


def forward_safely(target_id: int) -> bool:
    """Forward to a target for a bounded time; return whether there may be more to send at once."""
    try:
        return forwarding.forward(target_id=target_id, clock=clock.now).more
    except Exception:
        logger.exception("Statements could not be forwarded; they will be.")
        return False


def catch_up_safely() -> int:
    """Feed the readers; whatever fails (a database that is away) is tried again, not an end."""
    try:
        close_old_connections()
        return projector.catch_up(at=timezone.now())
    except Exception:
        logger.exception("The readers of the record store could not be fed; they will be.")
        return 0


def start_due_safely() -> list[str]:
    """Start the recurring work that is due; whatever fails is tried again at the next look."""
    try:
        return recurring_work.start_due(at=clock.now())
    except Exception:
        logger.exception("Recurring work could not be started; it will be.")
        return []


def requeue_interrupted() -> int:
    """Put back the tasks that a killed worker left running; return how many.

    There is one worker, and it is only starting, so whatever is marked as running isn't. A task
    restarts from its checkpoint and writes nothing twice.
    """
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return running.update(status=TaskResultStatus.READY, started_at=None)


class Command(BaseCommand):
    """Started by `make run`; a served academy runs it once, under a supervisor."""

    help = (
        "Run queued tasks and recurring work; keep progress, facts, roll-ups and other record "
        "stores up with this one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how often to look for news, and the mode for scripts."""
        parser.add_argument(
            "--interval",
            type=float,
            default=0.5,
            help="Seconds between two looks for news (default: %(default)s).",
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help="Do what there is to do now, then end.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM."""
        requeued = requeue_interrupted()
        if requeued:
            logger.warning("%d interrupted tasks were put back in the queue.", requeued)
        forwarding.let_go_of_all()
        worker = AcademyWorker(interval=options["interval"])
        if options["once"]:
            worker.batch = True
            start_due_safely()
            Worker.run(worker)
            projector.catch_up(at=timezone.now())
            for target_id in due_targets_safely():
                while forward_safely(target_id):
                    pass
            return
        worker.configure_signals()
        worker.run()
