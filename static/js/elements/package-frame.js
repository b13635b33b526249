// <academy-package-frame data-origin="https://…"> around an <iframe> of a package: hears that
// something happened in it. What exactly is asked of the academy, which alone knows: a package could
// say anything. `data-next` and `data-previous` name forms that open the parts around, `data-window`
// a link that opens the same part elsewhere: what is here ends then.
class PackageFrame extends HTMLElement {
  connectedCallback() {
    this.hear = (event) => this.listen(event);
    window.addEventListener("message", this.hear);
    document.getElementById(this.dataset.window ?? "")?.addEventListener("click", () => this.remove());
  }

  disconnectedCallback() {
    window.removeEventListener("message", this.hear);
  }

  listen(event) {
    const frame = this.querySelector("iframe");
    if (event.origin !== this.dataset.origin || event.source !== frame.contentWindow) return;
    if (typeof event.data !== "object" || event.data?.academy !== "package") return;
    const { news } = event.data;
    if (!["kept", "ended", "next", "previous"].includes(news)) return;
    document.body.dispatchEvent(new CustomEvent("package-news"));
    if (news === "next" || news === "previous") {
      const form = document.getElementById(this.dataset[news] ?? "");
      // The last report is on its way: it is there before the next part is opened.
      if (form) setTimeout(() => form.requestSubmit(), 400);
    }
  }
}
customElements.define("academy-package-frame", PackageFrame);
