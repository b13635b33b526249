"""The questions that files hold: the reference's examples, and what is refused of each kind."""

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from wagtail.images.tests.utils import get_test_image_file

from courses.blocks import LessonBody
from courses.exchange.body import BLOCKS
from courses.exchange.exporting import export_path
from courses.exchange.importing import import_path
from courses.exchange.naming import KnownNames
from courses.exchange.problems import Findings, Place, Refused
from courses.exchange.question_shapes import QUESTION_TYPES
from courses.exchange.reading import read_folder, read_package
from courses.models import AcademyImage
from tests.factories.courses import AT
from tests.factories.questions import EXAMPLES

from .conftest import files_in


def problems_of(kind: str, value: dict) -> list[str]:
    """Return what reading a question refuses: the element, then the rule."""
    findings = Findings(media=frozenset({"media/fake-sign-in.png"}))
    BLOCKS[kind].read(value, Place(findings, "lesson.en.json"))
    return [f"{problem.element}: {problem.english}" for problem in findings.problems]


def test_the_reference_has_an_example_of_each_new_kind():
    assert set(EXAMPLES) == set(QUESTION_TYPES) - {"single_choice", "multiple_choice", "scenario"}


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_an_example_of_the_reference_is_read_as_it_stands(kind):
    findings = Findings(media=frozenset({"media/fake-sign-in.png"}))
    value = BLOCKS[kind].read(deepcopy(EXAMPLES[kind]), Place(findings, "lesson.en.json"))
    assert not findings.problems
    assert list(value) == list(EXAMPLES[kind])


@pytest.mark.parametrize("kind", sorted(EXAMPLES.keys() - {"hot_spot"}))
def test_an_example_of_the_reference_could_be_saved_in_the_editor(kind):
    body = LessonBody()
    block = {"type": kind, "id": "9b8eadcc-fb1a-4f7c-9f7f-db8c9d0e1f01", "value": EXAMPLES[kind]}
    assert body.clean(body.to_python([deepcopy(block)]))


def value_at(value: dict, *steps):
    """Return what lies at `steps`; items of lists are told by their place, from 0."""
    for step in steps:
        value = value[step]["value"] if isinstance(step, int) else value[step]
    return value


REFUSALS = [
    ("ordering", ("items", 1), "text", "Report the loss to the service desk.", "items › 2 › text"),
    ("matching", ("items", 1), "target", 1, "items › 2 › target"),
    ("matching", ("items", 1), "target", 3, "items › 2 › target: There is no target number 3"),
    ("categorising", ("items", 0), "target", 2, "items: At least two categories"),
    ("numeric", (), "answer", "51,7", "answer: This has to be a number"),
    ("numeric", (), "tolerance", -1, "tolerance: This number has to be 0 or more"),
    ("numeric", (), "answer", Decimal("0.1234567"), "answer: This number has to have at most 12"),
    ("numeric", ("mistakes", 0), "value", 52, "mistakes › 1 › value: This number is right"),
    ("short_text", ("mistakes", 0), "text", "Phishing!", "mistakes › 1 › text: This text is an"),
    ("message_triage", ("messages", 0), "verdict", "keep", "messages: At least one message has"),
    ("message_triage", ("messages", 0), "verdict", "spam", "messages › 1 › verdict"),
    ("message_triage", ("messages", 2), "body", "", "messages › 3 › body: This text is missing"),
    ("branching_scenario", ("steps", 0, "choices", 1), "next", 1, "steps › 1 › choices › 2 › next"),
    ("branching_scenario", ("steps", 0, "choices", 1), "next", 0, "steps › 2: No choice leads"),
    ("branching_scenario", ("steps", 1, "choices", 0), "quality", "risky", "steps › 2 › choices"),
    ("hot_spot", ("regions", 0), "width", 93, "regions › 1 › width: This region sticks out"),
    ("hot_spot", ("regions", 1), "correct", True, "several: Several regions are right"),
    ("hot_spot", ("regions", 0), "correct", False, "regions: At least one region has to be right"),
    ("hot_spot", ("regions", 0), "width", 1, "regions › 1 › width: This number has to be from 2"),
]


@pytest.mark.parametrize(("kind", "steps", "field", "wrong", "said"), REFUSALS)
def test_what_is_wrong_is_told_at_its_place(kind, steps, field, wrong, said):
    value = deepcopy(EXAMPLES[kind])
    value_at(value, *steps)[field] = wrong
    found = problems_of(kind, value)
    assert any(problem.startswith(said) for problem in found), found


def with_question(draft, kind, change=lambda value: None):
    """Put the example of a kind in both languages of a lesson, changed in the English one."""
    for language in ("fr", "en"):
        value = deepcopy(EXAMPLES[kind])
        if language == "en":
            change(value)
        value = json.loads(json.dumps(value, default=float))
        block = {"type": kind, "id": "9b8eadcc-fb1a-4f7c-9f7f-db8c9d0e1f01", "value": value}
        draft.lesson(language=language)["body"].append(block)
    return draft


def set_at(*steps, **fields):
    return lambda value: value_at(value, *steps).update(fields)


DISAGREEMENTS = [
    ("ordering", lambda value: value["items"].reverse(), "items: The items are not in the same or"),
    ("categorising", set_at("items", 2, target=1), "items › 3: This item is not marked as"),
    ("numeric", set_at(answer=60), "answer: This is not the same as in fr"),
    ("numeric", set_at(ask_certainty=True), "ask_certainty: This is not the same as in fr"),
    ("message_triage", set_at("messages", 2, verdict="report"), "messages › 3: This item is not"),
    (
        "branching_scenario",
        set_at("steps", 1, "choices", 1, quality="acceptable"),
        "steps › 2 › choices › 2: This option is not worth the same",
    ),
    (
        "branching_scenario",
        set_at("steps", 0, "choices", 0, next=2),
        "steps › 1 › choices › 1 › next: This choice leads to another step than in fr",
    ),
]


@pytest.mark.parametrize(("kind", "change", "said"), DISAGREEMENTS)
def test_languages_agree_on_what_is_marked(draft, kind, change, said):
    with pytest.raises(Refused) as refused:
        read_folder(with_question(draft, kind, change).write())
    found = [problem.element + ": " + problem.english for problem in refused.value.problems]
    assert any(problem.startswith(f"body › 5 › {said}") for problem in found), found


def reorder_targets(value):
    """List the targets the other way round, each item still with its own."""
    value["targets"].reverse()
    for item in value["items"]:
        item["value"]["target"] = len(value["targets"]) + 1 - item["value"]["target"]


def other_words(value):
    value["answers"] = value["answers"][:1]
    value["mistakes"] = []


@pytest.mark.parametrize(
    ("kind", "change"), [("categorising", reorder_targets), ("short_text", other_words)]
)
def test_languages_may_differ_in_words_and_in_the_order_of_what_is_mixed(draft, kind, change):
    assert read_folder(with_question(draft, kind, change).write())


def saved_in_the_editor(kind, value):
    """Clean a question as the editor does. Raises ValidationError."""
    body = LessonBody()
    raw = json.loads(json.dumps(value, default=str))
    block = {"type": kind, "id": "9b8eadcc-fb1a-4f7c-9f7f-db8c9d0e1f01", "value": raw}
    return body.clean(body.to_python([block]))


@pytest.mark.parametrize(
    ("kind", "steps", "field", "wrong", "said"),
    [one for one in REFUSALS if one[0] != "hot_spot" and one[3] not in ("51,7", "spam")],
)
def test_the_editor_refuses_what_the_format_refuses(kind, steps, field, wrong, said):
    value = deepcopy(EXAMPLES[kind])
    value_at(value, *steps)[field] = wrong
    with pytest.raises(ValidationError):
        saved_in_the_editor(kind, value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("steps", "field", "wrong"),
    [one[1:4] for one in REFUSALS if one[0] == "hot_spot"],
)
def test_the_editor_refuses_regions_that_cannot_be_hit(steps, field, wrong):
    image = AcademyImage.objects.create(title="a.png", file=get_test_image_file(), credit="")
    value = deepcopy(EXAMPLES["hot_spot"]) | {"image": image.pk}
    assert saved_in_the_editor("hot_spot", value)
    value_at(value, *steps)[field] = wrong
    with pytest.raises(ValidationError):
        saved_in_the_editor("hot_spot", value)


EVERY_QUESTION = Path(__file__).parents[2] / "e2e/paths/every-question"


@pytest.mark.django_db
def test_every_kind_comes_out_as_it_went_in(catalogues, tmp_path):
    with read_package(EVERY_QUESTION) as package:
        key, names = UUID(package.content.key), KnownNames.of(package)
    import_path(source=EVERY_QUESTION, at=AT)
    assert import_path(source=EVERY_QUESTION, at=AT).is_unchanged
    export_path(key=key, names=names).to_folder(tmp_path / "out")
    assert files_in(tmp_path / "out") == files_in(EVERY_QUESTION)
