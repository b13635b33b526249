"""An AU that does what buttons say, written after the specification and without a library."""

PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>AU</title><script src="au.js" defer></script>
</head><body><h1>AU</h1><p id="opened"></p>
<button id="half">Half</button><button id="pass">Pass</button><button id="leave">Leave</button>
</body></html>"""
SCRIPT = """
const said = new URLSearchParams(location.search);
const launch = Object.fromEntries(said);
const actor = JSON.parse(launch.actor);
const shown = (text) => { document.getElementById("opened").textContent = text; };
let headers, data;
const address = (resource, more) => launch.endpoint + resource + "?" + new URLSearchParams(more);
const state = (stateId) => address("activities/state", {
  stateId, activityId: launch.activityId, agent: launch.actor, registration: launch.registration,
});
async function say(verb, result, moveOn) {
  const context = JSON.parse(JSON.stringify(data.contextTemplate));
  context.registration = launch.registration;
  const ids = ["cmi5", ...(moveOn ? ["moveon"] : [])];
  context.contextActivities.category = ids.map((one) => (
    { id: "https://w3id.org/xapi/cmi5/context/categories/" + one }
  ));
  const statement = {
    id: crypto.randomUUID(), actor, context, timestamp: new Date().toISOString(),
    verb: { id: "http://adlnet.gov/expapi/verbs/" + verb },
    object: { objectType: "Activity", id: launch.activityId },
  };
  if (result) statement.result = result;
  const answer = await fetch(launch.endpoint + "statements", {
    method: "POST", headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(statement),
  });
  const text = await answer.text();
  if (!answer.ok) shown(verb + ": " + text);
}
async function start() {
  const token = (await (await fetch(launch.fetch, { method: "POST" })).json())["auth-token"];
  headers = { Authorization: "Basic " + token, "X-Experience-API-Version": "1.0.3" };
  data = await (await fetch(state("LMS.LaunchData"), { headers })).json();
  const likes = await (await fetch(address("agents/profile", {
    profileId: "cmi5LearnerPreferences", agent: launch.actor,
  }), { headers })).json();
  await say("initialized");
  const kept = await fetch(state("place"), { headers });
  const place = kept.ok ? (await kept.json()).place : "none";
  shown([data.launchMode, likes.languagePreference, place].join("|"));
}
async function leave() {
  await say("terminated", { duration: "PT1M" });
  location.href = data.returnURL;
}
document.getElementById("half").onclick = async () => {
  await fetch(state("place"), {
    method: "PUT", headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify({ place: "page-2" }),
  });
  shown("kept");
};
document.getElementById("pass").onclick = async () => {
  await say("completed", { completion: true, duration: "PT1M" }, true);
  await say("passed", { success: true, duration: "PT1M" }, true);
  await leave();
};
document.getElementById("leave").onclick = leave;
start();
"""
