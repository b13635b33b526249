// <academy-keep-course data-address data-worker …>: keeps a course on this device, or removes it.
class KeepCourse extends HTMLElement {
  async connectedCallback() {
    this.status = this.querySelector(".keep-course-status");
    this.keepButton = this.querySelector("#keep-course");
    this.removeButton = this.querySelector("#remove-course");
    if (!("serviceWorker" in navigator) || !("caches" in window) || !("indexedDB" in window)) {
      this.keepButton.hidden = this.removeButton.hidden = true;
      this.status.textContent = this.dataset.unable;
      return;
    }
    this.keepButton.addEventListener("click", () => this.keep());
    this.removeButton.addEventListener("click", () => this.remove());
    this.removeButton.hidden = true;
    // What somebody else had kept is removed first.
    await self.AcademyDevice.begun;
    if (localStorage.getItem("academy-device")) await this.show();
  }

  async show() {
    const courses = await self.AcademyDevice.all("courses");
    const course = courses.find((one) => one.address === this.dataset.address);
    this.keepButton.hidden = Boolean(course);
    this.removeButton.hidden = !course;
    if (course) {
      const until = new Date(course.lessons.map((one) => one.until).sort()[0]);
      const date = until.toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
      this.status.textContent = this.dataset.kept.replace("{date}", date);
    }
    return course;
  }

  async keep() {
    const { person } = document.querySelector("meta[name=academy-device]").dataset;
    this.keepButton.disabled = true;
    try {
      localStorage.setItem("academy-device", person);
      // Or a browser short of space may remove what waits to be sent.
      await navigator.storage?.persist?.();
      await navigator.serviceWorker.register(this.dataset.worker, { scope: "/", updateViaCache: "none" });
      await navigator.serviceWorker.ready;
      await self.AcademyDevice.keep(this.dataset.address, (number, total) => {
        this.status.textContent = this.dataset.busy.replace("{number}", number).replace("{total}", total);
      });
      await this.show();
      this.status.focus();
    } catch {
      this.status.textContent = this.dataset.failed;
      this.status.focus();
    } finally {
      this.keepButton.disabled = false;
    }
  }

  async remove() {
    await self.AcademyDevice.forget(this.dataset.address);
    await this.show();
    this.status.textContent = this.dataset.removed;
    this.status.focus();
  }
}
customElements.define("academy-keep-course", KeepCourse);
