"""Whatever two organisms do to a lesson: disjoint edits give both, no edit of ours is lost."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.adoption.contents import content_of, row_values
from courses.adoption.waiting import waiting_for
from courses.merging import ABSENT, differences
from tests.factories.banks import knowledge_test, make_bank
from tests.factories.courses import choice_question, text
from tests.factories.packages import made_package, package_block

from .making import Two, blocks_of, draft_of, edit, merge, pages_of

WORDS = st.sampled_from(["Un.", "Deux.", "Trois."])
# What one does to a block by its place: other words, an option of the question put otherwise, or
# away with it; "first" puts it before all others, "after" writes a new one behind it.
BLOCKS = 8
EDIT = st.one_of(
    WORDS.map(lambda words: ("says", words)),
    WORDS.map(lambda words: ("option", words)),
    WORDS.map(lambda words: ("after", words)),
    st.just(("goes", "")),
    st.just(("first", "")),
)
EDITS = st.dictionaries(st.integers(0, BLOCKS - 1), EDIT, max_size=4)
FIELDS = st.dictionaries(st.sampled_from(["title", "summary"]), WORDS, max_size=2)
SIDE = st.tuples(EDITS, FIELDS)


@pytest.fixture(scope="module")
def made(module_database):
    with module_database():
        two = Two(lessons=1, questions=0)
        body = [text(f"<p>Texte {place}.</p>") for place in range(4)]
        body += [choice_question(), choice_question()]
        body += [package_block(made_package()), knowledge_test(make_bank())]
        for language in ("fr", "en"):
            edit(pages_of(two.path.key, language=language)[0], body, publish=True)
        return two, two.adopt()


def edited(blocks, edits):
    """Return `blocks` after `edits` by their places."""
    found, first = [], []
    for place, block in enumerate(blocks):
        what, words = edits.get(place, ("", ""))
        if what == "goes":
            continue
        if what == "says":
            block = _says(block, words)
        elif what == "option" and block["type"] == "single_choice":
            one, *others = block["value"]["choices"]
            put = {**one, "value": {**one["value"], "text": words}}
            block = {**block, "value": {**block["value"], "choices": [put, *others]}}
        (first if what == "first" else found).append(block)
        if what == "after":
            found.append(text(f"<p>{words}</p>"))
    return [*first, *found]


def _says(block, words):
    value = block["value"]
    if block["type"] == "rich_text":
        return {**block, "value": f"<p>{words}</p>"}
    if block["type"] == "single_choice":
        return {**block, "value": {**value, "prompt": words}}
    return {**block, "value": {**value, "title": words}}


def leaves(value, place=()):
    """Every text of a content by its place, and every list's membership."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name != "id":
                yield from leaves(one, (*place, name))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for one in value:
            yield (*place, one["id"], "is there"), True
            yield from leaves(one, (*place, one["id"]))
    else:
        yield place, value


def said(page):
    return content_of("lesson", row_values(page))


@pytest.mark.django_db
@settings(max_examples=30)
@given(ours=SIDE, theirs=SIDE, choice=st.sampled_from(["mine", "theirs"]))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_two_organisms_do_comes_together(
    made, module_database, language, ours, theirs, choice
):
    two, adoption = made
    with module_database(), transaction.atomic():
        _try(two, adoption, language, ours, theirs, choice)
        transaction.set_rollback(True)


def _try(two, adoption, language, ours, theirs, choice):
    source = pages_of(two.path.key, language=language)[0]
    own = pages_of(adoption.own_key, language=language)[0]
    was, base = blocks_of(source), dict(leaves(said(source)))
    mine = dict(leaves(said(edit(own, edited(was, ours[0]), **ours[1]))))
    other = dict(leaves(said(edit(source, edited(was, theirs[0]), publish=True, **theirs[1]))))
    clashes = [one.change for one in waiting_for(adoption).choices if one.is_conflict]
    merge(adoption, two.designer, everything=choice)
    merged = said(draft_of(own))
    now = dict(leaves(merged))
    decided = [one.place for one in clashes if one.kind != "both_moved"]
    for place in base.keys() | mine.keys() | other.keys() | now.keys():
        is_ours = mine.get(place, ABSENT) != base.get(place, ABSENT)
        if any(place[: len(one)] == one for one in decided):
            is_ours = choice == "mine"
        # Nothing of ours is lost; what we left alone is as they have it.
        wanted = mine if is_ours else other
        assert now.get(place, ABSENT) == wanted.get(place, ABSENT), place
    if not ours[0].keys() & theirs[0].keys() and not ours[1].keys() & theirs[1].keys():
        assert not decided
    # Once more changes nothing, and nothing waits.
    assert waiting_for(adoption).count == 0
    again = merge(adoption, two.designer)
    assert not again.changed
    assert not list(differences(merged, said(draft_of(own))))
