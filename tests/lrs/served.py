"""The record store as it is served, on the test's own database."""

import base64
import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

# Seconds. Generous: machines that build are busy with other things.
LIMIT = 90


def _environment(folder: os.PathLike) -> dict[str, str]:
    options = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{options['NAME']}"
    else:
        address = (
            f"postgres://{options['USER']}:{options['PASSWORD']}@{options['HOST']}"
            f":{options['PORT'] or 5432}/{options['NAME']}"
        )
    return os.environ | {
        "ACADEMY_VAR_DIR": str(folder),
        "DATABASE_URL": address,
        "DEMONSTRATION": "false",
        "DJANGO_SETTINGS_MODULE": "academy.settings.dev",
        "SECRET_KEY": settings.SECRET_KEY,
    }


@contextmanager
def server(folder: os.PathLike) -> Iterator[Callable[..., subprocess.Popen]]:
    """Give a function that serves the test's database until it is killed or the context ends."""
    running: list[subprocess.Popen] = []

    def start(*words: str, port: int) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=_environment(folder) | {"PORT": str(port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        running.append(process)
        end = time.monotonic() + LIMIT
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
                    return process
            except OSError:
                assert process.poll() is None, "the academy did not start"
                assert time.monotonic() < end, "the academy did not start in time"
                time.sleep(0.1)

    yield start
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(LIMIT)


def posted(port: int, pair, batch: list[dict]) -> int | None:
    """POST statements; return the status of the answer, None where none came."""
    token = base64.b64encode(f"{pair.key}:{pair.secret}".encode()).decode()
    headers = {
        "Authorization": f"Basic {token}",
        "Content-Type": "application/json",
        "X-Experience-API-Version": "2.0.0",
    }
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    try:
        client.request("POST", "/xapi/statements", json.dumps(batch), headers)
        return client.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        client.close()
