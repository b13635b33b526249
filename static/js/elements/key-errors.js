// <academy-key-errors data-refused data-unknown>: allauth tells what went wrong with a passkey by an
// event; here it becomes a sentence beside the button.
class KeyErrors extends HTMLElement {
  connectedCallback() {
    document.addEventListener("allauth.error", (event) => {
      event.preventDefault();
      const refused = event.detail.exception?.name === "NotAllowedError";
      const alert = document.createElement("p");
      alert.className = "alert alert-error";
      alert.textContent = refused ? this.dataset.refused : this.dataset.unknown;
      this.replaceChildren(alert);
      this.scrollIntoView({ block: "nearest" });
    });
  }
}
customElements.define("academy-key-errors", KeyErrors);
