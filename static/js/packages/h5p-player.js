/* H5P content, on the origin of its package.

   H5P's own player draws the content in this page. What it tells of somebody, and the state that it
   asks to keep, are posted to the address of this page; the page of the academy around it hears that
   something happened, and nothing of what. Who somebody is never reaches this page. */
(() => {
  "use strict";

  const state = JSON.parse(document.getElementById("state").textContent);
  const notice = document.getElementById("notice");

  /* H5P takes a window around it for a page that resizes it: here the search ends. */
  const around = window.parent;
  window.parent = window;
  /* Browsers that keep nothing in a frame of another site fail whoever looks for storage, as H5P
     does; and nothing of somebody is to stay on a device. What is stored ends with this page. */
  function storage() {
    const held = new Map();
    return {
      get length() { return held.size; },
      key: (place) => [...held.keys()][place] ?? null,
      getItem: (name) => held.get(String(name)) ?? null,
      setItem: (name, value) => { held.set(String(name), String(value)); },
      removeItem: (name) => { held.delete(String(name)); },
      clear: () => { held.clear(); },
    };
  }
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { value: storage(), configurable: true });
  }
  /* In a window of its own there is nobody around. */
  const tell = (news) => {
    if (around !== window) around.postMessage({ academy: "package", news }, state.academy);
  };

  const SAVED_EVERY = 15;
  const CONTENT = "1";
  const CHILD = "http://h5p.org/x-api/h5p-subContentId";
  /* A beacon that is longer isn't taken by browsers. */
  const LONGEST_BEACON = 60_000;
  const commitAddress = new URL("commit/", document.baseURI).href;
  const files = new URL("f", document.baseURI).href;
  const began = Date.now();
  /* Texts by part and name, as H5P keeps them. */
  const kept = state.cmi.state;
  let fitting = JSON.stringify(kept);
  let waiting = [];
  let isNews = false;
  let isOver = false;
  let sending = null;
  let timer = 0;
  let sequence = state.after;

  function show(words) {
    notice.textContent = words;
    notice.hidden = false;
  }

  /* What is kept, or what still fitted, where content asks to keep too much. */
  function keptNow() {
    const now = JSON.stringify(kept);
    if (now.length <= state.longest) fitting = now;
    return fitting;
  }

  function report(statements, withState = keptNow()) {
    sequence += 1;
    const seconds = (Date.now() - began) / 1000;
    const said = { commitSequence: sequence, seconds, statements };
    return `${JSON.stringify(said).slice(0, -1)},"state":${withState}}`;
  }

  /* One report at a time: what isn't known to have arrived is told again with the next. */
  async function send() {
    timer = 0;
    if (sending || isOver) return;
    const told = waiting.slice(0, state.most);
    isNews = false;
    try {
      sending = fetch(commitAddress, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: report(told),
      });
      const answer = await sending;
      if (answer.status === 403 || answer.status === 409) {
        isOver = true;
        show(answer.status === 403 ? state.words.over : state.words.overtaken);
      } else if (answer.ok || answer.status === 400 || answer.status === 413) {
        /* What the academy doesn't understand it won't understand later either. */
        waiting = waiting.slice(told.length);
        tell("kept");
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      isNews = true;
      later(SAVED_EVERY * 1000);
    } finally {
      sending = null;
    }
    if (waiting.length || isNews) later(1000);
  }

  function later(delay) {
    isNews = true;
    if (!timer) timer = setTimeout(send, delay);
  }

  /* In the place of H5P's own, which would each post to an address of their own. */
  function keepIn(H5P) {
    H5P.getUserData = (_content, name, done, child) => {
      const text = kept[child || 0]?.[name];
      if (text === undefined) {
        done();
        return;
      }
      let value;
      try {
        value = JSON.parse(text);
      } catch (error) {
        done(error);
        return;
      }
      done(undefined, value);
    };
    H5P.setUserData = (_content, name, value, more) => {
      const text = JSON.stringify(value);
      const child = more?.subContentId || 0;
      if (text === undefined || kept[child]?.[name] === text) return;
      (kept[child] ??= {})[name] = text;
      later(1000);
    };
    H5P.deleteUserData = (_content, name, child) => {
      if (kept[child || 0]?.[name] === undefined) return;
      delete kept[child || 0][name];
      later(1000);
    };
  }

  function keepPlace(H5P) {
    for (const instance of H5P.instances) {
      if (typeof instance.getCurrentState !== "function") continue;
      const value = instance.getCurrentState();
      if (value !== undefined) H5P.setUserData(instance.contentId, "state", value);
    }
  }

  /* Of what content tells, what says how far somebody is. */
  function hear(event, H5P) {
    const { verb, object, context, result } = event.data.statement;
    if (!state.verbs.includes(verb?.id)) return;
    const parent = context?.contextActivities?.parent;
    waiting.push({
      verb: { id: verb.id },
      object: { definition: { extensions: { [CHILD]: object?.definition?.extensions?.[CHILD] } } },
      context: { contextActivities: { parent } },
      result,
    });
    /* Once what the content does after it has told is done. */
    setTimeout(() => {
      keepPlace(H5P);
      later(300);
    }, 200);
  }

  /* Whoever leaves without a word loses nothing of what was done. */
  function leave(H5P) {
    if (isOver) return;
    keepPlace(H5P);
    if (!waiting.length && !isNews && !sending) return;
    const told = waiting.slice(0, state.most);
    let said = report(told);
    /* Without a place: the last one that was kept stays. */
    if (said.length > LONGEST_BEACON) said = report(told, "null");
    navigator.sendBeacon(commitAddress, new Blob([said], { type: "text/plain" }));
  }

  /* This page may be led nowhere else: the address is shown, to be opened elsewhere. */
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !/^https?:$/.test(link.protocol) || link.origin === location.origin) return;
    event.preventDefault();
    show(`${state.words.elsewhere} ${link.href}`);
  }, true);

  async function start() {
    await new window.H5PStandalone.H5P(document.getElementById("h5p"), {
      id: CONTENT,
      embedType: "div",
      h5pJsonPath: files,
      frameJs: new URL("/runtime/h5p/frame.bundle.js", location.href).href,
      frameCss: new URL("/runtime/h5p/styles/h5p.css", location.href).href,
      preventH5PInit: false,
      saveFreq: SAVED_EVERY,
      frame: true,
      copyright: true,
      icon: false,
      fullScreen: state.fullscreen,
      title: state.rights.title,
      metadata: state.rights,
      translations: { H5P: state.words },
      xAPIObjectIRI: location.origin,
    });
    const { H5P } = window;
    /* The core makes itself ready once the whole page is. */
    await new Promise((done) => { H5P.jQuery(document).ready(done); });
    keepIn(H5P);
    /* The player leaves a minor version of 0 out, which others then miss. */
    window.H5PIntegration.contents[`cid-${CONTENT}`].library = state.library;
    H5P.externalDispatcher.on("xAPI", (event) => hear(event, H5P));
    H5P.preventInit = false;
    H5P.init(document.body);
    if (!H5P.instances.length) throw new Error("Nothing was drawn.");
    window.addEventListener("pagehide", () => leave(H5P));
  }

  start().catch((error) => {
    console.error(error);
    show(state.words.broken);
  });
})();
