"""The served academy that is measured: prepared, started, watched and stopped."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.serving import ROOT, free_port

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Served:
    """A served academy and a credential that may do everything."""

    process: subprocess.Popen
    port: int
    pair: dict[str, str]
    environment: dict[str, str]

    def web_processes(self) -> list[int]:
        """Return the processes that answer requests: two below the web server's own."""
        servers = [(child, _children(child)) for child in _children(self.process.pid)]
        return max((below for _child, below in servers), key=len)

    def cpu(self) -> float:
        """Return the seconds of CPU that the web processes have used."""
        return sum(_cpu(pid) for pid in self.web_processes())

    def memory(self) -> float:
        """Return what the web processes hold in memory, in MB."""
        pages = sum(
            int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.web_processes()
        )
        return pages * _PAGE / 1e6

    def stop(self) -> None:
        """Stop it as a supervisor does."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def serve(database: str, folder: Path) -> Served:
    """Prepare the database (a URL, or empty for SQLite in `folder`) and serve it."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = os.environ | {
        "ACADEMY_VAR_DIR": str(folder),
        "DATABASE_URL": database,
        "DEMONSTRATION": "false",
        "DJANGO_SETTINGS_MODULE": "academy.settings.dev",
        "PORT": str(port),
    }

    def manage(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {words[0]} failed:\n{done.stderr}")
        return done.stdout

    manage("migrate", "--verbosity", "0")
    pair = json.loads(
        manage(
            "create_credential", "bench", "--scope", "all", "--requests-per-minute", "0", "--json"
        )
    )
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
                return Served(process, port, pair, environment)
        except OSError:
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError("The academy did not start.") from None
            time.sleep(0.2)


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
