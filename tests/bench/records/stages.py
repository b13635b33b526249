"""Where the time goes: microseconds of CPU a statement, by stage, in this process.

python -m tests.bench.records.stages prints them; the bench runs it on the database it fills.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.dev")
    django.setup()

from django.db import transaction

from academy.lrs import feeding
from academy.lrs.services import own_authority, record_statements, references
from academy.lrs.storage import dialect
from academy.lrs.xapi import json_text
from academy.lrs.xapi.prepare import prepare_all
from academy.lrs.xapi.statements import require_statement, rules_for

from .samples import bodies


class _Clock:
    """Adds up the time of this process inside named functions, nested ones taken out."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.inner: list[float] = []

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **options: Any) -> Any:
            self.inner.append(0.0)
            start = time.process_time()
            try:
                return function(*args, **options)
            finally:
                whole = time.process_time() - start
                nested = self.inner.pop()
                self.spent[name] = self.spent.get(name, 0.0) + whole - nested
                if self.inner:
                    self.inner[-1] += whole

        return timed


def measure(*, batches: int = 200, size: int = 100) -> dict[str, float]:
    """Return the microseconds of CPU a statement by stage; what is stored is taken back.

    Parsing and validating are measured alone, since preparing does both statement by statement.
    """
    texts = bodies(77, batches, size)
    rules, authority = rules_for("2.0.0"), own_authority()
    count = batches * size
    split = parse = validate = prepare = 0.0
    pieces = []
    # Batch by batch, as they come: what is kept of one would slow the next down.
    for text in texts:
        start = time.process_time()
        part = list(json_text.split_array(text))
        parted = time.process_time()
        values = [json_text.parse(bytes(one)) for one in part]
        parsed = time.process_time()
        for value in values:
            require_statement(value, rules)
        valid = time.process_time()
        prepare_all(part, rules=rules, authority=dict(authority.agent))
        prepared = time.process_time()
        split += parted - start
        parse += parsed - parted
        validate += valid - parsed
        prepare += prepared - valid
        pieces.append(part)
    prepare -= parse + validate

    clock, sql = _Clock(), dialect()
    patched = [
        (sql, "reserve", "insert"),
        (sql, "insert", "insert"),
        (sql, "insert_new_keys", "links"),
        (references, "follow", "links"),
        (feeding, "feed_all", "readers"),
    ]
    originals = [(owner, name, getattr(owner, name)) for owner, name, _stage in patched]
    try:
        for owner, name, stage in patched:
            setattr(owner, name, clock.around(stage, getattr(owner, name)))
        with transaction.atomic():
            start = time.process_time()
            for part in pieces:
                record_statements(statements=part, authority=authority, at=datetime.now(UTC))
            whole = time.process_time() - start
            transaction.set_rollback(True)
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)
    found = {"split": split, "parse": parse, "validate": validate, "prepare": prepare}
    found |= {stage: clock.spent.get(stage, 0.0) for stage in ("insert", "links", "readers")}
    found["rows and the rest"] = whole - sum(
        found[stage] for stage in found if stage not in ("split",)
    )
    found["whole"] = whole + split
    return {stage: seconds / count * 1e6 for stage, seconds in found.items()}


if __name__ == "__main__":
    for name, microseconds in measure().items():
        print(f"{name:20}{microseconds:8.1f}")
