// Tells the academy which block is being read, so that any device can go on from there.
// Without script, the position is that of the last answer.
const body = document.querySelector(".lesson-body[data-position]");

if (body && "IntersectionObserver" in window) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  let seen = null;
  let sent = null;

  const send = () => {
    if (!seen || seen === sent || !token) return;
    sent = seen;
    const form = new FormData();
    form.set("block", seen.replace("block-", ""));
    form.set("csrfmiddlewaretoken", token);
    fetch(body.dataset.position, { method: "POST", body: form, keepalive: true });
  };

  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) seen = entry.target.id;
    },
    { rootMargin: "-15% 0px -70% 0px" },
  );
  for (const block of body.children) observer.observe(block);
  document.addEventListener("htmx:afterSwap", () => {
    for (const block of body.children) observer.observe(block);
  });
  setInterval(send, 4000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
}
