"""The academy's one background process: queued tasks, and the readers of the record store."""

import logging
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from academy.lrs import projector

logger = logging.getLogger("academy.worker")


class AcademyWorker(Worker):
    """The worker of the task queue, which also has the readers catch up between two tasks.

    A task may take minutes, so the readers are fed by a thread of their own.
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

    def run(self) -> None:
        """Work until a signal asks to stop; then finish the task and the batch at hand."""
        self.following.start()
        try:
            super().run()
        finally:
            self.stopping.set()
            self.following.join(timeout=60)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the task at hand; a second signal stops at once."""
        self.stopping.set()
        super().shutdown(signum, frame)

    def _follow(self) -> None:
        try:
            while not self.stopping.wait(self.interval):
                catch_up_safely()
        finally:
            connections.close_all()


def catch_up_safely() -> int:
    """Feed the readers; whatever fails (a database that is away) is tried again, not an end."""
    try:
        close_old_connections()
        return projector.catch_up(at=timezone.now())
    except Exception:
        logger.exception("The readers of the record store could not be fed; they will be.")
        return 0


def requeue_interrupted() -> int:
    """Put back the tasks that a killed worker left running; return how many.

    There is one worker, and it is only starting, so whatever is marked as running isn't. A task
    restarts from its checkpoint and writes nothing twice.
    """
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return running.update(status=TaskResultStatus.READY, started_at=None)


class Command(BaseCommand):
    """Started by `make run`; a served academy runs it once, under a supervisor."""

    help = "Run queued tasks and keep progress, facts and roll-ups up with the record store."

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
        worker = AcademyWorker(interval=options["interval"])
        if options["once"]:
            worker.batch = True
            Worker.run(worker)
            projector.catch_up(at=timezone.now())
            return
        worker.configure_signals()
        worker.run()
