"""Serve the academy: the web server and the background worker, started and stopped together."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# How long a process may take to finish what it is doing, in seconds.
PATIENCE = 15
# Threads of each web server process, each with a database connection of its own: one works while
# others wait for the disk or for a slow reader.
THREADS = 4


class Command(BaseCommand):
    """Run the web server and the worker until Ctrl-C."""

    help = "Serves the academy (web server and background worker) until Ctrl-C."

    def add_arguments(self, parser) -> None:
        """Take where to listen, and with how many workers."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on")
        parser.add_argument("--workers", type=int, default=2, help="web server processes")

    def handle(self, *args, **options) -> None:
        """Start both, wait, and stop both when either ends or Ctrl-C is pressed."""
        if self._migrations_are_missing():
            raise CommandError("The database is not ready. Prepare it first: make prepare")
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
        commands = {
            "web server": [
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", options["host"], "--port", str(options["port"])),
                *("--workers", str(options["workers"]), "--blocking-threads", str(THREADS)),
                *("--no-ws", "--log-level", "warning"),
                *("--workers-kill-timeout", str(PATIENCE), "academy.wsgi:application"),
            ],
            "worker": [sys.executable, "manage.py", "run_worker"],
        }
        # Sessions of their own, so that Ctrl-C reaches this process alone and it stops the others.
        processes = {
            name: subprocess.Popen(  # noqa: S603
                command, env=environment, cwd=settings.BASE_DIR, start_new_session=True
            )
            for name, command in commands.items()
        }
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
        self.stdout.write(self.style.SUCCESS(f"The academy is at {settings.PUBLIC_ADDRESS}"))
        self.stdout.write(f"Editors sign in at {settings.PUBLIC_ADDRESS}/admin/")
        self.stdout.write("Press Ctrl-C to stop.")
        ended = None
        try:
            while ended is None:
                time.sleep(0.3)
                ended = next(
                    (name for name, one in processes.items() if one.poll() is not None), None
                )
        except (KeyboardInterrupt, SystemExit):
            self.stdout.write("\nStopping…")
        finally:
            self._stop(processes.values())
        if ended:
            code = processes[ended].returncode
            raise CommandError(
                f"The {ended} ended by itself (exit code {code}); its last lines are above. "
                f"If port {options['port']} is taken, choose another: PORT=8001 make run"
            )

    @staticmethod
    def _migrations_are_missing() -> bool:
        executor = MigrationExecutor(connection)
        try:
            return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        finally:
            # The processes that serve open connections of their own.
            connection.close()

    @staticmethod
    def _stop(processes) -> None:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
