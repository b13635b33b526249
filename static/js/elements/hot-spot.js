// <academy-hot-spot data-open> around the picture of a question: a press on a region chooses what
// stands for it in the list below, and what is chosen in the list shows on the picture.
class HotSpot extends HTMLElement {
  connectedCallback() {
    if (this.dataset.open === undefined) return;
    this.question = this.closest(".question");
    this.classList.add("is-live");
    this.addEventListener("click", (event) => this.press(event));
    this.question.addEventListener("change", () => this.show());
    this.show();
  }

  input(region) {
    return this.question.querySelector(`input[value="${CSS.escape(region.dataset.choice)}"]`);
  }

  press(event) {
    const region = event.target.closest(".hot-spot-region");
    const input = region && this.input(region);
    if (!input) return;
    input.checked = input.type === "radio" || !input.checked;
    // As if it were ticked in the list: a test saves what has changed.
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    for (const region of this.querySelectorAll(".hot-spot-region")) {
      region.classList.toggle("is-chosen", Boolean(this.input(region)?.checked));
    }
  }
}
customElements.define("academy-hot-spot", HotSpot);
