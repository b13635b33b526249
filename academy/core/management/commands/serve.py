"""Serve the academy: the web server and the background worker, started and stopped together.

Loading the academy's code takes longer than anything else here. It is loaded once, and the
processes that prepare, serve and work are forked from that one.
"""

import contextlib
import errno
import gc
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import connection as processes_ends
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import color_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.errors import FatalError
from granian.log import LogLevels
from granian.server import Server

from academy.core.static_storage import GatheringStaticFilesStorage

# How long a process may take to finish what it is doing, in seconds.
PATIENCE = 15
# Threads of each web server process, each with a database connection of its own: one works while
# others wait for the disk or for a slow reader.
THREADS = 4
# Elsewhere a fork of a process that has loaded system libraries is not safe: each loads its own.
FORKS = sys.platform == "linux"


class Command(BaseCommand):
    """Run the web server and the worker until Ctrl-C."""

    help = "Serves the academy (web server and background worker) until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to listen, with how many workers, and what to do first."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on")
        parser.add_argument("--workers", type=int, default=2, help="web server processes")
        parser.add_argument(
            "--after",
            action="append",
            default=[],
            metavar="COMMAND",
            help="a command to run before serving; may be given several times",
        )

    def handle(
        self, *args: Any, host: str, port: int, workers: int, after: list[str], **options: Any
    ) -> None:
        """Make ready, start both, wait, and stop both when either ends or Ctrl-C is pressed."""
        os.environ["DJANGO_SETTINGS_MODULE"] = settings.SETTINGS_MODULE
        if _is_taken(host, port):
            raise CommandError(
                f"Port {port} is taken: perhaps the academy is running already. Stop it, or "
                "choose another port: PORT=8001 make run"
            )
        running: list[BaseProcess] = []
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
        try:
            # Apart: what preparing took of memory and of connections is given back with it.
            getting_ready = _process("preparation", _get_ready, after)
            running.append(getting_ready)
            getting_ready.start()
            if FORKS:
                _load_code()
            getting_ready.join()
            running.clear()
            if getting_ready.exitcode:
                sys.exit(getting_ready.exitcode)
            if FORKS:
                _load_what_is_prepared()
            # What is loaded stays where it is, in memory that all the processes share.
            gc.freeze()
            running += [
                _process("web server", _serve_pages, host, port, workers),
                _process("worker", _work),
            ]
            for process in running:
                process.start()
            self.stdout.write(self.style.SUCCESS(f"The academy is at {settings.PUBLIC_ADDRESS}"))
            self.stdout.write(f"Editors sign in at {settings.PUBLIC_ADDRESS}/admin/")
            self.stdout.write("Press Ctrl-C to stop.")
            self.stdout.flush()
            ended = _first_to_end(running)
        except (KeyboardInterrupt, SystemExit) as end:
            if isinstance(end, SystemExit) and end.code:
                raise
            self.stdout.write("\nStopping…")
            return
        finally:
            _stop(running)
        raise CommandError(
            f"The {ended.name} ended by itself (exit code {ended.exitcode}); its last lines are "
            "above."
        )


def _is_taken(host: str, port: int) -> bool:
    """Tell whether somebody listens there already.

    The web server would share the port without a word, and readers would reach one academy or the
    other by chance.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as attempt:
        # A port that was left a moment ago is free.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def _process(name: str, target: Callable[..., None], *args: Any) -> BaseProcess:
    if FORKS:
        return multiprocessing.get_context("fork").Process(name=name, target=target, args=args)
    return multiprocessing.get_context("spawn").Process(name=name, target=target, args=args)


def _load_code() -> None:
    """Load the code that serving a first page needs, while the preparation runs.

    The code alone: the application itself remembers the static files that it finds.
    """
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)
    for pattern in get_resolver().url_patterns:
        _ = getattr(pattern, "url_patterns", None)


def _load_what_is_prepared() -> None:
    """Make the application with the static files as the preparation has left them."""
    storage = storages["staticfiles"]
    if isinstance(storage, GatheringStaticFilesStorage):
        storage.read_manifest_again()
    _application()


def _get_ready(commands: Iterable[str]) -> None:
    """Run the commands, then make sure that the database is the one of this version."""
    django.setup()
    try:
        for command in commands:
            call_command(command)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not ready. Prepare it first: make prepare")
    except CommandError as error:
        sys.stdout.flush()
        sys.stderr.write(color_style().ERROR(f"CommandError: {error}") + "\n")
        sys.exit(error.returncode)
    except KeyboardInterrupt:
        sys.exit(130)


def _serve_pages(host: str, port: int, workers: int) -> None:
    # Ctrl-C reaches the first process alone, and it stops the others.
    os.setsid()
    multiprocessing.set_start_method("fork" if FORKS else "spawn", force=True)
    server = Server(
        settings.WSGI_APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=PATIENCE,
    )
    try:
        server.serve(target_loader=_application, wrap_loader=False)
    except FatalError:
        sys.exit(1)


def _application() -> Callable[..., Any]:
    """Return the application, made by the first call."""
    return import_string(settings.WSGI_APPLICATION)


def _work() -> None:
    os.setsid()
    django.setup()
    _give_way()
    call_command("run_worker")


def _give_way() -> None:
    """Let whoever waits for a page come first; the worker takes what is left, and catches up."""
    os.nice(10)
    # Where Linux weighs sessions against one another, a process's own niceness counts only within
    # its session (sched(7), "The autogroup feature").
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text("10")


def _first_to_end(processes: Sequence[BaseProcess]) -> BaseProcess:
    """Wait until one of the processes has ended, and return it."""
    while True:
        for process in processes:
            if not process.is_alive():
                return process
        # A sentinel stays silent while what the process had started still lives: so look as well.
        processes_ends.wait([process.sentinel for process in processes], timeout=1)


def _stop(processes: Iterable[BaseProcess]) -> None:
    alive = [(process, process.pid) for process in processes if process.pid is not None]
    for process, _group in alive:
        process.terminate()
    for process, group in alive:
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
        # Each leads a group: what it started and didn't end by itself ends with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
