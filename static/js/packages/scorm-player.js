/* The run-time of a SCORM part, on the origin of its package.

   The part, in the frame below, finds `API` (1.2) or `API_1484_11` (2004) in this window. What it
   reports is posted to the address of this page; the page of the academy around it hears that
   something happened, and nothing of what. */
(() => {
  "use strict";

  const state = JSON.parse(document.getElementById("state").textContent);
  const part = document.getElementById("part");
  const is2004 = state.standard === "scorm2004";

  /* Parts look for their run-time in the windows around them, one after the other: here the search
     ends, or those that look for another one would stumble over a page that isn't theirs to read. */
  const around = window.parent;
  window.parent = window;

  /* A part that ends may say whereto one wants to go: that follows once it has ended. */
  let wanted = "";
  const tell = (news) => around.postMessage({ academy: "package", news }, state.academy);

  function end() {
    part.remove();
    const words = document.getElementById("ended");
    words.textContent = state.ended;
    words.hidden = false;
    tell(wanted || "ended");
  }

  function start() {
    const settings = {
      lmsCommitUrl: new URL("commit/", document.baseURI).href,
      autocommit: true,
      autocommitSeconds: 15,
      includeCommitSequence: true,
      terminateCommitPayloadField: "terminated",
      requestHandler: (said) => ({ ...said, commitSequence: said.commitSequence + state.after }),
      mastery_override: state.decidesByScore,
      logLevel: 5,
    };
    const Runtime = is2004 ? window.Scorm2004API : window.Scorm12API;
    const api = new Runtime(settings);
    api.loadFromJSON({ cmi: state.cmi }, "");
    if (is2004) window.API_1484_11 = api;
    else window.API = api;
    api.on(is2004 ? "Commit" : "LMSCommit", () => tell("kept"));
    api.on("CommitSuccess", () => tell("kept"));
    api.on("SequenceNext", () => { wanted = "next"; });
    api.on("SequencePrevious", () => { wanted = "previous"; });
    /* Once what the part does in its last moments is done. */
    api.on(is2004 ? "Terminate" : "LMSFinish", () => setTimeout(end, 250));

    /* Whoever leaves without a word of the part loses nothing of what it had set. */
    window.addEventListener("pagehide", () => {
      if (!api.isInitialized()) return;
      api.settings = { terminateCommitPayloadField: "" };
      api.processHttpRequest(api.settings.lmsCommitUrl, api.getCommitObject(true), true);
    });
  }

  if (state.reports) start();
  part.src = state.address;
})();
