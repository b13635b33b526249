// <academy-mail-box data-list data-back data-keep data-report data-sorted>: a list of <details>, one
// a message, becomes a list beside a reading pane; where there is no room for both, the message takes
// the place of the list until one goes back. Arrows, Home and End go through the list, Enter opens.
class MailBox extends HTMLElement {
  connectedCallback() {
    if (this.dataset.ready !== undefined) return;
    this.dataset.ready = "";
    this.list = this.querySelector(".mailbox-list");
    this.status = this.querySelector(".mailbox-status");
    this.list.setAttribute("aria-label", this.dataset.list);
    this.pane = document.createElement("div");
    this.pane.className = "mailbox-pane";
    const panes = document.createElement("div");
    panes.className = "mailbox-panes";
    this.list.before(panes);
    panes.append(this.list, this.pane);
    this.back = document.createElement("button");
    this.back.type = "button";
    this.back.className = "mailbox-back button button-quiet";
    this.back.textContent = this.dataset.back;
    this.back.addEventListener("click", () => this.toList());
    this.pane.append(this.back);
    this.items = [...this.list.children];
    const first = Math.max(0, this.items.findIndex((item) => item.querySelector("details").open));
    this.mails = this.items.map((item) => item.querySelector(".mailbox-mail"));
    this.rows = this.items.map((item, place) => this.row(item, place));
    this.list.addEventListener("keydown", (event) => this.byKey(event));
    this.pane.addEventListener("change", () => this.mark());
    this.show(first);
  }

  // A button in the place of the <details> that opened the message.
  row(item, place) {
    const details = item.querySelector("details");
    const row = document.createElement("button");
    row.type = "button";
    row.className = "mailbox-row";
    row.setAttribute("aria-controls", this.mails[place].id);
    row.append(...details.querySelector("summary").childNodes);
    row.addEventListener("click", () => this.read(place));
    this.pane.append(this.mails[place]);
    details.replaceWith(row);
    return row;
  }

  get isNarrow() {
    return getComputedStyle(this.back).display !== "none";
  }

  show(place) {
    this.place = place;
    this.mails.forEach((mail, number) => { mail.hidden = number !== place; });
    this.rows.forEach((row, number) => {
      row.tabIndex = number === place ? 0 : -1;
      row.setAttribute("aria-current", number === place);
    });
  }

  read(place) {
    this.show(place);
    this.classList.add("is-reading");
    this.mails[place].querySelector(".mailbox-title").focus({ preventScroll: !this.isNarrow });
  }

  toList() {
    this.classList.remove("is-reading");
    this.rows[this.place].focus();
  }

  byKey(event) {
    const last = this.rows.length - 1;
    const wanted = {
      ArrowUp: Math.max(0, this.place - 1),
      ArrowDown: Math.min(last, this.place + 1),
      Home: 0,
      End: last,
    }[event.key];
    if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.show(wanted);
    this.rows[wanted].focus();
  }

  // What is done with each message stands in the list; what was said of it is no longer so once that
  // is another.
  mark() {
    let sorted = 0;
    this.mails.forEach((mail, place) => {
      const chosen = mail.querySelector("input:checked");
      if (!chosen) return;
      sorted += 1;
      this.rows[place].querySelector("[data-mark]").textContent = this.dataset[chosen.value.split("[.]")[1]];
      if (!chosen.defaultChecked) this.items[place].classList.remove("is-correct", "is-incorrect");
    });
    this.status.textContent = this.dataset.sorted
      .replace("{count}", sorted)
      .replace("{total}", this.mails.length);
  }
}
customElements.define("academy-mail-box", MailBox);
