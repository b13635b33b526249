"use strict";
/* What a unit of a cmi5 package tells the record store of whoever launched it: that it began, that
   it is done, how well, and that it ended (cmi5, 9.3). In a trial or when it is seen again, nothing
   counts: it begins and ends alone. */
(() => {
  const WORDS = {
    fr: {
      done: "C’est noté. Vous pouvez fermer cette partie.",
      again: (right, count) => `${right} sur ${count}. Relisez, et essayez de nouveau.`,
      passed: (right, count) => `${right} sur ${count} : c’est réussi, et c’est noté.`,
      failed: "L’académie n’a pas répondu. Fermez cette partie, puis ouvrez-la de nouveau.",
    },
    en: {
      done: "It is noted. You may close this part.",
      again: (right, count) => `${right} out of ${count}. Read again, and try once more.`,
      passed: (right, count) => `${right} out of ${count}: you passed, and it is noted.`,
      failed: "The academy did not answer. Close this part, then open it again.",
    },
  };
  const VERBS = {
    initialized: "http://adlnet.gov/expapi/verbs/initialized",
    completed: "http://adlnet.gov/expapi/verbs/completed",
    passed: "http://adlnet.gov/expapi/verbs/passed",
    terminated: "http://adlnet.gov/expapi/verbs/terminated",
  };
  const launch = Object.fromEntries(new URLSearchParams(location.search));
  const began = Date.now();
  let headers;
  let data;
  let page = document.querySelector("main");
  let words = WORDS.fr;

  const ask = async (resource, query, more = {}) => {
    const address = `${launch.endpoint.replace(/\/?$/, "/")}${resource}?${new URLSearchParams(query)}`;
    const answer = await fetch(address, { ...more, headers: { ...headers, ...more.headers } });
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  };
  const duration = () => `PT${Math.max(1, Math.round((Date.now() - began) / 1000))}S`;

  function tell(verb, result, { moves = false, extensions = {} } = {}) {
    const context = structuredClone(data.contextTemplate);
    context.registration = launch.registration;
    context.contextActivities.category = [
      ...(context.contextActivities.category ?? []),
      { id: "https://w3id.org/xapi/cmi5/context/categories/cmi5" },
      ...(moves ? [{ id: "https://w3id.org/xapi/cmi5/context/categories/moveon" }] : []),
    ];
    context.extensions = { ...context.extensions, ...extensions };
    const statement = {
      id: crypto.randomUUID(),
      actor: JSON.parse(launch.actor),
      verb: { id: VERBS[verb] },
      object: { objectType: "Activity", id: launch.activityId },
      context,
      timestamp: new Date().toISOString(),
      ...(result && { result }),
    };
    return ask("statements", { statementId: statement.id }, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(statement),
    });
  }

  function show(language) {
    words = WORDS[language];
    document.documentElement.lang = language;
    for (const one of document.querySelectorAll("main")) {
      one.hidden = one.lang !== language;
      if (!one.hidden) page = one;
    }
  }

  async function start() {
    const answer = await fetch(launch.fetch, { method: "POST" });
    headers = {
      Authorization: `Basic ${(await answer.json())["auth-token"]}`,
      "X-Experience-API-Version": "1.0.3",
    };
    data = await (await ask("activities/state", {
      stateId: "LMS.LaunchData",
      activityId: launch.activityId,
      agent: launch.actor,
      registration: launch.registration,
    })).json();
    const likes = await (await ask("agents/profile", {
      profileId: "cmi5LearnerPreferences",
      agent: launch.actor,
    })).json();
    show(/^en/i.test(likes.languagePreference ?? "") ? "en" : "fr");
    await tell("initialized");
    page.querySelector("[data-leave]").hidden = false;
    return "";
  }

  /* Say what there is to say of what was ticked; tell what is reached. */
  async function finish(button) {
    const asked = [...page.querySelectorAll("fieldset")].filter((one) => one.querySelector("[data-right]"));
    const right = asked.filter((one) => one.querySelector("[data-right]").checked).length;
    const scaled = asked.length ? right / asked.length : 1;
    if (scaled < (data.masteryScore ?? 0)) return words.again(right, asked.length);
    button.disabled = true;
    if (data.launchMode === "Normal" && asked.length) {
      const mastery = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";
      await tell("passed", { success: true, score: { scaled }, duration: duration() }, {
        moves: true,
        extensions: { [mastery]: data.masteryScore },
      });
    } else if (data.launchMode === "Normal") {
      await tell("completed", { completion: true, duration: duration() }, { moves: true });
    }
    return asked.length ? words.passed(right, asked.length) : words.done;
  }

  async function leave(button) {
    button.disabled = true;
    await tell("terminated", { duration: duration() });
    location.replace(data.returnURL);
    return "";
  }

  async function saying(act, button) {
    let said = words.failed;
    try {
      said = await act(button);
    } finally {
      page.querySelector("[data-said]").textContent = said;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-done]")) saying(finish, button);
    if (button?.matches("[data-leave]")) saying(leave, button);
  });
  saying(start);
})();
