// <academy-package-frame data-origin="https://…"> around an <iframe> of a package: hears that
// something happened in it. What exactly is asked of the academy, which alone knows: a package could
// say anything. `data-next` and `data-previous` name forms that open the parts around, `data-leave`
// is the address of the lesson, and `data-window` a link that opens the same part elsewhere: what is
// here ends then, and how far one is is asked now and then. Other parts are opened by the forms of
// the table of contents.
const ASKED_EVERY = 10_000;

function askAnew() {
  const isAsked = !document.hidden && document.querySelector("[data-under-way]");
  if (isAsked) document.body.dispatchEvent(new CustomEvent("package-news"));
}

class PackageFrame extends HTMLElement {
  connectedCallback() {
    this.hear = (event) => this.listen(event);
    window.addEventListener("message", this.hear);
    document.getElementById(this.dataset.window ?? "")?.addEventListener("click", () => {
      this.remove();
      setInterval(askAnew, ASKED_EVERY);
      document.addEventListener("visibilitychange", askAnew);
    }, { once: true });
  }

  disconnectedCallback() {
    window.removeEventListener("message", this.hear);
  }

  listen(event) {
    const frame = this.querySelector("iframe");
    if (event.origin !== this.dataset.origin || event.source !== frame.contentWindow) return;
    if (typeof event.data !== "object" || event.data?.academy !== "package") return;
    const { news, part } = event.data;
    if (!["kept", "ended", "next", "previous", "part", "leave"].includes(news)) return;
    if (news === "leave" && this.dataset.leave) {
      window.location.assign(this.dataset.leave);
      return;
    }
    if (["next", "previous", "part"].includes(news)) this.openOnceTold(news, part);
    document.body.dispatchEvent(new CustomEvent("package-news"));
  }

  // The part that was left may be what another waits for: whether that is open is told anew first.
  openOnceTold(news, part) {
    document.body.addEventListener("htmx:afterSettle", () => {
      const form = news === "part" ? this.formOf(part) : document.getElementById(this.dataset[news] ?? "");
      form?.requestSubmit();
    }, { once: true });
  }

  formOf(part) {
    const fields = document.querySelectorAll(".package-contents input[name=part]");
    return [...fields].find((field) => field.value === part)?.form;
  }
}
customElements.define("academy-package-frame", PackageFrame);
