"""Writing Moodle XML. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .gift_writing import situation_of
from .lines import At, Lines, _
from .losses import lose_common
from .questions import Question, Written
from .shares import weights_of

_KINDS = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "scenario": "multichoice",
    "short_text": "shortanswer",
    "numeric": "numerical",
    "matching": "matching",
    "categorising": "matching",
    "ordering": "ordering",
}
LONGEST_NAME = 100


def write_moodle_xml(questions: Sequence[Question], title: str) -> Written:
    """Return the questions as a Moodle XML file, and what it doesn't hold."""
    lines = Lines()
    quiz = Element("quiz")
    category = SubElement(SubElement(quiz, "question", type="category"), "category")
    # A slash would begin a category below.
    SubElement(category, "text").text = f"$course$/top/{title.replace('/', '//')}"
    count = 0
    for number, question in enumerate(questions, 1):
        at = At(lines, number).inside(question.prompt)
        if question.kind not in _KINDS:
            at.leave_out(
                _("The format has no such kind of question. The academy's own format has.")
            )
            continue
        if question.kind == "short_text" and any("*" in one for one in question.value["answers"]):
            at.change(_("An answer with “*” is written with a backslash before it."))
        count += 1
        _write(quiz, question, at)
    indent(quiz)
    content = tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n"
    return Written(content, tuple(lines), count)


def _write(quiz: Element, question: Question, at: At) -> None:
    lose_common(question, at, objective=True, difficulty=True)
    value = question.value
    node = SubElement(quiz, "question", type=_KINDS[question.kind])
    name = SubElement(node, "name")
    SubElement(name, "text").text = " ".join(question.prompt.split())[:LONGEST_NAME]
    prompt = f"<p>{escape(question.prompt, quote=False)}</p>".replace("\n", "<br>")
    if question.kind == "scenario":
        prompt = f"{situation_of(question)}{prompt}"
    _text(node, "questiontext", prompt)
    _text(node, "generalfeedback", str(value.get("explanation") or ""))
    SubElement(node, "defaultgrade").text = "1.0"
    SubElement(node, "penalty").text = "0.3333333"
    SubElement(node, "hidden").text = "0"
    SubElement(node, "idnumber").text = question.key
    if "choices" in value:
        _choices(node, question)
    elif question.kind == "short_text":
        _short_text(node, question)
    elif question.kind == "numeric":
        _numeric(node, question)
    elif question.kind == "ordering":
        _ordering(node, question, at)
    else:
        _pairs(node, question, at)
    if question.tags:
        tags = SubElement(node, "tags")
        for tag in question.tags:
            SubElement(SubElement(tags, "tag"), "text").text = tag


def _text(node: Element, name: str, html: str, **attributes: str) -> Element:
    """Add a text in HTML; where there is none, an empty one, as Moodle does."""
    found = SubElement(node, name, attributes | {"format": "html"})
    SubElement(found, "text").text = html
    return found


def _words(node: Element, name: str, words: str, **attributes: str) -> Element:
    return _text(node, name, escape(words, quote=False).replace("\n", "<br>"), **attributes)


def _choices(node: Element, question: Question) -> None:
    SubElement(node, "single").text = "false" if question.kind == "multiple_choice" else "true"
    SubElement(node, "shuffleanswers").text = "true"
    SubElement(node, "answernumbering").text = "none"
    for one, weight in zip(question.value["choices"], weights_of(question), strict=True):
        answer = _words(node, "answer", one["text"], fraction=weight)
        _text(answer, "feedback", one["feedback"])


def _typed(node: Element, text: str, weight: str, feedback: str) -> Element:
    answer = SubElement(node, "answer", fraction=weight, format="plain_text")
    SubElement(answer, "text").text = text
    _text(answer, "feedback", feedback)
    return answer


def _short_text(node: Element, question: Question) -> None:
    value = question.value
    SubElement(node, "usecase").text = "0"
    for text in value["answers"]:
        _typed(node, text.replace("*", r"\*"), "100", "")
    for one in value["mistakes"]:
        _typed(node, one["text"].replace("*", r"\*"), "0", one["feedback"])
    if value["feedback"]:
        _typed(node, "*", "0", value["feedback"])


def _numeric(node: Element, question: Question) -> None:
    value = question.value
    answer = _typed(node, _number(value["answer"]), "100", "")
    SubElement(answer, "tolerance").text = _number(value["tolerance"])
    for one in value["mistakes"]:
        mistake = _typed(node, _number(one["value"]), "0", one["feedback"])
        SubElement(mistake, "tolerance").text = "0"
    if value["feedback"]:
        SubElement(_typed(node, "*", "0", value["feedback"]), "tolerance").text = "0"
    if value.get("unit"):
        unit = SubElement(SubElement(node, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = value["unit"]
        # The unit may be typed, and costs nothing when it is left out.
        SubElement(node, "unitgradingtype").text = "0"
        SubElement(node, "showunits").text = "3"


def _number(number: object) -> str:
    return f"{Decimal(str(number)):f}"


def _ordering(node: Element, question: Question, at: At) -> None:
    _lose_item_feedback(question, at)
    for name, text in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", str(len(question.value["items"]))),
        ("gradingtype", "ABSOLUTE_POSITION"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ):
        SubElement(node, name).text = text
    for place, one in enumerate(question.value["items"], 1):
        _words(node, "answer", one["text"], fraction=f"{place}.0000000")


def _pairs(node: Element, question: Question, at: At) -> None:
    _lose_item_feedback(question, at)
    value = question.value
    SubElement(node, "shuffleanswers").text = "true"
    used = {one["target"] for one in value["items"]}
    if question.kind == "categorising" and len(used) == len(value["items"]):
        at.change(_("Each item has a category of its own: this is a matching there."))
    pairs = [(one["text"], value["targets"][one["target"] - 1]) for one in value["items"]]
    pairs += [("", text) for place, text in enumerate(value["targets"], 1) if place not in used]
    for item, target in pairs:
        pair = _words(node, "subquestion", item)
        SubElement(SubElement(pair, "answer"), "text").text = target


def _lose_item_feedback(question: Question, at: At) -> None:
    if any(one["feedback"] for one in question.value["items"]):
        at.lose(_("What is said of each item isn't kept."))
