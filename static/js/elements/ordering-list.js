// <academy-ordering-list data-up data-down data-said data-help>: a list whose items have a <select>
// of places becomes one whose items move, by buttons or by the arrow keys. The order on the screen
// is the answer; the selects stay, hidden, and are what the form sends.
class OrderingList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.status = this.querySelector("[role=status]");
    const items = [...this.list.children];
    if (this.dataset.ready !== undefined || !items.every((item) => item.querySelector("select"))) return;
    this.dataset.ready = "";
    // What was half given without a script, or refused, is kept: those with a place come first.
    const place = (item) => item.querySelector("select").selectedIndex || items.length + 1;
    items.sort((one, other) => place(one) - place(other));
    this.list.append(...items);
    this.closest(".question").querySelector(".question-hint").textContent = this.dataset.help;
    for (const item of items) this.equip(item);
    this.list.addEventListener("keydown", (event) => this.byKey(event));
    this.settle();
  }

  equip(item) {
    const select = item.querySelector("select");
    item.querySelector("label").remove();
    select.hidden = true;
    const number = document.createElement("span");
    number.className = "arranged-place";
    item.firstElementChild.prepend(number);
    const moves = document.createElement("span");
    moves.className = "arranged-moves";
    const text = item.querySelector(".arranged-text").textContent;
    for (const [step, sign, words] of [[-1, "↑", this.dataset.up], [1, "↓", this.dataset.down]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "arranged-move";
      button.dataset.step = step;
      button.setAttribute("aria-label", `${words}${words ? ", " : ""}${text}`);
      button.textContent = sign;
      button.addEventListener("click", () => this.move(item, step, button));
      moves.append(button);
    }
    item.firstElementChild.append(moves);
  }

  byKey(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const button = event.target.closest(".arranged-move");
    if (!step || !button || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.move(button.closest("li"), step, button);
  }

  move(item, step, button) {
    const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (other) step < 0 ? other.before(item) : other.after(item);
    // What was said of an order is no longer so once it changes.
    if (other) for (const one of this.list.children) this.forget(one);
    button.focus();
    this.settle();
    const places = this.list.children.length;
    this.status.textContent = this.dataset.said
      .replace("{item}", item.querySelector(".arranged-text").textContent)
      .replace("{place}", [...this.list.children].indexOf(item) + 1)
      .replace("{count}", places);
    // As a select says that it changed: a test saves what has.
    if (other) item.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  }

  forget(item) {
    item.classList.remove("is-correct", "is-incorrect");
    for (const one of item.querySelectorAll(".arranged-state, .arranged-feedback")) one.remove();
  }

  // Numbers, what the form sends, and which buttons do nothing, as the order is now.
  settle() {
    const last = this.list.children.length - 1;
    [...this.list.children].forEach((item, place) => {
      item.querySelector("select").selectedIndex = place + 1;
      item.querySelector(".arranged-place").textContent = place + 1;
      const [up, down] = item.querySelectorAll(".arranged-move");
      up.setAttribute("aria-disabled", place === 0);
      down.setAttribute("aria-disabled", place === last);
    });
  }
}
customElements.define("academy-ordering-list", OrderingList);
