"""Writing GIFT, the text format of Moodle. Pure."""

import re
from collections.abc import Sequence
from decimal import Decimal
from html import escape

from .lines import At, Lines, _
from .losses import lose_common
from .questions import Question, Written
from .shares import weights_of

_SPECIAL = re.compile(r"([:#={}~\\])")
_IN_TAG = re.compile(r"([]\\])")
_BACKSLASHED = r"\\\1"


def escaped(text: str) -> str:
    """Return `text` with the characters that mean something in GIFT escaped."""
    plain = " ".join(text.split(" ")).replace("\r", "")
    return _SPECIAL.sub(_BACKSLASHED, plain).replace("\n", r"\n")


def _html(words: str) -> str:
    return escaped(escape(words, quote=False).replace("\n", "<br>"))


def _answer(words: str, *, weight: str = "") -> str:
    """Return the words of an answer as HTML; what begins like a mark is told apart from one."""
    text = _html(words)
    return f"{weight}[html]{text}" if text.startswith(("[", "%")) else f"{weight}{text}"


def _typed(words: str) -> str:
    text = escaped(words)
    return f"[html]{text}" if text.startswith("[") else text


def _said(rich: str) -> str:
    return f"#{escaped(rich)}" if rich else ""


def write_gift(questions: Sequence[Question], title: str) -> Written:
    """Return the questions as a GIFT file, in UTF-8, and what it doesn't hold."""
    lines = Lines()
    parts = [f"// {' '.join(title.split())}"]
    count = 0
    for number, question in enumerate(questions, 1):
        at = At(lines, number).inside(question.prompt)
        written = _question(question, at)
        if written:
            count += 1
            parts.append(written)
    return Written(("\n\n".join(parts) + "\n").encode(), tuple(lines), count)


def _question(question: Question, at: At) -> str:
    answers = _answers(question, at)
    if answers is None:
        return ""
    lose_common(question, at, objective=True, difficulty=True)
    comment = [f"[id:{question.key}]"] if question.key else []
    comment += [f"[tag:{_IN_TAG.sub(_BACKSLASHED, tag)}]" for tag in question.tags]
    value = question.value
    general = str(value.get("explanation") or "")
    prompt = f"<p>{_html(question.prompt)}</p>"
    if question.kind == "scenario":
        prompt = f"{escaped(situation_of(question))}{prompt}"
    end = f"\n####{escaped(general)}" if general else ""
    body = f"[html]{prompt}{{{answers}{end}\n}}"
    return "\n".join(([f"// {' '.join(comment)}"] if comment else []) + [body])


def situation_of(question: Question) -> str:
    """Return what a scenario says before its question, its message included, as HTML."""
    value = question.value
    message = value.get("message") or {}
    parts = [str(value.get("situation") or "")]
    head = " — ".join(escape(one) for one in (message.get("sender"), message.get("subject")) if one)
    if head:
        parts.append(f"<p><b>{head}</b></p>")
    parts.append(str(message.get("body") or ""))
    return "".join(parts)


def _answers(question: Question, at: At) -> str | None:
    """Return what stands between the braces; None where GIFT can't hold the question."""
    value = question.value
    if question.kind in ("single_choice", "multiple_choice", "scenario"):
        return _options(question)
    if question.kind == "short_text":
        return _short_text(question, at)
    if question.kind == "numeric":
        if value.get("unit"):
            at.lose(_("The unit “%(unit)s” isn't kept."), unit=value["unit"])
        lines = [f"={_number(value['answer'])}:{_number(value['tolerance'])}"]
        lines += [
            f"=%0%{_number(one['value'])}:0{_said(one['feedback'])}" for one in value["mistakes"]
        ]
        other = value["feedback"]
        lines += [f"~{_said(other)}"] if other else []
        return "#\n" + "\n".join(lines)
    if question.kind in ("matching", "categorising"):
        return _pairs(question, at)
    if question.kind == "ordering":
        if any(one["feedback"] for one in value["items"]):
            at.lose(_("What is said of each item isn't kept."))
        count = len(value["items"])
        items = [_answer(one["text"]) for one in value["items"]]
        return f">{count} ALL VERTICAL ABSOLUTE_POSITION SHOW NUMBERING_NONE\n" + "\n".join(items)
    at.leave_out(_("The format has no such kind of question. The academy's own format has."))
    return None


def _options(question: Question) -> str:
    lines = []
    for one, weight in zip(question.value["choices"], weights_of(question), strict=True):
        mark = "~"
        if weight == "100" and question.kind != "multiple_choice":
            mark, weight = "=", "100" if one["text"].startswith("%") else "0"
        share = f"%{weight}%" if weight != "0" else ""
        lines.append(f"{mark}{_answer(one['text'], weight=share)}{_said(one['feedback'])}")
    return "\n" + "\n".join(lines)


def _short_text(question: Question, at: At) -> str | None:
    value = question.value
    texts = [*value["answers"], *(one["text"] for one in value["mistakes"])]
    if any("->" in one for one in texts):
        at.leave_out(_("GIFT can't hold an answer with “->”."))
        return None
    if any("*" in one for one in texts):
        at.leave_out(_("GIFT can't hold an answer with “*”, which stands for any text there."))
        return None
    lines = [f"={_typed(one)}" for one in value["answers"]]
    lines += [f"=%0%{_typed(one['text'])}{_said(one['feedback'])}" for one in value["mistakes"]]
    lines += [f"=%0%*{_said(value['feedback'])}"] if value["feedback"] else []
    return "\n" + "\n".join(lines)


def _pairs(question: Question, at: At) -> str:
    value = question.value
    if any(one["feedback"] for one in value["items"]):
        at.lose(_("What is said of each item isn't kept."))
    lines = [
        f"={_answer(one['text'])} -> {_typed(value['targets'][one['target'] - 1])}"
        for one in value["items"]
    ]
    used = {one["target"] for one in value["items"]}
    if question.kind == "categorising" and len(used) == len(value["items"]):
        at.change(_("Each item has a category of its own: this is a matching there."))
    lines += [
        f"= -> {_typed(target)}"
        for number, target in enumerate(value["targets"], 1)
        if number not in used
    ]
    return "\n" + "\n".join(lines)


def _number(number: object) -> str:
    return f"{Decimal(str(number)):f}"
