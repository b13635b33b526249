// Answers for the academy where it can't be reached. It is there once somebody keeps a course.
// Pages come from the network, always: what is kept is shown only when that fails. Nothing is kept
// by passing through here: lessons are put aside by device.js, when one asks for it.
const { version, files, pages } = self.KEPT;
const SHELL = `academy-shell-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL);
    // Pages are taken as nobody sees them: they hold nothing of who is signed in.
    const wanted = Object.values(pages).map(
      (page) => new Request(page, { cache: "reload", credentials: "omit" }),
    );
    await cache.addAll([...files, ...wanted]);
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("academy-shell-") && name !== SHELL) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

// A new version waits until it is asked for, so that a page never meets files of another version.
self.addEventListener("message", (event) => {
  if (event.data === "use-new-version") self.skipWaiting();
});

const fromKept = async (path) => {
  const answer = await caches.match(path, { ignoreVary: true });
  const until = answer?.headers.get("Academy-Kept-Until");
  return until && self.AcademyDevice.isPast(until) ? undefined : answer;
};

const page = async (request) => {
  try {
    return await fetch(request);
  } catch {
    const { pathname } = new URL(request.url);
    const language = pathname.split("/")[1];
    return (await fromKept(pathname)) ?? fromKept(pages[language] ?? Object.values(pages)[0]);
  }
};

const file = async (request) => (await fromKept(new URL(request.url).pathname)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  // The names of these change with what they hold. A part of a file (a video) is never kept.
  else if (/^\/(static|media)\//.test(pathname) && !request.headers.has("Range")) {
    event.respondWith(file(request));
  }
});

// Where browsers have it (Background Sync), what waits is sent even once the page is closed.
self.addEventListener("sync", (event) => {
  if (event.tag !== "academy-answers") return;
  const place = Object.values(pages)[0].replace(/device\/$/, "offline/");
  event.waitUntil((async () => {
    const { state } = await self.AcademyDevice.send({ session: `${place}session/`, answers: `${place}answers/` });
    // The browser tries again later.
    if (state === "failed") throw new Error("The academy could not be reached.");
  })());
});
