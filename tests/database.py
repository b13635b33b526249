"""A migrated database for each test process, cloned from one template.

Migrations take many seconds; cloning takes a fraction of one. The template is named after the
migrations' text and this file's, so that a change makes a new one.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

FOLDER = Path(tempfile.gettempdir()) / "academie-test-databases"


def _fingerprint() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.label}/{path.name}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let one process at a time build the template."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()


@contextmanager
def cloned_database(worker: str) -> Iterator[None]:
    """Point Django at a fresh clone for `worker` while the tests run."""
    original = connection.settings_dict["NAME"]
    clone = _clone_sqlite if connection.vendor == "sqlite" else _clone_postgres
    with clone(worker) as name:
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = original


def _sqlite_template() -> Path:
    """Return the migrated template, made now where it is missing."""
    template = FOLDER / f"template-{_fingerprint()}.sqlite3"
    with _alone("sqlite"):
        if not template.exists():
            unfinished = template.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            _migrate(str(unfinished))
            unfinished.rename(template)
    return template


def copy_migrated_sqlite(name: str) -> None:
    """Make the SQLite file `name` a fresh migrated database."""
    original = connection.settings_dict["NAME"]
    try:
        template = _sqlite_template()
    finally:
        connection.settings_dict["NAME"] = original
    shutil.copyfile(template, name)


@contextmanager
def _clone_sqlite(worker: str) -> Iterator[str]:
    template = _sqlite_template()
    with tempfile.TemporaryDirectory(prefix="academie-test-") as folder:
        name = Path(folder) / f"{worker}.sqlite3"
        shutil.copyfile(template, name)
        yield str(name)


@cache
def _base_name() -> str:
    """Return the name of the database before any clone took its place: all have one template."""
    return connection.settings_dict["NAME"]


def _postgres_address() -> dict[str, Any]:
    options = connection.settings_dict
    return {
        "host": options["HOST"],
        "port": options["PORT"] or 5432,
        "user": options["USER"],
        "password": options["PASSWORD"],
    }


def _postgres_template(server: psycopg.Connection, base: str) -> str:
    """Return the name of the migrated template, made now where it is missing."""
    template = f"{base}_template_{_fingerprint()}"
    known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
    if known.fetchone() is None:
        unfinished = f"{template}_unfinished"
        server.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{unfinished}"')
        _migrate(unfinished)
        server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')
    return template


@contextmanager
def _clone_postgres(worker: str) -> Iterator[str]:
    address, base = _postgres_address(), _base_name()
    clone = f"test_{base}_{worker}"
    with (
        _alone("postgres"),
        psycopg.connect(dbname="postgres", autocommit=True, **address) as server,
    ):
        template = _postgres_template(server, base)
        server.execute(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{template}"')
    yield clone
    connection.close()
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')


def make_template() -> None:
    """Make the template of the clones where it is missing."""
    if connection.vendor == "sqlite":
        _sqlite_template()
        return
    base = _base_name()
    with (
        _alone("postgres"),
        psycopg.connect(dbname="postgres", autocommit=True, **_postgres_address()) as server,
    ):
        _postgres_template(server, base)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.test")
    django.setup()
    make_template()
