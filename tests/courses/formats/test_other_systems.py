"""Files in the shape in which other systems export: what is taken, and what the report says."""

import io
import zipfile
from pathlib import Path

import pytest

from courses.banks.formats.qti_package import MANIFEST
from courses.banks.formats.reading import detected, read

from .questions_of import told

SAMPLES = Path(__file__).parent / "samples"


def sample(name, language="fr"):
    data = (SAMPLES / name).read_bytes()
    return read(data, detected(data, name), language)


def lines_of(imported):
    return [(line.line, line.severity, line.english) for line in imported.report]


def test_what_moodle_exports_as_gift():
    found = sample("moodle.gift.txt")
    kinds = [one.kind for one in found.questions]
    assert kinds == [
        "single_choice",
        "multiple_choice",
        "single_choice",
        "short_text",
        "numeric",
        "categorising",
    ]
    signs, several, false, name, bits, where = found.questions
    assert signs.prompt == "Quel signe doit d’abord vous alerter ?"
    assert signs.tags == ("messages", "liens")
    assert [one["correct"] for one in signs.value["choices"]] == [True, False, False]
    assert signs.value["choices"][0]["feedback"] == "<p>Oui : elle ne ment pas longtemps.</p>"
    assert signs.value["explanation"] == "<p>Regardez d’où vient le message.</p>"
    assert [one["correct"] for one in several.value["choices"]] == [True, True, False]
    assert [(one["text"], one["correct"]) for one in false.value["choices"]] == [
        ("Vrai", False),
        ("Faux", True),
    ]
    assert false.value["choices"][0]["feedback"] == "<p>Jamais, même avec lui.</p>"
    assert name.value["answers"] == ["hameçonnage", "phishing"]
    assert name.value["mistakes"] == [
        {"text": "spam", "feedback": "<p>Il vend, celui-ci vole.</p>"}
    ]
    assert name.value["feedback"] == "<p>Pensez à la pêche.</p>"
    assert (str(bits.value["answer"]), str(bits.value["tolerance"])) == ("51.7", "0.5")
    assert bits.value["explanation"] == "<p>4 × 12,9.</p>"
    assert bits.value["feedback"] == "<p>Comptez quatre mots.</p>"
    assert [one["target"] for one in where.value["items"]] == [1, 2, 2]
    assert lines_of(found) == [
        (
            2,
            "lost",
            "The category “$course$/top/Défaut pour CYBER/Messages” isn't kept: the bank has one "
            "list, and tags.",
        ),
        (45, "to_write", "Kept as a draft until its feedback is written: 3 missing."),
        (53, "left_out", "A question answered by an essay has no answer key: not taken."),
        (57, "left_out", "This is a text without answers, not a question."),
    ]


def test_what_moodle_exports_as_xml():
    found = sample("moodle.xml", "en")
    sign, shared, name, bits, where, order = found.questions
    assert sign.key == "5f6b1d52-6f39-4d0f-9d0b-2f8c3c0f7a11"
    assert sign.tags == ("messages", "links")
    assert [one["feedback"] for one in sign.value["choices"]] == [
        "<p>It does not lie for long.</p>",
        "<p>Your answer is incorrect.</p>",
    ]
    assert [one["text"] for one in shared.value["choices"]] == ["True", "False"]
    assert [one["correct"] for one in shared.value["choices"]] == [False, True]
    assert name.prompt == "What is it called?"
    assert (name.value["explanation"], name.value["feedback"]) == (
        "<p>Yes.</p>",
        "<p>Think of fishing.</p>",
    )
    assert (bits.value["unit"], str(bits.value["answer"])) == ("bits", "51.7")
    assert where.kind == "matching"
    assert where.value["targets"] == ["Public", "Confidential", "Secret"]
    assert [one["text"] for one in order.value["items"]] == [
        "Report the loss",
        "Change the password",
        "Tell your manager",
    ]
    said = [(line, severity) for line, severity, _sentence in lines_of(found)]
    assert said == [
        (4, "lost"),
        (15, "changed"),
        (15, "lost"),
        (82, "lost"),
        (82, "lost"),
        (82, "changed"),
        (127, "to_write"),
        (147, "to_write"),
        (163, "left_out"),
    ]
    assert told(found, "left_out") == ["Banks have no question of the kind “cloze”."]


def test_what_tao_exports():
    found = sample("tao-choice.xml")
    (choice,) = found.questions
    assert choice.kind == "single_choice"
    assert choice.prompt == "Quel signe vient en premier ?"
    assert [one["text"] for one in choice.value["choices"]] == [
        "L’adresse",
        "La signature",
        "L’image",
    ]
    assert [one["correct"] for one in choice.value["choices"]] == [True, False, False]
    assert choice.value["explanation"] == "<p>Regardez d’où il vient.</p>"
    assert told(found, "lost") == [
        "A picture, sound or video (<img>) isn't kept: say in words what it shows."
    ]
    assert told(found, "to_write") == ["Kept as a draft until its feedback is written: 3 missing."]
    assert "its language is “fr”" in told(sample("tao-choice.xml", "en"), "changed")[0]


def test_what_a_system_of_qti_3_exports():
    (where,) = sample("qti3-match.xml", "en").questions
    assert where.kind == "categorising"
    assert where.value["targets"] == ["Public", "Confidential"]
    assert [one["target"] for one in where.value["items"]] == [1, 2, 2]


def test_what_a_spreadsheet_in_french_saves():
    data = (SAMPLES / "excel-fr.csv").read_bytes()
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        text = data.decode().replace("’", "'").encode(encoding)
        choice, order = read(text, "csv", "fr").questions
        assert choice.prompt == "Quel signe vient en premier ?"
        assert choice.tags == ("liens", "messages")
        assert order.kind == "ordering"
        assert [one["text"] for one in order.value["items"]] == [
            "Signaler la perte",
            "Changer le mot de passe",
            "Prévenir",
        ]
    assert told(read(data, "csv", "fr"), "lost") == [
        "The column “Remarque” isn't known: it isn't read."
    ]


def package(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


MANIFEST_OF_TAO = """<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="MANIFEST-1">
  <organizations/>
  <resources>
    <resource identifier="i601142" type="imsqti_item_xmlv2p2" href="i601142/qti.xml">
      <metadata><imsmd:lom xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_v1p2"><imsmd:general>
        <imsmd:keyword><imsmd:langstring xml:lang="fr">liens</imsmd:langstring></imsmd:keyword>
      </imsmd:general></imsmd:lom></metadata>
      <file href="i601142/qti.xml"/><file href="i601142/assets/logo.png"/>
    </resource>
    <resource identifier="t1" type="imsqti_test_xmlv2p2" href="test.xml"/>
  </resources>
</manifest>"""


def test_a_package_of_tao_gives_its_items_with_their_tags():
    item = (SAMPLES / "tao-choice.xml").read_bytes()
    data = package(**{MANIFEST: MANIFEST_OF_TAO, "i601142/qti.xml": item})
    found = read(data, detected(data), "fr")
    (choice,) = found.questions
    assert choice.tags == ("liens",)
    assert found.report[0].element == "i601142/qti.xml: Premier signe"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"item.xml": "<a/>"}, "The archive has no “imsmanifest.xml”"),
        ({MANIFEST: MANIFEST_OF_TAO}, "The manifest names a file that isn't in the archive."),
        ({MANIFEST: "<manifest/>"}, "The manifest names no question."),
        ({MANIFEST: "<manifest>"}, "This isn't sound XML"),
        (
            {MANIFEST: MANIFEST_OF_TAO, "i601142/qti.xml": "<questestinterop/>"},
            "This is QTI 1.2, an older format.",
        ),
        (
            {MANIFEST: MANIFEST_OF_TAO, "i601142/qti.xml": "<assessmentTest/>"},
            "This is no QTI item: its first element is <assessmentTest>.",
        ),
    ],
)
def test_a_package_that_is_not_sound_is_refused(files, said):
    data = package(**files)
    found = read(data, detected(data), "fr")
    assert found.is_refused
    assert not found.questions
    assert told(found, "refused")[0].startswith(said)


@pytest.mark.parametrize("kind", ["imsqti_xmlv1p2", "assessment/x-bb-qti-pool"])
def test_packages_of_the_first_version_are_called_so(kind):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            MANIFEST,
            f'<manifest><resources><resource identifier="r1" type="{kind}">'
            '<file href="r1.xml"/></resource></resources></manifest>',
        )
        archive.writestr("r1.xml", "<questestinterop/>")
    found = read(packed.getvalue(), "qti21", "fr")
    assert told(found, "refused") == [
        "This is QTI 1.2, an older format. Export as QTI 2.1 or later, or as CSV."
    ]
