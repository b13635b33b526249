/* What Wagtail's templates start with scripts written in the page, started here from data instead:
   the content policy of the desk lets no script run that is written in a page. */
(() => {
  "use strict";

  const starters = {
    date: (options, id) => window.initDateChooser(id, options),
    time: (options, id) => window.initTimeChooser(id, options),
    datetime: (options, id) => window.initDateTimeChooser(id, options),
    chooser: (options, id, name) => {
      /* Only what is called a chooser: data in a page must not call anything else. */
      if (!/^\w+Chooser$/.test(name) || typeof window[name] !== "function") return;
      if (/^[A-Z]/.test(name)) new window[name](...options);
      else window[name](...options);
    },
    "inline-panel": (options) => new window.InlinePanel(options),
    "multiple-chooser-panel": (options) => new window.MultipleChooserPanel(options),
  };

  function start(element) {
    if (element.dataset.deskStarted) return;
    element.dataset.deskStarted = "true";
    starters[element.dataset.desk](
      JSON.parse(element.dataset.deskOptions),
      element.dataset.deskFor,
      element.dataset.deskName,
    );
  }

  function startWithin(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches("[data-desk]")) start(node);
    node.querySelectorAll("[data-desk]").forEach(start);
  }

  function nameMediaAfterItsFile() {
    const form = document.querySelector('form[action*="/media/"][enctype="multipart/form-data"]');
    const file = form && form.querySelector("#id_file");
    const title = form && form.querySelector("#id_title");
    if (!file || !title) return;
    file.addEventListener("change", () => {
      if (title.value || !file.files.length) return;
      title.value = file.files[0].name.replace(/\.[^.]+$/, "");
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    startWithin(document.body);
    nameMediaAfterItsFile();
    /* Rows of panels, results of filters and dialogs come later. */
    new MutationObserver((changes) => {
      changes.forEach((change) => change.addedNodes.forEach(startWithin));
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
