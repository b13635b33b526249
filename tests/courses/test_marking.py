"""Marking each kind of question: within bounds, and entirely right only for what is right."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment import (
    AnswerProblem,
    BranchChoice,
    BranchingQuestion,
    BranchStep,
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
    normalised,
    number_in,
    plain_number,
)


def ordering(count):
    items = tuple(OrderedItem(str(place), f"item {place}", "") for place in range(count))
    return OrderingQuestion("block", "prompt", items)


def pairing(targets, count=3, kind="categorising"):
    items = tuple(
        PairedItem(str(place), f"item {place}", f"t{target}", "")
        for place, target in enumerate(targets)
    )
    return PairingQuestion(
        "block", kind, "prompt", items, tuple(Target(f"t{one}", f"{one}") for one in range(count))
    )


def triage(verdicts):
    messages = tuple(SortedMessage(str(n), verdict, "") for n, verdict in enumerate(verdicts))
    return TriageQuestion("block", "prompt", messages)


def numeric(answer="51.7", tolerance="0.5", unit="bits"):
    mistakes = ((Decimal("12.9"), "one word"),)
    return NumericQuestion(
        "block", "prompt", Decimal(answer), Decimal(tolerance), unit, mistakes, "other"
    )


def short_text(*answers):
    return ShortTextQuestion("block", "prompt", answers, (("pourriel", "sells"),), "other")


def branching(*credits_and_nexts):
    """Return steps, each a list of (credit, next place or None)."""
    return BranchingQuestion(
        "block",
        "prompt",
        tuple(
            BranchStep(
                f"s{place}",
                "prompt",
                tuple(
                    BranchChoice(f"c{place}{number}", "text", credit, "", leads)
                    for number, (credit, leads) in enumerate(choices)
                ),
            )
            for place, choices in enumerate(credits_and_nexts)
        ),
    )


# --- Ordering --------------------------------------------------------------
@pytest.mark.parametrize(
    ("order", "scaled"),
    [("01234", 1), ("10234", 0.8), ("43210", 0), ("12340", 0.2), ("01243", 0.8)],
)
def test_an_order_is_worth_its_pairs_in_the_right_order(order, scaled):
    assert mark(ordering(5), list(order)).scaled == pytest.approx(scaled)


@given(st.permutations(range(6)))
def test_an_order_is_entirely_right_in_one_way(order):
    result = mark(ordering(6), [str(one) for one in order])
    assert 0 <= result.scaled <= 1
    assert result.success == (order == sorted(order)) == (result.scaled == 1)
    assert sum(credit for _id, credit in result.parts) == sum(
        place == one for place, one in enumerate(order)
    )


@given(st.permutations(range(5)), st.randoms())
def test_places_say_the_same_as_an_order_in_whatever_order_they_come(order, random):
    entries = [f"{one}[.]{place + 1}" for place, one in enumerate(order)]
    random.shuffle(entries)
    assert ordering(5).read(entries) == tuple(str(one) for one in order)


@given(st.integers(2, 8), st.uuids())
def test_what_is_to_be_ordered_is_never_shown_in_the_right_order(count, block):
    question = OrderingQuestion(str(block), "prompt", ordering(count).items)
    shown = question.shown()
    assert shown != question.items
    assert set(shown) == set(question.items)


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "empty"),
        (["0", "1"], "incomplete"),
        (["0[.]1", "1[.]2"], "incomplete"),
        (["0[.]1", "1[.]1", "2[.]2"], "same_place"),
        (["0[.]1", "1[.]a", "2[.]2"], "unknown_choice"),
        (["0", "0", "1"], "unknown_choice"),
        (["0", "1", "9"], "unknown_choice"),
    ],
)
def test_an_order_that_cannot_be_marked_says_why(entries, code):
    with pytest.raises(AnswerProblem) as problem:
        mark(ordering(3), entries)
    assert problem.value.code == code


# --- Matching and categorising ---------------------------------------------
TARGETS = st.lists(st.integers(0, 2), min_size=2, max_size=8)


@given(TARGETS, st.data())
def test_pairs_are_worth_the_share_that_is_right(targets, data):
    given_ = data.draw(st.lists(st.integers(0, 2), min_size=len(targets), max_size=len(targets)))
    entries = [f"{place}[.]t{target}" for place, target in enumerate(given_)]
    result = mark(pairing(targets), entries)
    right = sum(one == other for one, other in zip(targets, given_, strict=True))
    assert result.scaled == right / len(targets)
    assert result.success == (given_ == targets)
    assert mark(pairing(targets), entries[::-1]) == result


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "empty"),
        (["0[.]t1"], "incomplete"),
        (["0[.]t1", "0[.]t2", "1[.]t0"], "too_many"),
        (["0[.]t1", "1[.]t9"], "unknown_choice"),
        (["0[.]t1", "9[.]t1"], "unknown_choice"),
    ],
)
def test_pairs_that_cannot_be_marked_say_why(entries, code):
    with pytest.raises(AnswerProblem) as problem:
        mark(pairing([0, 1]), entries)
    assert problem.value.code == code


# --- Triage ----------------------------------------------------------------
VERDICTS = st.lists(st.sampled_from(("keep", "report")), min_size=3, max_size=12).filter(
    lambda verdicts: len(set(verdicts)) == 2
)


@given(VERDICTS, st.data())
def test_a_sorting_is_right_only_when_each_message_is(verdicts, data):
    count = len(verdicts)
    given_ = data.draw(
        st.lists(st.sampled_from(("keep", "report")), min_size=count, max_size=count)
    )
    entries = [f"{place}[.]{verdict}" for place, verdict in enumerate(given_)]
    result = mark(triage(verdicts), entries)
    assert 0 <= result.scaled <= 1
    assert result.success == (given_ == verdicts) == (result.scaled == 1)
    assert mark(triage(verdicts), entries[::-1]) == result


@given(VERDICTS, st.sampled_from(("keep", "report")))
def test_the_same_verdict_for_everything_earns_nothing(verdicts, one):
    assert mark(triage(verdicts), [f"{n}[.]{one}" for n in range(len(verdicts))]).scaled == 0


def test_a_false_alarm_costs_its_share_of_the_honest_messages():
    question = triage(["report", "report", "keep", "keep", "keep", "keep"])
    alarm = [*("01"), "2"]
    entries = [f"{n}[.]{'report' if str(n) in alarm else 'keep'}" for n in range(6)]
    assert mark(question, entries).scaled == 0.75
    assert question.counts(question.read(entries)) == (2, 2, 1, 4)


# --- Numbers ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1'234", "1234"),
        ("0,125", "0.125"),
        (",5", "0.5"),
        ("−3", "-3"),
        ("+3", "3"),
        ("12 km", "12"),
        ("12km.", "12"),
        ("KM 12", "12"),
        ("12.", "12"),
        ("\uff11\uff12", "12"),
    ],
)
def test_a_number_is_read_as_french_and_english_write_it(written, number):
    assert number_in(written, "km") == Decimal(number)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("douze", "not_a_number"),
        ("1,234", "two_readings"),
        ("12 m", "other_unit"),
        ("12 ou 13", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1,23,456", "not_a_number"),
        ("1.234,567,8", "not_a_number"),
        ("1e5", "not_a_number"),
        ("-", "not_a_number"),
        (".", "not_a_number"),
        ("9" * 60, "not_a_number"),
        ("٣", "not_a_number"),
    ],
)
def test_what_is_no_number_says_why(written, code):
    with pytest.raises(AnswerProblem) as problem:
        number_in(written, "km")
    assert problem.value.code == code


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from((".", ",")))
def test_any_number_is_read_back(number, decimal_mark):
    written = f"{number:.4f}".replace(".", decimal_mark)
    assert number_in(written) == number
    assert Decimal(plain_number(number)) == number


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_number_or_a_problem(text):
    try:
        assert number_in(text, "km").is_finite()
    except AnswerProblem:
        pass


@pytest.mark.parametrize(
    ("typed", "success"),
    [("51.2", True), ("52,2", True), ("51.19", False), ("52.21", False), ("51,70 bits", True)],
)
def test_the_ends_of_the_tolerance_are_right(typed, success):
    assert mark(numeric(), [typed]).success is success


def test_a_known_mistake_is_answered_as_such():
    question = numeric()
    assert question.said_of(question.read(["13"])) == "one word"
    assert question.said_of(question.read(["99"])) == "other"


# --- Short texts -----------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    ["hameçonnage", "  HAMECONNAGE. ", "« Hameçonnage »", "hamec\u0327onnage", "l’oeuvre"],
)
def test_case_accents_and_marks_do_not_count(typed):
    assert mark(short_text("Hameçonnage", "l'œuvre"), [typed]).success


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mot de passe", "Mot-de-passe", True),
        ("l'accès", "l’ acces", True),
        ("cœur", "COEUR", True),
        ("C++", "C#", False),
        ("𝒩𝐎𝐍", "non", True),
        ("phishing", "phishings", False),
    ],
)
def test_what_is_the_same_text(one, other, same):
    assert (normalised(one) == normalised(other)) is same


@given(st.text(min_size=1, max_size=80))
def test_a_text_is_the_same_as_itself_however_it_is_spaced(text):
    assert normalised(normalised(text)) == normalised(text)
    assert normalised(f"  {text} ") == normalised(text)
    if normalised(text):
        assert mark(short_text(text), [text.upper().lower()]).scaled in (0, 1)


@pytest.mark.parametrize(
    ("entries", "code"),
    [([], "empty"), (["  "], "empty"), (["?!"], "empty"), (["a", "b"], "too_many"),
     (["x" * 201], "too_long")],
)  # fmt: skip
def test_a_text_that_cannot_be_marked_says_why(entries, code):
    with pytest.raises(AnswerProblem) as problem:
        mark(short_text("a"), entries)
    assert problem.value.code == code


# --- Scenarios with consequences -------------------------------------------
WALK = branching([(1.0, 2), (0.0, 1)], [(1.0, None), (0.5, None)], [(1.0, None), (0.0, None)])


@pytest.mark.parametrize(
    ("way", "scaled", "success"),
    [
        (["s0[.]c00", "s2[.]c20"], 1, True),
        (["s0[.]c00", "s2[.]c21"], 0.5, False),
        (["s0[.]c01", "s1[.]c10"], 0.5, False),
        (["s0[.]c01", "s1[.]c11"], 0.25, False),
        (["s0[.]c00", "s2[.]", "s2[.]c20"], 1, True),
    ],
)
def test_a_way_is_worth_the_mean_of_its_choices(way, scaled, success):
    result = mark(WALK, way)
    assert (result.scaled, result.success) == (scaled, success)


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ([], "empty"),
        (["s0[.]"], "empty"),
        (["s0[.]c00"], "unfinished"),
        (["s0[.]c00", "s2[.]"], "empty"),
        (["s0[.]c00", "s1[.]c10"], "unknown_choice"),
        (["s2[.]c20"], "unknown_choice"),
        (["s0[.]c10"], "unknown_choice"),
        (["s0[.]c00", "s2[.]c20", "s1[.]c10"], "unknown_choice"),
    ],
)
def test_a_way_that_does_not_lead_to_an_end_says_why(way, code):
    with pytest.raises(AnswerProblem) as problem:
        mark(WALK, way)
    assert problem.value.code == code


@given(st.lists(st.integers(0, 1), min_size=3, max_size=3))
def test_a_walk_of_any_choices_ends_and_is_marked_within_bounds(picks):
    way, place, turn = [], 0, 0
    while place is not None:
        step = WALK.steps[place]
        choice = step.choices[picks[turn]]
        way.append(f"{step.id}[.]{choice.id}")
        place, turn = choice.next, turn + 1
    result = mark(WALK, way)
    assert 0 <= result.scaled <= 1
    assert result.success == (result.scaled == 1)
