// Tells the academy which block is being read, so that any device can go on from there, and shows
// the same block when the language is changed. Without script, the position is that of the last
// answer, and another language begins at the top.
const body = document.querySelector(".lesson-body");

if (body && "IntersectionObserver" in window) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  let seen = null;
  let sent = null;

  const send = () => {
    if (!body.dataset.position || !seen || seen === sent || !token) return;
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

  // Blocks have the same address in each language; the first one is as good as the top.
  const withBlock = (address) => {
    const [page] = address.split("#");
    return seen && seen !== body.firstElementChild.id ? `${page}#${seen}` : page;
  };
  for (const form of document.querySelectorAll(".site-tools form")) {
    const next = form.elements.namedItem("next");
    if (!next || !form.elements.namedItem("language")) continue;
    form.addEventListener("submit", () => {
      next.value = withBlock(next.value);
    });
  }
  for (const link of document.querySelectorAll(".site-tools a[hreflang]")) {
    link.addEventListener("click", () => {
      link.href = withBlock(link.href);
    });
  }
}
