"""The academy that the journeys visit, prepared and served as `make run` does."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Seconds.
START_LIMIT = 90
STOP_LIMIT = 40


@dataclass
class Academy:
    """A served academy: its address and where it keeps what it writes."""

    address: str
    var: Path
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen | None = None

    def run(self, *command: str) -> None:
        """Run a command of Python's beside the academy, with its settings."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}")

    def log_tail(self, lines: int = 80) -> str:
        """Return the last lines of the server's log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def letters(self) -> list[str]:
        """Return the messages that were sent, oldest first."""
        files = sorted((self.var / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text(encoding="utf-8") for path in files]

    def stop(self) -> None:
        """Stop the web server and the worker, as Ctrl-C does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def serve(
    folder: Path, *commands: list[str], environment: Mapping[str, str] | None = None
) -> Academy:
    """Run the `commands` that prepare an academy in `folder`, then serve it on a free port.

    `environment`: variables beside those that every served academy gets.
    """
    port = free_port()
    address, var = f"http://lms.localhost:{port}", folder / "var"
    variables = _environment(address, var, port) | dict(environment or {})
    academy = Academy(address, var, folder / "academy.log", variables)
    academy.var.mkdir(parents=True)
    for command in commands:
        academy.run(*command)
    with academy.log.open("w") as log:
        academy.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=variables,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the tests' terminal must not stop it before they do.
            start_new_session=True,
        )
    _wait(academy, port)
    return academy


def _environment(address: str, var: Path, port: int) -> dict[str, str]:
    return os.environ | {
        "ACADEMY_VAR_DIR": str(var),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "academy.settings.dev",
        "PORT": str(port),
        "PUBLIC_ADDRESS": address,
        "PYTHONUNBUFFERED": "1",
        # Nobody elsewhere is asked anything by journeys.
        "CHECK_OUTSIDE_LINKS": "off",
        # Everybody signs in from this machine, many times in a minute.
        "SHARED_ADDRESSES": "127.0.0.0/8",
    }


def _wait(academy: Academy, port: int) -> None:
    limit = time.monotonic() + START_LIMIT
    assert academy.process is not None
    while time.monotonic() < limit and academy.process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    academy.stop()
    code = academy.process.returncode
    raise RuntimeError(f"The academy did not start (exit code {code}):\n{academy.log_tail()}")
