"""The structure of a path: whatever the order of events, always to be finished, never by chance."""

from datetime import UTC, datetime, timedelta
from itertools import chain, combinations, product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from courses.structure import (
    Condition,
    Fault,
    OptionalSet,
    Step,
    Structure,
    as_data,
    branches,
    counted,
    finished_at,
    minutes_between,
    problems,
    skipped_moments,
    sound,
    standings,
    step_of,
)

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
KEYS = [UUID(int=number) for number in range(1, 7)]
ELSEWHERE = [UUID(int=number) for number in (101, 102)]
KNOWN = {*KEYS, *ELSEWHERE}
SETS = ("a", "b")


def at(hours):
    return START + timedelta(hours=hours)


def subsets(things):
    things = list(things)
    return chain.from_iterable(combinations(things, size) for size in range(len(things) + 1))


@st.composite
def structures(draw):
    """Any structure that pages may have: most of them can't be published."""
    keys = KEYS[: draw(st.integers(1, 6))]
    steps = tuple(
        Step(
            key=key,
            minutes=draw(st.integers(1, 30)),
            requires=draw(st.frozensets(st.sampled_from([*keys, ELSEWHERE[0]]), max_size=2)),
            optional_set=draw(st.sampled_from(("", "", *SETS, "gone"))),
            condition=draw(st.sampled_from(Condition)),
            mastering=draw(st.frozensets(st.sampled_from([*keys, *ELSEWHERE]), max_size=2)),
        )
        for key in keys
    )
    sets = tuple(OptionalSet(key, draw(st.integers(1, 3))) for key in SETS)
    return Structure(steps, sets)


@st.composite
def published(draw):
    return sound(draw(structures()))


moments = st.dictionaries(st.sampled_from([*KEYS, *ELSEWHERE]), st.integers(0, 50).map(at))


def walk(structure, mastered=()):
    """Do what is asked, one open course after the other; return what was done, or stop."""
    done, moment = {}, 0
    known = dict.fromkeys(mastered, START)
    while True:
        now = standings(structure, done=done, mastered=known, since=START)
        ahead = [key for key, one in now.items() if one.doing == "open"]
        if not ahead:
            return done
        moment += 1
        done[ahead[0]] = at(moment)


def names(found):
    return {problem.fault for problem in found}


# --- What can be published ---------------------------------------------------
@given(structures())
def test_whatever_pages_say_what_is_published_can_be_finished(structure):
    path = sound(structure)
    done = walk(path)
    skipped = skipped_moments(path, {}, START)
    assert finished_at(path, done, skipped) is not None


@given(structures(), st.sets(st.sampled_from([*KEYS, *ELSEWHERE])))
def test_it_can_be_finished_whatever_one_masters_beforehand(structure, mastered):
    path = sound(structure)
    done = walk(path, mastered)
    skipped = skipped_moments(path, dict.fromkeys(mastered, START), START)
    assert finished_at(path, done, skipped) is not None


@given(structures())
def test_what_the_checks_accept_is_published_as_it_is(structure):
    if not problems(structure, KNOWN):
        assert sound(structure) == structure


@given(structures())
def test_what_is_published_has_no_fault_that_stops_somebody(structure):
    left = names(problems(sound(structure), KNOWN))
    # What comes too late, or opens for nobody, is in nobody's way.
    assert left <= {
        Fault.LATER_REQUIRED,
        Fault.UNREACHABLE,
        Fault.NEVER_SKIPPED,
        Fault.NOTHING_NAMED,
    }


@given(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
def test_a_cycle_is_refused_and_named(keys):
    steps = tuple(
        Step(key, requires=frozenset({keys[(place + 1) % len(keys)]}))
        for place, key in enumerate(keys)
    )
    (problem,) = problems(Structure(steps), KNOWN)
    assert problem.fault is Fault.CYCLE
    assert set(problem.others) == set(keys)
    assert finished_at(sound(Structure(steps)), walk(sound(Structure(steps))), {})


def one_fault(*steps, sets=()):
    (problem,) = problems(Structure(steps, sets), KNOWN)
    return problem


def test_each_fault_is_told_with_the_courses_it_is_about():
    first, second, third = KEYS[:3]
    skippable = Step(first, condition=Condition.SKIP)
    assert not problems(Structure((skippable, Step(second, requires=frozenset({first})))), KNOWN)
    found = one_fault(Step(first, requires=frozenset({ELSEWHERE[0]})))
    assert (found.fault, found.others) == (Fault.UNKNOWN_REQUIRED, (ELSEWHERE[0],))
    found = one_fault(Step(first, requires=frozenset({second})), Step(second))
    assert (found.fault, found.course, found.others) == (Fault.LATER_REQUIRED, first, (second,))
    two = (Step(first, optional_set="a"), Step(second, optional_set="a"))
    found = one_fault(*two, sets=(OptionalSet("a", 3),))
    assert (found.fault, found.needed, found.has) == (Fault.SET_ASKS_TOO_MUCH, 3, 2)
    found = one_fault(*two, Step(third, requires=frozenset({second})), sets=(OptionalSet("a", 1),))
    assert (found.fault, found.course) == (Fault.OPTIONAL_REQUIRED, third)
    assert one_fault(Step(first), sets=(OptionalSet("a", 1),)).fault is Fault.EMPTY_SET
    assert one_fault(Step(first, optional_set="b")).fault is Fault.UNKNOWN_SET
    deep = {"condition": Condition.DEEPEN}
    more = Step(second, mastering=frozenset({first}), **deep)
    found = one_fault(Step(first), more, Step(third, requires=frozenset({second})))
    assert (found.fault, found.course) == (Fault.DEEPENING_REQUIRED, third)
    nobody = Step(second, mastering=frozenset({UUID(int=999)}), **deep)
    assert one_fault(Step(first), nobody).fault is Fault.UNREACHABLE
    itself = Step(second, mastering=frozenset({second}), **deep)
    assert one_fault(Step(first), itself).fault is Fault.UNREACHABLE
    assert one_fault(Step(first), Step(second, **deep)).fault is Fault.NOTHING_NAMED
    never = Step(first, condition=Condition.SKIP, mastering=frozenset({UUID(int=999)}))
    assert one_fault(never).fault is Fault.NEVER_SKIPPED
    assert one_fault(Step(first, mastering=frozenset({ELSEWHERE[0]}), **deep)).fault is (
        Fault.NOTHING_ASKED
    )


# --- Where one stands --------------------------------------------------------
@given(published(), moments, moments, st.data())
def test_the_more_is_told_the_earlier_a_path_is_done_and_never_the_later(
    structure, done, mastered, data
):
    """What a batch finds, kept as the earliest ever told, is what all of it tells at once."""
    events = [("done", key, when) for key, when in done.items()]
    events += [("mastered", key, when) for key, when in mastered.items()]
    order = data.draw(st.permutations(events))
    known, told = None, {"done": {}, "mastered": {}}
    for kind, key, when in order:
        told[kind][key] = when
        now = finished_at(
            structure, told["done"], skipped_moments(structure, told["mastered"], START)
        )
        if known is not None:
            assert now is not None
            assert now <= known
        known = now
    assert known == finished_at(structure, done, skipped_moments(structure, mastered, START))


@given(published(), moments, moments, st.data())
def test_the_standing_depends_on_what_is_told_and_not_on_its_order(structure, done, mastered, data):
    there = standings(structure, done=done, mastered=mastered, since=START)
    shuffled = dict(data.draw(st.permutations(list(done.items()))))
    others = dict(data.draw(st.permutations(list(mastered.items()))))
    assert standings(structure, done=shuffled, mastered=others, since=START) == there


@given(published(), moments, moments)
def test_a_path_that_is_finished_has_nothing_ahead(structure, done, mastered):
    done = {key: when for key, when in done.items() if structure.step(key)}
    skipped = skipped_moments(structure, mastered, START)
    now = standings(structure, done=done, mastered=mastered, since=START)
    asked = {
        key
        for key, one in now.items()
        if one.doing in ("open", "locked") and not structure.step(key).is_deepening
    }
    enough = {
        one.key
        for one in structure.sets
        if sum(step.key in done or step.key in skipped for step in structure.members(one.key))
        >= one.needed
    }
    asked = {key for key in asked if structure.step(key).optional_set not in enough}
    assert (finished_at(structure, done, skipped) is not None) == (not asked)


def test_a_skipped_course_says_since_when_and_opens_what_requires_it():
    first, second = KEYS[:2]
    path = Structure(
        (Step(first, condition=Condition.SKIP), Step(second, requires=frozenset({first})))
    )
    before = standings(path, done={}, mastered={}, since=at(0))
    assert (before[first].doing, before[second].doing) == ("open", "locked")
    assert before[second].first == (first,)
    now = standings(path, done={}, mastered={first: at(-9)}, since=at(0))
    # Not before one followed the path.
    assert (now[first].doing, now[first].at) == ("skipped", at(0))
    assert now[second].doing == "open"


def test_a_course_that_was_begun_is_not_locked_by_a_later_prerequisite():
    first, second = KEYS[:2]
    path = Structure((Step(first), Step(second, requires=frozenset({first}))))
    now = standings(path, done={}, mastered={}, since=START, begun={second})
    assert now[second].doing == "open"


def test_what_a_positioning_test_found_mastered_is_skipped_whatever_its_condition():
    first, second = KEYS[:2]
    path = Structure((Step(first), Step(second, requires=frozenset({first}))))
    assert skipped_moments(path, {first: at(-5)}, START) == {}
    assert skipped_moments(path, {}, START, {first: at(-5)}) == {first: START}
    now = standings(path, done={}, mastered={}, since=START, positioned={first: at(1)})
    assert (now[first].doing, now[second].doing) == ("skipped", "open")


def test_a_deepening_is_offered_to_those_who_master_what_it_names_alone():
    first, more = KEYS[:2]
    path = Structure(
        (
            Step(first),
            Step(more, condition=Condition.DEEPEN, mastering=frozenset({first, ELSEWHERE[0]})),
        )
    )
    one = {first: at(1)}
    assert standings(path, done=one, mastered=one, since=START)[more].doing == "beyond"
    both = one | {ELSEWHERE[0]: at(2)}
    assert standings(path, done=one, mastered=both, since=START)[more].doing == "open"
    assert finished_at(path, one, {}) == at(1)


# --- Marks and minutes -------------------------------------------------------
def test_neither_skipped_nor_further_courses_weigh_on_marks_and_a_set_counts_its_best():
    skip, best, worst, more, last = KEYS[:5]
    path = Structure(
        (
            Step(skip, condition=Condition.SKIP),
            Step(best, optional_set="a"),
            Step(worst, optional_set="a"),
            Step(more, condition=Condition.DEEPEN, mastering=frozenset({last})),
            Step(last),
        ),
        (OptionalSet("a", 1),),
    )
    scores = {skip: 0.0, best: 0.9, worst: 0.4, more: 0.1, last: 0.8}
    assert counted(path, set(KEYS), {skip}, scores) == (best, last)
    assert counted(path, {last}, set(), scores) == (skip, last)


@given(published(), st.sets(st.sampled_from([*KEYS, *ELSEWHERE])))
def test_minutes_are_those_of_every_choice_tried(structure, mastered):
    skipped = skipped_moments(structure, dict.fromkeys(mastered, START), START)
    minutes = {step.key: step.minutes for step in structure.steps}
    choices = []
    for one in structure.sets:
        members = [step.key for step in structure.members(one.key)]
        left = max(0, one.needed - sum(key in skipped for key in members))
        open_ones = [key for key in members if key not in skipped]
        choices.append([some for some in subsets(open_ones) if len(some) == left])
    required = [
        step.key
        for step in structure.steps
        if not step.optional_set and not step.is_deepening and step.key not in skipped
    ]
    totals = []
    for chosen in product(*choices):
        done = {*required, *chain.from_iterable(chosen)}
        assert finished_at(structure, dict.fromkeys(done, START), skipped) is not None or (
            not done and not skipped
        )
        totals.append(sum(minutes[key] for key in done))
    assert minutes_between(structure, mastered) == (min(totals), max(totals))


@given(published())
def test_the_branches_tell_each_condition_and_both_ends(structure):
    found = branches(structure)
    assert found[0].mastering == frozenset()
    assert (found[0].least, found[0].most) == minutes_between(structure)
    everything = next(one for one in found if one.mastering == structure.named)
    assert everything.least == min(one.least for one in found)
    assert found[0].most == max(one.most for one in found)
    for step in structure.steps:
        if step.condition is Condition.SKIP:
            assert any(step.key in one.skipped for one in found)


@given(structures())
def test_what_is_written_of_a_course_is_read_again(structure):
    for step in structure.steps:
        plain = step.condition is Condition.ALWAYS
        again = step_of(step.key, step.minutes, as_data(step))
        assert again.requires == step.requires
        assert again.optional_set == step.optional_set
        assert again.condition is step.condition
        assert again.mastering == (frozenset() if plain else step.mastering)
