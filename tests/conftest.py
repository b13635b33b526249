"""What every test may use."""

import gc
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import caches
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests.database import cloned_database
from tests.e2e.chromium import CHROMIUM_OPTIONS, NoChromium, chromium

ROOT = Path(__file__).resolve().parent.parent
if sys.dont_write_bytecode:
    # No bytecode beside the sources, if that is wanted; but rewriting the tests' assertions takes
    # seconds of each process, so that what comes out of it is kept elsewhere.
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(tempfile.gettempdir()) / "academie-test-bytecode")
# The same examples in each run, in whatever time: a check is red for what was changed alone. To
# look for others: pytest --hypothesis-profile=explore.
hypothesis_settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis_settings.register_profile("explore", deadline=None, derandomize=False)
hypothesis_settings.load_profile("suite")
# Collecting makes a hundred thousand objects that stay: to look for garbage among them is vain.
gc.disable()


def pytest_sessionstart(session):
    """Make the database template meanwhile, where it is missing: the others collect, and start with
    the tests that need no database."""
    if (
        getattr(session.config.option, "numprocesses", None)
        and not session.config.option.collectonly
    ):
        gc.enable()
        session.config.template = subprocess.Popen(
            [sys.executable, "-m", "tests.database"], cwd=ROOT
        )


def pytest_sessionfinish(session):
    """Leave nothing running."""
    template = getattr(session.config, "template", None)
    if template is not None:
        template.wait()


def pytest_collection_finish():
    """Look for garbage from here on, less often than usual, and not in what stays till the end."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the tests that need a database after the others, which needn't wait for it."""
    items.sort(key=lambda item: _may_use_database(item) or "own_database" in item.fixturenames)


def _may_use_database(item):
    fixtures = {"db", "transactional_db", "live_server"} & set(item.fixturenames)
    return bool(fixtures or item.get_closest_marker("django_db"))


def _worker(request):
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, request):
    """Give each test process a clone of one migrated database."""
    with django_db_blocker.unblock(), cloned_database(_worker(request)):
        yield


@pytest.fixture(scope="module")
def module_database(request, django_db_setup, django_db_blocker):
    """A fresh database for the tests of one module: what a fixture of the module adds to it stays.

    It gives the function that lets such a fixture write. What a test itself writes is taken back.
    """
    with django_db_blocker.unblock(), cloned_database(f"{_worker(request)}_module"):
        django_db_blocker.block()
        yield django_db_blocker.unblock
        django_db_blocker.restore()


@pytest.fixture
def own_database(request, django_db_setup, django_db_blocker):
    """A fresh database that really commits, for races; the other tests' one keeps its pages.

    To be used instead of `django_db(transaction=True)`, which would empty Wagtail's root away.
    """
    with django_db_blocker.unblock(), cloned_database(f"{_worker(request)}_own"):
        yield


@pytest.fixture
def in_english():
    """What the academy says is in English, as tests read it, whatever was shown before."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_log(request):
    """Start each test with no query logged: a log holds 9,000, and a full one counts no more."""
    if _may_use_database(request.node):
        connection.queries_log.clear()


@pytest.fixture(autouse=True)
def _empty_cache(request):
    """Start each test with nothing cached; the shared cache is a table, for tests that have one.

    Pictures stay: what they are kept under is all that they are drawn from.
    """
    caches["local"].clear()
    if _may_use_database(request.node):
        caches["default"].clear()


@pytest.fixture(autouse=True)
def _usual_language():
    """Start each test in the academy's language: the page of a test before leaves its own."""
    translation.deactivate()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Chromium as the machine has it."""
    path, remedy = "", ""
    try:
        path = chromium()
    except NoChromium as missing:
        remedy = str(missing)
    if remedy:
        pytest.fail(remedy, pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_OPTIONS}


@pytest.fixture
def with_second_factor():
    """Give people the second factor that their role asks for."""

    def give(*people):
        for person in people:
            TOTP.activate(person, generate_totp_secret())

    return give


@pytest.fixture
def sign_in(client, with_second_factor):
    """Sign a person in, with the second factor that their role asks for; return the client."""

    known = set()

    def do(person):
        if person.pk not in known:
            with_second_factor(person)
            known.add(person.pk)
        client.force_login(person)
        return client

    return do
