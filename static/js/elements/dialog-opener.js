// <academy-dialog-opener for="id"> around a link or button: opens the <dialog id> as a modal.
// Without script the link leads to the page that asks the same question.
class DialogOpener extends HTMLElement {
  connectedCallback() {
    const dialog = document.getElementById(this.getAttribute("for"));
    if (!dialog) return;
    this.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    for (const closer of dialog.querySelectorAll("[data-close]")) {
      closer.addEventListener("click", (event) => {
        event.preventDefault();
        dialog.close();
      });
    }
  }
}
customElements.define("academy-dialog-opener", DialogOpener);
