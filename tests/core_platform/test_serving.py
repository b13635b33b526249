"""`manage.py serve`: what it runs first, what it starts, and that it leaves nothing behind.

Served for real, so these belong to the slower run (make test-e2e).
"""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.database import copy_migrated_sqlite
from tests.e2e.serving import free_port

pytestmark = pytest.mark.e2e

# Seconds. Generous: machines that build are busy with other things.
LIMIT = 90
# Preparing an empty folder applies every migration and loads the shipped paths: 40 s of one core on
# a machine that does nothing else.
FIRST_START = 400


@pytest.fixture
def serve(tmp_path):
    """Return a function that starts `manage.py serve` with an own, empty folder."""
    started = []

    def start(*arguments: str) -> subprocess.Popen:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "ACADEMY_VAR_DIR": str(tmp_path),
                "DATABASE_URL": "",
                "DJANGO_SETTINGS_MODULE": "academy.settings.dev",
                "PORT": str(port),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        process.address = f"http://127.0.0.1:{port}/health/"
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=LIMIT)


def until(condition, limit: int = LIMIT) -> None:
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it didn't happen in time"
        time.sleep(0.1)


def answers(process: subprocess.Popen) -> bool:
    assert process.poll() is None, process.stdout.read()
    try:
        with urllib.request.urlopen(process.address, timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


def below(pid: int) -> list[int]:
    """Return the processes that this one started, and those that they started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [one for child in children for one in (int(child), *below(int(child)))]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_database_that_is_not_ready_is_not_served(serve):
    process = serve()
    said, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 1
    assert "The database is not ready. Prepare it first: make prepare" in said
    assert "The academy is at" not in said
    assert "Traceback" not in said


def test_a_port_that_is_taken_is_not_shared(serve):
    with socket.socket() as other:
        # As the web server listens: with leave to share the port.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        other_port = other.getsockname()[1]
        process = serve("--port", str(other_port))
        said, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 1
    assert f"Port {other_port} is taken" in said
    assert "The academy is at" not in said


def test_a_command_that_fails_keeps_it_from_serving(serve, tmp_path):
    copy_migrated_sqlite(str(tmp_path / "academy.sqlite3"))
    # No learning path is there to load a demonstration of.
    process = serve("--after", "load_demo")
    said, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 1
    assert "CommandError: No learning path is published yet" in said
    assert "The academy is at" not in said


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_prepares_serves_and_leaves_nothing_behind(serve, tmp_path, ending):
    copy_migrated_sqlite(str(tmp_path / "academy.sqlite3"))
    process = serve("--after", "prepare_site")
    until(lambda: answers(process))
    with sqlite3.connect(tmp_path / "academy.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM home_homepage").fetchone() == (2,)
    everything = below(process.pid)
    # The web server, its two processes, the worker.
    assert len(everything) >= 4
    process.send_signal(ending)
    said, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert said.index("The academy is at") < said.index("Stopping…")
    assert not [pid for pid in everything if is_running(pid)]


def test_the_first_start_serves_whole_pages(serve):
    """With an empty folder, as on a clean clone: what the preparation makes is served."""
    process = serve("--after", "prepare")
    until(lambda: answers(process), FIRST_START)
    root = process.address.removesuffix("/health/")
    with urllib.request.urlopen(f"{root}/fr/", timeout=LIMIT) as reply:
        page = reply.read().decode()
    sheet = re.search(r'href="(/static/css/site\.[0-9a-f]+\.css)"', page)
    assert sheet, page[:2_000]
    with urllib.request.urlopen(root + sheet[1], timeout=LIMIT) as reply:
        assert "@layer" in reply.read().decode()


def test_when_one_ends_all_end_and_it_is_said(serve, tmp_path):
    copy_migrated_sqlite(str(tmp_path / "academy.sqlite3"))
    process = serve("--workers", "1")
    until(lambda: answers(process))
    everything = below(process.pid)
    workers = [pid for pid in everything if not below(pid) and os.getsid(pid) == pid]
    assert len(workers) == 1
    os.kill(workers[0], signal.SIGKILL)
    said, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 1
    assert "The worker ended by itself" in said
    assert not [pid for pid in everything if is_running(pid)]


def test_web_processes_whose_server_was_killed_end_too(serve, tmp_path):
    copy_migrated_sqlite(str(tmp_path / "academy.sqlite3"))
    process = serve("--workers", "2")
    until(lambda: answers(process))
    everything = below(process.pid)
    servers = [pid for pid in everything if below(pid) and os.getsid(pid) == pid]
    assert len(servers) == 1
    os.kill(servers[0], signal.SIGKILL)
    said, _none = process.communicate(timeout=LIMIT)
    assert process.returncode == 1
    assert "The web server ended by itself" in said
    until(lambda: not [pid for pid in everything if is_running(pid)])
