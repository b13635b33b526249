/* What a part reports, on its way to the academy: `new Reports({address, after, error, onNews})`
   stands in the place of the run-time's own transport.

   A report has all that is known, so that the newest takes the place of those before. What isn't
   known to have arrived is held and sent again, for as long as this page is open: its number tells
   the academy what came twice or too late. `onNews(news)` hears what comes of it: "kept", "waiting"
   (nothing is reached just now), "refused" (it isn't understood), "over" (opened too long ago),
   "overtaken" (it was opened again elsewhere). After these two nothing is sent any more. */
(() => {
  "use strict";

  const AGAIN_AFTER = 5_000;
  /* A beacon that is longer isn't taken by browsers. */
  const LONGEST_BEACON = 60_000;
  /* What a beacon leaves out, until the rest has room: the academy keeps what it had of it. */
  const LEFT_OUT = [[], ["interactions"], ["interactions", "objectives", "comments_from_learner"],
    ["interactions", "objectives", "comments_from_learner", "suspend_data"]];
  const NEWS = { 400: "refused", 403: "over", 409: "overtaken", 413: "refused", 415: "refused" };

  class Reports {
    constructor({ address, after, error, onNews }) {
      Object.assign(this, { address, error, onNews, sequence: after });
      this.held = null;
      this.kept = "";
      this.isOver = false;
      this.timer = 0;
      addEventListener("online", () => this.again());
    }

    /* What the run-time calls. The part is told what came of it, so that this waits for the answer;
       but where nobody asked, nobody waits. The last report of all is taken: it is held here. */
    processHttpRequest(_address, said, isLast, _log, _listeners, about) {
      const report = this.numbered(said);
      if (about?.trigger === "autocommit") {
        this.hold(report);
        this.again();
        return { result: "true", errorCode: 0 };
      }
      const news = this.isOver ? "over" : this.ask(report);
      const isTaken = news === "kept" || (isLast && news === "waiting");
      return isTaken ? { result: "true", errorCode: 0 } : { result: "false", errorCode: this.error };
    }

    updateSettings() {}

    numbered(said) {
      this.sequence += 1;
      return { ...said, commitSequence: this.sequence };
    }

    hold(report) {
      this.held = report;
    }

    ask(report) {
      this.hold(report);
      const request = new XMLHttpRequest();
      try {
        request.open("POST", this.address, false);
        request.setRequestHeader("Content-Type", "application/json");
        request.send(JSON.stringify(report));
      } catch {
        /* Nothing is reached; or the page is being left, and no answer is waited for any more. */
        this.beacon(report);
        return this.settle(report, 0);
      }
      return this.settle(report, request.status);
    }

    /* Send what is held once more, where something is. */
    async again() {
      clearTimeout(this.timer);
      this.timer = 0;
      const report = this.held;
      if (!report || this.isOver) return;
      let status = 0;
      try {
        const answer = await fetch(this.address, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(report),
        });
        status = answer.status;
      } catch { /* Later. */ }
      this.settle(report, status);
    }

    settle(report, status) {
      if (this.isOver) return "over";
      const isKept = status >= 200 && status < 300;
      const news = isKept ? "kept" : NEWS[status] ?? "waiting";
      /* A newer one has taken its place meanwhile, and tells by itself what becomes of it. */
      if (news === "waiting" && this.held !== report) return news;
      this.isOver = news === "over" || news === "overtaken";
      if (news === "waiting") {
        if (!this.timer) this.timer = setTimeout(() => this.again(), AGAIN_AFTER);
      } else if (this.held === report) {
        this.held = null;
      }
      if (isKept) this.kept = JSON.stringify(report.cmi);
      this.onNews(news);
      return news;
    }

    /* Whoever leaves without a word of the part loses nothing of what it had set. */
    leave(said) {
      if (this.isOver) return;
      if (said && JSON.stringify(said.cmi) !== this.kept) this.beacon(this.numbered(said));
      else if (this.held) this.beacon(this.held);
    }

    beacon(report) {
      for (const names of LEFT_OUT) {
        const cmi = Object.fromEntries(
          Object.entries(report.cmi).filter(([name]) => !names.includes(name)),
        );
        const body = new Blob([JSON.stringify({ ...report, cmi })], { type: "text/plain" });
        if (body.size <= LONGEST_BEACON && navigator.sendBeacon(this.address, body)) return;
      }
    }
  }

  window.Reports = Reports;
})();
