/* What a part reports, on its way to the academy: `new Reports({address, opening, after, error,
   onNews})` stands in the place of the run-time's own transport.

   A report has all that is known, so that the newest takes the place of those before. What isn't
   known to have arrived is held and sent again, for as long as this page is open: its number tells
   the academy what came twice or too late. `onNews(news)` hears what comes of it: "kept", "waiting"
   (nothing is reached just now), "refused" (it isn't understood), "over" (opened too long ago),
   "overtaken" (it was opened again elsewhere). After these two nothing is sent any more.

   What is held stays on the device too, in the storage of this origin, which is this learner's
   alone: `deliver()` tells it when the learner opens the package there again. It names its
   `opening`, "" in a trial, of which nothing is kept. */
(() => {
  "use strict";

  const AGAIN_AFTER = 5_000;
  /* A beacon that is longer isn't taken by browsers. */
  const LONGEST_BEACON = 60_000;
  /* What a beacon leaves out, until the rest has room: the academy keeps what it had of it. */
  const LEFT_OUT = [[], ["interactions"], ["interactions", "objectives", "comments_from_learner"],
    ["interactions", "objectives", "comments_from_learner", "suspend_data"]];
  const ON_DEVICE = "academy-held:";
  /* Of openings that were left here. One for each part is what there can be, but a package may write
     in this storage, too. */
  const MOST_LEFT = 100;
  const NEWS = { 400: "refused", 403: "over", 409: "overtaken", 413: "refused", 415: "refused" };

  class Reports {
    constructor({ address, opening, after, error, onNews }) {
      Object.assign(this, { address, opening, error, onNews, sequence: after });
      this.held = null;
      this.isOnDevice = false;
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

    /* Browsers that keep nothing in frames of other sites, or are full, refuse. */
    keepOnDevice(report) {
      if (!this.opening) return;
      try {
        const said = JSON.stringify({ ...report, opening: this.opening });
        localStorage.setItem(ON_DEVICE + this.opening, said);
        this.isOnDevice = true;
      } catch {
        this.isOnDevice = false;
      }
    }

    forget(name = ON_DEVICE + this.opening) {
      this.isOnDevice = false;
      try {
        localStorage.removeItem(name);
      } catch { /* Nothing was kept either. */ }
    }

    /* What former openings left on this device, by the names under which it is there. */
    left() {
      try {
        const names = Object.keys(localStorage).filter((name) => name.startsWith(ON_DEVICE));
        for (const name of names.splice(MOST_LEFT)) this.forget(name);
        return names.map((name) => [name, localStorage.getItem(name) ?? ""]);
      } catch {
        return [];
      }
    }

    /* Send what former openings left here; return whether any of it was news to the academy. */
    async deliver() {
      let isNews = false;
      for (const [name, said] of this.opening ? this.left() : []) {
        let answer = await this.post(said);
        while (!answer || (!answer.ok && !(answer.status in NEWS))) {
          this.isOnDevice = true;
          this.onNews("waiting");
          await new Promise((done) => { setTimeout(done, AGAIN_AFTER); });
          answer = await this.post(said);
        }
        /* This page was opened too long ago: another opening will tell it. */
        if (answer.status === 403) return isNews;
        this.forget(name);
        if (answer.ok) isNews = (await answer.json()).isNews || isNews;
      }
      return isNews;
    }

    /* Return the answer to `body`, null where nothing is reached. */
    async post(body) {
      try {
        return await fetch(this.address, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body,
        });
      } catch {
        return null;
      }
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
      const answer = await this.post(JSON.stringify(report));
      this.settle(report, answer?.status ?? 0);
    }

    settle(report, status) {
      if (this.isOver) return "over";
      const isKept = status >= 200 && status < 300;
      const news = isKept ? "kept" : NEWS[status] ?? "waiting";
      /* A newer one has taken its place meanwhile, and tells by itself what becomes of it. */
      if (news === "waiting" && this.held !== report) return news;
      this.isOver = news === "over" || news === "overtaken";
      if (news === "waiting" || news === "over") this.keepOnDevice(report);
      if (news === "waiting") {
        if (!this.timer) this.timer = setTimeout(() => this.again(), AGAIN_AFTER);
      } else if (this.held === report) {
        this.held = null;
        if (news !== "over") this.forget();
      }
      if (isKept) this.kept = JSON.stringify(report.cmi);
      this.onNews(news);
      return news;
    }

    /* Whoever leaves without a word of the part loses nothing of what it had set. */
    leave(said) {
      if (this.isOver) return;
      const isNew = said && JSON.stringify(said.cmi) !== this.kept;
      const report = isNew ? this.numbered(said) : this.held;
      if (!report) return;
      const isWhole = this.beacon(report);
      if (this.held || !isWhole || !navigator.onLine) {
        /* Above the number of the beacon, which may arrive and say less. */
        this.keepOnDevice(this.numbered(report));
      }
    }

    /* Send the last words of a page; return whether the browser has taken all of them. */
    beacon(report) {
      for (const names of LEFT_OUT) {
        const cmi = Object.fromEntries(
          Object.entries(report.cmi).filter(([name]) => !names.includes(name)),
        );
        const body = new Blob([JSON.stringify({ ...report, cmi })], { type: "text/plain" });
        if (body.size <= LONGEST_BEACON && navigator.sendBeacon(this.address, body)) {
          return !names.length;
        }
      }
      return false;
    }
  }

  window.Reports = Reports;
})();
