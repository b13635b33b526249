"""QTI items that count by rules of their own: their key is kept exactly, or the file is refused."""

import pytest

from courses.banks.formats.reading import read

from .questions_of import told

OTHER_RULES = "The answer key can't be kept: the item also gives marks by rules of its own"
PARTLY = "A part of the mark for other answers isn't kept: the right one alone counts."
CAPITALS = "Capitals count there; here they don't."


def item(declared, asked, processing="", before="", root=""):
    """An item of QTI 2.1; `before`: what stands in its body before what is asked."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="Essai"
    adaptive="false" timeDependent="false">
  {declared}
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  {root}
  <itemBody>{before}{asked}</itemBody>
  {processing}
</assessmentItem>"""


def taken(*parts, **others):
    return read(item(*parts, **others).encode(), "qti21", "fr")


def declared(base, *values, cardinality="single", mapping=""):
    right = "".join(f"<value>{one}</value>" for one in values)
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{right}</correctResponse>{mapping}</responseDeclaration>"
    )


def rule(condition, score, *, otherwise=""):
    return (
        f"<responseProcessing><responseCondition><responseIf>{condition}{set_score(score)}"
        f"</responseIf>{otherwise}</responseCondition></responseProcessing>"
    )


def set_score(score):
    return (
        '<setOutcomeValue identifier="SCORE">'
        f'<baseValue baseType="float">{score}</baseValue></setOutcomeValue>'
    )


def compared(name, value, base="string", attributes=""):
    return (
        f'<{name} {attributes}><variable identifier="R"/>'
        f'<baseValue baseType="{base}">{value}</baseValue></{name}>'
    )


IS_RIGHT = '<match><variable identifier="R"/><correct identifier="R"/></match>'
ENTRY = '<p>Le mot ? <textEntryInteraction responseIdentifier="R"/></p>'
ORDER = (
    '<orderInteraction responseIdentifier="R"><prompt>Dans l’ordre ?</prompt>'
    '<simpleChoice identifier="a">Couper</simpleChoice>'
    '<simpleChoice identifier="b">Signaler</simpleChoice>'
    '<simpleChoice identifier="c">Attendre</simpleChoice></orderInteraction>'
)
CHOICE = (
    '<choiceInteraction responseIdentifier="R" maxChoices="{most}"><prompt>Lequel ?</prompt>'
    '<simpleChoice identifier="a">Signaler</simpleChoice>'
    '<simpleChoice identifier="b">Cliquer</simpleChoice>'
    '<simpleChoice identifier="c">Attendre</simpleChoice></choiceInteraction>'
)


def test_another_word_that_earns_the_mark_refuses_the_file():
    either = f"<or>{IS_RIGHT}{compared('stringMatch', 'phishing')}</or>"
    found = taken(declared("string", "hameçonnage"), ENTRY, rule(either, 1))
    assert found.is_refused
    assert told(found, "refused")[0].startswith(OTHER_RULES)


@pytest.mark.parametrize(
    "condition",
    [
        compared("patternMatch", "ham.*", attributes='pattern="ham.*"'),
        compared("substring", "ham"),
        f"<and>{compared('gte', 3)}{compared('lte', 4)}</and>",
    ],
)
def test_patterns_parts_and_ranges_refuse_the_file(condition):
    found = taken(declared("string", "hameçonnage"), ENTRY, rule(condition, 1))
    assert told(found, "refused")[0].startswith(OTHER_RULES)


def test_the_same_word_in_the_rules_is_the_key():
    either = (
        f"<or>{compared('stringMatch', ' Hameçonnage ')}{compared('match', 'hameçonnage')}</or>"
    )
    found = taken(declared("string", "hameçonnage"), ENTRY, rule(either, 1))
    assert not found.is_refused
    assert found.questions[0].value["answers"] == ["hameçonnage"]


def test_a_number_that_is_rounded_before_it_is_compared_refuses_the_file():
    rounded = compared("equalRounded", "3.14", "float", 'roundingMode="decimalPlaces" figures="2"')
    found = taken(declared("float", "3.14159"), ENTRY, rule(rounded, 1))
    assert "numbers are rounded before they are compared" in told(found, "refused")[0]


def test_what_a_feedback_depends_on_is_no_key():
    said = (
        f"<responseProcessing><responseCondition><responseIf>{compared('match', 'b', 'identifier')}"
        '<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">b</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    found = taken(declared("identifier", "a"), CHOICE.format(most=1), said)
    assert [one["correct"] for one in found.questions[0].value["choices"]] == [True, False, False]
    assert not told(found, "refused", "lost")


def test_a_part_of_the_mark_for_another_order_is_said_to_be_lost():
    other = "".join(f'<baseValue baseType="identifier">{one}</baseValue>' for one in "acb")
    partly = (
        f'<responseElseIf><match><variable identifier="R"/><ordered>{other}</ordered></match>'
        f"{set_score(0.5)}</responseElseIf>"
    )
    right = declared("identifier", "a", "b", "c", cardinality="ordered")
    found = taken(right, ORDER, rule(IS_RIGHT, 1, otherwise=partly))
    assert [one["text"] for one in found.questions[0].value["items"]] == [
        "Couper",
        "Signaler",
        "Attendre",
    ]
    assert told(found, "lost") == [PARTLY]
    whole = taken(right, ORDER, rule(IS_RIGHT, 1, otherwise=partly.replace("0.5", "1")))
    assert told(whole, "refused")[0].startswith(OTHER_RULES)


def test_where_some_of_the_right_options_are_enough_the_file_is_refused():
    mapping = (
        '<mapping upperBound="1" defaultValue="0"><mapEntry mapKey="a" mappedValue="1"/>'
        '<mapEntry mapKey="c" mappedValue="1"/></mapping>'
    )
    right = declared("identifier", "a", "c", cardinality="multiple", mapping=mapping)
    counted = (
        '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/'
        'rptemplates/map_response"/>'
    )
    found = taken(right, CHOICE.format(most=0), counted)
    assert "some of the right options are enough there" in told(found, "refused")[0]
    enough = right.replace('upperBound="1"', 'upperBound="2"')
    kept = taken(enough, CHOICE.format(most=0), counted).questions[0]
    assert [one["correct"] for one in kept.value["choices"]] == [True, False, True]


@pytest.mark.parametrize(
    ("processing", "said"),
    [
        ('<responseProcessing template="match_correct"/>', [CAPITALS]),
        (rule(compared("stringMatch", "Québec", attributes='caseSensitive="true"'), 1), [CAPITALS]),
        (rule(compared("stringMatch", "Québec", attributes='caseSensitive="false"'), 1), []),
    ],
)
def test_capitals_that_count_there_are_said(processing, said):
    found = taken(declared("string", "Québec"), ENTRY, processing)
    assert told(found, "changed") == said


def test_what_is_drawn_anew_each_time_is_left_out():
    template = (
        '<templateDeclaration identifier="N" cardinality="single" baseType="integer"/>'
        '<templateProcessing><setTemplateValue identifier="N"><randomInteger min="1" max="9"/>'
        "</setTemplateValue></templateProcessing>"
    )
    found = taken(declared("float", "3"), ENTRY, root=template)
    assert not found.questions
    assert not found.is_refused
    assert told(found, "left_out")[0].startswith("It is drawn anew each time")


def test_what_people_read_with_the_question_is_kept_and_what_graders_read_is_said():
    before = (
        '<rubricBlock view="candidate"><p>Un message est arrivé.</p></rubricBlock>'
        '<rubricBlock view="scorer"><p>Compter un point.</p></rubricBlock>'
    )
    found = taken(declared("identifier", "a"), CHOICE.format(most=1), before=before)
    assert found.questions[0].prompt == "Un message est arrivé.\nLequel ?"
    assert told(found, "lost") == ["A note for others than those who answer isn't kept."]


def test_a_formula_and_a_text_in_another_file_are_said_to_be_lost():
    before = "<p>E <math><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math></p>"
    reference = '<assessmentStimulusRef identifier="s" href="texts/note.xml" title="La note"/>'
    found = taken(declared("identifier", "a"), CHOICE.format(most=1), before=before, root=reference)
    lost = told(found, "lost")
    assert any(one.startswith("The form of a formula (<math>) isn't kept") for one in lost)
    assert any("“La note”, isn't kept" in one for one in lost)
