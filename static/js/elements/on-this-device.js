// <academy-on-this-device>: the courses that this device keeps, what waits to be sent, and how to
// remove them.
class OnThisDevice extends HTMLElement {
  async connectedCallback() {
    this.device = self.AcademyDevice;
    this.status = this.querySelector(".device-status");
    this.language = document.documentElement.lang;
    const { page } = document.querySelector("meta[name=academy-device]").dataset;
    this.querySelector(".device-away").hidden = location.pathname === page;
    if (!("caches" in window) || !("indexedDB" in window)) return;
    this.querySelector("#device-send").addEventListener("click", () => this.send());
    this.querySelector("#device-wipe").addEventListener("click", () => this.wipe());
    this.device.onNews(() => this.show());
    await this.device.begun;
    await this.show();
  }

  get isKept() {
    try {
      return Boolean(localStorage.getItem("academy-device"));
    } catch {
      return false;
    }
  }

  day(moment) {
    return new Date(moment).toLocaleDateString(this.language, { dateStyle: "long" });
  }

  weight(bytes) {
    const [unit, size] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
    const digits = { style: "unit", unit, maximumFractionDigits: unit === "kilobyte" ? 0 : 1 };
    return new Intl.NumberFormat(this.language, digits).format(size);
  }

  async show() {
    const courses = this.isKept ? await this.device.all("courses") : [];
    const acts = this.isKept ? await this.device.all("acts") : [];
    this.querySelector(".device-none").hidden = courses.length > 0;
    this.querySelector(".device-courses").replaceChildren(...courses.map((one) => this.course(one)));
    this.querySelector(".device-acts").hidden = !acts.length;
    this.querySelector(".device-waiting").replaceChildren(...acts.map((one) => this.act(one)));
    this.querySelector(".device-all").hidden = !courses.length && !acts.length;
  }

  row(title, url, words, onRemove) {
    const row = document.createElement("li");
    row.className = "device-row";
    const heading = document.createElement("h3");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title;
    heading.append(link);
    const text = document.createElement("p");
    text.className = "quiet";
    text.textContent = words;
    row.append(heading, text);
    if (onRemove) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-quiet button-small";
      button.textContent = this.dataset.remove;
      button.setAttribute("aria-label", `${this.dataset.remove} ${this.dataset.of.replace("{title}", title)}`);
      button.addEventListener("click", onRemove);
      row.append(button);
    }
    return row;
  }

  course(one) {
    const size = one.lessons.reduce((sum, lesson) => sum + lesson.size, 0);
    const until = one.lessons.map((lesson) => lesson.until).sort()[0];
    const words = this.dataset.lessons
      .replace("{count}", one.lessons.length)
      .replace("{size}", this.weight(size))
      .replace("{date}", this.day(until));
    const row = this.row(one.title, one.lessons[0].url, words, () => this.forget(one));
    const list = document.createElement("ol");
    for (const lesson of one.lessons) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = lesson.url;
      link.textContent = lesson.title;
      item.append(link);
      list.append(item);
    }
    row.querySelector("p").after(list);
    return row;
  }

  act(one) {
    const words = one.state === "refused" ? this.dataset.refused : this.dataset[one.kind];
    let text = words.replace("{date}", this.day(one.given_at)).replace("{why}", one.why);
    if (one.state === "waiting" && one.why) text += ` ${this.dataset.again.replace("{why}", one.why)}`;
    // What waits goes by being sent; what was refused goes when it has been read.
    const away = one.state === "refused" ? () => this.putAway(one) : null;
    return this.row(one.title, one.url, text, away);
  }

  say(words) {
    this.status.textContent = words;
    this.status.focus();
  }

  async send() {
    const { state } = await this.device.send(this.device.addresses);
    await this.show();
    const left = (await this.device.all("acts")).length;
    this.querySelector(".device-sign-in").hidden = state !== "signin";
    this.say(state === "signin" ? this.dataset.signin : state === "failed" ? this.dataset.failed : left ? "" : this.dataset.sent);
  }

  async forget(course) {
    await this.device.forget(course.address);
    await this.show();
    this.status.focus();
  }

  async putAway(act) {
    await this.device.remove("acts", act.number);
    await this.show();
    this.status.focus();
  }

  async wipe() {
    const left = (await this.device.all("acts")).length;
    if (!confirm(this.dataset.confirm.replace("{count}", left))) return;
    await this.device.wipe();
    localStorage.removeItem("academy-device");
    await this.show();
    this.status.focus();
  }
}
customElements.define("academy-on-this-device", OnThisDevice);
