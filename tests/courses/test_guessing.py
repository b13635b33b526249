"""The chance to be entirely right by choosing blindly, kind by kind. Pure."""

from itertools import permutations, product

import pytest

from courses.assessment import (
    PAIR,
    VERDICTS,
    BranchChoice,
    BranchingQuestion,
    BranchStep,
    Choice,
    ChoiceQuestion,
    NumericQuestion,
    OrderedItem,
    OrderingQuestion,
    PairedItem,
    PairingQuestion,
    ShortTextQuestion,
    SortedMessage,
    Target,
    TriageQuestion,
    mark,
    paired,
)


def share(question, answers):
    """The share of `answers` that are entirely right."""
    answers = list(answers)
    return sum(mark(question, one).success for one in answers) / len(answers)


def choice_question(kind, credits):
    choices = tuple(Choice(str(place), "", credit, "") for place, credit in enumerate(credits))
    return ChoiceQuestion("block", kind, "?", choices)


def subsets(ids):
    return [
        [one for one, is_in in zip(ids, chosen, strict=True) if is_in]
        for chosen in product((False, True), repeat=len(ids))
        if any(chosen)
    ]


def test_of_options():
    single = choice_question("single_choice", (0, 1, 0, 0))
    assert single.guess == share(single, [[one.id] for one in single.choices])
    scenario = choice_question("scenario", (1, 1, 0.5))
    assert scenario.guess == share(scenario, [[one.id] for one in scenario.choices])
    multiple = choice_question("multiple_choice", (1, 0, 1, 0))
    assert multiple.guess == share(multiple, subsets([one.id for one in multiple.choices]))


def test_of_an_order():
    question = OrderingQuestion("b", "?", tuple(OrderedItem(str(n), "", "") for n in range(4)))
    assert question.guess == share(question, permutations("0123"))


def test_of_pairs_and_of_a_mailbox():
    targets = tuple(Target(str(number), "") for number in range(3))
    items = tuple(PairedItem(f"i{number}", "", str(number % 3), "") for number in range(2))
    pairs = PairingQuestion("b", "categorising", "?", items, targets)
    blind = [
        [paired(item.id, to) for item, to in zip(items, chosen, strict=True)]
        for chosen in product("012", repeat=2)
    ]
    assert pairs.guess == pytest.approx(share(pairs, blind))
    messages = tuple(SortedMessage(f"m{n}", VERDICTS[n % 2], "") for n in range(3))
    mailbox = TriageQuestion("b", "?", messages)
    blind = [
        [paired(one.id, verdict) for one, verdict in zip(messages, chosen, strict=True)]
        for chosen in product(VERDICTS, repeat=3)
    ]
    assert mailbox.guess == share(mailbox, blind)


def test_of_a_way_with_consequences():
    last = BranchStep(
        "s2", "?", tuple(BranchChoice(f"b{n}", "", n == 0, "", None) for n in range(4))
    )
    first = BranchStep(
        "s1",
        "?",
        (
            BranchChoice("a0", "", 1.0, "", 1),
            BranchChoice("a1", "", 1.0, "", None),
            BranchChoice("a2", "", 0.0, "", 1),
        ),
    )
    question = BranchingQuestion("b", "?", (first, last))
    # Two of three go on rightly: one to the end, one to a step where one of four is best.
    assert question.guess == pytest.approx(1 / 3 + 1 / 3 / 4)
    assert mark(question, [f"s1{PAIR}a0", f"s2{PAIR}b0"]).success


def test_what_is_typed_is_not_found_by_chance():
    assert {kind.guess.fget(None) for kind in (NumericQuestion, ShortTextQuestion)} == {0.0}
