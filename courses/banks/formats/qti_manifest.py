"""The manifest of a QTI package: its items, with their tags, objective and difficulty. Pure."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .qti_package import OBJECTIVE
from .questions import Question

_PACKAGE = {
    "qti21": ("http://www.imsglobal.org/xsd/imscp_v1p1", "imsqti_item_xmlv2p1", "2.1"),
    "qti3": ("http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", "imsqti_item_xmlv3p0", "3.0.0"),
}
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_HARDNESS = {"easy": "easy", "medium": "medium", "hard": "difficult"}


def manifest(
    items: Sequence[tuple[str, Question]], title: str, version: str, language: str
) -> bytes:
    """Return the manifest of `items`, each with the name of its file."""
    space, kind, number = _PACKAGE[version]
    root = Element("manifest", {"xmlns": space, "xmlns:lom": _LOM, "identifier": "bank"})
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = "QTI Package"
    SubElement(about, "schemaversion").text = number
    general = SubElement(SubElement(about, "lom:lom"), "lom:general")
    _string(SubElement(general, "lom:title"), title, language)
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for place, (name, question) in enumerate(items, 1):
        resource = SubElement(
            resources, "resource", {"identifier": f"r{place}", "type": kind, "href": name}
        )
        _describe(resource, question, language)
        SubElement(resource, "file", href=name)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _describe(resource: Element, question: Question, language: str) -> None:
    if not (question.tags or question.objective or question.difficulty):
        return
    lom = SubElement(SubElement(resource, "metadata"), "lom:lom")
    if question.tags:
        general = SubElement(lom, "lom:general")
        for tag in question.tags:
            _string(SubElement(general, "lom:keyword"), tag, language)
    if question.difficulty:
        hardness = SubElement(SubElement(lom, "lom:educational"), "lom:difficulty")
        _term(hardness, _HARDNESS[question.difficulty])
    if question.objective:
        classed = SubElement(lom, "lom:classification")
        _term(SubElement(classed, "lom:purpose"), OBJECTIVE)
        _string(SubElement(classed, "lom:description"), question.objective, language)


def _string(node: Element, text: str, language: str) -> None:
    SubElement(node, "lom:string", language=language).text = text


def _term(node: Element, word: str) -> None:
    SubElement(node, "lom:source").text = "LOMv1.0"
    SubElement(node, "lom:value").text = word
