// On each page of somebody who is signed in: sends what waits, keeps courses up to date, and removes
// what is here when the person signs out or is another. It does nothing where nothing is kept.
{
  const said = document.querySelector("meta[name=academy-device]").dataset;
  const device = self.AcademyDevice;
  const OWNER = "academy-device";
  const EVERY = 60 * 60 * 1000;

  const read = (name) => {
    try {
      return localStorage.getItem(name) ?? "";
    } catch {
      return ""; // storage is closed in this browser: nothing is kept either
    }
  };

  const notice = (parts) => {
    const main = document.querySelector("main .site-row") ?? document.querySelector("main");
    const box = document.createElement("div");
    box.className = "alert alert-info";
    box.setAttribute("role", "status");
    const inner = document.createElement("div");
    for (const part of parts) {
      const line = document.createElement("p");
      line.append(part);
      inner.append(line);
    }
    // Read aloud only when it comes into a page that is there.
    box.append(document.createElement("span"), inner);
    main.prepend(box);
  };

  const link = () => {
    const one = document.createElement("a");
    one.href = said.page;
    one.textContent = said.see;
    return one;
  };

  // What the page before had to say, once.
  const sayOfBefore = () => {
    const words = sessionStorage.getItem("academy-said");
    sessionStorage.removeItem("academy-said");
    if (words) notice([words, link()]);
  };

  const sendAndSay = async () => {
    if (!navigator.onLine) return;
    const { sent, refused } = await device.send(said);
    const lines = [];
    if (sent) lines.push(said.sent.replace("{count}", sent));
    if (refused) lines.push(said.refused.replace("{count}", refused), link());
    if (lines.length) notice(lines);
  };

  const bringUpToDate = async () => {
    if (!navigator.onLine) return;
    await device.sweep();
    for (const course of await device.all("courses")) {
      if (Date.now() - course.refreshed < EVERY) continue;
      await device.keep(course.address).catch(() => {}); // as it was, then: later again
    }
  };

  const offerNewVersion = async () => {
    const registration = await navigator.serviceWorker?.getRegistration();
    if (!registration) return;
    const offer = () => {
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-secondary button-small";
      button.textContent = said.use;
      button.addEventListener("click", () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
        registration.waiting.postMessage("use-new-version");
      });
      notice([said.new, button]);
    };
    offer();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", (event) => {
        if (event.target.state === "installed") offer();
      });
    });
  };

  const begin = async () => {
    const owner = read(OWNER);
    if (!owner) return;
    if (said.person && said.person !== owner) {
      const lost = await device.wipe();
      localStorage.removeItem(OWNER);
      notice(lost ? [said.wiped, said.wipedAnswers.replace("{count}", lost)] : [said.wiped]);
      return;
    }
    addEventListener("online", sendAndSay);
    sayOfBefore();
    await sendAndSay();
    await bringUpToDate();
    await offerNewVersion();
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (new URL(form.action, location).pathname !== said.signOut || !read(OWNER)) return;
    event.preventDefault();
    await device.send(said);
    const left = (await device.all("acts")).length;
    if (left && !confirm(said.leaving.replace("{count}", left))) return;
    await device.wipe();
    localStorage.removeItem(OWNER);
    form.submit();
  });

  self.AcademyDevice.addresses = said;
  self.AcademyDevice.begun = begin().catch(() => {});
}
