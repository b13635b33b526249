"""Writing packages of QTI 2.1 and 3. Pure.

Items are built with the names of QTI 2.1, and renamed for QTI 3.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from .gift_writing import situation_of
from .lines import At, Lines, _
from .losses import lose_common
from .qti_manifest import manifest
from .qti_names import SPACES, kebab
from .qti_package import MANIFEST, zipped
from .questions import Language, Question, Written
from .shares import weights_of
from .texts import has_tags, rich_of
from .xml_tree import Element as Read
from .xml_tree import read_xml

Version = Literal["qti21", "qti3"]
# Elements that are HTML in both versions.
_HTML = frozenset({"a", "b", "br", "div", "i", "li", "ol", "p", "span", "ul"})
# In QTI 3, these hold their text in a body of its own.
_WITH_BODY = frozenset({"modalFeedback", "feedbackBlock"})
_CHOICES = frozenset({"single_choice", "multiple_choice", "scenario"})
_KINDS = _CHOICES | {"ordering", "matching", "categorising", "numeric", "short_text"}


def write_qti(
    questions: Sequence[Question], title: str, version: Version, language: Language
) -> Written:
    """Return the questions as a QTI package, and what it doesn't hold."""
    lines = Lines()
    files: list[tuple[str, bytes]] = []
    kept: list[tuple[str, Question]] = []
    for number, question in enumerate(questions, 1):
        at = At(lines, number).inside(question.prompt)
        if question.kind not in _KINDS:
            at.leave_out(
                _("The format has no such kind of question. The academy's own format has.")
            )
            continue
        lose_common(question, at)
        item = _Writer(question, number, language, at).item()
        name = f"items/{number:04}.xml"
        files.append((name, _document(item, version)))
        kept.append((name, question))
    manifest_file = (MANIFEST, manifest(kept, title, version, language))
    return Written(zipped([manifest_file, *files]), tuple(lines), len(kept))


def _document(item: Element, version: Version) -> bytes:
    if version == "qti3":
        _as_third_version(item)
    item.set("xmlns", SPACES[version])
    return tostring(item, encoding="utf-8", xml_declaration=True)


def _as_third_version(element: Element) -> None:
    """Rename an element and what is inside."""
    if element.tag in _WITH_BODY:
        body = Element("contentBody")
        body.text, element.text = element.text, None
        body.extend(list(element))
        for one in list(element):
            element.remove(one)
        element.append(body)
    for one in element:
        _as_third_version(one)
    if element.tag not in _HTML:
        element.tag = f"qti-{kebab(element.tag)}"
        element.attrib = {
            name if ":" in name else kebab(name): value for name, value in element.attrib.items()
        }


def add_html(node: Element, html: str) -> None:
    """Add a bank's rich text to `node`."""
    # What an editor left open is closed, and each sign is written as XML has it.
    sound = rich_of(html, At(Lines())) if has_tags(html) else html
    read = read_xml(f"<div>{sound.replace('<br>', '<br/>')}</div>".encode(), At(Lines()))
    _copy(read, node)


def _copy(read: Read, node: Element) -> None:
    last: Element | None = node[-1] if len(node) else None
    for one in read.inside:
        if isinstance(one, str):
            if last is None:
                node.text = (node.text or "") + one
            else:
                last.tail = (last.tail or "") + one
        else:
            last = SubElement(node, one.name, one.attributes)
            _copy(one, last)


def _add_words(node: Element, words: str) -> None:
    first, *others = words.split("\n")
    node.text = (node.text or "") + first
    for one in others:
        SubElement(node, "br").tail = one


class _Writer:
    """Writes one item."""

    def __init__(self, question: Question, number: int, language: Language, at: At) -> None:
        self.question, self.value, self.at = question, question.value, at
        title = " ".join(question.prompt.split())[:100]
        self.root = Element(
            "assessmentItem",
            {
                "identifier": f"q-{question.key or number}",
                "title": title,
                "xml:lang": language,
                "adaptive": "false",
                "timeDependent": "false",
            },
        )

    def item(self) -> Element:
        """Return the item: declarations, body, processing, feedback."""
        kind = self.question.kind
        if kind in _CHOICES:
            self._choices()
        elif kind == "ordering":
            self._ordering()
        elif kind in ("matching", "categorising"):
            self._matching()
        else:
            self._typed()
        self._modal_feedback()
        return self.root

    def _declare(self, cardinality: str, base: str, right: Sequence[str]) -> Element:
        declared = SubElement(
            self.root,
            "responseDeclaration",
            {"identifier": "RESPONSE", "cardinality": cardinality, "baseType": base},
        )
        response = SubElement(declared, "correctResponse")
        for one in right:
            SubElement(response, "value").text = one
        return declared

    def _map(self, declared: Element, scores: Mapping[str, str], **attributes: str) -> None:
        mapping = SubElement(declared, "mapping", {"lowerBound": "0", "defaultValue": "0"})
        for key, score in scores.items():
            SubElement(mapping, "mapEntry", {"mapKey": key, "mappedValue": score} | attributes)

    def _outcomes(self, feedback: str = "") -> None:
        """Declare the score, what is said of the whole, and what is said of each choice."""
        score = SubElement(
            self.root,
            "outcomeDeclaration",
            {"identifier": "SCORE", "cardinality": "single", "baseType": "float"},
        )
        SubElement(SubElement(score, "defaultValue"), "value").text = "0"
        names = {"SAID": "single"} | ({"FEEDBACK": feedback} if feedback else {})
        for name, cardinality in names.items():
            SubElement(
                self.root,
                "outcomeDeclaration",
                {"identifier": name, "cardinality": cardinality, "baseType": "identifier"},
            )

    def _body(self) -> Element:
        body = SubElement(self.root, "itemBody")
        if self.question.kind == "scenario":
            add_html(body, situation_of(self.question))
        return body

    def _asked(self, name: str, **attributes: str) -> Element:
        asked = SubElement(self._body(), name, {"responseIdentifier": "RESPONSE"} | attributes)
        _add_words(SubElement(asked, "prompt"), self.question.prompt)
        return asked

    def _choices(self) -> None:
        choices = self.value["choices"]
        weights = weights_of(self.question)
        ids = [f"c{place}" for place in range(1, len(choices) + 1)]
        several = self.question.kind == "multiple_choice"
        cardinality = "multiple" if several else "single"
        right = [one for one, weight in zip(ids, weights, strict=True) if Decimal(weight) > 0]
        best = [one for one, weight in zip(ids, weights, strict=True) if weight == "100"]
        declared = self._declare(cardinality, "identifier", right if several else best[:1])
        scores = {one: _score(weight) for one, weight in zip(ids, weights, strict=True)}
        self._map(declared, scores)
        self._outcomes(cardinality)
        asked = self._asked("choiceInteraction", shuffle="true", maxChoices="0" if several else "1")
        for one, choice in zip(ids, choices, strict=True):
            node = SubElement(asked, "simpleChoice", identifier=one)
            _add_words(node, choice["text"])
            if choice["feedback"]:
                said = SubElement(
                    node,
                    "feedbackBlock",
                    {"outcomeIdentifier": "FEEDBACK", "identifier": one, "showHide": "show"},
                )
                add_html(said, choice["feedback"])
        self._process(mapped=True, feedback=True)

    def _ordering(self) -> None:
        items = self.value["items"]
        self._lose_item_feedback()
        ids = [f"c{place}" for place in range(1, len(items) + 1)]
        self._declare("ordered", "identifier", ids)
        self._outcomes()
        asked = self._asked("orderInteraction", shuffle="true")
        # In an order that says nothing: systems that don't shuffle would show the right one.
        for one, item in sorted(zip(ids, items, strict=True), key=lambda two: two[1]["text"]):
            _add_words(SubElement(asked, "simpleChoice", identifier=one), item["text"])
        self._process()

    def _matching(self) -> None:
        items, targets = self.value["items"], self.value["targets"]
        self._lose_item_feedback()
        pairs = [f"i{place} t{one['target']}" for place, one in enumerate(items, 1)]
        declared = self._declare("multiple", "directedPair", pairs)
        self._map(declared, dict.fromkeys(pairs, "1"))
        self._outcomes()
        asked = self._asked("matchInteraction", shuffle="true", maxAssociations=str(len(items)))
        first, second = (SubElement(asked, "simpleMatchSet") for _side in range(2))
        most = "1" if self.question.kind == "matching" else "0"
        for place, item in enumerate(items, 1):
            node = SubElement(
                first, "simpleAssociableChoice", {"identifier": f"i{place}", "matchMax": "1"}
            )
            _add_words(node, item["text"])
        for place, target in enumerate(targets, 1):
            node = SubElement(
                second, "simpleAssociableChoice", {"identifier": f"t{place}", "matchMax": most}
            )
            _add_words(node, target)
        used = {one["target"] for one in items}
        if self.question.kind == "categorising" and len(used) == len(items):
            self.at.change(_("Each item has a category of its own: this is a matching there."))
        self._process(mapped=True)

    def _typed(self) -> None:
        is_number = self.question.kind == "numeric"
        if any(one["feedback"] for one in self.value["mistakes"]):
            self.at.lose(_("What is said of frequent mistakes isn't kept."))
        if is_number:
            if self.value.get("unit"):
                self.at.lose(_("The unit “%(unit)s” isn't kept."), unit=self.value["unit"])
            if self.value["mistakes"]:
                self.at.lose(_("Frequent mistakes aren't kept."))
            self._declare("single", "float", [_number(self.value["answer"])])
        else:
            right = self.value["answers"]
            declared = self._declare("single", "string", right[:1])
            wrong = [one["text"] for one in self.value["mistakes"]]
            scores = dict.fromkeys(right, "1") | dict.fromkeys(wrong, "0")
            self._map(declared, scores, caseSensitive="false")
        self._outcomes()
        body = self._body()
        _add_words(SubElement(body, "p"), self.question.prompt)
        entry = SubElement(SubElement(body, "p"), "textEntryInteraction")
        entry.set("responseIdentifier", "RESPONSE")
        self._process(
            mapped=not is_number, tolerance=_number(self.value["tolerance"]) if is_number else ""
        )

    def _lose_item_feedback(self) -> None:
        if any(one["feedback"] for one in self.value["items"]):
            self.at.lose(_("What is said of each item isn't kept."))

    def _process(
        self, *, mapped: bool = False, feedback: bool = False, tolerance: str = ""
    ) -> None:
        processing = SubElement(self.root, "responseProcessing")
        condition = SubElement(processing, "responseCondition")
        right, wrong = SubElement(condition, "responseIf"), SubElement(condition, "responseElse")
        # Within the tolerance, or as the right response has it.
        exact = {"toleranceMode": "absolute", "tolerance": f"{tolerance} {tolerance}"}
        compared = SubElement(right, "equal", exact) if tolerance else SubElement(right, "match")
        SubElement(compared, "variable", identifier="RESPONSE")
        SubElement(compared, "correct", identifier="RESPONSE")
        _set(right, "SCORE", "float", "1")
        _set(right, "SAID", "identifier", "EXPLANATION")
        _set(wrong, "SAID", "identifier", "INCORRECT")
        if mapped:
            score = SubElement(processing, "setOutcomeValue", identifier="SCORE")
            SubElement(score, "mapResponse", identifier="RESPONSE")
        if feedback:
            said = SubElement(processing, "setOutcomeValue", identifier="FEEDBACK")
            SubElement(said, "variable", identifier="RESPONSE")

    def _modal_feedback(self) -> None:
        said = {
            "EXPLANATION": self.value.get("explanation") or "",
            "INCORRECT": self.value.get("feedback") or "",
        }
        for name, html in said.items():
            if html:
                shown = {"outcomeIdentifier": "SAID", "identifier": name, "showHide": "show"}
                add_html(SubElement(self.root, "modalFeedback", shown), html)


def _set(node: Element, name: str, base: str, value: str) -> None:
    outcome = SubElement(node, "setOutcomeValue", identifier=name)
    SubElement(outcome, "baseValue", baseType=base).text = value


def _score(weight: str) -> str:
    return f"{Decimal(weight) / 100:f}"


def _number(number: object) -> str:
    return f"{Decimal(str(number)):f}"
