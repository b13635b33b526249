// <academy-closing-menu> around a <details>: Escape, a click elsewhere or leaving it closes it.
class ClosingMenu extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.outside = (event) => {
      if (!this.contains(event.target)) this.close();
    };
    document.addEventListener("click", this.outside);
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.details.open) return;
      this.close();
      this.details.querySelector("summary").focus();
    });
    this.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.contains(event.relatedTarget)) this.close();
    });
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.outside);
  }

  close() {
    this.details.open = false;
  }
}
customElements.define("academy-closing-menu", ClosingMenu);
