"""One browser and several learners: what a package keeps in it, and what the academy does."""

import json

import pytest
from playwright.sync_api import Page, expect

from courses.models import PackagePart
from courses.packages import tokens
from tests.courses.packages.seat import Seat
from tests.factories.accounts import SuperuserFactory
from tests.factories.cmi5 import cmi5
from tests.factories.h5p import h5p, library
from tests.factories.packages import bring_in, scorm

from .conftest import opened, sign_in_here

pytestmark = pytest.mark.e2e
COMMITS = "**/commit/"
SCORM = ("scorm12", "scorm2004")
# Writes its mark wherever a page may keep something, after it has looked for the mark of others.
KEEPING = r"""
const database = () => new Promise((done, fail) => {
  const asked = indexedDB.open("kept", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("marks");
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});
const inDatabase = (mode, act) => database().then((kept) => new Promise((done) => {
  const asked = act(kept.transaction("marks", mode).objectStore("marks"));
  asked.onsuccess = () => { kept.close(); done(asked.result); };
}));
const cookieNames = () => document.cookie.split("; ").filter(Boolean)
  .map((one) => one.split("=")[0]).sort().join(" ");
const places = {
  localStorage: {
    look: () => localStorage.getItem("mark"),
    keep: () => localStorage.setItem("mark", "1"),
  },
  sessionStorage: {
    look: () => sessionStorage.getItem("mark"),
    keep: () => sessionStorage.setItem("mark", "1"),
  },
  indexedDB: {
    look: () => inDatabase("readonly", (marks) => marks.get("mark")),
    keep: () => inDatabase("readwrite", (marks) => marks.put("1", "mark")),
  },
  caches: {
    look: async () => ((await caches.has("kept")) ? "1" : null),
    keep: async () => (await caches.open("kept")).put("/mark", new Response("1")),
  },
  files: {
    look: async () => {
      const folder = await navigator.storage.getDirectory();
      try { return (await folder.getFileHandle("mark")).name && "1"; } catch { return null; }
    },
    keep: async () => (await navigator.storage.getDirectory())
      .getFileHandle("mark", { create: true }),
  },
  cookies: {
    look: cookieNames,
    keep: () => {
      const parent = location.hostname.split(".").slice(1).join(".");
      let number = 0;
      for (const domain of ["", `; Domain=${location.hostname}`, `; Domain=${parent}`]) {
        for (const path of ["/", "/p", "/p/"]) {
          for (const kind of ["SameSite=None; Secure", "SameSite=Strict", "SameSite=Lax",
            "SameSite=None; Secure; Partitioned"]) {
            number += 1;
            document.cookie = `m${number}=1; Max-Age=99999; Path=${path}${domain}; ${kind}`;
          }
        }
      }
    },
  },
};
async function lookAndKeep() {
  const found = {};
  for (const [name, place] of Object.entries(places)) {
    try {
      found[name] = (await place.look()) || null;
      await place.keep();
    } catch (error) {
      found[name] = `refused: ${error.name}`;
    }
  }
  found.set = cookieNames() !== "";
  const shown = document.createElement("pre");
  shown.id = "found";
  shown.textContent = JSON.stringify(found);
  document.body.append(shown);
}
"""
NOTHING = dict.fromkeys(("localStorage", "sessionStorage", "indexedDB", "caches", "files"))
MARKED = dict.fromkeys(("localStorage", "indexedDB", "caches", "files"), "1")


def _page(script: str) -> str:
    title = "<!DOCTYPE html><html><head><title>Part</title></head><body><p>Part</p>"
    return f"{title}<script>{script}</script></body></html>"


CONTENTS = {
    "scorm": lambda: scorm(
        files={"index.html": _page(KEEPING + "lookAndKeep(); // lesson_status")}
    ),
    "cmi5": lambda: cmi5(files={"index.html": _page(KEEPING + "lookAndKeep();")}),
    "h5p": lambda: h5p(
        library(
            "H5P.TestPart",
            f"var H5P = H5P || {{}}; {KEEPING} setTimeout(lookAndKeep, 500);"
            "H5P.TestPart = function () { H5P.EventDispatcher.call(this);"
            "this.attach = function () {}; };"
            "H5P.TestPart.prototype = Object.create(H5P.EventDispatcher.prototype);",
            runnable=0,
        )
    ),
}


@pytest.fixture
def enter(served, context, settings):
    """Return a function that opens the package of a seat as its learner, in this one browser, in
    the frame of the academy's page or in a window of its own, and returns what the package found
    there.

    Private windows keep nothing in frames of other sites; where the academy and its packages are
    neighbours of one site, they do.
    """
    neighbour = served.url.replace("localhost", "lms.academie.localhost")

    def found_by(seat: Seat, *, in_window: bool) -> dict[str, str | None]:
        if not in_window:
            settings.PUBLIC_ADDRESS = neighbour
            settings.CONTENT_HOST = "content.academie.localhost"
        sign_in_here(context, seat.user, settings)
        page = context.new_page()
        page.goto(f"{settings.PUBLIC_ADDRESS}{seat.lesson.get_url()}")
        page.locator(".package-open button").click()
        place = page.frame_locator(".package-frame iframe")
        if in_window:
            with context.expect_page() as opening:
                page.locator("#package-window").click()
            place = opening.value
        inside = place.frame_locator("#part") if seat.attempt.version.standard in SCORM else place
        said = json.loads(inside.locator("#found").inner_text())
        for one in context.pages:
            one.close()
        return said

    return found_by


@pytest.mark.parametrize("in_window", [False, True], ids=["frame", "window"])
@pytest.mark.parametrize("standard", ["scorm", "cmi5", "h5p"])
def test_what_a_package_kept_is_never_met_by_the_next_learner(served, enter, standard, in_window):
    package = bring_in(CONTENTS[standard](), by=SuperuserFactory()).version.package
    first, second = Seat(package), Seat(package)
    nothing = {"cookies": None} | NOTHING
    found = enter(first, in_window=in_window)
    # A package may have set cookies; otherwise nothing is shown of those.
    assert found.pop("set") or not in_window
    assert found == nothing
    found = enter(second, in_window=in_window)
    found.pop("set")
    assert found == nothing
    # Whoever comes back finds what is theirs, but for cookies and for what ends with its window.
    found = enter(first, in_window=in_window)
    found.pop("set")
    assert found.pop("cookies") is None
    marked = MARKED | ({"localStorage": None} if standard == "h5p" else {})
    assert found == {"sessionStorage": None} | marked


# --- What a device holds of an opening ------------------------------------------------------------
def _row(seat: Seat) -> PackagePart:
    return seat.attempt.parts.get()


def _held(page: Page) -> list[str]:
    names: list[str] = page.evaluate("Object.keys(localStorage)")
    return [name for name in names if name.startswith("academy-held:")]


def cut_off(page: Page) -> None:
    """Let nothing arrive any more that this page sends, nor the last words of which it hears
    nothing."""
    page.route(COMMITS, lambda route: route.abort())
    page.evaluate("navigator.sendBeacon = () => true")


@pytest.fixture
def seats(served):
    package = bring_in(scorm(), by=SuperuserFactory()).version.package
    return Seat(package), Seat(package)


@pytest.mark.parametrize("how", ["committed", "finished"])
def test_what_was_never_sent_is_sent_when_its_learner_opens_it_again(seats, context, how):
    seat, other = seats
    page = opened(seat, context.new_page())
    part = page.frame_locator("#part")
    expect(part.locator("#opened")).to_have_text("ab-initio||")
    cut_off(page)
    part.locator("#half" if how == "committed" else "#finish").click()
    shown = page.locator("#said" if how == "committed" else "#ended")
    expect(shown).to_contain_text("sur cet appareil")
    page.close()
    assert not _row(seat).cmi

    # Another learner on the same device neither sends nor finds it, and takes nothing of it away.
    theirs = opened(other, context.new_page())
    expect(theirs.frame_locator("#part").locator("#opened")).to_have_text("ab-initio||")
    assert _held(theirs) == []
    assert not _row(seat).cmi
    assert not _row(other).cmi

    again = opened(seat, context.new_page())
    part = again.frame_locator("#part")
    if how == "committed":
        expect(part.locator("#opened")).to_have_text("resume|page-2|half of it")
    else:
        expect(part.locator("#opened")).to_be_visible()
        assert (_row(seat).completion, _row(seat).success) == ("completed", "passed")
        assert seat.is_finished
    assert _held(again) == []
    assert not _row(other).cmi


def test_what_was_done_elsewhere_meanwhile_is_not_undone(seats, context, browser):
    seat, _other = seats
    page = opened(seat, context.new_page())
    part = page.frame_locator("#part")
    expect(part.locator("#opened")).to_have_text("ab-initio||")
    cut_off(page)
    part.locator("#fail").click()
    expect(page.locator("#ended")).to_contain_text("sur cet appareil")
    page.close()

    elsewhere = browser.new_context()
    there = opened(seat, elsewhere.new_page())
    there.frame_locator("#part").locator("#half").click()
    expect(there.frame_locator("#part").locator("#opened")).to_have_text("kept")
    elsewhere.close()

    again = opened(seat, context.new_page())
    part = again.frame_locator("#part")
    expect(part.locator("#opened")).to_have_text("resume|page-2|half of it")
    assert _row(seat).success == ""
    assert _held(again) == []


def test_it_waits_for_the_academy_before_the_part_goes_on(seats, context):
    seat, _other = seats
    page = opened(seat, context.new_page())
    part = page.frame_locator("#part")
    expect(part.locator("#opened")).to_have_text("ab-initio||")
    cut_off(page)
    part.locator("#half").click()
    expect(page.locator("#said")).to_contain_text("sur cet appareil")
    page.close()
    context.route(COMMITS, lambda route: route.fulfill(status=503))
    again = opened(seat, context.new_page())
    expect(again.locator("#said")).to_contain_text("sur cet appareil")
    expect(again.locator("#part")).not_to_have_attribute("src", "f/index.html")
    context.unroute(COMMITS)
    text = "resume|page-2|half of it"
    expect(again.frame_locator("#part").locator("#opened")).to_have_text(text)
    expect(again.locator("#notice")).to_be_hidden()


def test_what_has_no_room_in_the_last_words_is_kept_on_the_device(served, context):
    """A beacon holds 60 kB; the state of a part of SCORM 2004 may be longer."""
    long = _page(
        "const api = window.parent.API_1484_11; api.Initialize('');"
        "document.querySelector('p').textContent = api.GetValue('cmi.suspend_data').length;"
        "api.SetValue('cmi.suspend_data', 'é'.repeat(40000)); api.SetValue('cmi.exit', 'suspend');"
        "// completion_status"
    )
    content = scorm(version="2004 4th Edition", files={"index.html": long})
    seat = Seat(bring_in(content, by=SuperuserFactory()).version.package)
    page = opened(seat, context.new_page())
    expect(page.frame_locator("#part").locator("p")).to_have_text("0")
    page.close(run_before_unload=True)
    again = opened(seat, context.new_page())
    expect(again.frame_locator("#part").locator("p")).to_have_text("40000")


def test_a_package_that_fills_its_storage_stops_nobody(seats, context):
    seat, _other = seats
    page = opened(seat, context.new_page())
    part = page.frame_locator("#part")
    expect(part.locator("#opened")).to_have_text("ab-initio||")
    page.evaluate(
        """() => { for (let n = 0; n < 500; n += 1)
            localStorage.setItem(`academy-held:${n}`, n % 2 ? "{" : `{"opening": "${n}"}`); }"""
    )
    page.close()
    again = opened(seat, context.new_page())
    expect(again.frame_locator("#part").locator("#opened")).to_be_visible()
    assert _held(again) == []
    assert not _row(seat).cmi


# --- A window of its own --------------------------------------------------------------------------
@pytest.mark.parametrize("standard", ["scorm", "h5p"])
def test_a_package_in_a_window_of_its_own_is_finished_there(served, context, settings, standard):
    content = scorm() if standard == "scorm" else h5p()
    seat = Seat(bring_in(content, by=SuperuserFactory()).version.package)
    sign_in_here(context, seat.user, settings)
    page = context.new_page()
    page.goto(f"{settings.PUBLIC_ADDRESS}{seat.lesson.get_url()}")
    page.locator(".package-open button").click()
    with context.expect_page() as opening:
        page.locator("#package-window").click()
    window = opening.value
    expect(page.locator(".package-frame iframe")).to_have_count(0)
    complaints: list[str] = []
    window.on("console", lambda said: complaints.append(said.text))
    inside = window.frame_locator("#part") if standard == "scorm" else window
    inside.locator("#finish, .finish").click()
    expect(page.locator(".package-state")).to_contain_text("Vous avez terminé")
    expect(page.locator("[data-under-way]")).to_have_count(0)
    assert seat.is_finished
    assert not [one for one in complaints if "postMessage" in one]


def test_the_address_of_a_window_opens_nothing_once_it_is_old(seats, context, settings):
    door = tokens.for_launch(seats[0].open())
    page = context.new_page()
    answer = page.goto(door.window.replace("/p/", "/p/x"))
    assert answer is not None
    assert answer.status == 403
