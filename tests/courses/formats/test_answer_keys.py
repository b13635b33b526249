"""An answer key is kept exactly, or nothing of the file is."""

import pytest

from courses.banks.formats.reading import detected, read

from .questions_of import told
from .test_other_systems import SAMPLES

SOUND = "Sain {=a#f ~b#f}\n\n"


def gift(text, language="fr"):
    return read((SOUND + text).encode(), "gift", language)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Q {~a ~b}", "The answer key is missing: no option is right."),
        ("Q {~a\n\n=b}", "The answer key can't be read: a brace is missing"),
        ("Q {=%50%presque =%0%non}", "The answer key can't be kept: the answer “presque”"),
        ("Q {=%0%non}", "The answer key is missing: no answer is right."),
        ("Q {=hameçon*}", "The answer key can't be kept: “hameçon*” is a pattern"),
        ("Q {#trois}", "The answer key can't be read: “trois” is no number."),
        ("Q {#=3:0.5 =%50%3:1}", "The answer key can't be kept: the answer “3” is worth 50"),
        ("Q {#=3 =4}", "The answer key can't be kept: 2 numbers are right"),
        ("Q {#%50%3}", "The answer key can't be kept: the answer “3” is worth 50 percent"),
        ("Q {=a -> b =c ->}", "The answer key is missing: nothing goes with “c”."),
        ("Q {>3 ALL}", "The answer key can't be read: the items to put in order."),
        ("Q {peut-être}", "The answer key can't be read: no answer begins with “=” or “~”."),
        ("::A::Q {#5}\n::B::R {=oui ~non}", "Another question, or other answers, begin before"),
        ("Q {=a ~b} et {=c ~d} ?", "Another question, or other answers, begin before"),
    ],
)
def test_a_key_that_would_be_lost_refuses_the_whole_file(text, said):
    found = gift(text)
    assert found.is_refused
    refused = [line for line in found.report if line.severity == "refused"]
    assert refused[0].english.startswith(said)
    assert refused[0].line == 3


def test_shares_between_nothing_and_all_make_a_scenario_that_is_to_be_finished():
    found = gift("[html]<p>Un message arrive.</p><p>Que faites-vous ?</p>{=a#f ~%50%b#f ~c#f}")
    scenario = found.questions[1]
    assert scenario.kind == "scenario"
    assert scenario.value["situation"] == "<p>Un message arrive.</p>"
    assert scenario.prompt == "Que faites-vous ?"
    assert [one["quality"] for one in scenario.value["choices"]] == ["best", "acceptable", "risky"]
    assert scenario.lacks == ()
    without = gift("Que faites-vous ? {=a#f ~%50%b#f ~c#f}").questions[1]
    assert without.lacks == ("situation",)


def test_a_share_that_is_no_half_is_said():
    found = gift("Q {=a#f ~%33.33333%b#f ~c#f}")
    assert "The option “b” is worth 33.3333 percent" in told(found, "changed")[0]


def test_right_options_of_different_shares_are_said():
    found = gift("Q {~%75%a#f ~%25%b#f ~%-100%c#f}")
    assert [one["correct"] for one in found.questions[1].value["choices"]] == [True, True, False]
    assert told(found, "changed") == [
        "The right options are worth different shares; here they are worth the same."
    ]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (("fraction=\"100\"", "fraction=\"0\""), "The answer key is missing: no option is right."),
        (("<text>true</text>", "<text>vrai</text>"), "The answer key can't be read: “true” or"),
        (("<text>51.7</text>", "<text>{x}</text>"), "The answer key can't be read: “{x}” is no"),
        (("<answer><text>Public</text></answer>", ""), "The answer key is missing: nothing goes"),
    ],
)  # fmt: skip
def test_moodle_xml_without_its_key_is_refused(spoil, said):
    text = (SAMPLES / "moodle.xml").read_text().replace(*spoil)
    found = read(text.encode(), "moodle_xml", "en")
    assert found.is_refused
    assert any(one.startswith(said) for one in told(found, "refused"))


ITEM = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a" title="A">
<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">{key}
</responseDeclaration><itemBody>{body}</itemBody>{processing}</assessmentItem>"""
CHOICE = """<choiceInteraction responseIdentifier="RESPONSE"><prompt>Q ?</prompt>
<simpleChoice identifier="x">X
<feedbackInline outcomeIdentifier="F" identifier="x">f</feedbackInline></simpleChoice>
<simpleChoice identifier="y">Y</simpleChoice></choiceInteraction>"""
ENTRY = '<p>Combien ? <textEntryInteraction responseIdentifier="RESPONSE"/> bits</p>'


def qti(body, key="", cardinality="single", base="identifier", processing=""):
    values = "".join(f"<value>{one}</value>" for one in key.split("|") if one)
    declared = f"<correctResponse>{values}</correctResponse>" if values else ""
    text = ITEM.format(
        body=body, key=declared, cardinality=cardinality, base=base, processing=processing
    )
    return read(text.encode(), "qti21", "fr")


def test_an_item_keeps_its_key():
    (choice,) = qti(CHOICE, "x").questions
    assert [one["correct"] for one in choice.value["choices"]] == [True, False]
    assert choice.value["choices"][0] == {"text": "X", "correct": True, "feedback": "<p>f</p>"}
    equal = '<responseProcessing><equal toleranceMode="{}" tolerance="{}"/></responseProcessing>'
    for mode, tolerance, spread in (
        ("absolute", "2 2", 2),
        ("relative", "10", 4),
        ("exact", "", 0),
    ):
        processing = equal.format(mode, tolerance)
        (number,) = qti(ENTRY, "40", base="float", processing=processing).questions
        assert (number.value["answer"], number.value["tolerance"]) == (40, spread)
        assert number.prompt == "Combien ? _____ bits"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"body": CHOICE}, "The answer key is missing: no option is right."),
        ({"body": CHOICE, "key": "z"}, "The answer key is missing: no option is right."),
        ({"body": ENTRY, "base": "string"}, "The answer key is missing: no answer is right."),
        ({"body": ENTRY, "base": "float"}, "The answer key is missing: no number is right."),
        ({"body": ENTRY, "base": "float", "key": "dix"}, "The answer key can't be read: “dix”"),
        (
            {
                "body": ENTRY,
                "base": "float",
                "key": "40",
                "processing": '<responseProcessing><equal toleranceMode="absolute" '
                'tolerance="2 3"/></responseProcessing>',
            },
            "The answer key can't be kept: an answer may be further above than below.",
        ),
        (
            {
                "body": CHOICE.replace("choiceI", "orderI"),
                "key": "x",
                "cardinality": "ordered",
            },
            "The answer key is missing: the file doesn't say the whole right order.",
        ),
    ],
)
def test_an_item_without_its_key_is_refused(item, said):
    found = qti(**item)
    assert found.is_refused
    assert told(found, "refused")[0].startswith(said)


HEADER = "kind,question,answer 1,mark 1,feedback 1,answer 2,mark 2,feedback 2,answer 3,mark 3\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("single choice,Q,a,right,f,b,,", "The answer key is missing: nothing says what answer 2"),
        ("single choice,Q,a,wrong,f,b,wrong,f", "The answer key is missing: no option is right."),
        ("single choice,Q,a,peut-être,f,b,wrong,f", "The answer key can't be read: “peut-être”"),
        ("single choice,Q,,right,f,b,wrong,f", "The answer key can't be read: mark 1 has no"),
        ("scenario,Q,a,right,f,b,risky,f", "The answer key can't be read: “right” is not best"),
        ("scenario,Q,a,risky,f,b,risky,f", "The answer key is missing: no option is right."),
        ("ordering,Q,a,1,f,b,1,f,c,2", "The answer key can't be read: marks have to be"),
        ("numeric,Q,dix,right", "The answer key can't be read: “dix” is no number."),
        ("numeric,Q,10,wrong,f", "The answer key is missing: no number is right."),
        ("short text,Q,a,wrong,f", "The answer key is missing: no answer is right."),
    ],
)
def test_a_line_of_a_table_without_its_key_refuses_the_table(row, said):
    found = read(f"{HEADER}single choice,Sain,a,right,f,b,wrong,f\n{row}\n".encode(), "csv", "fr")
    assert found.is_refused
    assert told(found, "refused")[0].startswith(said)
    assert [line.line for line in found.report if line.severity == "refused"] == [3]


def test_what_a_bank_has_no_room_for_is_left_out_and_the_rest_is_kept():
    nine = " ".join(f"~non{number}#f" for number in range(9))
    found = gift(f"Neuf {{=oui#f {nine}}}\n\nDouble {{=a -> b =a -> c}}\n\nLong {{={'x' * 101}}}")
    assert [one.prompt for one in found.questions] == ["Sain", "Double"]
    assert [line.line for line in found.report if line.severity == "left_out"] == [3, 7]
    assert not found.is_refused


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (b"<?xml version='1.0'?><!-- x --><quiz>", "a.txt", "moodle_xml"),
        (b"\xef\xbb\xbf<assessmentItem>", "a.xml", "qti21"),
        (b"<qti-assessment-item>", "", "qti21"),
        (b"PK\x03\x04", "a.xml", "qti21"),
        (b"kind,question\n", "", "csv"),
        (b"Q {=a}", "a.csv", "csv"),
        (b"Q {=a}", "a.txt", "gift"),
        (b"", "", "csv"),
    ],
)
def test_the_format_of_a_file_is_recognised(data, name, form):
    assert detected(data, name) == form
