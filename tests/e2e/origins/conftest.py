"""Browsers before the origins of packages, which this process serves: no academy of the other
journeys is started for them."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from courses.packages import tokens
from tests.courses.packages.seat import Seat
from tests.factories.accounts import SuperuserFactory
from tests.factories.packages import bring_in, scorm


@pytest.fixture(scope="session", autouse=True)
def _loop_in_this_thread():
    """Django takes this thread, in which Playwright has its loop, for asynchronous code: from
    before the database of the tests is made until it is gone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session")
def base_url():
    """Not the academy of the other journeys: nothing of it is wanted."""
    return ""


@pytest.fixture
def served(own_database, settings, tmp_path):
    """The origins of packages, served by this process."""
    settings.PACKAGES_ROOT = tmp_path / "packages"
    server = LiveServer("localhost")
    settings.PUBLIC_ADDRESS = server.url.replace("localhost", "lms.localhost")
    yield server
    server.stop()


@pytest.fixture
def seat_of(served):
    """Return a function that seats a learner before a package of its own."""

    def seat(version="1.2", **said):
        package = bring_in(scorm(version=version, **said), by=SuperuserFactory())
        return Seat(package.version.package)

    return seat


def opened(seat, page: Page, item: str = "") -> Page:
    """Open the package as its page in the academy frames it."""
    page.goto(tokens.for_launch(seat.open(item)).page)
    return page


def sign_in_here(context: BrowserContext, user: Any, settings: Any) -> None:
    """Sign somebody in, in the place of whoever was in this browser."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": settings.PUBLIC_ADDRESS}]
    )
