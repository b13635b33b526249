// <academy-copy-button for="id" data-done="Copied"> around a <button>: copies the text of #id.
class CopyButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.label = this.querySelector("[data-label]");
    this.status = this.querySelector("[role=status]");
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const source = document.getElementById(this.getAttribute("for"));
    await navigator.clipboard.writeText(source.value ?? source.innerText.trim());
    const before = this.label.textContent;
    this.label.textContent = this.dataset.done;
    this.status.textContent = this.dataset.done;
    setTimeout(() => {
      this.label.textContent = before;
      this.status.textContent = "";
    }, 2500);
  }
}
customElements.define("academy-copy-button", CopyButton);
