"""What a package does that won't work here, found in its files before anybody opens it. Pure.

It is a look at texts, not a proof: a note says what seems to be, and how one can tell.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from courses.exchange.problems import Problem, _

from .kinds_of_files import NOT_MISSED, ending, is_kept

# Bytes of texts that are read: authoring tools put their run-time into a few large scripts.
MOST_READ = 64 << 20
_READ = frozenset({"htm", "html", "js", "mjs", "xhtml"})
_ELSEWHERE = re.compile(
    rb"""<(?:script|link|img|iframe|source|video|audio)\b[^>]*?\b(?:src|href)\s*=\s*["']?"""
    rb"""((?:https?:)?//[^"'\s>]{1,200})""",
    re.I,
)
_POPUP = re.compile(rb"\bwindow\.open\s*\(")
# By its own name, not as something of an object: libraries have many a `confirm` of their own.
_QUESTION = re.compile(rb"(?:\bwindow\.|(?<![\w.$])(?<!function ))(?:confirm|prompt)\s*\(")
_HOST = re.compile(r"(?:https?:)?//([^/:?#]+)", re.I)
SHOWN = 5


def left_out(names: Iterable[str]) -> list[Problem]:
    """Return the note on files that are not kept, as nothing serves them."""
    missed = sorted(name for name in names if not is_kept(name) and ending(name) not in NOT_MISSED)
    if not missed:
        return []
    shown = ", ".join(missed[:SHOWN]) + (" …" if len(missed) > SHOWN else "")
    rule = _(
        "Files of kinds that are not served are left out (%(count)s): %(names)s. What the package "
        "does without them is worth a try."
    )
    found = [Problem("", "", rule, (("count", str(len(missed))), ("names", shown)))]
    if any(ending(name) == "swf" for name in missed):
        found.append(Problem("", "", _("It holds Flash, which no browser plays any more.")))
    return found


def elsewhere(hosts: Iterable[str]) -> Problem:
    """Return the note on files that would be loaded from other hosts."""
    rule = _(
        "It loads files from elsewhere (%(hosts)s), which browsers are told not to do. Put "
        "them into the package."
    )
    return Problem("", "", rule, (("hosts", ", ".join(sorted(hosts)[:SHOWN])),))


def looked_into(folder: Path, names: Iterable[str], *, words: Iterable[bytes]) -> list[Problem]:
    """Return the notes on what the files of a package, unpacked in `folder`, seem to do.

    `words`: one of them is there where a part says when it is finished; none where none has to.
    """
    wanted = tuple(words)
    read, says_finished, popups, questions = 0, not wanted, "", ""
    hosts: set[str] = set()
    for name in sorted(names):
        if ending(name) not in _READ or not is_kept(name) or read > MOST_READ:
            continue
        content = (folder / name).read_bytes()
        read += len(content)
        says_finished = says_finished or any(one in content for one in wanted)
        if ending(name) in ("htm", "html", "xhtml"):
            for match in _ELSEWHERE.finditer(content):
                host = _HOST.match(match.group(1).decode("ascii", "replace"))
                if host is not None and len(hosts) < 50:
                    hosts.add(host.group(1).lower())
        if not popups and _POPUP.search(content):
            popups = name
        if not questions and _QUESTION.search(content):
            questions = name
    found = []
    if not says_finished:
        found.append(
            Problem(
                "",
                "",
                _(
                    "This package never seems to say that it is finished. Choose another rule for "
                    "when a learner is done with it."
                ),
            )
        )
    if hosts:
        found.append(elsewhere(hosts))
    if popups:
        rule = _("It seems to open windows of its own, which browsers are told not to do.")
        found.append(Problem(popups, "", rule))
    if questions:
        rule = _(
            "It seems to ask questions in windows of the browser (confirm, prompt), which stay "
            "closed here: what they say is shown above it, and they are answered with yes."
        )
        found.append(Problem(questions, "", rule))
    return found
