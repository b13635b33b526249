"""The page that plays SCORM packages, in a browser: what is lost on the way, and what is not."""

import pytest
from playwright.sync_api import expect

from courses.models import PackagePart
from tests.factories.packages import Part

from .conftest import opened, sign_in_here

pytestmark = pytest.mark.e2e
COMMITS = "**/commit/"


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
    expect(page.locator("#ended")).to_contain_text("ne peut être jointe")
    assert not row(seat).cmi
    page.unroute(COMMITS)
    expect(page.locator("#ended")).to_contain_text("est fermée")
    expect(page.locator("#notice")).to_be_hidden()
    assert (row(seat).completion, row(seat).success) == ("completed", "passed")
    assert seat.is_finished


def test_what_is_refused_once_it_arrives_is_waited_for_no_more(seat_of, page):
    opened(seat_of(), page)
    page.route(COMMITS, lambda route: route.abort())
    page.frame_locator("#part").locator("#finish").click()
    expect(page.locator("#ended")).to_contain_text("ne peut être jointe")
    page.unroute(COMMITS)
    page.route(COMMITS, lambda route: route.fulfill(status=400))
    expect(page.locator("#ended")).to_contain_text("est fermée")
    expect(page.locator("#notice")).to_have_attribute("data-news", "refused")
    expect(page.locator("#notice")).to_be_visible()


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


LEAVING = """<!DOCTYPE html><html><head><title>Part</title></head><body>
<button id="continue">Continue</button><button id="exitAll">Exit</button>
<button id="{target=a}choice">First</button><script>
const api = window.parent.API_1484_11;
api.Initialize("");
for (const button of document.querySelectorAll("button")) {
  button.onclick = () => {
    api.SetValue("cmi.completion_status", button.id === "continue" ? "completed" : "incomplete");
    api.SetValue("adl.nav.request", button.id);
    api.Terminate("");
  };
}
</script></body></html>"""


def test_a_part_leads_to_the_next_to_one_of_its_choice_and_out(seat_of, served, context, settings):
    parts = [Part("a", "Première", "a.html"), Part("b", "Seconde", "b.html")]
    closed = '<imsss:sequencing><imsss:controlMode choice="false" flow="true"/></imsss:sequencing>'
    seat = seat_of(
        "2004 4th Edition",
        parts=parts,
        organization=closed,
        files={"a.html": LEAVING, "b.html": LEAVING},
    )
    sign_in_here(context, seat.user, settings)
    page = context.new_page()
    lesson = f"{settings.PUBLIC_ADDRESS}{seat.lesson.get_url()}"
    page.goto(lesson)
    page.locator(".package-open button").click()
    here = page.locator(".package-line.is-here")
    part = page.frame_locator(".package-frame iframe").frame_locator("#part")
    # The next one waits for this one, which is done just now.
    expect(here).to_contain_text("Première")
    part.locator("#continue").click()
    expect(here).to_contain_text("Seconde")
    part.get_by_role("button", name="First").click()
    expect(here).to_contain_text("Première")
    part.locator("#exitAll").click()
    page.wait_for_url(f"{lesson}#block-{seat.block_id}")


# All that a part may set, and what it reads of it afterwards.
SAID = {
    "cmi.location": "page-3",
    "cmi.progress_measure": "0.25",
    "cmi.score.raw": "12",
    "cmi.score.min": "0",
    "cmi.score.max": "20",
    "cmi.score.scaled": "0.6",
    "cmi.learner_preference.audio_level": "0.5",
    "cmi.learner_preference.language": "fr",
    "cmi.comments_from_learner.0.comment": "{lang=fr}Une remarque",
    "cmi.objectives.0.id": "but-1",
    "cmi.objectives.0.success_status": "passed",
    "cmi.objectives.0.completion_status": "completed",
    "cmi.objectives.0.score.scaled": "1",
    "cmi.interactions.0.id": "q-1",
    "cmi.interactions.0.type": "choice",
    "cmi.interactions.0.objectives.0.id": "but-1",
    "cmi.interactions.0.correct_responses.0.pattern": "a[,]c",
    "cmi.interactions.0.weighting": "2",
    "cmi.interactions.0.learner_response": "a[,]b",
    "cmi.interactions.0.result": "incorrect",
    "cmi.interactions.0.latency": "PT12S",
    "cmi.interactions.0.description": "Une question",
    **{f"cmi.interactions.{n}.id": f"q-{n}" for n in range(1, 12)},
    "cmi.interactions.11.type": "numeric",
    "cmi.interactions.11.correct_responses.0.pattern": "1[:]2",
    "cmi.interactions.11.learner_response": "1.5",
    "cmi.suspend_data": '« é » \\ " 1',
    "cmi.exit": "suspend",
}
WRITE_ONLY = {"cmi.exit"}
SPEAKING = """<!DOCTYPE html><html><head><title>Part</title></head><body><p>Ready</p><script>
const api = window.parent.API_1484_11;
api.Initialize("");
</script></body></html>"""


def test_whatever_a_part_set_is_there_when_it_is_gone_on_with(seat_of, page):
    seat = seat_of(
        "2004 4th Edition", files={"index.html": SPEAKING + "<!-- completion_status -->"}
    )
    opened(seat, page)
    expect(page.frame_locator("#part").get_by_text("Ready")).to_be_visible()
    set_all = """(said) => Object.entries(said)
        .filter(([name, value]) => API_1484_11.SetValue(name, value) !== "true")
        .map(([name]) => [name, API_1484_11.GetLastError()])"""
    assert page.evaluate(set_all, SAID) == []
    assert page.evaluate("API_1484_11.Commit('')") == "true"
    page.goto("about:blank")
    opened(seat, page)
    expect(page.frame_locator("#part").get_by_text("Ready")).to_be_visible()
    read = SAID.keys() - WRITE_ONLY
    found = page.evaluate(
        "(names) => Object.fromEntries(names.map((name) => [name, API_1484_11.GetValue(name)]))",
        sorted(read),
    )
    assert found == {name: SAID[name] for name in read}
    assert page.evaluate("API_1484_11.GetValue('cmi.interactions._count')") == "12"
    assert page.evaluate("API_1484_11.GetValue('cmi.entry')") == "resume"
