"""Measure the pages people use, beside a trivial view and a one-query view of the same run.

    make bench                                   on SQLite, 200,000 learners
    LEARNERS=12000 make bench                    fewer
    DATABASE_URL=postgres://… make bench         on PostgreSQL

The demonstration data is made once, in var/bench (or in the database named), and kept.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    """Print the table; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--learners", type=int, default=int(os.environ.get("LEARNERS", "200000")))
    parser.add_argument("--times", type=int, default=60)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
    os.environ.setdefault("ACADEMY_VAR_DIR", str(ROOT / "var" / f"bench-{options.learners}"))

    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "tests.bench.urls"
    settings.ALLOWED_HOSTS = ["testserver"]

    from tests.bench.pages import prepare, run

    prepare(options.learners)
    return run(options.times)


sys.exit(main())
