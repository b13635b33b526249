"""The page that plays SCORM packages, in a browser: what is lost on the way, and what is not."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import PackagePart
from courses.packages import tokens
from courses.packages.origins import origin_of
from tests.courses.packages.seat import Seat
from tests.factories.accounts import SuperuserFactory
from tests.factories.packages import Part, bring_in, scorm

pytestmark = pytest.mark.e2e
COMMITS = "**/commit/"


@pytest.fixture(scope="module", autouse=True)
def _loop_in_this_thread():
    """Django takes this thread, in which Playwright has its loop, for asynchronous code."""
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
    launch = seat.open(item)
    label = launch.attempt.version.label
    page.goto(f"{origin_of(label)}/p/{tokens.for_launch(launch, label)}/")
    return page


def row(seat) -> PackagePart:
    return seat.attempt.parts.get()


@pytest.mark.parametrize("version", ["1.2", "2004 4th Edition"])
def test_what_cannot_be_sent_is_sent_once_it_can(seat_of, page, version):
    seat = seat_of(version)
    opened(seat, page)
    part = page.frame_locator("#part")
    expect(part.locator("#opened")).to_have_text("ab-initio||")
    page.route(COMMITS, lambda route: route.abort())
    part.locator("#half").click()
    expect(page.locator("#notice")).to_have_attribute("data-news", "waiting")
    part.locator("#finish").click()
    expect(page.locator("#part")).to_have_count(0)
    expect(page.locator("#ended")).to_be_hidden()
    assert not row(seat).cmi
    page.unroute(COMMITS)
    expect(page.locator("#ended")).to_be_visible()
    expect(page.locator("#notice")).to_be_hidden()
    assert (row(seat).completion, row(seat).success) == ("completed", "passed")
    assert seat.is_finished


def test_whoever_opened_it_again_elsewhere_is_told_in_the_first_window(seat_of, page, context):
    seat = seat_of()
    first = opened(seat, page)
    second = opened(seat, context.new_page())
    part = second.frame_locator("#part")
    part.locator("#half").click()
    expect(part.locator("#opened")).to_have_text("kept")
    # Nothing of the first is taken any more, and nothing is left to do in it.
    first.bring_to_front()
    first.frame_locator("#part").locator("#fail").click()
    expect(first.locator("#part")).to_have_count(0)
    expect(first.locator("#ended")).to_be_visible()
    assert row(seat).success == ""
    assert row(seat).cmi["core"]["lesson_location"] == "page-2"
    # Nor is what the first says when it is closed.
    first.close()
    part.locator("#finish").click()
    expect(second.locator("#ended")).to_be_visible()
    assert row(seat).success == "passed"


# A part as of old: it asks whether to go on, in a window of the browser, and keeps a lot.
ASKING = """<!DOCTYPE html><html><head><title>Part</title></head><body><p id="place"></p>
<iframe src="inner.html"></iframe><script>
const api = window.parent.API_1484_11;
api.Initialize("");
const place = api.GetValue("cmi.location");
const goesOn = place && confirm("Go on where you were?");
document.getElementById("place").textContent = goesOn ? place : "beginning";
api.SetValue("cmi.location", "page-9");
api.SetValue("cmi.suspend_data", "é".repeat(40000));
api.SetValue("cmi.exit", "suspend");
for (let n = 0; n < 30; n += 1) {
  api.SetValue(`cmi.interactions.${n}.id`, `q${n}`);
  api.SetValue(`cmi.interactions.${n}.type`, "long-fill-in");
  api.SetValue(`cmi.interactions.${n}.learner_response`, "x".repeat(3900));
}
</script></body></html>"""
INNER = "<!DOCTYPE html><title>Inner</title><p>Inner</p>"


def test_a_part_that_asks_is_gone_on_with_and_what_was_set_last_is_kept(seat_of, page):
    files = {"index.html": ASKING + "<!-- completion_status -->", "inner.html": INNER}
    seat = seat_of("2004 4th Edition", files=files)
    opened(seat, page)
    expect(page.frame_locator("#part").locator("#place")).to_have_text("beginning")
    # Away at once, with more to say than a last report holds: where one is comes first.
    page.goto("about:blank")
    page.wait_for_timeout(1_000)
    assert row(seat).cmi["location"] == "page-9"
    assert "suspend_data" not in row(seat).cmi
    opened(seat, page)
    expect(page.frame_locator("#part").locator("#place")).to_have_text("page-9")
    expect(page.locator("#said")).to_contain_text("Go on where you were?")
    page.get_by_role("button").click()
    expect(page.locator("#notice")).to_be_hidden()


OBJECTIVES = """<!DOCTYPE html><html><head><title>Part</title></head>
<body><p id="found"></p><button id="end">End</button><script>
const api = window.parent.API_1484_11;
api.Initialize("");
const ids = [];
for (let n = 0; n < Number(api.GetValue("cmi.objectives._count")); n += 1) {
  ids.push(api.GetValue(`cmi.objectives.${n}.id`));
}
const ways = ["continue", "previous", "choice.{target=b}", "choice.{target=nowhere}"].map(
  (way) => api.GetValue(`adl.nav.request_valid.${way}`));
document.getElementById("found").textContent = [...ids, ...ways].join(" ");
document.getElementById("end").onclick = () => api.Terminate("");
</script></body></html>"""
SEQUENCING = (
    "<imsss:sequencing><imsss:objectives>"
    '<imsss:primaryObjective objectiveID="main"/><imsss:objective objectiveID="more"/>'
    "</imsss:objectives></imsss:sequencing>"
)


def test_a_part_finds_its_objectives_and_the_ways_out_of_it(seat_of, page):
    parts = [Part("a", "A", "a.html", extra=SEQUENCING), Part("b", "B", "b.html")]
    files = {"a.html": OBJECTIVES + "<!-- completion_status -->"}
    seat = seat_of("2004 4th Edition", parts=parts, files=files)
    opened(seat, page, "a")
    part = page.frame_locator("#part")
    expect(part.locator("#found")).to_have_text("main more true false true false")
    part.locator("#end").click()
    expect(page.locator("#ended")).to_be_visible()
    # What ends without a word of its completion is completed.
    assert row(seat).completion == "completed"
    assert [one["id"] for one in row(seat).cmi["objectives"].values()] == ["main", "more"]
