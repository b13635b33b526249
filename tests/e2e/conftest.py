"""What the journeys share: the served academy, Chromium, and browsers that are watched."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, StorageState, expect

from . import people
from .provider import Provider, provider
from .serving import Academy, serve
from .steps import sign_in
from .watching import Watch

# Milliseconds. Generous: machines that build are busy with other things.
PATIENCE = 60_000
BROWSER_LANGUAGES = {"fr": "fr-CA", "en": "en-CA"}

expect.set_options(timeout=PATIENCE)


@pytest.fixture(params=people.LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Every journey is made in each language."""
    return request.param


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[Provider]:
    """An identity provider by which people may sign in to the academy."""
    with provider() as served:
        yield served


@pytest.fixture(scope="session")
def academy(
    tmp_path_factory: pytest.TempPathFactory, identity_provider: Provider
) -> Iterator[Academy]:
    """The academy, with the people and the paths of the journeys."""
    served = serve(
        tmp_path_factory.mktemp("academy"),
        ["-m", "tests.e2e.prepare"],
        environment=identity_provider.environment,
    )
    yield served
    served.stop()


@pytest.fixture(scope="session")
def base_url(academy: Academy) -> str:
    """The address from which pages are opened."""
    return academy.address


@pytest.fixture
def watch(base_url: str) -> Iterator[Watch]:
    """What went wrong in the browser; the journey fails on any of it."""
    watching = Watch(base_url)
    yield watching
    assert not watching.problems, "\n".join(watching.problems)


OpenBrowser = Callable[..., BrowserContext]


@pytest.fixture
def open_browser(new_context: Callable[..., BrowserContext], watch: Watch) -> OpenBrowser:
    """Return a function that opens a browser of its own: another call is another device."""

    def open_one(language: str, **options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
        context = new_context(locale=BROWSER_LANGUAGES[language], **options)
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        return context

    return open_one


@pytest.fixture(scope="session")
def _sessions() -> dict[str, StorageState]:
    """Return the cookies of those who have signed in, by e-mail address."""
    return {}


@pytest.fixture
def open_as(open_browser: OpenBrowser, _sessions: dict[str, StorageState]) -> Callable[..., Page]:
    """Return a function that opens a page of somebody who is signed in (at the first call, by the
    sign-in pages)."""

    def open_one(who: people.Account, **options: Any) -> Page:
        known = _sessions.get(who.email)
        if known is not None:
            return open_browser(who.language, storage_state=known, **options).new_page()
        page = open_browser(who.language, **options).new_page()
        sign_in(page, who)
        _sessions[who.email] = page.context.storage_state()
        return page

    return open_one


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Show the academy's own log when a journey fails."""
    report = yield
    served = getattr(item, "funcargs", {}).get("academy")
    if report.failed and served is not None:
        report.sections.append(("The academy's log", served.log_tail()))
    return report
