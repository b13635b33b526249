"""What a package says to the academy's page around it, when it means harm."""

import pytest
from playwright.sync_api import expect

from tests.courses.packages.seat import Seat
from tests.factories.accounts import SuperuserFactory
from tests.factories.packages import Part, bring_in, scorm

from .conftest import sign_in_here

pytestmark = pytest.mark.e2e
# From the page that plays, whose messages alone are heard: a package may write in it.
FLOOD = """() => new Promise((done) => {
  const post = (said) => window.top.postMessage(said, "*");
  const circle = {}; circle.self = circle;
  const shapes = [
    null, 1, "academy", [], [["package"]], new Date(), new Map([["academy", "package"]]), circle,
    { academy: "package" }, { academy: "package", news: null }, { academy: "package", news: {} },
    { academy: "package", news: ["kept"] }, { academy: "package", news: "constructor" },
    { academy: "package", news: "__proto__", part: { toString: 1 } },
    { academy: { toString: "package" }, news: "kept" },
    { academy: "package", news: "part", part: "nowhere" },
    { academy: "package", news: "part", part: { value: "p1" } },
    { academy: "package", news: "part", part: "x".repeat(1000000) },
    { academy: "package", news: "next" }, { academy: "package", news: "kept" },
  ];
  let round = 0;
  const one = () => {
    for (const said of shapes) for (let n = 0; n < 50; n += 1) post(said);
    round += 1;
    if (round < 60) setTimeout(one, 50); else done(round * shapes.length * 50);
  };
  one();
})"""


def test_a_flood_of_messages_leaves_the_page_as_it_was(served, context, settings):
    parts = [Part(f"p{number}", f"Partie {number}", f"p{number}.html") for number in range(2)]
    waits = "<adlcp:prerequisites>p0</adlcp:prerequisites>"
    content = scorm([parts[0], Part("p1", "Partie 1", "p1.html", extra=waits)])
    seat = Seat(bring_in(content, by=SuperuserFactory()).version.package)
    sign_in_here(context, seat.user, settings)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{settings.PUBLIC_ADDRESS}{seat.lesson.get_url()}")
    page.locator(".package-open button").click()
    frame = page.frame_locator(".package-frame iframe")
    expect(frame.frame_locator("#part").locator("#opened")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/packages/" in one.url else None)
    address = page.url
    # What the page listens to, but for elements that come and go.
    page.evaluate("""() => {
      window.added = 0;
      const add = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (...said) {
        if ([window, document, document.body].includes(this)) window.added += 1;
        return add.apply(this, said);
      };
    }""")
    player = next(one for one in page.frames if one.url.endswith("/") and "content." in one.url)
    sent = player.evaluate(FLOOD)
    assert sent == 60_000
    # It answers at once, and nothing of what was said has grown in it.
    took = page.evaluate("""() => new Promise((done) => {
      const began = performance.now();
      setTimeout(() => done(performance.now() - began));
    })""")
    assert took < 2_000
    page.wait_for_timeout(3_000)
    assert page.evaluate("window.added") < 50
    assert problems == []
    # A question a second at most, for as long as it lasts; and what waits is opened for nobody.
    assert len([one for one in asked if "standing" in one]) < 60
    assert page.url == address
    here = page.locator(".package-line.is-here")
    expect(here).to_contain_text("Partie 0")
    # And the part goes on.
    frame.frame_locator("#part").locator("#finish").click()
    expect(page.locator(".package-part").first.locator("svg")).to_be_visible()
    assert seat.attempt.parts.get().success == "passed"
