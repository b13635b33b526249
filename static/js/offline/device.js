// What this device keeps, for pages and for the service worker alike: `self.AcademyDevice`.
// Lessons are in Cache Storage, one cache for the person; courses and what waits to be sent are in
// IndexedDB. Nothing is there before somebody keeps a first course.
self.AcademyDevice = (() => {
  const DATABASE = "academy";
  const KEPT = "academy-kept-";
  const MOST_AT_ONCE = 50; // as courses/offline/rules.py has it
  let opened = null;

  const database = () => {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("courses", { keyPath: "address" });
        asked.result.createObjectStore("acts", { keyPath: "number", autoIncrement: true });
      };
      asked.onsuccess = () => {
        // Another tab removes everything: it must not wait for this one.
        asked.result.onversionchange = () => { asked.result.close(); opened = null; };
        resolve(asked.result);
      };
      asked.onerror = () => { opened = null; reject(asked.error); };
    });
    return opened;
  };

  // Run `work` with a store; what it asked for is there, and on the disk, when this is done.
  const within = async (store, mode, work) => {
    const base = await database();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(store, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  };
  const all = (store) => within(store, "readonly", (rows) => rows.getAll());
  const put = (store, row) => within(store, "readwrite", (rows) => rows.put(row));
  const remove = (store, key) => within(store, "readwrite", (rows) => rows.delete(key));

  const channel = "BroadcastChannel" in self ? new BroadcastChannel("academy-device") : null;
  const listeners = new Set();
  const tell = (news) => { channel?.postMessage(news); for (const one of listeners) one(news); };
  channel?.addEventListener("message", (event) => { for (const one of listeners) one(event.data); });

  // --- Courses ---------------------------------------------------------------
  // An answer for somebody who is signed out is a redirection, which is not what was asked for.
  const get = async (address) => {
    const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${address}`);
    return answer;
  };

  // Pictures and captions of a lesson. Videos stay where they are: their transcript is in the page.
  const mediaIn = (html) => {
    const found = new Set();
    for (const [, name, value] of html.matchAll(/\s(src|srcset|poster)="([^"]+)"/g)) {
      for (const one of name === "srcset" ? value.split(",") : [value]) {
        const address = one.trim().split(/\s/)[0];
        if (/^\/media\/.+\.(avif|gif|jpe?g|png|webp|vtt)$/i.test(address)) found.add(address);
      }
    }
    return [...found];
  };

  // Keep the course that `address` lists, or bring it up to date; `said(number, total)` follows.
  const keep = async (address, said = () => {}) => {
    const list = await (await get(address)).json();
    const known = (await all("courses")).find((one) => one.address === address);
    const versions = new Map((known?.lessons ?? []).map((one) => [one.url, one]));
    const cache = await caches.open(KEPT + list.person);
    const lessons = [];
    for (const [place, lesson] of list.lessons.entries()) {
      said(place + 1, list.lessons.length);
      const before = versions.get(lesson.url);
      if (before?.version === lesson.version && (await cache.match(lesson.url)) && isFresh(before.until)) {
        lessons.push(before);
        continue;
      }
      const answer = await get(lesson.page);
      const until = answer.headers.get("Academy-Kept-Until");
      const html = await answer.clone().text();
      await cache.put(lesson.url, answer);
      let size = new Blob([html]).size;
      const media = mediaIn(html);
      for (const one of media) {
        if (!(await cache.match(one))) await cache.put(one, await get(one));
        size += (await (await cache.match(one)).blob()).size;
      }
      lessons.push({ ...lesson, until, size, media });
    }
    // The course counts as kept only now that all of it is.
    await put("courses", { ...list, address, lessons, refreshed: Date.now() });
    await sweep();
    tell({ type: "courses" });
    return lessons;
  };

  // A copy lasts half its life before it is asked for again, whether it changed or not.
  const isFresh = (until) => new Date(until) - Date.now() > 15 * 24 * 3600 * 1000;
  const isPast = (until) => new Date(until) < Date.now();

  const forget = async (address) => {
    await remove("courses", address);
    await sweep();
    tell({ type: "courses" });
  };

  // Remove what is past its day, and what no course that is kept needs.
  const sweep = async () => {
    const needed = new Set();
    for (const course of await all("courses")) {
      const lessons = course.lessons.filter((one) => !isPast(one.until));
      if (!lessons.length) await remove("courses", course.address);
      else if (lessons.length < course.lessons.length) await put("courses", { ...course, lessons });
      for (const lesson of lessons) for (const one of [lesson.url, ...lesson.media]) needed.add(one);
    }
    for (const name of await caches.keys()) {
      if (!name.startsWith(KEPT)) continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        if (!needed.has(new URL(request.url).pathname)) await cache.delete(request);
      }
    }
  };

  // --- Acts ------------------------------------------------------------------
  // Each is given its identifier and its moment here, once: however often it is sent, it is one act.
  const add = async (act) => {
    await put("acts", { ...act, id: uuid(), given_at: new Date().toISOString(), state: "waiting", why: "" });
    tell({ type: "acts" });
  };
  const uuid = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const text = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return text.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  // Send what waits, in order. Two tabs don't send at once; if they did, an act would still be one.
  // Returns {state: "sent" | "signin" | "failed", sent, refused}.
  const send = (addresses) => {
    const work = () => sendAll(addresses).catch(() => ({ state: "failed", sent: 0, refused: 0 }));
    return navigator.locks ? navigator.locks.request("academy-answers", work) : work();
  };
  const sendAll = async ({ session, answers }) => {
    const result = { state: "sent", sent: 0, refused: 0 };
    const waiting = (await all("acts")).filter((one) => one.state === "waiting");
    if (!waiting.length) return result;
    const { person, token } = await (await get(session)).json();
    if (!person) return { ...result, state: "signin" };
    const mine = waiting.filter((one) => one.person === person);
    for (let first = 0; first < mine.length; first += MOST_AT_ONCE) {
      const acts = mine.slice(first, first + MOST_AT_ONCE);
      const answer = await fetch(answers, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({
          person,
          acts: acts.map(({ id, kind, lesson, block, chosen, certainty, given_at }) => (
            { id, kind, lesson, block, chosen, certainty, given_at })),
        }),
      });
      if (answer.status === 401 || answer.redirected) return { ...result, state: "signin" };
      if (!answer.ok) return { ...result, state: "failed" };
      const became = new Map((await answer.json()).acts.map((one) => [one.id, one]));
      for (const act of acts) {
        const { state, why } = became.get(act.id);
        if (state === "kept") {
          await remove("acts", act.number);
          result.sent += 1;
        } else {
          await put("acts", { ...act, state, why });
          if (state === "refused") result.refused += 1;
        }
      }
    }
    if (result.sent || result.refused) tell({ type: "acts", ...result });
    return result;
  };

  // --- Everything ------------------------------------------------------------
  // Remove all that is kept here, of whomever, and the worker; return how many answers went with it.
  const wipe = async () => {
    const lost = (await all("acts")).filter((one) => one.state === "waiting").length;
    for (const name of await caches.keys()) if (name.startsWith("academy-")) await caches.delete(name);
    (await database()).close();
    opened = null;
    await new Promise((resolve) => {
      const asked = indexedDB.deleteDatabase(DATABASE);
      asked.onsuccess = asked.onerror = asked.onblocked = resolve;
    });
    const registrations = (await self.navigator.serviceWorker?.getRegistrations?.()) ?? [];
    for (const one of registrations) await one.unregister();
    tell({ type: "wiped" });
    return lost;
  };

  return {
    add, all, forget, isPast, keep, put, remove, send, sweep, wipe,
    onNews: (listener) => listeners.add(listener),
  };
})();
