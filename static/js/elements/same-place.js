// What is half done when the language is changed is there in the other one: answers that are chosen
// or written and not sent yet, and where a video is. Options and blocks have the same names in each
// language. It passes through this tab's own storage, for the moment of the change. Without script,
// what was sent is there, and what was not is chosen again.
const CARRIED = "academy-same-place";
// Milliseconds. Later than this, it is no longer the same change.
const FRESH = 60_000;
const ANSWER = /^(choice(-.+)?|certainty)$/;

// The same form has the same name in each language: its question's block, or its address without
// the language.
const nameOf = (form) => (
  form.closest(".lesson-question")?.id ?? new URL(form.action).pathname.replace(/^\/[^/]+/, "")
);
const answersIn = (form) => [...form.elements].filter((field) => ANSWER.test(field.name));
const isTicked = (field) => field.type === "radio" || field.type === "checkbox";
const touched = new Set();

const keep = () => {
  const answers = {};
  for (const form of touched) {
    if (!form.isConnected) continue;
    answers[nameOf(form)] = answersIn(form)
      .filter((field) => field.type !== "hidden" && (!isTicked(field) || field.checked))
      .map((field) => [field.name, field.value]);
  }
  const videos = {};
  for (const video of document.querySelectorAll(".lesson-block video")) {
    if (video.currentTime > 0 && !video.ended) videos[video.closest(".lesson-block").id] = video.currentTime;
  }
  try {
    sessionStorage.setItem(CARRIED, JSON.stringify({ at: Date.now(), answers, videos }));
  } catch {
    // A browser that keeps nothing goes on with what was sent.
  }
};

const carried = () => {
  try {
    const text = sessionStorage.getItem(CARRIED);
    sessionStorage.removeItem(CARRIED);
    const kept = JSON.parse(text);
    return kept && Date.now() - kept.at < FRESH ? kept : null;
  } catch {
    return null;
  }
};

const fill = (form, values) => {
  const has = (field) => values.some(([name, value]) => name === field.name && value === field.value);
  for (const field of answersIn(form)) {
    if (isTicked(field)) field.checked = has(field);
    else if (field.type !== "hidden") {
      const [, value] = values.find(([name]) => name === field.name) ?? [];
      if (value !== undefined) field.value = value;
    }
  }
  touched.add(form);
};

const restore = ({ answers, videos }) => {
  for (const form of document.querySelectorAll("main form")) {
    const values = answers[nameOf(form)];
    if (!values) continue;
    fill(form, values);
    // Once the elements and htmx are there: the first show it, the second saves it in a test.
    document.addEventListener("DOMContentLoaded", () => {
      answersIn(form)[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    }, { once: true });
  }
  for (const [id, seconds] of Object.entries(videos)) {
    const video = document.getElementById(id)?.querySelector("video");
    if (video) video.currentTime = seconds;
  }
};

for (const event of ["input", "change"]) {
  document.addEventListener(event, ({ target }) => {
    if (target.form && ANSWER.test(target.name)) touched.add(target.form);
  });
}
for (const form of document.querySelectorAll(".site-tools form")) {
  if (form.elements.namedItem("language")) form.addEventListener("submit", keep);
}
for (const link of document.querySelectorAll(".site-tools a[hreflang]")) link.addEventListener("click", keep);

const kept = carried();
if (kept) restore(kept);
