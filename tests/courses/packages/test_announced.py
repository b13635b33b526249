"""What of SCORM's order isn't followed is announced where an author asks for it, and only there."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from courses.packages.scorm.manifest import read_manifest
from courses.packages.scorm.rollup import Standing, is_open
from tests.factories.packages import Part, manifest

SCORM_2004 = "2004 4th Edition"
NAMES = ("index.html", "a.html", "b.html", "c.html")


def read(*parts, version=SCORM_2004, organization="", wrapped=""):
    """Read a manifest of `parts`; `wrapped`: elements of a heading around all of them."""
    text = manifest(parts, version, organization=organization).replace(
        "xmlns:imsss=", 'xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" xmlns:imsss='
    )
    if wrapped:
        first = text.index("<item ")
        last = text.rindex("</item>") + len("</item>")
        heading = (
            f'<item identifier="group"><title>Groupe</title>{text[first:last]}{wrapped}</item>'
        )
        text = text[:first] + heading + text[last:]
    return read_manifest(text.encode(), NAMES)


def sequenced(inside):
    return f"<imsss:sequencing>{inside}</imsss:sequencing>"


def said(found):
    """Return the notes by the item that they are about."""
    return [(note.element, note.english) for note in found.notes]


def presentation(*hidden):
    inside = "".join(f"<adlnav:hideLMSUI>{one}</adlnav:hideLMSUI>" for one in hidden)
    return (
        "<adlnav:presentation><adlnav:navigationInterface>"
        f"{inside}</adlnav:navigationInterface></adlnav:presentation>"
    )


def rules(combination="", *conditions, action="disabled"):
    held = "".join(
        f'<imsss:ruleCondition referencedObjective="{objective}" operator="{operator}" '
        f'condition="{condition}"/>'
        for objective, operator, condition in conditions
    )
    how = f'conditionCombination="{combination}"' if combination else ""
    return (
        f"<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions {how}>{held}"
        f'</imsss:ruleConditions><imsss:ruleAction action="{action}"/></imsss:preConditionRule>'
        "</imsss:sequencingRules>"
    )


def objective(name, info, kind="objective"):
    return f'<imsss:{kind} objectiveID="{name}"><imsss:mapInfo {info}/></imsss:{kind}>'


def objectives(*held):
    return f"<imsss:objectives>{''.join(held)}</imsss:objectives>"


def writer(target):
    info = f'targetObjectiveID="{target}" writeSatisfiedStatus="true" readSatisfiedStatus="false" '
    info += 'readNormalizedMeasure="false"'
    return sequenced(objectives(objective("p", info, "primaryObjective")))


# --- Each thing, in a part or in a group -------------------------------------------------------
ANNOUNCED = {
    '<imsss:limitConditions attemptLimit="2"/>': "limitConditions",
    '<imsss:limitConditions attemptAbsoluteDurationLimit="PT1H"/>': "limitConditions",
    '<imsss:randomizationControls randomizationTiming="once" reorderChildren="true"/>': "mixed",
    '<imsss:randomizationControls selectionTiming="onEachNewAttempt" selectCount="2"/>': "drawn",
    '<adlseq:constrainedChoiceConsiderations preventActivation="true"/>': "may not be chosen",
    '<adlseq:constrainedChoiceConsiderations constrainChoice="1"/>': "may not be chosen",
    '<adlseq:rollupConsiderations requiredForCompleted="ifNotSkipped"/>': "rollupConsiderations",
    '<imsss:controlMode forwardOnly="true"/>': "go forward only",
    '<imsss:controlMode choiceExit="false"/>': "choiceExit",
    '<imsss:controlMode useCurrentAttemptObjectiveInfo="false"/>': "useCurrentAttempt",
    '<imsss:controlMode useCurrentAttemptProgressInfo="0"/>': "useCurrentAttempt",
    "<imsss:rollupRules><imsss:rollupRule/></imsss:rollupRules>": "rules of roll-up",
    rules("any", ("o", "noOp", "attempted"), action="skip"): "sequencingRules",
}


@pytest.mark.parametrize("inside", ANNOUNCED)
def test_what_is_asked_for_and_not_followed_is_announced(inside):
    found = read(Part("a", extra=sequenced(inside)), Part("b", href="b.html"))
    assert [element for element, _words in said(found)] == ["a"]
    assert ANNOUNCED[inside] in said(found)[0][1]
    of_a_group = said(read(Part("a"), wrapped=sequenced(inside)))
    assert [element for element, _words in of_a_group] == ["group"]


@pytest.mark.parametrize(
    "inside",
    [
        "<imsss:limitConditions/>",
        "<imsss:randomizationControls/>",
        '<imsss:randomizationControls randomizationTiming="never" selectionTiming="never"/>',
        '<adlseq:constrainedChoiceConsiderations preventActivation="false"/>',
        '<imsss:controlMode choice="true" choiceExit="true" flow="true" forwardOnly="false"/>',
        '<imsss:rollupRules objectiveMeasureWeight="0.5"/>',
        '<imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>',
        "<imsss:sequencingRules/>",
    ],
)
def test_what_asks_for_nothing_or_is_followed_is_not(inside):
    assert said(read(Part("a", extra=sequenced(inside)), Part("b", href="b.html"))) == []


@pytest.mark.parametrize(
    ("wrapped", "words"),
    [
        (sequenced('<imsss:rollupRules objectiveMeasureWeight="0.25"/>'), "Its share in the whole"),
        (sequenced('<imsss:rollupRules rollupObjectiveSatisfied="false"/>'), "Its share"),
        (sequenced('<imsss:rollupRules rollupProgressCompletion="0"/>'), "Its share"),
        (sequenced('<imsss:rollupRules objectiveMeasureWeight="1.0"/>'), ""),
        ('<adlcp:completionThreshold completedByMeasure="true"/>', "completionThreshold"),
        ('<adlcp:completionThreshold minProgressMeasure="0.5"/>', ""),
        (
            sequenced(objectives('<imsss:primaryObjective satisfiedByMeasure="true"/>')),
            "passing score over several parts",
        ),
    ],
)
def test_what_a_group_asks_for_is_announced_of_the_group(wrapped, words):
    found = said(read(Part("a"), Part("b", href="b.html"), wrapped=wrapped))
    assert [element for element, _words in found] == ["group"] * bool(words)
    assert all(words in sentence for _element, sentence in found)


@pytest.mark.parametrize(
    ("hidden", "is_announced"),
    [
        (("continue", "previous"), False),
        (("continue", "exitAll"), True),
        (("abandon",), True),
        ((), False),
    ],
)
def test_ways_out_that_are_to_be_hidden_are_announced(hidden, is_announced):
    found = said(read(Part("a", extra=presentation(*hidden))))
    assert [element for element, _words in found] == ["a"] * is_announced
    assert all("hideLMSUI" in words for _element, words in found)


# --- Shared objectives -------------------------------------------------------------------------
READS_NOTHING = 'readSatisfiedStatus="false" readNormalizedMeasure="false"'


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ('targetObjectiveID="g"', "What other parts came to"),
        ('targetObjectiveID="g" readSatisfiedStatus="false"', "What other parts came to"),
        (f'targetObjectiveID="g" {READS_NOTHING} readRawScore="true"', "What other parts came to"),
        (f'targetObjectiveID="g" {READS_NOTHING}', ""),
        ('targetObjectiveID="elsewhere"', "other packages"),
        (f'targetObjectiveID="elsewhere" {READS_NOTHING} writeSatisfiedStatus="true"', ""),
    ],
)
def test_shared_objectives_that_are_read_are_announced(info, words):
    reader = sequenced(objectives(objective("o", info)))
    found = said(read(Part("a", extra=writer("g")), Part("b", href="b.html", extra=reader)))
    assert [element for element, _words in found] == ["b"] * bool(words)
    assert all(words in sentence for _element, sentence in found)


@pytest.mark.parametrize(
    ("combination", "conditions", "after"),
    [
        ("any", [("x", "not", "satisfied"), ("x", "not", "objectiveStatusKnown")], ["a"]),
        ("", [("x", "not", "satisfied")], ["a"]),
        ("all", [("x", "not", "satisfied")], ["a"]),
        ("any", [("x", "not", "satisfied"), ("y", "not", "satisfied")], ["a", "b"]),
        # Open once either is satisfied, or once a failure is known: not what waiting for all is.
        ("all", [("x", "not", "satisfied"), ("y", "not", "satisfied")], None),
        ("", [("x", "not", "satisfied"), ("x", "not", "objectiveStatusKnown")], None),
        ("any", [("x", "not", "objectiveStatusKnown")], None),
        ("any", [("x", "not", "satisfied"), ("y", "not", "objectiveStatusKnown")], None),
        ("any", [("x", "noOp", "satisfied")], None),
        ("any", [("x", "not", "completed")], None),
    ],
)
def test_a_part_waits_for_others_as_its_rule_says_or_the_rule_is_announced(
    combination, conditions, after
):
    reads = [
        objective(name, f'targetObjectiveID="{target}" readNormalizedMeasure="false"')
        for name, target in (("x", "done-a"), ("y", "done-b"))
        if any(name == one[0] for one in conditions)
    ]
    reader = sequenced(rules(combination, *conditions) + objectives(*reads))
    found = read(
        Part("a", href="a.html", extra=writer("done-a")),
        Part("b", href="b.html", extra=writer("done-b")),
        Part("c", href="c.html", extra=reader),
    )
    assert sorted(found.parts[2].after) == (after or [])
    assert any("sequencingRules" in words for _element, words in said(found)) == (after is None)


# --- Prerequisites of SCORM 1.2 ----------------------------------------------------------------
def asked(*parts, wrapped=""):
    return read(*parts, version="1.2", wrapped=wrapped)


def needs(expression):
    return f"<adlcp:prerequisites>{expression}</adlcp:prerequisites>"


def opened(found, *done):
    standings = {name: Standing("completed") for name in done}
    items = [part for part in found.as_data()["items"] if part["launch"]]
    return [part["id"] for part in items if is_open(part, standings)]


def test_a_heading_stands_for_the_parts_inside_of_it():
    text = manifest(
        [
            Part("a", href="a.html"),
            Part("b", href="b.html"),
            Part("c", href="c.html", extra=needs("group")),
        ]
    )
    first, last = text.index("<item "), text.index('<item identifier="c"')
    text = (
        text[:first]
        + f'<item identifier="group"><title>G</title>{text[first:last]}</item>'
        + text[last:]
    )
    found = read_manifest(text.encode(), NAMES)
    assert found.notes == ()
    assert opened(found) == ["a", "b"]
    assert opened(found, "a") == ["a", "b"]
    assert opened(found, "a", "b") == ["a", "b", "c"]


def test_what_a_heading_asks_for_each_part_inside_of_it_does():
    text = manifest(
        [
            Part("a", href="a.html"),
            Part("b", href="b.html"),
            Part("c", href="c.html", extra=needs("b")),
        ]
    )
    first, last = text.index('<item identifier="b"'), text.rindex("</item>") + 7
    text = (
        text[:first]
        + f'<item identifier="group"><title>G</title>{text[first:last]}{needs("a")}</item>'
        + text[last:]
    )
    found = read_manifest(text.encode(), NAMES)
    assert found.notes == ()
    assert opened(found) == ["a"]
    assert opened(found, "a") == ["a", "b"]
    assert opened(found, "b") == ["a"]
    assert opened(found, "a", "b") == ["a", "b", "c"]


@pytest.mark.parametrize(
    "expression", ["nowhere", "a=passed", "2*{a,b}", "&amp;".join(["group"] * 300)]
)
def test_prerequisites_that_are_not_understood_are_announced_and_close_nothing(expression):
    found = asked(
        *(Part(f"p{number}{'x' * 50}") for number in range(20)), wrapped=needs(expression)
    )
    assert [note.element for note in found.notes] == ["group"]
    assert len(opened(found)) == 20


# --- In the author's language ------------------------------------------------------------------
def test_all_of_it_is_said_in_french_too():
    everything = [*ANNOUNCED, '<imsss:rollupRules objectiveMeasureWeight="0.25"/>']
    found = read(
        Part("a", extra=presentation("exit") + sequenced("".join(everything[:3]))),
        wrapped=sequenced("".join(everything))
        + '<adlcp:completionThreshold completedByMeasure="1"/>',
    )
    assert len(found.notes) > 8
    with translation.override("fr"):
        for note in found.notes:
            assert gettext(note.rule) != note.rule
