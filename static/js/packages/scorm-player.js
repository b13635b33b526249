/* The page that plays a SCORM package, on the origin of that package.

   The part, in the frame below, finds `API` (1.2) or `API_1484_11` (2004) in this window. What it
   reports is posted to the address of this page (`reports.js`); the page of the academy around it
   hears that something happened, and nothing of what. */
(() => {
  "use strict";

  const state = JSON.parse(document.getElementById("state").textContent);
  const part = document.getElementById("part");
  const notice = document.getElementById("notice");
  const said = document.getElementById("said");
  const is2004 = state.standard === "scorm2004";

  /* Parts look for their run-time in the windows around them, one after the other: here the search
     ends, or those that look for another one would stumble over a page that isn't theirs to read. */
  const around = window.parent;
  window.parent = window;

  /* A part that ends may say whereto one wants to go: that follows once it has ended. */
  let wanted = { news: "ended" };
  let hasEnded = false;
  let isFinished = false;
  /* In a window of its own there is nobody around. */
  const tell = (words) => {
    if (around !== window) around.postMessage({ academy: "package", ...words }, state.academy);
  };

  const reports = state.reports ? new window.Reports({
    address: new URL("commit/", document.baseURI).href,
    opening: state.opening,
    after: state.after,
    error: is2004 ? 391 : 101,
    onNews: hear,
  }) : null;
  const wordsOf = (news) => (
    state.words[news === "waiting" && reports.isOnDevice ? "onDevice" : news]
  );

  /* `news`: of which it tells; "" for what the part itself says. */
  function show(words, news = "") {
    said.textContent = words;
    notice.hidden = !words;
    notice.dataset.news = news;
  }
  document.getElementById("close").addEventListener("click", () => show(""));

  function close(words) {
    part.remove();
    const ended = document.getElementById("ended");
    ended.textContent = words;
    ended.hidden = false;
  }

  function hear(news) {
    if (news === "over" || news === "overtaken") {
      /* Whatever one did from here on would be lost: nothing is left to do it in. */
      show("");
      close(state.words[news]);
    } else if (news === "waiting" && hasEnded) {
      show("");
      close(wordsOf("waiting"));
    } else {
      if (news !== "kept") show(wordsOf(news), news);
      else if (notice.dataset.news) show("");
      if (!hasEnded && news === "kept") tell({ news });
      /* What was waited for is kept, or never will be. */
      if (hasEnded && !part.isConnected) finish();
    }
  }

  function finish() {
    if (isFinished) return;
    isFinished = true;
    close(state.words.ended);
    tell(wanted);
  }

  /* Once what the part does in its last moments is done; what isn't known to be kept is waited for
     here. */
  function end() {
    if (hasEnded) return;
    hasEnded = true;
    setTimeout(() => {
      part.remove();
      if (reports.held) hear("waiting");
      else if (!reports.isOver) finish();
    }, 250);
  }

  const REQUESTS = { continue: "next", previous: "previous", exitAll: "leave", suspendAll: "leave",
    abandonAll: "leave" };

  function wish(api) {
    const request = is2004 ? api.adl.nav.request : api.nav.event;
    const [, target] = /^\{target=([^}]+)\}(?:choice|jump)$/.exec(request) ?? [];
    if (target) wanted = { news: "part", part: target };
    else if (Object.hasOwn(REQUESTS, request)) wanted = { news: REQUESTS[request] };
  }

  /* Browsers open no window of a question out of a closed frame, and would answer it with no: no
     part could be gone on with, left or handed in. What it says is shown, and answered with yes. */
  function answerIn(win) {
    try {
      if (!Object.hasOwn(win, "academyAnswers")) {
        Object.defineProperty(win, "academyAnswers", { value: true });
        win.alert = (words) => show(String(words ?? ""));
        win.confirm = (words) => {
          show(`${String(words ?? "")} ${state.words.yes}`);
          return true;
        };
        win.prompt = (words, ready = "") => {
          show(String(words ?? ""));
          return String(ready);
        };
      }
    } catch { /* A document without an origin of its own is not for this page to write in. */ }
    for (let place = 0; place < win.length; place += 1) answerIn(win[place]);
  }

  function start() {
    const settings = {
      lmsCommitUrl: reports.address,
      autocommit: true,
      autocommitSeconds: 15,
      terminateCommitPayloadField: "terminated",
      mastery_override: state.decidesByScore,
      /* RTE 1.2, 3.4.4: a part that ends without a word of its status is completed. */
      autoCompleteLessonStatus: true,
      scoItemIds: state.open,
      logLevel: 5,
    };
    const Runtime = is2004 ? window.Scorm2004API : window.Scorm12API;
    const api = new Runtime(settings, reports);
    api.loadFromJSON({ cmi: state.cmi }, "");
    if (is2004) {
      const valid = api.adl.nav.request_valid;
      valid.continue = String(state.next);
      valid.previous = String(state.previous);
      window.API_1484_11 = api;
    } else {
      window.API = api;
    }
    const answer = () => {
      if (part.contentWindow) answerIn(part.contentWindow);
    };
    /* What was opened and nothing more is no news. */
    api.on(is2004 ? "Initialize" : "LMSInitialize", () => {
      reports.kept = JSON.stringify(api.getCommitObject(false).cmi);
    });
    for (const call of ["Initialize", "GetValue", "SetValue", "Commit"]) {
      api.on(is2004 ? call : `LMS${call}`, answer);
    }
    api.on("BeforeTerminate", () => wish(api));
    api.on(is2004 ? "Terminate" : "LMSFinish", end);

    const leave = () => reports.leave(api.isInitialized() ? api.getCommitObject(false) : null);
    window.addEventListener("pagehide", leave);
    /* Phones that fall asleep end pages without another word. */
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") leave();
    });
  }

  /* What this device still holds of a former opening comes first: the part goes on from there. */
  async function begin() {
    if (reports && await reports.deliver()) {
      location.reload();
      return;
    }
    show("");
    if (reports) start();
    part.src = state.address;
  }
  begin();
})();
