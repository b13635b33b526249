"""H5P content made by hand: a type of a few lines, whole, and wrong where a test wants it."""

import json
from collections.abc import Mapping
from typing import Any

from .packages import archive

CHILD = "0f6b1c1e-5d0a-4c1e-9d43-2f1f4a8c7b10"
# What is in it is a question with a part of its own: buttons do what they say, and what it was
# opened with is shown.
QUESTION = """
var H5P = H5P || {};
H5P.TestQuestion = function (params, contentId, extras) {
  H5P.EventDispatcher.call(this);
  var self = this;
  var page = (extras && extras.previousState && extras.previousState.page) || 1;
  self.getCurrentState = function () { return { page: page }; };
  self.attach = function ($container) {
    $container.html(
      '<h1></h1><p class="opened"></p><div class="child"></div>' +
      '<button class="turn">Turn</button> <button class="finish">Finish</button> ' +
      '<button class="fail">Fail</button> <a class="away" href="https://example.org/">Away</a>');
    $container.find('h1').text(params.question);
    var show = function () { $container.find('.opened').text('page ' + page); };
    show();
    H5P.newRunnable(params.child, contentId, $container.find('.child'), true, { parent: self });
    $container.find('.turn').on('click', function () {
      page += 1;
      show();
      self.triggerXAPI('progressed');
    });
    $container.find('.finish').on('click', function () {
      self.triggerXAPIScored(9, 10, 'completed', true, true);
    });
    $container.find('.fail').on('click', function () {
      self.triggerXAPIScored(2, 10, 'completed', true, false);
    });
    self.setActivityStarted();
  };
};
H5P.TestQuestion.prototype = Object.create(H5P.EventDispatcher.prototype);
H5P.TestQuestion.prototype.constructor = H5P.TestQuestion;
"""
PART = """
var H5P = H5P || {};
H5P.TestPart = function (params, contentId, extras) {
  H5P.EventDispatcher.call(this);
  var self = this;
  self.attach = function ($container) {
    $container.html('<button class="answer"></button>');
    $container.find('.answer').text(params.label).on('click', function () {
      var event = self.createXAPIEventTemplate('answered');
      event.setScoredResult(1, 1, self, true, true);
      event.data.statement.result.response = 'yes';
      self.trigger(event);
    });
  };
};
H5P.TestPart.prototype = Object.create(H5P.EventDispatcher.prototype);
H5P.TestPart.prototype.constructor = H5P.TestPart;
"""


def dependency(name: str, major: Any = 1, minor: Any = 0) -> dict[str, Any]:
    """Return how others name a library."""
    return {"machineName": name, "majorVersion": major, "minorVersion": minor}


def library(name: str, script: str, **said: Any) -> dict[str, str | bytes]:
    """Return the files of a library of version 1.0: its script, its styles, what it says."""
    definition = dependency(name) | {
        "title": name,
        "patchVersion": 3,
        "runnable": 1,
        "coreApi": {"majorVersion": 1, "minorVersion": 24},
        "preloadedJs": [{"path": "scripts/main.js"}],
        "preloadedCss": [{"path": "main.css"}],
    }
    return {
        f"{name}-1.0/library.json": json.dumps(definition | said),
        f"{name}-1.0/scripts/main.js": script,
        f"{name}-1.0/main.css": ".opened { font-weight: 700; }",
    }


def description(**said: Any) -> dict[str, Any]:
    """Return what `h5p.json` holds."""
    return {
        "title": "Une question H5P",
        "language": "fr",
        "mainLibrary": "H5P.TestQuestion",
        "embedTypes": ["iframe"],
        "license": "CC BY-SA",
        "licenseVersion": "4.0",
        "preloadedDependencies": [dependency("H5P.TestQuestion"), dependency("H5P.TestPart")],
    } | said


def content(**said: Any) -> dict[str, Any]:
    """Return what `content/content.json` holds: a question, with a part that has an id."""
    return {
        "question": "Quelle page\u00a0?",
        "child": {
            "library": "H5P.TestPart 1.0",
            "params": {"label": "Répondre"},
            "subContentId": CHILD,
            "metadata": {"title": "Une partie", "license": "U"},
        },
    } | said


def h5p(
    files: Mapping[str, str | bytes | None] | None = None,
    *,
    said: Mapping[str, Any] | None = None,
    holds: Mapping[str, Any] | None = None,
    **other: Any,
) -> bytes:
    """Return the archive of whole content.

    `files` are added, take the place of its own, or leave it (None); `said` is in `h5p.json`,
    `holds` in the content; `other` is what the main library says.
    """
    needs = [dependency("H5P.TestPart")]
    whole: dict[str, str | bytes | None] = {
        "h5p.json": json.dumps(description(**(said or {}))),
        "content/content.json": json.dumps(content(**(holds or {}))),
        **library("H5P.TestQuestion", QUESTION, **({"preloadedDependencies": needs} | other)),
        **library("H5P.TestPart", PART, runnable=0),
    }
    kept = (whole | dict(files or {})).items()
    return archive({name: text for name, text in kept if text is not None})


def told(
    verb: str = "completed",
    *,
    child: str = "",
    parent: bool = False,
    **result: Any,
) -> dict[str, Any]:
    """Return a statement as the page of H5P content posts it."""
    extensions = {"http://h5p.org/x-api/h5p-local-content-id": 1}
    said: dict[str, Any] = {
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"definition": {"extensions": extensions}},
        "context": {"contextActivities": {}},
    }
    if child:
        said["object"]["definition"]["extensions"] |= {
            "http://h5p.org/x-api/h5p-subContentId": child
        }
    if child or parent:
        said["context"]["contextActivities"]["parent"] = [{"id": "http://x.example"}]
    return said | ({"result": result} if result else {})


def report(*statements: Any, sequence: int = 1, **more: Any) -> dict[str, Any]:
    """Return what the page of H5P content posts."""
    return {
        "commitSequence": sequence,
        "statements": list(statements),
        "state": {"0": {"state": '{"page":2}'}},
        "seconds": 30.5,
    } | more
