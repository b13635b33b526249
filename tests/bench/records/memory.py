"""Memory of the web processes under an hour of load: the last minute beside the first.

    python -m tests.bench.records.memory --minutes 60

Batches of 100 and of 1,000, single statements, pages of answers, and a request with attachments of
some megabytes, from two clients; `--pause` is what each waits between two requests. The figure is
the resident memory of the processes that answer, in MB. It returns 1 where the last minute holds
more than a tenth more than the first.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import islice
from pathlib import Path

from rich.console import Console

from .load import Client
from .samples import HOME, LEARNERS, bodies, learner_name, statements
from .server import Served, serve

_CONSOLE = Console(width=110)
_MEGABYTE = 1024 * 1024
_SLACK = 1.1


def main() -> int:
    """Load, print what is held minute by minute, compare the last with the first."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.records.memory")
    parser.add_argument("--postgres", default=os.environ.get("BENCH_POSTGRES_URL", ""))
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--pause", type=float, default=0.05, help="seconds between two requests")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="academie-bench-"))
    try:
        served = serve(options.postgres, folder)
        try:
            return _watch(served, options.minutes, options.pause)
        finally:
            served.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _watch(served: Served, minutes: int, pause: float) -> int:
    answers: Counter[int] = Counter()
    stop = threading.Event()
    clients = [
        threading.Thread(target=_load, args=(served, seed, pause, answers, stop)) for seed in (1, 2)
    ]
    for client in clients:
        client.start()
    held: list[float] = []
    try:
        for minute in range(1, minutes + 1):
            time.sleep(60)
            held.append(served.memory())
            said = ", ".join(f"{status}: {count}" for status, count in sorted(answers.items()))
            _CONSOLE.print(f"minute {minute}: {held[-1]:.0f} MB; answers {said}")
    finally:
        stop.set()
        for client in clients:
            client.join()
    failed = sum(count for status, count in answers.items() if status >= 400)
    flat = held[-1] <= held[0] * _SLACK
    _CONSOLE.print(
        f"{held[0]:.0f} MB after a minute, {held[-1]:.0f} MB after {minutes}: "
        f"{'met' if flat and not failed else 'MISSED'} (at most a tenth more, no refusal)"
    )
    return 0 if flat and not failed else 1


def _load(
    served: Served, seed: int, pause: float, answers: Counter[int], stop: threading.Event
) -> None:
    client, chance = Client.of(served), random.Random(seed)
    turn = 0
    while not stop.is_set():
        turn += 1
        number = seed * 1_000_000 + turn
        if turn % 100 == 0:
            boundary, body = _with_attachments(number)
            status = client.post(body, content_type=f"multipart/mixed; boundary={boundary}")
        elif turn % 10 == 0:
            status = client.post(bodies(number, 1, 1_000 if turn % 50 == 0 else 100)[0])
        elif turn % 3 == 0:
            account = {"homePage": HOME, "name": learner_name(chance.randrange(LEARNERS))}
            status = client.get(agent=json.dumps({"account": account}), limit=100)[0]
        else:
            status = client.post(bodies(number, 1, 1)[0])
        answers[status] += 1
        stop.wait(pause)


def _with_attachments(seed: int) -> tuple[str, bytes]:
    """Return a boundary and a request of three statements, each with two megabytes of data."""
    boundary = f"bench-{seed}"
    parts, told = [], []
    for number, one in enumerate(islice(statements(seed), 3)):
        data = random.Random(seed * 10 + number).randbytes(2 * _MEGABYTE)
        digest = hashlib.sha256(data).hexdigest()
        attachment = {
            "usageType": "https://academie.example/xapi/attachments/evidence",
            "display": {"en": "Evidence"},
            "contentType": "application/octet-stream",
            "length": len(data),
            "sha2": digest,
        }
        told.append(one | {"attachments": [attachment]})
        head = (
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n"
            f"X-Experience-API-Hash: {digest}\r\n\r\n"
        )
        parts.append(head.encode() + data)
    first = b"Content-Type: application/json\r\n\r\n" + json.dumps(told).encode()
    marked = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in [first, *parts])
    return boundary, marked + f"--{boundary}--\r\n".encode()


if __name__ == "__main__":
    sys.exit(main())
