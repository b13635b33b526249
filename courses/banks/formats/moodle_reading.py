"""Reading Moodle XML (https://docs.moodle.org/en/Moodle_XML_format). Pure."""

from collections.abc import Callable

from . import shaping
from .fitting import are_too_many, take
from .lines import At, Stop, _
from .questions import TRUE_AND_FALSE, Collected, Imported, Language
from .shaping import NumberOption, Option, Pair, Shaped
from .texts import has_tags, html_of, plain_of, rich_of
from .xml_tree import Element, read_xml

_PLAIN_FORMATS = ("plain_text", "markdown")
# Kinds of questions that Moodle marks by hand or draws anew each time: no key that a bank holds.
_BY_HAND = ("essay", "poodllrecording", "recordrtc")


def read_moodle_xml(data: bytes, language: Language) -> Imported:
    """Return the questions of a Moodle XML file, whose texts are in `language`."""
    found = Collected()
    at = At(found.lines)
    try:
        root = read_xml(data, at)
    except Stop:
        return found.done()
    if root.name != "quiz":
        at.inside(root.name, root.line).refuse(
            _("This isn't Moodle XML: its first element is <%(name)s>, not <quiz>."),
            name=root.name,
        )
        return found.done()
    try:
        for element in root.children("question"):
            _read(found, element, language)
    except Stop:
        return found.done()
    if not found.questions and not found.lines:
        at.refuse(_("There is no question in this file."))
    return found.done()


def _read(found: Collected, element: Element, language: Language) -> None:
    kind = element.get("type")
    name = element.child("name")
    at = At(found.lines, element.line).inside(name.text_of("text") if name else "")
    if kind == "category":
        category = element.child("category")
        if said := category.text_of("text") if category else "":
            at.lose(
                _("The category “%(name)s” isn't kept: the bank has one list, and tags."),
                name=said.removeprefix("$course$/"),
            )
        return
    if kind in _BY_HAND:
        at.leave_out(_("A question answered by an essay has no answer key: not taken."))
        return
    if kind == "description":
        at.leave_out(_("This is a text without answers, not a question."))
        return
    reader = _READERS.get(kind)
    if reader is None:
        at.leave_out(_("Banks have no question of the kind “%(kind)s”."), kind=kind)
        return
    if are_too_many(len(element.children("answer", "subquestion")), at):
        return
    question = _Read(element, at, language)
    shaped = reader(question)
    if element.children("hint"):
        at.lose(_("Hints aren't kept: here, what is said comes after the answer."))
    tags = element.child("tags")
    take(
        found,
        shaped,
        at,
        key=element.text_of("idnumber"),
        tags=tuple(one.text_of("text") for one in tags.children("tag")) if tags else (),
    )


class _Read:
    """What most kinds of questions have."""

    def __init__(self, element: Element, at: At, language: Language) -> None:
        self.element = element
        self.at = at
        self.language = language
        self.html = self.html_of("questiontext")
        self.words = plain_of(self.html, at)
        self.explanation = rich_of(self.html_of("generalfeedback"), at)
        if not at.element:
            self.at = at.inside(self.words)

    def html_of(self, name: str, element: Element | None = None) -> str:
        """Return the text of a child as HTML."""
        found = (element or self.element).child(name)
        return _html(found, self.at) if found else ""

    def rich(self, name: str, element: Element | None = None) -> str:
        """Return the text of a child with the tags that a bank's texts have."""
        return rich_of(self.html_of(name, element), self.at)

    def options(self, *, typed: bool = False) -> list[Option]:
        """Return the answers, with what is said of each; what is said of all right or wrong ones
        stands for what isn't said of one."""
        found = []
        right, wrong = self.rich("correctfeedback"), self.rich("incorrectfeedback")
        used = False
        for answer in self.element.children("answer"):
            weight = _number(answer.get("fraction", "0"))
            text = answer.text_of("text") if typed else plain_of(_html(answer, self.at), self.at)
            feedback = self.rich("feedback", answer)
            if not feedback and not typed:
                feedback = right if weight > 0 else wrong
                used = used or bool(feedback)
            found.append(Option(text, weight, feedback))
        if used:
            self.at.change(_("What is said of all right or wrong answers is said of each one."))
        if not used and not typed and (right or wrong):
            self.at.lose(_("What is said of all right or wrong answers isn't kept."))
        if self.rich("partiallycorrectfeedback"):
            self.at.lose(_("What is said of partly right answers isn't kept."))
        return found


def _number(text: str) -> float:
    number = shaping.decimal_of(text)
    return float(number) if number is not None else 0.0


def _html(element: Element, at: At) -> str:
    """Return the text of an element that holds `<text>`, in the form that it says."""
    text = element.text_of("text") if element.child("text") else element.text.strip()
    form = element.get("format", "moodle_auto_format")
    if element.children("file"):
        at.lose(_("Files inside a text aren't kept: say in words what they show."))
    if form in _PLAIN_FORMATS or not (form == "html" or has_tags(text)):
        return html_of(text)
    return text.replace("@@PLUGINFILE@@", "")


def _multiple_choice(one: _Read) -> Shaped | None:
    single = one.element.text_of("single", "true").lower() in ("true", "1")
    return shaping.choice(
        one.words,
        one.html,
        one.options(),
        single=single,
        explanation=one.explanation,
        at=one.at,
    )


def _true_false(one: _Read) -> Shaped | None:
    options = {option.text.strip().lower(): option for option in one.options()}
    if not {"true", "false"} <= set(options):
        one.at.refuse(_("The answer key can't be read: “true” or “false” is missing."))
        return None
    right, wrong = options["true"], options["false"]
    if (right.weight > 0) == (wrong.weight > 0):
        one.at.refuse(_("The answer key is missing: no option is right."))
        return None
    return shaping.true_or_false(
        one.words,
        TRUE_AND_FALSE[one.language],
        is_true=right.weight > 0,
        feedback=(right.feedback, wrong.feedback),
        explanation=one.explanation,
    )


def _short_answer(one: _Read) -> Shaped | None:
    if one.element.text_of("usecase") in ("1", "true"):
        one.at.change(_("Capitals count there; here they don't."))
    return shaping.short_text(
        one.words, one.options(typed=True), explanation=one.explanation, at=one.at
    )


def _numerical(one: _Read) -> Shaped | None:
    options, other = [], ""
    for answer in one.element.children("answer"):
        text = answer.text_of("text")
        feedback = one.rich("feedback", answer)
        if text == "*":
            other = feedback
            continue
        number = shaping.decimal_of(text)
        tolerance = shaping.decimal_of(answer.text_of("tolerance") or "0")
        if number is None or tolerance is None:
            one.at.inside(one.at.element, answer.line).refuse(
                _("The answer key can't be read: “%(answer)s” is no number."), answer=text
            )
            return None
        weight = _number(answer.get("fraction", "0"))
        options.append(NumberOption(number, abs(tolerance), weight, feedback))
    unit = ""
    units = one.element.child("units")
    for entry in units.children("unit") if units else ():
        if shaping.decimal_of(entry.text_of("multiplier") or "1") == 1 and not unit:
            unit = entry.text_of("unit_name")
        else:
            one.at.lose(
                _("The unit “%(unit)s” isn't kept: a number has one unit here."),
                unit=entry.text_of("unit_name"),
            )
    return shaping.numeric(
        one.words, options, unit=unit, other=other, explanation=one.explanation, at=one.at
    )


def _matching(one: _Read) -> Shaped | None:
    pairs = []
    for pair in one.element.children("subquestion"):
        answer = pair.child("answer")
        target = answer.text_of("text") if answer else ""
        pairs.append(Pair(plain_of(_html(pair, one.at), one.at), target))
    if not pairs:
        one.at.refuse(_("The answer key is missing: there is nothing to match."))
        return None
    return shaping.pairing(one.words, pairs, explanation=one.explanation, at=one.at)


def _ordering(one: _Read) -> Shaped | None:
    answers = one.element.children("answer")
    if not answers:
        one.at.refuse(_("The answer key can't be read: the items to put in order."))
        return None
    # Where the file counts them, the fraction is the place.
    places = [_number(answer.get("fraction", "0")) for answer in answers]
    if len(set(places)) == len(places):
        ordered = sorted(zip(places, answers, strict=True), key=lambda two: two[0])
        answers = [answer for _place, answer in ordered]
    items = [Option(plain_of(_html(answer, one.at), one.at), 0.0) for answer in answers]
    return shaping.ordering(one.words, items, explanation=one.explanation)


_READERS: dict[str, Callable[[_Read], Shaped | None]] = {
    "multichoice": _multiple_choice,
    "multichoiceset": _multiple_choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
}
