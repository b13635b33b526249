// In a lesson that this device keeps: an answer is kept with its moment and sent when one is
// connected; what is kept is said again whenever the lesson is opened.
const body = document.querySelector("[data-kept-lesson]");
const device = self.AcademyDevice;
const lesson = Number(body.dataset.keptLesson);
const said = body.dataset;
const sentHere = new Set();

const state = (form, words, isHeld) => {
  const place = form.querySelector(".kept-state");
  place.hidden = false;
  place.textContent = words;
  form.querySelector(".lesson-question-send").hidden = isHeld;
  for (const field of form.querySelectorAll("input, select, textarea, .question button")) {
    field.disabled = isHeld;
  }
  return place;
};

// What was kept stands in the form again after a reload.
const fill = (form, chosen) => {
  for (const field of form.elements) {
    if (!/^choice(-|$)/.test(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = chosen.includes(field.value);
    else if (field.tagName === "SELECT") {
      for (const option of field.options) if (option.value && chosen.includes(option.value)) option.selected = true;
    } else field.value = chosen[0] ?? "";
  }
};

const show = async () => {
  const acts = (await device.all("acts")).filter((one) => one.lesson === lesson);
  for (const form of document.querySelectorAll("form[data-kept-question]")) {
    const block = form.dataset.keptQuestion;
    const mine = acts.filter((one) => one.block === block).at(-1);
    if (mine?.state === "waiting") {
      fill(form, mine.chosen);
      sentHere.add(block);
      state(form, said.kept, true);
    } else if (mine) {
      state(form, mine.why, false);
    } else if (sentHere.has(block)) {
      state(form, said.sent, true);
    }
  }
};

const owner = () => localStorage.getItem("academy-device");

const keep = async (act) => {
  await device.add({ person: owner(), lesson, title: said.title, url: location.pathname, ...act });
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("academy-answers").catch(() => {});
};

const keepAnswer = async (form) => {
  const values = [...new FormData(form)];
  const chosen = values.filter(([name, value]) => /^choice(-|$)/.test(name) && value).map(([, value]) => value);
  if (!chosen.length) return state(form, said.empty, false).focus();
  const certainty = values.find(([name]) => name === "certainty")?.[1] ?? "";
  try {
    await keep({ kind: "answer", block: form.dataset.keptQuestion, chosen, certainty });
  } catch {
    return state(form, said.failed, false).focus();
  }
  await show();
  form.querySelector(".kept-state").focus();
  if (navigator.onLine) device.send(device.addresses);
};

const finish = async (form) => {
  const acts = await device.all("acts");
  if (!acts.some((one) => one.lesson === lesson && one.kind === "finish" && one.state === "waiting")) {
    await keep({ kind: "finish" });
  }
  if (navigator.onLine) await device.send(device.addresses);
  const left = await device.all("acts");
  if (left.some((one) => one.lesson === lesson && one.kind === "finish" && one.state === "waiting")) {
    // Said on the page to which one goes on.
    sessionStorage.setItem("academy-said", said.finished.replace("{title}", said.title));
  }
  location.assign(form.dataset.next);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.keptQuestion === undefined && form.dataset.keptFinish === undefined) return;
  event.preventDefault();
  if (form.dataset.keptQuestion !== undefined) keepAnswer(form);
  else finish(form);
});

const online = document.querySelector(".kept-online");
const showConnection = () => { online.hidden = !navigator.onLine; };
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();
device.onNews((news) => { if (news.type === "acts") show(); });
show();
