"""Marking, by example and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment import AnswerProblem, Choice, ChoiceQuestion, mark


def question(kind, credits):
    choices = tuple(Choice(str(i), f"option {i}", credit, "") for i, credit in enumerate(credits))
    return ChoiceQuestion("block", kind, "prompt", choices)


@pytest.mark.parametrize(
    ("kind", "credits", "chosen", "scaled", "success"),
    [
        ("single_choice", [1, 0, 0], {"0"}, 1.0, True),
        ("single_choice", [1, 0, 0], {"2"}, 0.0, False),
        ("scenario", [0, 0.5, 1], {"2"}, 1.0, True),
        ("scenario", [0, 0.5, 1], {"1"}, 0.5, False),
        ("scenario", [0, 0.5, 1], {"0"}, 0.0, False),
        ("multiple_choice", [1, 1, 0, 0], {"0", "1"}, 1.0, True),
        ("multiple_choice", [1, 1, 0, 0], {"0"}, 0.5, False),
        ("multiple_choice", [1, 1, 0, 0], {"0", "2"}, 0.0, False),
        ("multiple_choice", [1, 1, 0, 0], {"0", "1", "2"}, 0.5, False),
        ("multiple_choice", [1, 1, 0, 0], {"0", "1", "2", "3"}, 0.0, False),
    ],
)
def test_marks(kind, credits, chosen, scaled, success):
    result = mark(question(kind, credits), chosen)
    assert (result.scaled, result.success) == (scaled, success)


@pytest.mark.parametrize(
    ("kind", "chosen", "code"),
    [
        ("single_choice", [], "empty"),
        ("single_choice", ["0", "1"], "too_many"),
        ("scenario", ["0", "1"], "too_many"),
        ("multiple_choice", ["9"], "unknown_choice"),
    ],
)
def test_what_cannot_be_marked_says_why(kind, chosen, code):
    with pytest.raises(AnswerProblem) as problem:
        mark(question(kind, [1, 0, 0]), chosen)
    assert problem.value.code == code


@given(
    credits=st.lists(st.sampled_from([0.0, 1.0]), min_size=2, max_size=8).filter(any),
    data=st.data(),
)
def test_a_multiple_choice_is_right_only_for_exactly_the_right_options(credits, data):
    ids = [str(i) for i in range(len(credits))]
    chosen = set(data.draw(st.lists(st.sampled_from(ids), min_size=1)))
    result = mark(question("multiple_choice", credits), chosen)
    right = {i for i, credit in zip(ids, credits, strict=True) if credit}
    assert 0 <= result.scaled <= 1
    assert result.success == (chosen == right)
    assert (result.scaled == 1) == (chosen == right)
