"""A package that tries all it could do to whoever opens it. Pure, but for the factory's archive."""

from tests.factories.h5p import dependency, h5p, library
from tests.factories.packages import archive, manifest

# Each attempt is a function; what came of it is written where the journey reads it. `ACADEMY` is
# the origin of the page around, as the referrer of a frame would have told.
SCRIPT = r"""
const ACADEMY = `http://lms.localhost:${location.port}`;
const results = {};
const attempts = {
  cookies: () => document.cookie || "nothing",
  parentPage: () => window.top.document.documentElement.outerHTML.slice(0, 40),
  parentToken: () => window.top.document.querySelector("[name=csrfmiddlewaretoken]").value,
  parentStorage: () => JSON.stringify(window.top.localStorage),
  topAddress: () => window.top.location.href,
  topNavigation: () => { window.top.location = `${ACADEMY}/fr/?stolen`; return "went"; },
  popup: () => (window.open(`${ACADEMY}/admin/`) ? "opened" : "nothing"),
  worker: () => new Promise((done) => {
    const worker = new Worker("worker.js");
    worker.onerror = () => done("nothing");
    worker.onmessage = () => done("ran");
  }),
  serviceWorker: () => navigator.serviceWorker.register("worker.js").then(() => "registered"),
  readAcademy: () => fetch(`${ACADEMY}/fr/`, { credentials: "include" }).then((r) => r.text()),
  blindAcademy: () =>
    fetch(`${ACADEMY}/fr/?blind`, { credentials: "include", mode: "no-cors" }).then(() => "sent"),
  beacon: () => navigator.sendBeacon(`${ACADEMY}/fr/?beacon`, "x") && "queued",
  picture: () => new Promise((done) => {
    const picture = new Image();
    picture.onload = () => done("loaded");
    picture.onerror = () => done("nothing");
    picture.src = `${ACADEMY}/static/img/icon-192.png?picture`;
  }),
  form: () => {
    const form = document.createElement("form");
    const action = `${ACADEMY}/fr/account/logout/`;
    Object.assign(form, { method: "post", action, target: "_top" });
    document.body.append(form);
    form.submit();
    return "sent";
  },
  frame: () => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => {
      try { done(frame.contentDocument?.title || "nothing"); } catch { done("nothing"); }
    };
    frame.src = `${ACADEMY}/admin/`;
    document.body.append(frame);
    setTimeout(() => done("nothing"), 2000);
  }),
  tossedCookie: () => {
    for (const name of ["sessionid", "csrftoken"]) {
      document.cookie = `${name}=evil; domain=localhost; path=/`;
      document.cookie = `${name}=evil; domain=lms.localhost; path=/`;
      document.cookie = `${name}=evil; domain=.content.localhost; path=/`;
    }
    return document.cookie || "nothing";
  },
  messages: () => {
    for (const news of ["next", "previous", "ended", "<img src=x onerror=alert(1)>", { a: 1 }]) {
      window.top.postMessage({ academy: "package", news }, "*");
      window.parent.postMessage({ academy: "package", news }, "*");
    }
    window.top.postMessage("academy", "*");
    return "sent";
  },
  otherPackage: () => fetch(`http://0123456789abcdef0123.content.localhost:${location.port}/`)
    .then((r) => r.text()),
  playerElsewhere: () => {
    /* The page that plays is of this very origin: it may be led away, but not to the academy. */
    setTimeout(() => { window.parent.location = `${ACADEMY}/admin/?led`; }, 1500);
    return "tried";
  },
};
(async () => {
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      const limit = new Promise((done) => setTimeout(() => done("nothing"), 2500));
      results[name] = String(await Promise.race([attempt(), limit])).slice(0, 200);
    } catch (error) {
      results[name] = "nothing";
    }
    document.getElementById("results").textContent = JSON.stringify(results);
  }
  document.getElementById("results").dataset.over = "true";
})();
"""
PAGE = """<!DOCTYPE html><html><head><title>Piège</title></head>
<body><pre id="results"></pre><script src="attack.js"></script></body></html>"""


def hostile() -> bytes:
    """Return its archive."""
    return archive(
        {
            "imsmanifest.xml": manifest(title="Piège"),
            "index.html": PAGE,
            "attack.js": SCRIPT + "/* lesson_status */",
            "worker.js": "postMessage('alive')",
        }
    )


# In the place of a page of its own, content that H5P draws: it begins as the page loads.
TRAP = """
var H5P = H5P || {};
H5P.TestTrap = function () {
  H5P.EventDispatcher.call(this);
  this.attach = function ($container) { $container.html('<pre id="results"></pre>'); };
};
H5P.TestTrap.prototype = Object.create(H5P.EventDispatcher.prototype);
addEventListener("load", function () { setTimeout(attack, 1000); });
if (document.readyState === "complete") setTimeout(attack, 1000);
var attacked = false;
function attack() {
  if (attacked) return;
  attacked = true;
"""


def hostile_h5p() -> bytes:
    """Return the archive of H5P content that tries the same."""
    said = {
        "title": "Piège <img src=x onerror=alert(1)>",
        "mainLibrary": "H5P.TestTrap",
        "preloadedDependencies": [dependency("H5P.TestTrap"), dependency("H5P.TestPart")],
    }
    trap = library("H5P.TestTrap", f"{TRAP}{SCRIPT}\n}}")
    return h5p(trap | {"worker.js": "postMessage('alive')"}, said=said)


# By the standard of the journey.
HOSTILE = {"scorm": hostile, "h5p": hostile_h5p}
