"""Serve the academy and kill the web process, as `kill -9` does, at a step of a request.

    python -m tests.lrs.killed_server STEP COUNT PORT SIZE

The step is reached for the COUNT-th time when the process dies. Requests hold SIZE statements: one
that comes alone may be inserted and committed in one journey to the database.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any


def _dying(function: Callable[..., Any], count: int, *, after: bool) -> Callable[..., Any]:
    calls = 0

    def called(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if not after and calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **options)
        if after and calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return called


def main(step: str, count: int, port: str, size: int) -> None:
    """Patch what stands at `step`, then serve with one web process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.dev")
    import django

    django.setup()
    from django.core.management import execute_from_command_line
    from django.db.transaction import Atomic

    from academy.lrs.api import statements
    from academy.lrs.services import record
    from academy.lrs.storage import dialect

    places: dict[str, tuple[Any, str, bool]] = {
        "before parsing": (statements, "received_statements", False),
        "after the insert": (dialect(), "insert", True),
        "before the commit": (record.feeding, "feed_all", True),
        "after the commit": (statements, "_record", True),
    }
    at_once = size == 1 and dialect().STORES_AT_ONCE
    if at_once:
        places["before the commit"] = (dialect(), "store", False)
        places["after the insert"] = (dialect(), "store", True)
    if step == "in the commit" and at_once:
        _die_in_journey(dialect(), count)
    elif step == "in the commit":
        # The outermost block of a request that stores: the commit itself is on its way.
        _die_in_commit(Atomic, count)
    else:
        owner, name, after = places[step]
        setattr(owner, name, _dying(getattr(owner, name), count, after=after))
    execute_from_command_line(["manage.py", "serve", "--port", port, "--workers", "1"])


def _die_in_commit(atomic: Any, count: int) -> None:
    from django.db import connection

    from academy.lrs.services import record

    stored = 0
    feed, leave = record.feeding.feed_all, atomic.__exit__

    def feed_all(*args: Any, **options: Any) -> None:
        nonlocal stored
        stored += 1
        feed(*args, **options)

    def leave_block(self: Any, *problem: Any) -> Any:
        if stored == count and len(connection.savepoint_ids) == 0 and problem[0] is None:
            _let_another_kill()
        return leave(self, *problem)

    record.feeding.feed_all = feed_all
    atomic.__exit__ = leave_block


def _die_in_journey(sql: Any, count: int) -> None:
    store, calls = sql.store, 0

    def dying(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == count:
            _let_another_kill()
        return store(*args)

    sql.store = dying


def _let_another_kill() -> None:
    """Be killed by somebody else, at no moment that this process could choose."""
    if os.fork() == 0:
        os.kill(os.getppid(), signal.SIGKILL)
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
