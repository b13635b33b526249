// <academy-time-left data-seconds="600">: how long is left, ticking, which may be hidden; said aloud at
// five minutes and at one. When time is up, what is on the page is sent (data-form), or the attempt
// is shown (data-url). Without script, the page says until when.
const HIDDEN = "academy-time-hidden";

class TimeLeft extends HTMLElement {
  connectedCallback() {
    this.ends = performance.now() + Number(this.dataset.seconds) * 1000;
    this.words = this.querySelector(".time-left-words");
    this.until = this.words.textContent.trim();
    this.status = document.createElement("p");
    this.status.className = "unseen";
    this.status.setAttribute("role", "status");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button-quiet button-small";
    this.button.addEventListener("click", () => this.hide(!this.words.hidden));
    this.append(this.button, this.status);
    this.hide(sessionStorage.getItem(HIDDEN) === "1");
    this.left = Math.ceil((this.ends - performance.now()) / 1000);
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  hide(hidden) {
    this.words.hidden = hidden;
    this.button.textContent = hidden ? this.dataset.show : this.dataset.hide;
    sessionStorage.setItem(HIDDEN, hidden ? "1" : "0");
  }

  tick() {
    const before = this.left;
    this.left = Math.max(0, Math.ceil((this.ends - performance.now()) / 1000));
    const minutes = Math.floor(this.left / 60);
    const seconds = String(this.left % 60).padStart(2, "0");
    const shown = this.dataset.left.replace("{time}", `${minutes}:${seconds}`);
    this.words.textContent = `${shown} (${this.until})`;
    if (before > 300 && this.left <= 300) this.status.textContent = this.dataset.five;
    if (before > 60 && this.left <= 60) this.status.textContent = this.dataset.one;
    if (this.left === 0) this.end();
  }

  end() {
    clearInterval(this.timer);
    this.status.textContent = this.dataset.over;
    const form = this.dataset.form && document.getElementById(this.dataset.form);
    if (!form) {
      location.assign(this.dataset.url);
      return;
    }
    const review = document.createElement("input");
    review.type = "hidden";
    review.name = "review";
    review.value = "1";
    form.append(review);
    form.submit();
  }
}
customElements.define("academy-time-left", TimeLeft);
