"use strict";
(() => {
  let place = window;
  while (!place.API && place.parent !== place) place = place.parent;
  const api = place.API;
  if (api) api.LMSInitialize("");
  document.getElementById("done").addEventListener("click", () => {
    if (api) {
      api.LMSSetValue("cmi.core.lesson_status", "completed");
      api.LMSFinish("");
    }
    document.getElementById("said").textContent = "Merci ! · Thank you!";
  });
})();
