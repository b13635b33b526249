// <academy-package-frame data-origin="https://…"> around an <iframe> of a package: hears that
// something happened in it. What exactly is asked of the academy, which alone knows: a package could
// say anything. `data-next` and `data-previous` name forms that open the parts around, `data-leave`
// is the address of the lesson, and `data-window` a link that opens the same part elsewhere: what is
// here ends then, and how far one is is asked now and then. Other parts are opened by the forms of
// the table of contents. Whatever a package says, and however often, one question follows in a
// second at most.
const ASKED_EVERY = 10_000;
const TOLD_EVERY = 1_000;
const NEWS = ["kept", "ended", "next", "previous", "part", "leave"];

function askAnew() {
  const isAsked = !document.hidden && document.querySelector("[data-under-way]");
  if (isAsked) document.body.dispatchEvent(new CustomEvent("package-news"));
}

class PackageFrame extends HTMLElement {
  connectedCallback() {
    this.hear = (event) => this.listen(event);
    this.follow = () => this.openWanted();
    this.wanted = null;
    this.toldAt = -TOLD_EVERY;
    this.timer = 0;
    window.addEventListener("message", this.hear);
    document.body.addEventListener("htmx:afterSettle", this.follow);
    document.getElementById(this.dataset.window ?? "")?.addEventListener("click", () => {
      this.remove();
      setInterval(askAnew, ASKED_EVERY);
      document.addEventListener("visibilitychange", askAnew);
    }, { once: true });
  }

  disconnectedCallback() {
    window.removeEventListener("message", this.hear);
    document.body.removeEventListener("htmx:afterSettle", this.follow);
    clearTimeout(this.timer);
  }

  listen(event) {
    const frame = this.querySelector("iframe");
    if (event.origin !== this.dataset.origin || event.source !== frame?.contentWindow) return;
    const said = event.data;
    if (typeof said !== "object" || said?.academy !== "package" || !NEWS.includes(said.news)) return;
    const { news, part } = said;
    if (news === "leave" && this.dataset.leave) {
      window.location.assign(this.dataset.leave);
      return;
    }
    // The part that was left may be what another waits for: whether that is open is told anew first.
    if (["next", "previous", "part"].includes(news)) this.wanted = { news, part };
    this.tell();
  }

  tell() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.toldAt = performance.now();
      if (this.wanted) this.wanted.isAsked = true;
      document.body.dispatchEvent(new CustomEvent("package-news"));
    }, Math.max(0, this.toldAt + TOLD_EVERY - performance.now()));
  }

  openWanted() {
    if (!this.wanted?.isAsked) return;
    const { news, part } = this.wanted;
    this.wanted = null;
    const form = news === "part" ? this.formOf(part) : document.getElementById(this.dataset[news] ?? "");
    form?.requestSubmit();
  }

  formOf(part) {
    const fields = document.querySelectorAll(".package-contents input[name=part]");
    return [...fields].find((field) => field.value === part)?.form;
  }
}
customElements.define("academy-package-frame", PackageFrame);
